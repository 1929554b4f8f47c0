"""`mlsys read`: a chapter or a section by any part of its name, several at once, and where to read on."""

from typing import Any

from tests.support.cases import each
from tests.support.program import MakeBook, Run

NESTED = {
    "gc/chapter.yaml": """
title: Garbage
summary: What is left over.
objectives: [Say what is left.]
sections:
- id: why
  title: Why collect at all
  body: First.
  remember: Keep this.
  sections:
  - {id: counting-up, title: Counting up, body: Second.}
  - id: counting-down
    title: Counting down
    body: Third.
    sections:
    - {id: zero, title: Down to zero, body: Fourth.}
- {id: end, title: What is left, body: Last.}
"""
}


CODE = """\
--- gc/chapter.yaml
title: Code
summary: Some.
sections:
- id: loop
  title: Loop
  body: |
    ```LANGUAGE
    while n > 10:  # end
    ```
"""


def title(out: str) -> str:
    """The line over the first double rule of a page."""
    lines = out.splitlines()
    return lines[next(i for i, line in enumerate(lines) if line.startswith("━")) - 1]


@each(
    "name",
    [
        ("intro/symbolic-ai",),
        ("Intro/Symbolic-AI",),
        ("symbolic-ai",),
        ("intro", "symbolic"),
        ("intro", "symbolic", "ai"),
        ("symbolic",),
        ("thinking with symbols",),
        ("intro/symbolic-ia",),
        ("section", "one", "point", "four", "point", "one"),
        ("Symbolic AI: thinking with symbols",),
    ],
)
def test_names_of_one_section(run: Run, name: tuple[str, ...]) -> None:
    result = run("read", *name, "--json")
    assert (result.code, result.json["id"]) == (0, "intro/symbolic-ai")


def test_a_guess_is_told_and_an_exact_name_is_not(run: Run) -> None:
    assert run("read", "intro/symbolic-ai").err == ""
    guess = "mlsys: showing 'Symbolic AI: thinking with symbols' for 'intro symbolic'\n"
    assert run("read", "intro", "symbolic").err == guess
    exact = run("read", "intro", "symbolic", "--exact")
    assert (exact.code, exact.out) == (1, "")


def test_without_a_name_it_begins_with_the_first_chapter(run: Run) -> None:
    assert run("read").out == run("read", "intro").out
    assert title(run("read").out) == "1 Introduction"


def test_a_name_that_nothing_has_is_answered_with_the_nearest(run: Run) -> None:
    result = run("read", "symbolik")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: there is no chapter or section 'symbolik'\n")
    assert "did you mean 'Symbolic AI: thinking with symbols'?" in result.err


@each("name", ["zzzz", "banana", "intro/zzzz", "/", "\0"])
def test_an_unrelated_name_shows_nothing(run: Run, name: str) -> None:
    result = run("read", name)
    assert (result.code, result.out) == (1, "")
    assert result.err


SUBJECTS = """
--- gc/chapter.yaml
title: Garbage
summary: S.
sections:
- {id: marking, title: Marking, body: "A [[heap]] is swept.", also_asked: [spring cleaning of trees]}
- {id: counting, title: Counting, body: "A tally of each [[heap|pile]], and of a [[tree]]."}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: A pile.}
- {id: tree, name: Tree, kind: concept, aliases: [spruce], definition: It grows.}
"""


def test_of_several_with_a_word_the_one_that_begins_with_it(run: Run, make_book: MakeBook) -> None:
    def opened(*titles: str) -> int:
        sections = "".join(f"- {{id: s{n}, title: {title}, body: B.}}\n" for n, title in enumerate(titles))
        book = make_book({"gc/chapter.yaml": f"title: G\nsummary: S.\nsections:\n{sections}"})
        return run("read", "why", "--content", str(book)).code

    assert opened("The reason why", "Why the sea moves") == 0
    assert opened("Why it rises", "Why the sea moves") == 1


def test_a_subject_opens_the_section_about_it(run: Run, make_book: MakeBook) -> None:
    """The section with the words in its title or among those that learners search for, or else that has them."""
    book = str(make_book(SUBJECTS))
    for words, section in (("tally", "gc/counting"), ("spruce", "gc/counting"), ("cleaning a tree", "gc/marking")):
        result = run("read", *words.split(), "--json", "--content", book)
        assert (result.json["id"], result.err) == (section, f"mlsys: showing {section[3:].title()!r} for {words!r}\n")
    assert run("read", "tally", "--exact", "--content", book).code == 1
    assert run("read", "spring", "zzzz", "--content", book).code == 1


def test_a_subject_of_several_sections_opens_none(run: Run, make_book: MakeBook) -> None:
    result = run("read", "heap", "--content", str(make_book(SUBJECTS)))
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines()[1:] == [
        "  these sections discuss it:",
        "    mlsys read gc/marking  Marking",
        "    mlsys read gc/counting  Counting",
    ]


def test_several_sections_share_one_list_of_sources(run: Run) -> None:
    result = run("read", "why", "lifecycle")
    assert result.code == 0
    assert result.out.index("From a good demo to a working system\n━") < result.out.index("The lifecycle\n━")
    assert result.out.count("\nSources\n") == 1
    readings = run("read", "why", "lifecycle", "--json").json
    assert readings["kind"] == "readings"
    assert [item["id"] for item in readings["items"]] == ["intro/why", "intro/lifecycle"]


def test_several_of_which_one_is_unknown_show_nothing(run: Run) -> None:
    result = run("read", "why", "zzzz")
    assert (result.code, result.out) == (1, "")


def test_a_chapter_begins_with_what_it_is_for_and_has_all_its_sections(run: Run, make_book: MakeBook) -> None:
    out = run("read", "gc", "--content", str(make_book(NESTED))).out
    order = [
        "Garbage",
        "What is left over.",
        "After this chapter you can",
        "• Say what is left.",
        "First.",
        "Keep this.",
    ]
    order += [
        "Counting up",
        "Second.",
        "Counting down",
        "Third.",
        "Down to zero",
        "Fourth.",
        "What is left\n─",
        "Last.",
    ]
    places = [out.index(words) for words in order]
    assert places == sorted(places)


@each(
    "section, following",
    [
        ("gc/why", "mlsys read gc/end · 1.2 What is left"),
        ("gc/counting-up", "mlsys read gc/counting-down · 1.1.2 Counting down"),
        ("gc/counting-down", "mlsys read gc/end · 1.2 What is left"),
        ("gc/zero", "mlsys read gc/end · 1.2 What is left"),
    ],
)
def test_a_section_says_what_follows_it_and_all_below_it(
    run: Run, make_book: MakeBook, section: str, following: str
) -> None:
    book = str(make_book(NESTED))
    assert run("read", section, "--content", book).out.endswith(f"Next: {following}\n")
    assert run("read", section, "--content", book, "--json").json["next"] == following.split()[2]


def test_the_last_section_has_nothing_after_it(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(NESTED))
    assert "Next:" not in run("read", "gc/end", "--content", book).out
    assert run("read", "gc/end", "--content", book, "--json").json["next"] is None


def test_reading_on_leads_through_the_whole_book(run: Run, make_book: MakeBook) -> None:
    """Whoever follows each `Next` from the first section on has read everything."""
    parts = {"book.yaml": PARTS["book.yaml"], "hp/chapter.yaml": NESTED["gc/chapter.yaml"]}
    book = ("--content", str(make_book({**NESTED, **parts})))
    sections = [line.split("\t")[0] for line in run("list", "sections", *book).out.splitlines()]
    assert len(sections) == 10
    name, read = sections[0], []
    while name:
        document = run("read", name, "--json", *book).json
        read += [section["id"] for section in everything(document) if document["kind"] == "section"]
        name = document["sections"][0]["id"] if document["kind"] == "chapter" else document["next"]
    assert sorted(read) == sorted(sections)


def everything(section: dict[str, Any]) -> list[dict[str, Any]]:
    """A section of the JSON with all below it."""
    return [section, *(below for one in section["sections"] for below in everything(one))]


def test_a_section_says_what_it_stands_in(run: Run, make_book: MakeBook) -> None:
    out = run("read", "zero", "--content", str(make_book(NESTED))).out
    assert out.startswith("1 Garbage › 1.1 Why collect at all › 1.1.2 Counting down\n\n1.1.2.1 Down to zero\n━")


def test_citations_are_numbered_in_the_order_of_the_text(run: Run) -> None:
    out = run("read", "intro/symbolic-ai").out
    prose, _, sources = out.partition("\nSources\n")
    last = max(number for number in range(1, 40) if f"\n{number}. " in sources)
    firsts = [prose.index(f"[{number}]") for number in range(1, last + 1)]
    assert last > 3
    assert firsts == sorted(firsts)


def test_prose_is_at_most_88_columns_wide(run: Run) -> None:
    lines = run("read", "intro/why", "--width", "200").out.splitlines()
    assert 80 < max(map(len, lines)) <= 88


@each("sign", ["%", "€"])
@each("word", ["of", "über", "深度"])
def test_no_line_begins_with_the_sign_of_a_number(run: Run, make_book: MakeBook, word: str, sign: str) -> None:
    body = " ".join(f"{word} {'x' * length} 12 {sign}" for length in range(1, 40))
    chapter = f"title: T\nsummary: S.\nsections:\n- {{id: a, title: A, body: {body}}}\n"
    book = make_book({"gc/chapter.yaml": chapter})
    for width in ("40", "61", "80"):
        lines = run("read", "gc", "--content", str(book), "--width", width).out.splitlines()
        assert sum(line.count(f"12 {sign}") for line in lines) == 39


def test_the_sound_part_of_a_broken_chapter_can_be_read(run: Run, make_book: MakeBook) -> None:
    broken = "title: T\nsummary: S.\nsections:\n- {id: a, title: A, body: Sound.}\n- {id: b, title: B}\n"
    result = run("read", "gc", "--content", str(make_book({"gc/chapter.yaml": broken})))
    assert result.code == 3
    assert "Sound." in result.out
    assert "gc/chapter.yaml:5:3: missing-field: this section 'b' has no 'body'" in result.err


# --- subtitles, and what to read first -------------------------------------------------------------------------------

PARTS = {
    "book.yaml": """
id: tiny
title: Tiny
parts: [{title: One, subtitle: the basics, chapters: [gc]}, {title: Two, chapters: [hp]}]
""",
    "gc/chapter.yaml": """
title: Garbage
summary: S.
sections:
- {id: why, title: From data centre to coin cell, subtitle: where to deploy, body: So.}
- {id: how, title: How, body: So.}
""",
    "hp/chapter.yaml": """
title: Heaps
subtitle: where values live
summary: T.
needs: [gc]
sections: [{id: what, title: What, body: So.}]
""",
}


def test_subtitles_stand_behind_titles(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(PARTS)))
    outline = run("toc", *book).out
    for line in (
        "One · the basics",
        "1.1  From data centre to coin cell · where to deploy",
        "Heaps · where values live",
    ):
        assert line in outline
    assert outline.index("\nOne · the basics\n") < outline.index("Garbage") < outline.index("\nTwo\n")
    assert "\n1.1 From data centre to coin cell · where to deploy\n━━━" in run("read", "gc/why", *book).out
    assert "Next: mlsys read gc/how · 1.2 How" in run("read", "gc/why", *book).out
    (hit,) = run("search", "deploy", *book, "--json").json["hits"]
    assert (hit["title"], hit["subtitle"]) == ("From data centre to coin cell", "where to deploy")
    assert "coin cell · where to deploy · section" in run("search", "deploy", *book).out
    toc = run("toc", *book, "--json").json
    assert toc["parts"][0] == {"title": "One", "subtitle": "the basics", "chapters": ["gc"], "book": "tiny"}
    assert toc["chapters"][0]["sections"][0]["subtitle"] == "where to deploy"


def test_a_chapter_names_what_to_read_first(run: Run, make_book: MakeBook) -> None:
    folder = make_book(PARTS)
    book = ("--content", str(folder))
    assert "\nRead first  1 Garbage\nOpen        mlsys read 1\n" in run("read", "hp", *book).out
    assert "Read first" not in run("read", "gc", *book).out
    assert run("read", "hp", *book, "--json").json["needs"] == ["gc"]
    assert [chapter["needs"] for chapter in run("toc", *book, "--json").json["chapters"]] == [[], ["gc"]]
    (folder / "hp/chapter.yaml").write_text(PARTS["hp/chapter.yaml"].replace("[gc]", "[cg]"))
    assert "dangling-link: there is no chapter 'cg'" in run("check", str(folder)).out


def test_a_word_that_no_title_has_leads_to_the_section_about_it(run: Run) -> None:
    result = run("read", "drones")
    assert (result.code, result.err) == (0, "mlsys: showing 'FarmBeats: a farm with a poor connection' for 'drones'\n")
    several = run("read", "ethics")
    assert (several.code, several.out) == (1, "")
    assert (
        "  these sections discuss it:\n    mlsys read intro/challenges  Challenges: four kinds of problem\n"
        in several.err
    )
    for number in ("99", "99.9"):
        missing = f"mlsys: there is no chapter or section {number!r}\n  'mlsys toc' shows the contents\n"
        assert run("read", number).err == missing


def test_a_link_without_words_within_a_sentence(run: Run, make_book: MakeBook) -> None:
    """Its first letter is small, but not at the beginning of a sentence, and not in a name of its own."""
    book = make_book(
        """
        --- book.yaml
        id: tides
        title: Tides
        parts: [{title: All, chapters: [gc]}]
        kinds: [{id: thing}, {id: harbour, asks: where}]
        --- gc/chapter.yaml
        title: Garbage
        summary: S.
        sections:
        - id: why
          title: Why
          body: |
            Between reefs lies a *very* [[low-tide]]. [[low-tide]] [@mc] (“[[low-tide]]”) is that of [[brest]], says

            > [[low-tide]]: by [[moons-law]], a [[gps]] and the [[grade-2]].
        --- gc/glossary.yaml
        terms:
        - {id: low-tide, name: Low tide, kind: thing, definition: Little water.}
        - {id: brest, name: Brest, kind: harbour, definition: A harbour.}
        - {id: moons-law, name: Moon's law, kind: thing, definition: It pulls.}
        - {id: gps, name: GPS, kind: thing, definition: A receiver.}
        - {id: grade-2, name: Grade 2, kind: thing, definition: A grade.}
        """
    )
    text = run("read", "gc/why", "--content", str(book), "--plain").out
    assert "lies a very low tide. Low tide [mc] (“low tide”) is that of Brest, says" in " ".join(text.split())
    assert "Low tide: by Moon's law, a GPS and the Grade 2." in " ".join(text.split())
    path = book / "book.yaml"
    path.write_text(path.read_text().replace(", asks: where", ""))
    assert "is that of brest" in " ".join(run("read", "gc/why", "--content", str(book), "--plain").out.split())


def test_code_is_highlighted_by_the_language_that_its_author_names(run: Run, make_book: MakeBook) -> None:
    def shown(language: str, *options: str, more: str = "") -> str:
        book = str(make_book(CODE.replace("LANGUAGE", language).replace("# end\n", f"# end{more}\n")))
        return run("read", "gc/loop", *options, "--content", book).out

    keyword, number, comment = "\x1b[35mwhile\x1b[0m", "\x1b[34m10\x1b[0m", "\x1b[3;32m# end\x1b[0m"
    python = shown("python", "--color", "always")
    assert all(part in python for part in (keyword, number, comment))
    assert "\x1b[4" not in python, "only a screen with colours of its own gives code a ground"
    for unknown in ("", "klingon"):
        assert "\x1b[32m  while n > 10:  # end\x1b[0m\n" in shown(unknown, "--color", "always")
    assert keyword not in shown("python", "--color", "always", more="!" * 5000), "hostile code may take too long"
    assert "\n    while n > 10:  # end\n" in shown("python")
    assert "\n```python\nwhile n > 10:  # end\n```\n" in shown("python", "--format", "markdown")
