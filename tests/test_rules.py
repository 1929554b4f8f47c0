"""The rules of `mlsys check`: the example in a rule's explanation has the problem, and its fix does not.

What follows are the places to the column, and where a rule ends. The docstring of a test is the book.
"""

import html
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from mlsys_cli.book.check.checker import ON_REQUEST, RULES
from mlsys_cli.views.problems_view import SHOWN
from tests.support.cases import each
from tests.support.program import BOOK, MakeBook, Run, without_levels
from tests.support.rule_examples import SAMPLE, example

WITHOUT_EXAMPLE = {
    "ignored-file",
    "left-out-link",
    "not-utf-8",
    "unreadable-file",
    "too-deep",
    "too-many-values",
    "endless-number",
    "countless-mistakes",
    "skipped-level",
    "longest-is-right",
    "lopsided-truth",
    "truth-told-by-wording",
}
"""What can't be shown in a few lines of text; each has tests of its own."""


UNUSED = "uncited-source,unplaced-table,unplaced-figure"
"""Rules that a book of a few entries doesn't keep."""


@pytest.fixture(autouse=True)
def _in_the_folder_of_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown from where the reader is."""
    monkeypatch.chdir(tmp_path)


def reported(run: Run, *options: str) -> list[str]:
    """The rules that `mlsys check` reports, in order."""
    return [problem["rule"] for problem in run("check", "book", "--json", *options).json["problems"]]


def test_the_sample_that_completes_examples_is_sound(run: Run, make_book: MakeBook) -> None:
    make_book(SAMPLE)
    assert run("check", "book") == (0, "", "")


@pytest.mark.parametrize("rule", sorted(RULES.keys() - WITHOUT_EXAMPLE))
def test_the_example_of_a_rule_is_reported_and_its_mend_is_not(run: Run, make_book: MakeBook, rule: str) -> None:
    select = ("--select", rule) if rule in ON_REQUEST else ()
    make_book(example(rule, "Bad"))
    assert rule in reported(run, *select)
    make_book(example(rule, "Good"))
    assert rule not in reported(run, *select)


@each("rule", sorted(RULES))
def test_every_rule_is_explained(run: Run, rule: str) -> None:
    result = run("check", "--explain", rule)
    assert result.code == 0
    assert len(result.out.split()) > 20
    assert run("check", "--explain", rule, "--json").json["severity"] == RULES[rule].level


def test_what_is_doubtful_and_what_is_a_matter_of_taste() -> None:
    """All else can't be shown right."""
    assert {rule.name for rule in RULES.values() if rule.level == "warning"} == {
        "answer-given-away",
        "bad-bar",
        "bad-isbn",
        "bad-language",
        "bad-part-id",
        "bad-tree",
        "common-synonym",
        "constant-answer",
        "disputed-without-source",
        "distant-mark",
        "duplicate-alias",
        "empty-section",
        "event-outside-era",
        "foreign-markdown",
        "ignored-file",
        "lettered-explanation",
        "loose-tolerance",
        "lost-embed",
        "mark-in-plain-text",
        "missing-cell",
        "needless-item",
        "no-whole-book",
        "number-without-source",
        "repeated-question",
        "reused-id",
        "undrawn-point",
        "unfinished-text",
        "unknown-math",
        "unreadable-date",
        "useless-ignore",
    }
    assert {rule.name for rule in RULES.values() if rule.level == "style"} == {
        "answer-told-elsewhere",
        "doubled-word",
        "lonely-term",
        "long-sentence",
        "left-out-link",
        "longest-is-right",
        "lopsided-truth",
        "needless-also-asked",
        "one-way-see-also",
        "repeated-heading",
        "skipped-level",
        "spelling",
        "truth-told-by-wording",
        "uncited-source",
        "unplaced-figure",
        "unplaced-table",
        "unused-term",
        "years-out-of-order",
    }


def test_the_rules_are_listed(run: Run) -> None:
    listed = run("check", "--rules", "--json").json["rules"]
    assert {rule["id"]: rule["severity"] for rule in listed} == {name: rule.level for name, rule in RULES.items()}
    page = run("check", "--rules").out
    assert page.index("Errors") < page.index("dangling-link") < page.index("Warnings") < page.index("lonely-term")
    assert "A term has no see_also." in page


def test_an_unknown_rule(run: Run) -> None:
    for option in ("--explain", "--select", "--ignore"):
        result = run("check", option, "dangling-lnk")
        assert (result.code, result.out) == (2, "")
        assert "did you mean 'dangling-link'?" in result.err


# --- places --------------------------------------------------------------------------------------------------------


@pytest.fixture
def problems(request: pytest.FixtureRequest, make_book: MakeBook, run: Run) -> list[str]:
    """What `mlsys check` prints of the book in the test's docstring, without the levels and the hints."""
    make_book(request.function.__doc__)
    result = run("check", "book", "--ignore", f"unused-term,lonely-term,{UNUSED}")
    lines = without_levels(result).out.splitlines()
    return [line.removeprefix("book/gc/") for line in lines if not line.startswith(" ")]


def test_places_in_a_block_scalar(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    # A comment, and an anchor:
    title: &t Garbage
    summary: >-  # folded

      What is
      left    over, [[one]].


    sections:
    - id: why
      title: Why
      body: |+ # kept
        Ünïcödé 🙂 first,
        `[[code]]` and [[two|twice
        over]], then

          [[ three ]] in the the middle;

        - a <b>list</b> of [@four; @five].
      remember: *t
    """
    assert problems == [
        "chapter.yaml:6:19: dangling-link: there is no term 'one'",
        "chapter.yaml:14:22: dangling-link: there is no term 'two'",
        "chapter.yaml:17:10: dangling-link: there is no term 'three'",
        "chapter.yaml:17:26: doubled-word: 'the' is repeated",
        "chapter.yaml:19:9: foreign-markdown: HTML is shown as plain text",
        "chapter.yaml:19:16: foreign-markdown: HTML is shown as plain text",
        "chapter.yaml:19:26: dangling-source: there is no source 'four'",
        "chapter.yaml:19:33: dangling-source: there is no source 'five'",
    ]


def test_places_in_quotes(problems: list[str]) -> None:
    r"""
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap
      kind: concept
      definition: !!str "A \"pile\" \u00e9\n
        of \x5b[one]] and [[two]]."
      explanation: &x 'It''s
        not ''a'' [[three]].'
      example: plain [[four]] text
        over [[five]] lines
    """
    assert problems == [
        "glossary.yaml:6:13: dangling-link: there is no term 'one'",
        "glossary.yaml:6:25: dangling-link: there is no term 'two'",
        "glossary.yaml:8:17: dangling-link: there is no term 'three'",
        "glossary.yaml:9:20: dangling-link: there is no term 'four'",
        "glossary.yaml:10:12: dangling-link: there is no term 'five'",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_with_any_line_end_and_byte_order_mark(run: Run, make_book: MakeBook, end: str, mark: str) -> None:
    text = "terms:\n- id: heap\n  name: Heap\n  kind: concept\n  definition: |\n    Größe\n\n    \tund [[stapel]].\n"
    (make_book({}) / "gc/glossary.yaml").write_bytes((mark + text.replace("\n", end)).encode())
    (problem,) = run("check", "book", "--select", "dangling-link", "--json").json["problems"]
    assert (problem["line"], problem["column"], problem["length"]) == (8, 12, 6)


def test_a_link_within_a_list_and_a_quote(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections:
    - id: why
      title: Why
      body: |
        > A quote with [[one
        > and]] more.

        1. First ```[[code]]``` here.

               [[code two]]

        2. Then [[two]].
           ```
           [[code three]]
           ```
    """
    assert problems == [
        "chapter.yaml:7:22: dangling-link: there is no term 'one and'",
        "chapter.yaml:14:15: dangling-link: there is no term 'two'",
    ]


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028"])
def test_places_with_line_ends_that_only_yaml_knows(run: Run, make_book: MakeBook, end: str) -> None:
    text = "title: G\nsummary: |\n  Größe,\n\n  dann [[stapel]].\nsections: []\n"
    (make_book({}) / "gc/chapter.yaml").write_bytes(text.replace("\n\n  dann", f"{end}{end}  dann").encode())
    (problem,) = run("check", "book", "--select", "dangling-link", "--json").json["problems"]
    assert (problem["line"], problem["column"], problem["length"]) == (3, 20, 6)


def test_places_after_escapes_of_line_ends(problems: list[str]) -> None:
    r"""
    --- gc/chapter.yaml
    title: Garbage
    summary: "A\_d \x20 \u0020 [[one]] and \
      more \"[[two]]\"."
    sections: []
    """
    assert problems == [
        "chapter.yaml:2:30: dangling-link: there is no term 'one'",
        "chapter.yaml:3:12: dangling-link: there is no term 'two'",
    ]


def test_places_after_what_markdown_reads_otherwise(problems: list[str]) -> None:
    r"""
    --- gc/chapter.yaml
    title: Garbage
    summary: |
      An \[[[one]], a <http://two.org/[[no]]> [[two]] and [three](two "`[[no]]`") [[three]].
      > 1. `` [[no]] ` [[no]] `` and *a* [[four]]
      lazy [[five]]
    sections: []
    """
    assert [problem for problem in problems if "dangling-link" in problem] == [
        "chapter.yaml:3:10: dangling-link: there is no term 'one'",
        "chapter.yaml:3:45: dangling-link: there is no term 'two'",
        "chapter.yaml:3:81: dangling-link: there is no term 'three'",
        "chapter.yaml:4:40: dangling-link: there is no term 'four'",
        "chapter.yaml:5:10: dangling-link: there is no term 'five'",
    ]


def test_the_place_of_an_entry_whose_namesake_is_lost(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept}
    - {id: heap, name: Heap, kind: concept, definition: A the the pile.}
    """
    assert problems == [
        "glossary.yaml:2:3: missing-field: this term 'heap' has no 'definition'",
        "glossary.yaml:3:59: doubled-word: 'the' is repeated",
    ]


def test_places_in_a_folder_whose_name_is_a_command(run: Run, make_book: MakeBook) -> None:
    book = make_book({"gc/glossary.yaml": "terms:\n- {id: heap, name: Heap, kind: concept, definition: 'A [[x]].'}\n"})
    (book / "book.yaml").unlink()
    (book / "gc").rename(book / "g\x9bc")
    out = run("check", "book", "--select", "dangling-link").out
    assert out == "book/g\ufffdc/glossary.yaml:2:58: dangling-link: there is no term 'x' [error]\n"


# --- where a rule ends ---------------------------------------------------------------------------------------------


def test_an_event_may_go_on_after_its_era(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    eras:
    - {id: early, name: Early, start: 1950, end: 1970, summary: Few.}
    - {id: late, name: Late, start: 1970, summary: Many.}
    events:
    - {id: a, year: 1950, title: A, body: a, era: early}
    - {id: b, year: 1970, end: 1980, title: B, body: b, era: early}
    - {id: c, year: 1970, month: 3, title: C, body: c, era: late}
    - {id: d, year: 1970, month: 2, title: D, body: d, era: late}
    - {id: e, year: 2030, end: 2020, title: E, body: e, era: late}
    - {id: f, year: 1949, title: F, body: f, era: early}
    """
    assert problems == [
        "timeline.yaml:8:17: years-out-of-order: 'd' is earlier than 'c', which is listed above it",
        "timeline.yaml:9:28: end-before-start: the end, 2020, is before the start, 2030",
        "timeline.yaml:10:17: event-outside-era: 1949 is outside the era 'early' (1950 to 1970)",
        "timeline.yaml:10:17: years-out-of-order: 'f' is earlier than 'e', which is listed above it",
    ]


def test_cells_edges_and_parts(problems: list[str]) -> None:
    """
    --- gc/tables.yaml
    tables:
    - id: ways
      title: Ways
      columns: [{id: a, name: A}, {id: b, name: B}]
      rows:
      - {aspect: One, cells: {a: x, b: " "}}
      - {aspect: Two, cells: {c: x, a: y, b: z}}
    --- gc/figures.yaml
    figures:
    - id: loop
      kind: graph
      title: Loop
      alt: Two boxes.
      nodes: [{id: A b, name: A}, {id: c, name: C}]
      edges: [[A b, c], [c], [c, d, e], [A b, c, x, y]]
    """
    assert problems == [
        "figures.yaml:6:16: bad-part-id: 'A b' isn't an id: lower-case letters and digits, with single hyphens between"
        " them",
        "figures.yaml:7:21: stray-edge: an edge must be [from, to] or [from, to, label]",
        "figures.yaml:7:30: stray-edge: the figure has no node 'd'",
        "figures.yaml:7:37: stray-edge: an edge must be [from, to] or [from, to, label]",
        "tables.yaml:6:26: missing-cell: the row 'One' has no cell for 'b'",
        "tables.yaml:7:27: stray-cell: the table has no column 'c'",
    ]


def test_an_alias_in_another_chapter(run: Run, make_book: MakeBook) -> None:
    make_book(
        {
            "book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc, hp]}]\n",
            "gc/glossary.yaml": "terms:\n- {id: heap, name: Heap, kind: concept, definition: a, aliases: [store]}\n",
            "hp/chapter.yaml": "title: Heaps\nsummary: Piles.\nsections: [{id: what, title: What, body: So.}]\n",
            "hp/glossary.yaml": "terms:\n- {id: disk, name: The-Store, kind: concept, definition: a}\n"
            "- {id: tape, name: Stores, kind: concept, definition: a, aliases: [reel, reel]}\n",
        }
    )
    lines = run("check", "book", "--select", "duplicate-alias").out.splitlines()
    assert lines == [
        "book/hp/glossary.yaml:3:20: duplicate-alias: the term 'heap' in gc/glossary.yaml already has the name"
        " 'Stores' [warning]",
        "  if they mean different things, give each a different 'sense'",
        "book/hp/glossary.yaml:3:74: duplicate-alias: 'reel' is used twice in this term [warning]",
    ]


def test_dates_that_no_calendar_has(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    eras:
    - {id: zero, name: Zero, start: 0, end: 0, summary: S.}
    events:
    - {id: ides, year: -44, month: 3, day: 15, title: T, body: B.}
    - {id: none, year: 0, title: T, body: B.}
    - {id: leap, year: 1900, month: 2, day: 29, title: T, body: B.}
    - {id: sooner, year: 1900, month: 2, day: 14, title: T, body: B.}
    - {id: year, year: 2000, month: 2, day: 29, title: T, body: B., as_of: 2001-02-29}
    - {id: late, year: 20020, title: T, body: B., as_of: early in 2026-13}
    --- references.yaml
    references:
    - {key: a2020, authors: [Ann], year: 0, title: T, venue: V, accessed: 2026-13-01}
    """
    dates = [problem for problem in problems if "impossible-date" in problem or "order" in problem]
    assert dates == [
        "timeline.yaml:2:33: impossible-date: there is no year 0",
        "timeline.yaml:2:41: impossible-date: there is no year 0",
        "timeline.yaml:5:20: impossible-date: there is no year 0",
        "timeline.yaml:6:41: impossible-date: February 1900 has only 28 days",
        "timeline.yaml:7:22: years-out-of-order: 'sooner' is earlier than 'leap', which is listed above it",
        "timeline.yaml:8:72: impossible-date: no calendar has 2001-02-29",
        "timeline.yaml:9:20: impossible-date: the year 20020 has too many digits",
        "book/references.yaml:2:38: impossible-date: there is no year 0",
        "book/references.yaml:2:71: impossible-date: no calendar has 2026-13-01",
    ]


def test_the_kinds_of_terms_are_those_of_the_book(problems: list[str]) -> None:
    """
    --- book.yaml
    id: tiny
    title: Tiny
    parts: [{title: All, chapters: [gc]}]
    kinds: [{id: treaty}, {id: ruler, asks: whom}, {id: city, named: town}]
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: ruler, definition: a}
    """
    assert [problem for problem in problems if "kind" in problem] == [
        "book/book.yaml:4:41: wrong-type: 'asks' of kind 2 must be 'what', 'who', 'where' or 'when'",
        "book/book.yaml:4:59: unknown-key: kind 3 has no 'named'",
    ]


def test_a_kind_that_the_book_does_not_have(run: Run, make_book: MakeBook) -> None:
    term = "terms: [{id: heap, name: Heap, kind: treatty, definition: a}]"
    book = "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc]}]\n"
    make_book({"book.yaml": f"{book}kinds: [{{id: treaty}}, {{id: ruler}}]\n", "gc/glossary.yaml": term})
    assert run("check", "book", "--select", "unknown-kind").out.splitlines() == [
        "book/gc/glossary.yaml:1:38: unknown-kind: the book has no kind 'treatty' of terms [error]",
        "  did you mean 'treaty'?",
    ]
    make_book({"book.yaml": book, "gc/glossary.yaml": term.replace("treatty", "thing")})
    assert "its kinds are concept, method" in run("check", "book", "--select", "unknown-kind").out


def test_senses_tell_terms_of_one_name_apart(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap-a, name: Heap, sense: of memory, kind: concept, definition: a}
    - {id: heap-b, name: Heap, sense: a tree, kind: concept, definition: a}
    - {id: heap-c, name: Heaps, sense: A Tree, kind: concept, definition: a}
    - {id: heap-d, name: HEAP, kind: concept, definition: a}
    """
    assert [problem for problem in problems if "duplicate-alias" in problem] == [
        "glossary.yaml:4:22: duplicate-alias: the term 'heap-b' in gc/glossary.yaml already has the name 'Heaps'",
        "glossary.yaml:5:22: duplicate-alias: the term 'heap-a' in gc/glossary.yaml already has the name 'HEAP'",
    ]


def test_code_is_not_a_word(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap
      kind: concept
      definition: The `abc` `def` and `the` the `the` pile pile, that that very, very.
    """
    assert problems == ["glossary.yaml:5:56: doubled-word: 'pile' is repeated"]


def test_a_sentence_of_just_45_words_can_be_followed(run: Run, make_book: MakeBook) -> None:
    def check(sentence: str) -> list[str]:
        make_book({"gc/chapter.yaml": f"title: G\nsummary: |\n  Short. {sentence}\nsections: []\n"})
        return run("check", "book", "--select", "long-sentence").out.splitlines()

    words = " ".join(f"w{number}" for number in range(44))
    assert check(f"{words} [[link|end]] [@key].") == []
    assert check(f"{words}\n\n  {words}") == []
    assert check(f"{words} more end.") == [
        "book/gc/chapter.yaml:3:10: long-sentence: this sentence has 46 words; more than 45 are hard to follow [style]"
    ]


@each(
    "text, column",
    [
        ("# Heading", 3),
        ("an ![image](x.png)", 6),
        ("a <br/> break", 5),
        ("a &nbsp; space", 5),
        ("a note[^1]", 9),
        ("~~no~~", 3),
        ("x\n  ---", 3),
        ("see [once](#two-bulges)", 7),
        ("see [other](other.md)", 7),
        ("a **bold word", 5),
        ("**one** and **two\n\n  **three**", 15),
        ("- [ ] Measure it", 5),
        ("> [!NOTE]\n  > Careful.", 5),
        ("Ebb\n  : The fall.", 3),
        ("a ==mark== here", 5),
        ("H~2~O", 4),
        ("10^6^ times", 5),
        (":::{note}\n  Careful.\n  :::", 3),
        ("see {numref}`loop`", 7),
        ("see :ref:`loop`", 7),
        ("(tides)=", 3),
        ("tides {#tides}", 9),
        ("as in @fig-loop", 9),
        ("{{< include x >}}", 3),
        ("so \\(x^2\\) is", 6),
        ("a \\emph{word}", 5),
        ("!!! note", 3),
        (".. note:: Careful.", 3),
        ("```{note}\n  Careful.\n  ```", 6),
        ("[once] (https://x.org)", 3),
        ("a `word", 5),
        ("a *word", 5),
        ("a word^[Not so.]", 9),
    ],
)
def test_markdown_of_others(run: Run, make_book: MakeBook, text: str, column: int) -> None:
    make_book({"gc/chapter.yaml": f"title: G\nsummary: |\n  {text}\nsections: []\n"})
    (problem,) = run("check", "book", "--select", "foreign-markdown", "--json").json["problems"]
    assert problem["column"] == column


@each(
    "text",
    [
        "`<b>`",
        "a < b > c",
        "C# is",
        "*so*",
        "1 & 2;",
        "AT&T",
        "- item\n  - item",
        "[a](https://x.org)",
        "[a](mailto:a@x.org)",
        "a -- b",
        "a **bold *and*\n  slanted** word, `**kwargs` and 2 ** 3",
        "- [x]-axis",
        "> Note: this.",
        "Ebb: the fall",
        "a == b == c, `==mark==`",
        "from ~5 to ~10",
        "2^3 and 2^4, `2^3^`",
        "a {b} c",
        "a (b)= c, `{#x}`, me@fig-tree.org",
        "[one] (two), \\[x\\], a \\* b",
        "Hello!!! note",
        "at 10:30:`x`",
        "`{{< x >}}` and `\\(x\\)`",
    ],
)
def test_markdown_of_ours(run: Run, make_book: MakeBook, text: str) -> None:
    make_book({"gc/chapter.yaml": f"title: G\nsummary: |\n  {text}\nsections: []\n"})
    assert reported(run) == []


def test_spelling_is_only_checked_where_it_is_asked_for(run: Run, make_book: MakeBook) -> None:
    make_book(
        {"gc/chapter.yaml": "title: Zorp\nsummary: The zorp's piel is at 12 qqkb/s, as `qqxyz` says.\nsections: []\n"}
    )
    assert "spelling" not in reported(run)
    (problem,) = run("check", "book", "--select", "spelling", "--json").json["problems"]
    assert (problem["line"], problem["column"]) == (2, 21)
    assert problem["message"] == "'piel' isn't a common English word"


def test_a_word_that_is_used_often_is_meant(run: Run, make_book: MakeBook) -> None:
    make_book({"gc/chapter.yaml": "title: T\nsummary: A zorp, a zorp and one more zorp.\nsections: []\n"})
    assert reported(run, "--select", "spelling") == []


def test_a_word_twice_in_spite_of_marks_but_not_in_code(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: |
      This is *so* so, and the the [[heap|pile]] pile.

      ```
      same
      same
      ```
    sections: []
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    """
    assert [problem.split(": doubled-word: ")[0] for problem in problems] == [
        "chapter.yaml:3:16",
        "chapter.yaml:3:28",
        "chapter.yaml:3:46",
    ]


def test_code_that_is_closed(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: |
      ```` text
      ```
      ````

      - An item:
        ~~~
        ```
        ~~~

      And ```code``` in a line.

      > ```
      > never closed
    sections: []
    """
    assert problems == ["chapter.yaml:14:5: unclosed-code: this block of code isn't closed"]


def test_links_to_another_kind_of_entry(run: Run, make_book: MakeBook) -> None:
    make_book(
        {
            "gc/chapter.yaml": "title: G\nsummary: S\nsections:\n- id: why\n  title: W\n"
            "  body: '![[heap-sizes]] [[image:x]] [[trem:heap]] ![[photo:heap-sizes]]'\n",
            "gc/tables.yaml": "tables:\n- {id: heap-sizes, title: T, columns: [{id: a, name: A}],"
            " rows: [{aspect: B, cells: {a: x}}]}\n",
        }
    )
    lines = run("check", "book", "--select", "dangling-link").out.splitlines()
    assert [line.strip() for line in lines if line.startswith("  ")] == [
        "there is a table of this id: write table:heap-sizes",
        "it can be book:, chapter:, section:, term:, era:, event:, table:, figure:, question:, source:, model:, "
        "machine:, calculator: or exhibit:",
        "did you mean 'term'?",
        "it can be table: or figure:",
    ]


def test_a_word_many_times_is_told_once(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: |
      A a
      a a heap, and the

      the the pile.
    sections: []
    """
    assert problems == [
        "chapter.yaml:3:5: doubled-word: 'a' is repeated",
        "chapter.yaml:6:7: doubled-word: 'the' is repeated",
    ]


def test_marks_that_are_none(problems: list[str]) -> None:
    r"""
    --- gc/chapter.yaml
    title: Garbage
    summary: |
      A [[heap], [[]] and [[|x]], ![[figure:]], [@mc p. 3] and [@].

      Not `[[1], [2]]`, \[[so]], [[heap]], [heap] or [a](https://b.org).
    sections: []
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    """
    assert [problem.split(": broken-mark: ") for problem in problems] == [
        ["chapter.yaml:3:5", "this isn't a valid link"],
        ["chapter.yaml:3:14", "this isn't a valid link"],
        ["chapter.yaml:3:23", "this isn't a valid link"],
        ["chapter.yaml:3:31", "this isn't a valid table or figure"],
        ["chapter.yaml:3:45", "this isn't a valid citation"],
        ["chapter.yaml:3:60", "this isn't a valid citation"],
    ]


def test_texts_that_are_not_written_yet(problems: list[str]) -> None:
    """
    --- book.yaml
    id: tiny
    title: Tiny TODO
    parts: [{title: All, chapters: [gc]}]
    --- gc/chapter.yaml
    title: Garbage
    summary: Say in two or three sentences what this chapter is about.
    sections:
    - id: why
      title: Why
      body: |
        A todo list, a `TODO`, a
        FIXME and Lorem

        Lorem ipsum, XXXL.

            XXX
    --- gc/tables.yaml
    tables:
    - id: ways
      title: Ways
      columns: [{id: a, name: A}]
      rows: [{aspect: One, cells: {a: say it in a few words}}]
    """
    assert problems == [
        "book/book.yaml:2:13: unfinished-text: 'TODO' is left in this text",
        "chapter.yaml:2:10: unfinished-text: this is the text of the template",
        "chapter.yaml:8:5: unfinished-text: 'FIXME' is left in this text",
        "chapter.yaml:10:5: unfinished-text: 'Lorem ipsum' is left in this text",
        "tables.yaml:5:35: unfinished-text: this is the text of the template",
    ]


def test_tables_and_figures_that_no_section_places(run: Run, make_book: MakeBook) -> None:
    """One that is embedded among words is only a link there, but it is somewhere."""
    column = "columns: [{id: a, name: A}], rows: [{aspect: One, cells: {a: x}}]"
    tables = "".join(f"- {{id: {name}, title: {name}, {column}}}\n" for name in ("one", "two", "three", "four"))
    body = "See [[table:two]] and ![[table:three]].\n\n    > ![[table:one]]\n\n    `![[table:four]]`\n"
    make_book(
        {
            "gc/tables.yaml": f"tables:\n{tables}",
            "gc/chapter.yaml": f"title: G\nsummary: S\nsections:\n- id: why\n  title: Why\n  body: |\n    {body}",
        }
    )
    assert without_levels(run("check", "book")).out.splitlines() == [
        "book/gc/chapter.yaml:7:27: lost-embed: the table is only a link here",
        "  write it as a paragraph of its own, between empty lines",
        "book/gc/tables.yaml:3:8: unplaced-table: no section embeds 'two'",
        "  write ![[table:two]]",
        "book/gc/tables.yaml:5:8: unplaced-table: no section embeds 'four'",
        "  write ![[table:four]]",
    ]


@pytest.mark.slow
def test_more_bars_than_can_be_compared_are_drawn_all_the_same(run: Run, make_book: MakeBook) -> None:
    nodes = ", ".join(f"{{id: n{number}, name: Bar {number}, value: {number}}}" for number in range(5_000))
    make_book({"gc/figures.yaml": f"figures: [{{id: f, kind: bars, title: T, alt: A., nodes: [{nodes}]}}]\n"})
    assert run("check", "book", "--ignore", UNUSED).out.splitlines() == [
        "book/gc/figures.yaml:1:50: bad-bar: this figure has 5,000 bars, more than readers can compare [warning]",
        "  keep at most 100, or draw a plot",
    ]
    assert "\nBar 4999  " in run("figure", "f", "--content", "book", "--width", "80").out


def test_bars_that_are_not_drawn_as_meant(problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - id: one
      kind: bars
      title: One
      alt: Bars.
      nodes: [{id: a, name: A, value: 0}, {id: b, name: B}, {id: c, name: C, value: -2.5}]
    - {id: two, kind: stack, title: Two, alt: Layers., nodes: [{id: a, name: A}, {id: b, name: B}]}
    - {id: three, kind: bars, log: true, title: T, alt: A., nodes: [{id: a, name: A, value: 0, second: 1}]}
    - {id: four, kind: bars, title: T, alt: A., values: [a, b], nodes: [{id: a, name: A, value: 1, second: 2}]}
    """
    assert problems == [
        "figures.yaml:6:39: bad-bar: the bar 'b' has no value",
        "figures.yaml:6:81: bad-bar: the bar 'c' is negative, and drawn to the same side as the others",
        "figures.yaml:8:3: bad-bar: 'values' doesn't name the two values of each bar",
        "figures.yaml:8:89: bad-bar: the bar 'a' isn't drawn: a logarithmic scale has no place for 0 or less",
    ]


def test_plots_that_are_not_drawn_as_meant(problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - id: one
      kind: plot
      title: One
      alt: A line.
      x: {label: Year, range: [2020, 2012]}
      y: {label: Size, log: true}
      series:
      - {name: A, points: [[2012, 3], [2020]]}
      - {points: [[2013, 0]]}
      - {name: C, points: []}
      - {name: D, points: []}
      - {name: E, points: []}
      marks: [{at: [1, 2, 3], label: what}]
    - {id: two, kind: plot, title: Two, alt: None., x: {label: X, range: [0, 10]}}
    - {id: three, kind: stack, title: Three, alt: Layers., series: [{points: [[1, 2]]}]}
    - id: four
      kind: plot
      title: Four
      alt: A line.
      x: {label: X, range: [0, 10]}
      y: {label: Y}
      series: [{points: [[0, 1], [10, -1], [11, 1]]}]
    """
    assert problems == [
        "figures.yaml:6:27: bad-plot: the range ends before it begins",
        "figures.yaml:9:35: bad-plot: a point is two numbers, [x, y], but this has 1",
        "figures.yaml:10:5: bad-plot: series 2 has no 'name'",
        "figures.yaml:10:22: undrawn-point: a logarithmic axis has no place for 0",
        "figures.yaml:13:5: bad-plot: the plot has 5 series, and only the first 4 are drawn",
        "figures.yaml:14:16: bad-plot: a place is two numbers, [x, y], but this has 3",
        "figures.yaml:15:3: bad-plot: the plot 'two' has no 'y'",
        "figures.yaml:15:3: bad-plot: the plot 'two' has no points",
        "figures.yaml:16:56: bad-plot: only a plot has 'series'",
        "figures.yaml:23:41: undrawn-point: 11 is outside the range of 'x', 0 to 10",
    ]


@each(
    "address, problem",
    [
        ("url: www.example.org", "6: this isn't a web address"),
        ("url: https://example.org", ""),
        ("url: ftp://example.org", ""),
        ("doi: https://doi.org/10.1000/182", "6: 'https://doi.org/' doesn't belong to 'doi'"),
        ("doi: 'doi: 10.1000/182'", "7: 'doi: ' doesn't belong to 'doi'"),
        ("doi: 10.1000/doi.org/182", ""),
        ("arxiv: arxiv.org/abs/1706.03762v2", "8: 'arxiv.org/abs/' doesn't belong to 'arxiv'"),
        ("arxiv: cs/0112017", ""),
        ('doi: "10.1000/x}, note = {y}"', "16: '}' can't be part of a DOI"),
        ("doi: 10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-#", ""),
        ('arxiv: "2001.00001^^7d"', "19: '^' can't be part of an arXiv identifier"),
        ("url: https://example.org/a b", "27: ' ' can't be part of a web address"),
        ("url: https://example.org/100%", "29: '%' can't be part of a web address"),
        ("url: https://example.org/a%20b_c#d", ""),
    ],
)
def test_the_addresses_of_sources(run: Run, make_book: MakeBook, address: str, problem: str) -> None:
    make_book({"references.yaml": f"references:\n- key: mc\n  authors: [Mc]\n  title: T\n  venue: V\n  {address}\n"})
    lines = without_levels(run("check", "book", "--ignore", UNUSED)).out.splitlines()
    column, _, message = problem.partition(": ")
    expected = f"book/references.yaml:6:{int(column or 0) + 2}: bad-address: {message}"
    assert lines[:1] == ([expected] if problem else [])


@each(
    "isbn, message",
    [
        ("978-0-201-89683-1", ""),
        ("978 0 201 89683 1", ""),
        ("0-201-89683-4", ""),
        ("0-8044-2957-x", ""),
        ("978-0-201-89683-4", "one of these digits is wrong: the check digit doesn't fit the others"),
        ("0-201-98683-4", "one of these digits is wrong: the check digit doesn't fit the others"),
        ("978-0-201-89683", "an ISBN has 13 digits, or 10"),
    ],
)
def test_the_isbn_of_a_book(run: Run, make_book: MakeBook, isbn: str, message: str) -> None:
    make_book({"references.yaml": f'references:\n- {{key: mc, authors: [M], title: T, venue: V, isbn: "{isbn}"}}\n'})
    problems = run("check", "book", "--select", "bad-isbn", "--json").json["problems"]
    assert [problem["message"] for problem in problems] == [message][: len(message)]


def test_trees_that_are_none(problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - id: one
      kind: tree
      title: One
      alt: A tree.
      nodes: [{id: a, name: A}, {id: b, name: B}, {id: c, name: C}, {id: d, name: D}]
      edges: [[a, b], [a, c], [b, c], [d, d]]
    - id: two
      kind: flow
      title: Two
      alt: Two boxes.
      nodes: [{id: a, name: A}, {id: b, name: B}]
      edges: [[a, b], [b, a]]
    """
    assert problems == [
        "figures.yaml:6:65: bad-tree: 'd' hangs from no other node, and neither does 'a'",
        "figures.yaml:7:27: bad-tree: 'c' already hangs from 'a'",
        "figures.yaml:7:35: bad-tree: 'd' hangs from itself: the edges form a loop",
    ]


def test_marks_that_squeeze_the_points_of_a_plot(problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - id: one
      kind: plot
      title: One
      alt: A line.
      x: {label: Year, range: [0, 3000]}
      y: {label: Size, log: true}
      series: [{points: [[2012, 1], [2020, 100]]}]
      marks: [{at: [2, 9_000], label: near}, {at: [2016, 11_000], label: far}, {at: [2016, 0.001], label: below}]
    """
    assert problems == [
        "figures.yaml:9:54: distant-mark: 11000 is so far from the points that these are squeezed together",
        "figures.yaml:9:88: distant-mark: 0.001 is so far from the points that these are squeezed together",
    ]


def test_a_link_is_right_as_soon_as_the_id_is(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: neap, name: Neap, kind: concept, definition: "Not a [[spring-tide]]."}
    - {id: spring–tide, name: Spring tide, kind: concept, definition: "Not a [[neep]] tide."}
    """
    assert [problem.split(": ", 1)[1] for problem in problems] == [
        "bad-id: 'spring–tide' isn't an id: lower-case letters and digits, with single hyphens between them",
        "dangling-link: there is no term 'neep'",
    ]


# --- questions -----------------------------------------------------------------------------------------------------


def choice_questions(longest_right: int, others: int) -> str:
    """A quiz of choice questions of four; in the first few the longest choice is right."""
    lines = ["questions:"]
    for number in range(longest_right + others):
        lengths = (9, 1, 2, 3) if number < longest_right else (1, 9, 2, 3)
        texts = [f"{{text: {'ab' * length}{n}{', right: true' if n == 0 else ''}}}" for n, length in enumerate(lengths)]
        lines.append(
            f"- {{id: q{number}, section: gc/why, kind: choice, level: recall, ask: Which {number}?, explain: So.,"
            f" choices: [{', '.join(texts)}]}}"
        )
    return "\n".join(lines)


@each("right, others, told", [(4, 6, True), (7, 13, False), (4, 5, False), (0, 12, False)])
def test_the_longest_choice_is_right_too_often(
    run: Run, make_book: MakeBook, right: int, others: int, told: bool
) -> None:
    make_book({"gc/quiz.yaml": choice_questions(right, others)})
    assert reported(run) == (["longest-is-right"] if told else [])


@each("true, false, told", [(4, 6, False), (6, 4, False), (3, 7, True), (7, 3, True), (0, 9, False)])
def test_true_and_false_out_of_balance(run: Run, make_book: MakeBook, true: int, false: int, told: bool) -> None:
    rest = "section: gc/why, kind: true-false, level: recall, explain: So."
    questions = [f"- {{id: q{n}, ask: Is {n}?, answer: {n < true}, {rest}}}" for n in range(true + false)]
    make_book({"gc/quiz.yaml": "\n".join(["questions:", *questions]).replace("True", "true").replace("False", "false")})
    assert reported(run) == (["lopsided-truth"] if told else [])


@each(
    "statements, told",
    [
        (["It can.", "It may.", "It sometimes is.", "It is.", "Only it is: no", "Never: no"], "92%"),
        (["It can.", "It may.", "It sometimes is.", "All are: no", "It is: no", "It was.", "It might: no"], "71%"),
        (["It can.", "It may: no", "It sometimes is.", "Only it is: no", "Never."], ""),
        (["It can.", "It may: no", "It sometimes is.", "Only it is: no", "Never.", "It is."], ""),
        (["It cannot only be: no", "It can, always.", "It is.", "It was.", "It will be.", "Is it: no"], ""),
    ],
)
def test_wording_that_tells_what_is_true(run: Run, make_book: MakeBook, statements: list[str], told: str) -> None:
    rest = "section: gc/why, kind: true-false, level: recall, explain: So."
    lines = [
        f"- {{id: q{n}, ask: '{text.removesuffix(': no')}', answer: {'false' if ': no' in text else 'true'}, {rest}}}"
        for n, text in enumerate(statements)
    ]
    make_book({"gc/quiz.yaml": "\n".join(["questions:", *lines])})
    out = run("check", "book").out
    assert (f"guessing by them is right in {told}" in out) if told else out == ""


@each(
    "explanation, told",
    [
        ("The right one is (b) because.", True),
        ("Answer C holds.", True),
        ("Choice 2 is too slow.", True),
        ("The second option is too slow.", True),
        ("As this section says, it is so.", True),
        ("So B is wrong.", True),
        ("A is right because.", True),
        ("C is a language, and grade A is the best.", False),
        ("A model is not a system.", False),
        ("Vitamin C and option prices.", False),
        ("A (big) answer and another choice.", False),
    ],
)
def test_an_explanation_that_names_a_letter(run: Run, make_book: MakeBook, explanation: str, told: bool) -> None:
    question = f"kind: true-false, level: recall, ask: Is it?, answer: true, explain: '{explanation}'"
    make_book({"gc/quiz.yaml": f"questions:\n- {{id: q, section: gc/why, {question}}}\n"})
    assert reported(run) == (["lettered-explanation"] if told else [])


# --- the command ---------------------------------------------------------------------------------------------------

HINT = "a book is a folder with a book.yaml"

TWO = """
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: "A pile of [[thngs]].", see_also: [things]}
- {id: things, name: Things, kind: concept, definition: What there is., see_also: [heap, haep]}
- {id: stuff, name: Stuff, kind: concept, definition: What there is., see_also: [heap]}
"""
"""A book with two errors, and three matters of style."""


SETTINGS = "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc]}]\ncheck: "
"""A book.yaml without the value of its last key."""

SEVERAL = "terms:\n- {id: heap, name: Heap, kind: concept, definition: A <b>pile pile</b>.}\n"
"""A glossary with two warnings, and three matters of style."""

LINK = "terms:\n- {id: heap, name: Heap, kind: concept, definition: 'A pile [[x]].', see_also: [heap]}\n"
"""A glossary with an error."""


def test_select_and_ignore(run: Run, make_book: MakeBook) -> None:
    make_book(TWO)
    everything = ["dangling-link", "dangling-see-also", "one-way-see-also"]
    assert [rule for rule in reported(run) if rule != "unused-term"] == everything
    assert reported(run, "--select", "dangling-link,one-way-see-also") == ["dangling-link", "one-way-see-also"]
    assert reported(run, "--select", "dangling-link", "--select", "one-way-see-also") == everything[::2]
    assert reported(run, "--ignore", "unused-term", "--ignore", "dangling-link,dangling-see-also") == everything[2:]
    assert run("check", "book", "--select", "missing-alt") == (0, "", "")


def test_the_lowest_level_that_is_shown_and_counts(run: Run, make_book: MakeBook) -> None:
    make_book({"gc/glossary.yaml": SEVERAL})
    assert set(reported(run)) == {"unused-term", "lonely-term", "foreign-markdown", "doubled-word"}
    assert reported(run, "--level", "style") == reported(run)
    assert reported(run, "--level", "warning") == ["foreign-markdown"] * 2
    assert run("check", "book", "--level", "warning").code == 1
    assert run("check", "book", "--level", "error") == (0, "", "")
    assert reported(run, "--level", "warning", "--select", "doubled-word,foreign-markdown") == ["foreign-markdown"] * 2
    assert "the levels are error, warning, style" in run("check", "book", "--level", "grave").err


def test_a_book_says_what_is_left_out(run: Run, make_book: MakeBook) -> None:
    make_book({"book.yaml": f"{SETTINGS}{{ignore: [doubled-word, lonely-term]}}\n", "gc/glossary.yaml": SEVERAL})
    assert set(reported(run)) == {"unused-term", "foreign-markdown"}
    assert set(reported(run, "--ignore", "unused-term")) == {"foreign-markdown"}
    assert set(reported(run, "--select", "doubled-word")) == {"doubled-word"}
    make_book({"book.yaml": f"{SETTINGS}{{level: warning}}\n"})
    assert set(reported(run)) == {"foreign-markdown"}
    assert len(reported(run, "--level", "style")) == 5
    assert set(reported(run, "--select", "doubled-word")) == {"doubled-word"}
    make_book({"book.yaml": f"{SETTINGS}{{level: error, ignore: [foreign-markdown]}}\n"})
    assert run("check", "book") == (0, "", "")
    assert run("pack", "add", "book").err == ""


def test_a_book_cannot_ignore_errors(run: Run, make_book: MakeBook) -> None:
    settings = f"{SETTINGS}{{ignore: [lonely-trem, dangling-link, unused-term]}}\n"
    make_book({"book.yaml": settings, "gc/glossary.yaml": LINK})
    assert run("check", "book").out.splitlines() == [
        "book/book.yaml:4:18: useless-ignore: there is no rule 'lonely-trem' [warning]",
        "  did you mean 'lonely-term'?",
        "book/book.yaml:4:31: useless-ignore: 'dangling-link' finds errors, which can't be ignored [warning]",
        "  delete it",
        "book/gc/glossary.yaml:2:63: dangling-link: there is no term 'x' [error]",
        "book/gc/glossary.yaml:2:81: needless-item: 'heap' is this term itself [warning]",
        "  delete it",
    ]
    assert run("check", "book", "--ignore", "dangling-link,needless-item,useless-ignore") == (0, "", "")
    assert run("pack", "add", "book").code == 1


def test_the_level_in_every_format(run: Run, make_book: MakeBook) -> None:
    make_book(
        {"gc/glossary.yaml": "terms:\n- {id: heap, name: Heap, kind: concept, definition: 'A <b>[[pile]] pile.'}\n"}
    )

    def shown(form: str) -> list[str]:
        out = run("check", "book", "--ignore", "unused-term,lonely-term", "--format", form, "--width", "200").out
        return out.splitlines()

    assert [line.rpartition(" ")[2] for line in shown("text") if line[0] != " "] == ["[warning]", "[error]", "[style]"]
    assert [line.split(" ")[0] for line in shown("github")] == ["::warning", "::error", "::notice"]
    assert [line.rpartition(",")[2] for line in shown("csv")] == ["severity", "warning", "error", "style"]
    page = "\n".join(shown("markdown"))
    assert "doubled-word" in page
    assert "1 error, 1 warning, 1 style problem" in page


def test_it_is_said_if_what_was_left_out_may_hide_what_was_asked_for(run: Run, make_book: MakeBook) -> None:
    make_book({"gc/glossary.yaml": "terms: ["})
    asked = run("check", "book", "--select", "dangling-link")
    assert (asked.code, asked.out) == (0, "")
    assert "part of the book can't be read" in asked.err
    assert run("check", "book", "--ignore", "unused-term").err == ""


def test_a_part_of_a_book(run: Run, make_book: MakeBook) -> None:
    """A chapter's folder, or one file, is checked as a part of its book."""
    make_book(TWO)
    whole = run("check", "book")
    assert run("check", "book/gc") == whole
    assert run("check", "book/gc/glossary.yaml") == whole
    assert run("check", "book/gc/chapter.yaml") == (0, "", "")
    assert run("check", "book/nowhere").code == 3
    Path("lonely.yaml").write_text("terms: []")
    assert run("check", "lonely.yaml").code == 3
    Path("empty").mkdir()
    assert run("check", "empty") == (3, "", f"mlsys: there is no book at '{Path.cwd()}/empty'\n  {HINT}\n")
    (Path("book") / "book.yaml").unlink()
    assert run("check", "book").out.startswith("book/book.yaml:1:1: unreadable-file: ")


def test_without_a_name_it_is_the_book_in_whose_folder_one_is(
    run: Run, make_book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it is the bundled one, as in test_content.py."""
    book = make_book(TWO)
    monkeypatch.chdir(book / "gc")
    assert "\nglossary.yaml:2:66: dangling-link: " in run("check").out
    monkeypatch.chdir(book.parent)
    assert run("check", MLSYS_CONTENT=book).code == 1


def test_problems_on_a_terminal_point_at_the_word(run: Run, make_book: MakeBook) -> None:
    make_book(TWO)
    page = run("check", "book", "--select", "dangling-link", "--format", "svg", "--width", "70").out
    text = " ".join(re.findall(r">([^<]+)</text>", page))
    assert "^^^^^" in text
    assert "= did you mean &#x27;things&#x27;?" in text
    assert "1 error" in text


@pytest.mark.slow
def test_a_page_shows_only_so_many_problems_and_says_where_all_are(run: Run, make_book: MakeBook) -> None:
    make_book({"gc/glossary.yaml": "x: 1\n" + "".join(f"key{number}: 1\n" for number in range(SHOWN + 1))})
    page = run("check", "book", "--select", "unknown-key", "--format", "markdown").out
    assert page.count("unknown-key") == SHOWN
    assert page.endswith(f"\n\n{SHOWN + 2} errors; --json also shows the last 2\n")
    assert run("check", "book", "--select", "unknown-key").out.count(": unknown-key: ") == SHOWN + 2
    assert len(run("check", "book", "--select", "unknown-key", "--json").json["problems"]) == SHOWN + 2


@pytest.mark.parametrize("width", [20, 33, 60, 200])
def test_the_pointer_is_under_the_word_at_any_width(run: Run, make_book: MakeBook, width: int) -> None:
    text = "Größe 🙂 " * 12 + "[[stapel]] " + "und so weiter, " * 12
    make_book({"gc/glossary.yaml": f"terms:\n- {{id: heap, name: Heap, kind: concept, definition: '{text}'}}\n"})
    page = run("check", "book", "--select", "dangling-link", "--format", "svg", "--width", str(width)).out
    texts = re.findall(r'<text x="(\d+)" y="([\d.]+)"[^>]*>([^<]+)</text>', html.unescape(page))
    ((left, low, pointer),) = (text for text in texts if "^" in text[2])
    above = {
        int(x) // 8 + cell_len(words[:number]): sign
        for x, y, words in texts
        if float(y) == float(low) - 18
        for number, sign in enumerate(words)
    }
    pointed = [above[column] for column in range(int(left) // 8, int(left) // 8 + len(pointer)) if column in above]
    assert pointed
    assert "stapel".startswith("".join(pointed).rstrip("…"))
    assert max(above) < width


def test_a_folder_whose_name_is_a_command(run: Run, make_book: MakeBook) -> None:
    folder = make_book(TWO)
    (folder / "gc").rename(folder / "x\x1b[2J")
    for form in ("csv", "json", "github", "text", "markdown"):
        for listed in (True, False):
            (folder / "book.yaml").write_text(BOOK["book.yaml"] if listed else "")
            result = run("check", "book", "--format", form)
            assert result.code == 1
            assert "\x1b" not in result.out


def test_annotations_for_github(run: Run, make_book: MakeBook) -> None:
    make_book(TWO)
    assert run("check", "book", "--format", "github", "--ignore", "unused-term").out.splitlines() == [
        "::error file=book/gc/glossary.yaml,line=2,col=66,endColumn=71,title=dangling-link::"
        "there is no term 'thngs' (did you mean 'things'?)",
        "::error file=book/gc/glossary.yaml,line=3,col=90,endColumn=94,title=dangling-see-also::"
        "there is no term 'haep' (did you mean 'heap'?)",
        "::notice file=book/gc/glossary.yaml,line=4,col=82,endColumn=86,title=one-way-see-also::"
        "'heap' doesn't list 'stuff' in return",
    ]
    assert run("define", "eliza", "--format", "github").code == 2


def test_a_chapter_that_is_missing_is_reported_once(run: Run, make_book: MakeBook) -> None:
    make_book({"book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc, hp, gc]}]\n"})
    assert run("check", "book").out.splitlines() == [
        "book/book.yaml:3:37: missing-chapter: there is no hp/chapter.yaml in this book [error]",
        "  'mlsys new chapter' makes one",
        "book/book.yaml:3:41: duplicate-id: 'gc' is used twice [error]",
        "  delete one of them, or give it another id",
    ]
