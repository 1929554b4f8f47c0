"""One mistake is one problem: nothing is said of what can't be known because of it.

Each book is sound but for the mistake that it shows, and for a link to `nowhere` where that must be reported still.
"""

import pytest

from mlsys_cli.book.check.checker import check_book
from mlsys_cli.book.parse.prose import prose_text_of
from tests.support.cases import each
from tests.support.program import MakeBook, Run

SOUND = {
    "references.yaml": "references:\n"
    "- {key: knuth1968, authors: [Donald Knuth], title: The Art, venue: A book}\n"
    "- {key: lovelace1843, authors: [Ada Lovelace], title: Notes, venue: A journal}\n",
    "gc/chapter.yaml": "title: Garbage\nsummary: What is left [@knuth1968].\nsections:\n"
    "- id: why\n  title: Why\n  body: |\n"
    "    [[heap]] and [[event:lisp]] of [[era:early]] [@lovelace1843]\n\n"
    "    ![[table:ways]]\n\n    ![[figure:loop]]\n"
    "- id: how\n  title: How\n  body: By a [[stack]].\n  sections:\n"
    "  - {id: fast, title: Fast, body: 'See [[section:gc/why]] and the [[queue]].'}\n",
    "gc/glossary.yaml": "terms:\n"
    "- {id: heap, name: Heap, kind: concept, definition: A pile., see_also: [stack]}\n"
    "- {id: stack, name: Stack, kind: concept, definition: A tower., see_also: [heap, queue]}\n"
    "- {id: queue, name: Queue, kind: concept, definition: A row., see_also: [stack]}\n",
    "gc/timeline.yaml": "eras:\n- {id: early, name: Early, start: 1958, summary: Lisp.}\n"
    "events:\n- {id: lisp, year: 1960, title: Lisp, body: It collects., era: early, section: gc/fast, terms: [heap]}\n",
    "gc/tables.yaml": "tables:\n- {id: ways, title: Ways, columns: [{id: count, name: Counting}], rows: []}\n",
    "gc/figures.yaml": "figures:\n- {id: loop, kind: cycle, title: Loop, alt: A ring.}\n",
    "gc/quiz.yaml": "questions:\n- id: hasty\n  section: gc/fast\n  kind: true-false\n  level: recall\n  answer: true\n"
    "  ask: It is hasty.\n  explain: So says [@knuth1968].\n",
}
"""A book in which something leads to every entry that can be led to."""

MISTAKES = {
    "gc/glossary.yaml A pile -> A heap: a pile": "yaml-syntax",
    "gc/glossary.yaml terms: -> terms: [a": "yaml-syntax",
    "gc/glossary.yaml terms: -> term:": "unknown-key",
    "gc/glossary.yaml terms: -> ": "wrong-type",
    "gc/glossary.yaml name: Heap, kind: concept -> name: Heap": "missing-field",
    "gc/glossary.yaml kind: concept, definition: A pile -> kind: [], definition: A pile": "wrong-type",
    "gc/glossary.yaml - {id: heap -> - {di: heap": "missing-field unknown-key",
    "gc/glossary.yaml see_also: [heap, queue] -> see_alos: [heap, queue]": "unknown-key",
    "gc/glossary.yaml terms: -> terms: []\nterms:": "duplicate-key",
    "references.yaml [Donald Knuth] -> Donald Knuth": "wrong-type",
    "references.yaml [Donald Knuth] -> [Donald Knuth": "yaml-syntax",
    "references.yaml references: -> refs:": "unknown-key",
    "gc/timeline.yaml name: Early, -> ": "missing-field",
    "gc/timeline.yaml year: 1960 -> year: about 1960": "wrong-type",
    "gc/timeline.yaml eras: -> eras: [": "yaml-syntax",
    "gc/tables.yaml title: Ways, -> ": "missing-field",
    "gc/tables.yaml tables: -> tables: [": "yaml-syntax",
    "gc/figures.yaml kind: cycle, -> ": "missing-field",
    "gc/figures.yaml figures: -> figures: [": "yaml-syntax",
    "gc/quiz.yaml level: recall\n -> \n": "missing-field",
    "gc/quiz.yaml ask: It -> ask: It: it": "yaml-syntax",
    "gc/chapter.yaml sections:\n-  -> sections:\n - ": "yaml-syntax",
    "gc/chapter.yaml title: Garbage -> title: [Garbage]": "wrong-type",
    "gc/chapter.yaml summary: What -> sumary: What": "missing-field unknown-key",
    "gc/chapter.yaml sections:\n-  -> secions:\n- ": "unknown-key",
    "gc/chapter.yaml   title: Why\n -> ": "missing-field",
    "gc/chapter.yaml   title: Why\n -> \n  title: 12\n": "yaml-surprise",
    "gc/chapter.yaml - id: how\n -> - di: how\n": "missing-field unknown-key",
    "gc/chapter.yaml   sections:\n -> \n  secions:\n": "unknown-key",
    "gc/chapter.yaml   body: By -> \n  bdoy: By": "missing-field unknown-key",
    "gc/chapter.yaml   body: By -> \n  body: Nothing.\n  body: By": "duplicate-key",
    "gc/chapter.yaml - id: how -> - id: why": "duplicate-id",
}
"""A file, what stands in it and what is put in its place; and the rules that find it, each once."""


@pytest.mark.slow
@each("mistake", MISTAKES)
def test_a_mistake_has_no_problems_in_its_train(make_book: MakeBook, run: Run, mistake: str) -> None:
    name, change = mistake.split(" ", 1)
    old, new = change.split(" -> ")
    assert SOUND[name].count(old) >= 1
    make_book(SOUND)
    assert run("check", "book").out == ""
    make_book({**SOUND, name: SOUND[name].replace(old, new, 1)})
    problems = run("check", "book", "--json").json["problems"]
    assert sorted(problem["rule"] for problem in problems) == MISTAKES[mistake].split()


def test_what_has_nothing_to_do_with_a_lost_file_is_reported(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: [
    --- gc/chapter.yaml
    title: Garbage
    summary: What is [[left]] over [@nowhere].
    sections:
    - {id: why, title: Why, body: "[[section:gc/nowhere]] [[event:nowhere]] ![[table:nowhere]] [[chapter:nowhere]]"}
    """
    assert [problem.partition(": ")[2] for problem in problems if problem[0] != " "] == [
        "dangling-source: there is no source 'nowhere'",
        "dangling-section: there is no section 'gc/nowhere'",
        "dangling-link: there is no event 'nowhere'",
        "dangling-table: there is no table 'nowhere'",
        "dangling-link: there is no chapter 'nowhere'",
        "yaml-syntax: this [ is never closed",
    ]


def test_the_links_of_an_entry_that_is_lost_are_checked_too(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, definition: "A [[nowhere]].", see_also: [anywhere]}
    --- gc/timeline.yaml
    events:
    - {id: lisp, year: long ago, title: Lisp, body: "By [[somewhere]].", era: early}
    """
    assert [problem.partition(": ")[2] for problem in problems if problem[0] != " "] == [
        "missing-field: this term 'heap' has no 'kind'",
        "dangling-link: there is no term 'nowhere'",
        "dangling-see-also: there is no term 'anywhere'",
        "wrong-type: 'year' must be a whole number",
        "dangling-link: there is no term 'somewhere'",
        "dangling-era: there is no era 'early'",
    ]


def test_a_lost_chapter_file_hides_its_own_sections_only(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage: the rest
    --- gc/timeline.yaml
    events:
    - {id: lisp, year: 1960, title: Lisp, body: "[[section:gc/why]] [[section:gb/why]] [[section:why]] [[nowhere]]"}
    """
    assert [problem.partition(": ")[2] for problem in problems if problem[0] != " "] == [
        "yaml-syntax: a text can't contain a colon followed by a space",
        "dangling-section: there is no section 'gb/why'",
        "dangling-section: there is no section 'why'",
        "dangling-link: there is no term 'nowhere'",
    ]


def test_a_lost_glossary_may_have_the_terms_of_other_chapters(make_book: MakeBook, run: Run) -> None:
    other = "title: Other\nsummary: It links to a [[heap]] and a [[chapter:nowhere]].\nsections: []\n"
    make_book(
        {
            "book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc, other]}]\n",
            "gc/glossary.yaml": "terms: [a\n",
            "other/chapter.yaml": other,
        }
    )
    problems = run("check", "book", "--json").json["problems"]
    assert [problem["rule"] for problem in problems] == ["yaml-syntax", "dangling-link"]


def test_a_chapter_that_is_not_found_may_use_and_cite_anything(make_book: MakeBook, run: Run) -> None:
    parts = "parts: [{title: All, chapters: [{}]}]"
    book = {"book.yaml": f"id: tiny\ntitle: Tiny\n{parts.replace('{}', 'gc, there')}\n"}
    other = SOUND["gc/chapter.yaml"].partition("sections:")[0].replace(" [@knuth1968]", "") + "sections: []\n"
    make_book({**SOUND, **book, "gc/chapter.yaml": other, "gc/timeline.yaml": "", "gc/quiz.yaml": ""})
    assert run("check", "book").out == (
        "book/book.yaml:3:37: missing-chapter: there is no there/chapter.yaml in this book\n"
        "  'mlsys new chapter' makes one\n"
    )


def test_an_entry_that_is_left_out_may_be_what_was_meant(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, definition: A pile.}
    - {id: stack, name: Stack, kind: concept, definition: "No [[haep]], but a [[heap]]."}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:3: missing-field: this term 'heap' has no 'kind'",
        "book/gc/glossary.yaml:3:61: dangling-link: there is no term 'haep'",
        "  did you mean 'heap'?",
    ]


def test_the_chapter_has_its_name_whatever_its_file_says(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: [Garbage]
    summary: "It is [[chapter:gc]], not [[chapter:why]]."
    sections:
    - {id: why, title: Why, body: "As in [[chapter:gc]], not in [[chapter:nowhere]]."}
    """
    assert [problem.partition(": ")[2] for problem in problems if problem[0] != " "] == [
        "wrong-type: 'title' must be a text",
        "dangling-link: there is no chapter 'nowhere'",
    ]


def test_what_flawed_entries_do_not_use_is_unused(make_book: MakeBook, run: Run) -> None:
    files = {
        **SOUND,
        "gc/glossary.yaml": SOUND["gc/glossary.yaml"]
        + "- {id: tree, name: Tree, kind: concept, definition: '[[queue]]', see_also: []}\n",
        "gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("  title: Why\n", ""),
    }
    make_book(files)
    problems = run("check", "book", "--json").json["problems"]
    assert [problem["rule"] for problem in problems] == ["missing-field", "lonely-term", "unused-term"]


def test_a_reader_is_shown_what_is_sound_and_nothing_else(make_book: MakeBook, run: Run) -> None:
    make_book({**SOUND, "gc/glossary.yaml": SOUND["gc/glossary.yaml"].replace("name: Heap, ", "")})
    assert run("list", "terms", "--content", "book").out == "stack\tStack\nqueue\tQueue\n"


def test_flawed_sections_in_one_another_are_looked_at_once(make_book: MakeBook) -> None:
    """Else the texts of the deepest one would be looked at as often as it has sections above it."""
    lines = ["title: Garbage", "summary: What is left over."]
    for depth in range(25):
        lines += ["  " * depth + line for line in ("sections:", "- title: It", "  bdoy: Not the [[heap]].")]
    book = make_book({"gc/chapter.yaml": "\n".join(lines) + "\n"})
    prose_text_of.cache_clear()
    check_book(book)
    looks = prose_text_of.cache_info()
    assert 25 <= looks.hits + looks.misses < 100


def test_a_book_that_cannot_be_read_has_no_id(run: Run, make_book: MakeBook) -> None:
    make_book({"book.yaml": "title: [x\n"}, name="Not An Id")
    assert {line.split(": ")[1] for line in run("check", "Not An Id").out.splitlines() if ": " in line} == {
        "yaml-syntax"
    }
