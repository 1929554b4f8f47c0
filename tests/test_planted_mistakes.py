"""Mistakes as authors make them, planted one at a time: each is reported once, at its place, and with what to write.

An arrow stands before the mistake. What stands in prose is planted in a chapter in YAML and in one in Markdown. Beside
the mistakes are texts that look like them, and are right.
"""

from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

import pytest

from tests.support.program import MakeBook, Run
from tests.support.rule_examples import SAMPLE

MARKDOWN = """\
---
title: Garbage
summary: What is left over.
---

## Why collect {#why}

<!-- also_asked: [why bother] -->

Memory comes from the [[heap]].

> **Remember:** It is finite.

::: deeper
It was so in 1960.
:::

## How to collect {#how}

Not from the [[stack]]:

![[figure:loop]]

![[table:ways]]
"""

IN_YAML = """\
title: Garbage
summary: What is left over.
sections:
- id: why
  title: Why collect
  also_asked: [why bother]
  body: |
    Memory comes from the [[heap]].
  remember: It is finite.
  deeper: It was so in 1960.
- id: how
  title: How to collect
  body: |
    Not from the [[stack]]:

    ![[figure:loop]]

    ![[table:ways]]
"""

PROSE = "Memory comes from the [[heap]]."


@pytest.fixture(autouse=True)
def _in_the_folder_of_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown from where the reader is."""
    monkeypatch.chdir(tmp_path)


def book_with(make_book: MakeBook, chapter: str, files: Mapping[str, str]) -> Path:
    """A sound book, but for some files; its chapter is written in a file of this name."""
    own = {path: text for path, text in SAMPLE.items() if path != "gc/chapter.yaml"}
    text = MARKDOWN if chapter.endswith(".md") else IN_YAML
    folder = make_book({**own, f"gc/{chapter}": text, **files})
    if chapter.endswith(".md"):
        (folder / "gc/chapter.yaml").unlink(missing_ok=True)
    else:
        (folder / "gc/chapter.md").unlink(missing_ok=True)
    return folder


def require_report(run: Run, text: str, words: str) -> None:
    """Fail unless there is one problem: at the arrow in a text, with a hint, and with words in that or the message."""
    before = text.partition("→")[0]
    place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    problems = run("check", "book", "--json").json["problems"]
    shown = [f"{p['line']}:{p['column']}: {p['message']} | {p['hint']}" for p in problems]
    assert len(problems) == 1, shown
    assert (problems[0]["line"], problems[0]["column"]) == place, shown
    assert words in shown[0], shown
    assert problems[0]["hint"], shown


@pytest.mark.parametrize("chapter", ["chapter.yaml", "chapter.md"])
def test_the_book_is_sound_without_a_mistake(run: Run, make_book: MakeBook, chapter: str) -> None:
    book_with(make_book, chapter, {})
    assert run("check", "book").out == ""


# --- in prose --------------------------------------------------------------------------------------------------------

IN_PROSE = {
    # emphasis and code
    "It is →**bold here.": "** without a second one",
    "It is bold→** here.": "** without a second one",
    "It is →__bold here.": "__ without a second one",
    "It is bold→__ here.": "__ without a second one",
    "It is →*slanted here.": "* without a second one",
    "It is →_slanted here.": "_ without a second one",
    "It is →`code here.": "` without a second one",
    "It is →``quoted'' here.": "` without a second one",
    "→```\nIt is code.": "isn't closed",
    "→```\nIt is code.\n\n```c\nfree(heap);\n```": "isn't closed",
    # links
    "See →[the heap][stack].": "without an address",
    "See →[the heap][].": "without an address",
    "See →[the heap](#heap).": "isn't a web address",
    "See →[the heap](../heap.md).": "isn't a web address",
    "See →[the heap]().": "isn't a web address",
    "See →[the heap](www.example.org).": "https://",
    "See →<www.example.org> for it.": "https://",
    "See →[the heap](https:/example.org).": "https://",
    "See →[the heap](section:gc/how).": "[[section:",
    "See →(the heap)[https://example.org].": "[words](https://",
    "See →[the heap](https://example.org for it.": "write )",
    "See →[the heap] (https://example.org).": "space",
    "See →[heap]] for it.": "[[id]]",
    "See →[[heap] for it.": "[[id]]",
    "See [[→haep]] for it.": "did you mean 'heap'",
    "See [[→how]] for it.": "section:gc/how",
    "See [[section:→gc/hwo]] for it.": "did you mean 'gc/how'",
    "→[heap]: ../heap.md": "link definition",
    # sources
    "So →@knuth1968 says.": "[@key]",
    "So it is →[knuth1968].": "[@key]",
    "So it is →[knuth1968, p. 3].": "[@key]",
    "So he says →[@knuth1968 p. 3].": "[@key, p. 3]",
    "So he says [@→knuth1986].": "did you mean 'knuth1968'",
    "So he says →[@knuth1968, @dec1966].": "[@key; @other]",
    "So he says →\\cite{knuth1968}.": "LaTeX",
    "So he says.→[^1]": "footnote",
    "→[^1]: He says so.": "footnote",
    # formulas
    "It grows as →$x^2 does.": "$ without a second one",
    "It grows as x^2→$ does.": "$ without a second one",
    "It grows as →$ x^2 $ does.": "space",
    "It grows as →$$x^2 does.": "isn't closed",
    "It grows as $x^→{2$ does.": "write }",
    "It grows as $→\\sqroot{x}$ does.": "\\sqrt",
    "It grows as →\\(x^2\\) does.": "LaTeX",
    "It grows as x→^2^ does.": "superscript",
    "It is H→~2~O.": "subscript",
    # what stands on lines of its own
    "→##Why not\n\nSo it is.": "heading",
    "→##\n\nSo it is.": "heading",
    "→####### Why not\n\nSo it is.": "heading",
    "Why not\n→---\n\nSo it is.": "heading",
    "So it is.\n\n→* * *\n\nOr so.": "horizontal rule",
    "Heap\n→: A pile.": "definition list",
    "Heap\n→~ A pile.": "definition list",
    "- →[ ] Measure it.": "task list",
    "→-one\n-two": "space",
    "→1.One\n2.Two": "space",
    "Use it:\n→• once\n• twice": "write -",
    "→– once\n\n– twice": "write -",
    "→a) once\nb) twice": "write -",
    "→**Remember:** It is so.": "**Remember:**",
    "→> **Rember:** It is so.": "**Remember:**",
    "> →[!NOTE]\n> It is finite.": "box",
    "→:::{note}\nIt is finite.\n:::": "box",
    "→!!! note\n    It is finite.": "box",
    "→??? note\n    It is finite.": "box",
    "```→{note}\nIt is finite.\n```": "box",
    "```→math\nx^2\n```": "$$",
    "```→pyhton\nfree(heap)\n```": "did you mean 'python'",
    "|a|b|\n→|---|---|\n|1|2|": "table",
    "→\\newpage": "LaTeX",
    "→[TOC]": "shortcode",
    "So it is: →![[figure:loop]]": "a paragraph of its own",
    "→![[term:heap]]": "without !",
    # other marks
    "→![A loop](loop.png)": "figures.yaml",
    "→![A loop][loop]": "figures.yaml",
    "→![[figure:loop|A loop]]": "![[figure:id]]",
    "It is finite→<br>here.": "HTML",
    "It is →<!-- really --> finite.": "remove it",
    "It is →<-- really --> finite.": "remove it",
    "It is finite→&nbsp;here.": "the character itself",
    "It is →~~endless~~ finite.": "strikethrough",
    "It is →==finite== here.": "highlight",
    "It is finite :→smile: here.": "the character itself",
    "It is →{abbr}`finite` here.": "role",
    "It is finite →{#finite} here.": "label",
    "It is finite, as →{{ name }} says.": "shortcode",
    "It is finite, as in →@fig-loop.": "cross-reference",
    "It is finite →finite.": "delete one",
}
"""A text with an arrow before its mistake, and words of the message or the hint."""


def with_prose(text: str) -> dict[str, str]:
    """The chapter in both forms, with a text more in its first section."""
    return {
        "chapter.yaml": IN_YAML.replace(indent(PROSE, "    "), indent(f"{PROSE}\n\n{text}", "    ")),
        "chapter.md": MARKDOWN.replace(PROSE, f"{PROSE}\n\n{text}"),
    }


@pytest.mark.parametrize("text", IN_PROSE)
def test_a_mistake_in_prose(run: Run, make_book: MakeBook, text: str) -> None:
    for chapter, whole in with_prose(text).items():
        book_with(make_book, chapter, {f"gc/{chapter}": whole.replace("→", "")})
        require_report(run, whole, IN_PROSE[text])


def test_what_cannot_be_placed_is_shown_as_a_link(run: Run, make_book: MakeBook) -> None:
    book_with(make_book, "chapter.yaml", {"gc/chapter.yaml": with_prose("![[term:heap]]")["chapter.yaml"]})
    assert "\nHeap\n" in run("read", "gc/why", "--content", "book").out


RIGHT = [
    "A* finds it, as C* algebras, 2*3, 2**3 and *a **b** c* do.",
    "A snake_case name, a__b, size_ and _one_; first mark, then ___ and sweep.",
    "It costs $5 and 8$, US$ 5 or A$7, and $HOME is `$x^2`; \\$x^2 isn't $x^2$.",
    "In C:\\Users\\name there is no \\n and no `\\newpage`.",
    "So a[i][j] is [1][2], as f[i](x) says, or [so] [it] is, or \\[a][b].",
    "See [the heap][1] and [one].\n\n[1]: https://example.org\n[one]: https://example.org/1",
    "It takes about\n~ 5 GB, at most\n-5 and\n-7 of it, or\n1.5 or\n2.5.",
    "At 10:30:45 std::vector::size is me@knuth1968.org, as [@knuth1968; @dec1966] say.",
    "It is **so** (or *so*), `**so`, and ``a `b` c``.",
    "    It is **code.",
    "What is ## here? A # alone, and #5.",
    "> Note: it is so.\n>\n> - and so",
    "**Remember that** it is so.\n\n> Remember me!\n\n> **Remark:** so",
    "In the order of\n– so to say – their birth, [so2020xy] or f[b1999]; a. so",
    "````markdown\n```{note}\nIt is so.\n```\n````\n\n~~~\n```c\n~~~",
    "See [it](mailto:me@example.org), or (it) [https://example.org].",
    "What???\n\nHow == now, and 1 < 2 > 1 & so on <-- here.",
    "```Python\nfree(heap)\n```\n\n```html\n<p>\n```\n\n```mermaid\na --> b\n```",
]
"""Texts that look like those above, and are shown as they are meant."""


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_meant_in_prose(run: Run, make_book: MakeBook, text: str) -> None:
    for chapter, whole in with_prose(text).items():
        book_with(make_book, chapter, {f"gc/{chapter}": whole})
        assert run("check", "book").out == ""


# --- in the form of a chapter ----------------------------------------------------------------------------------------

IN_FORM_OF_YAML = {
    ("title: Garbage", 'title: →""'): "it needs a word",
    ("title: Garbage", 'title: "The →*garbage*"'): "the words alone",
    ("title: Why", "title: Why →$n$"): "the words alone",
    ("  body: |\n    Memory comes", "  body: →>\n    - Memory comes\n    - and goes"): "`body: |`",
    ("  body: |\n    Memory", "  body: →>\n    ```\n    heap\n    ```\n\n    Memory"): "`body: |`",
    ("- id: how", "→<<<<<<< HEAD\n- id: how"): "one of the two versions",
    ("title: Garbage", "title: →“Garbage: a book”"): "isn't one of YAML's quotes",
    ("title: Garbage", "title: Garbage→: a book"): "put quotes around the text",
    ("title: Garbage", "title→:Garbage"): "a space is missing",
    ("title: Garbage", "title: →[Garbage"): "add a ]",
    ("title: Garbage", "title: →@garbage"): "put quotes around the text",
    ("title: Garbage", "title: →- Garbage"): "put quotes around the text",
    ("also_asked:", "→also_askd:"): "did you mean 'also_asked'",
    ("[why bother]", "→why bother"): "write [why bother]",
    ("\n  title: Why", "\n→\ttitle: Why"): "indent with spaces",
    ("\n  title: Why", "\n    →title: Why"): "indentation",
    ("  body: |\n    Memory", "  body:\n    →Memory: it"): "`body: |`",
    ("  body: |\n    Memory", "  body: |\n  →Memory"): "indent it further",
    ("- id: how", "- id: →why"): "another id",
    ("deeper: It", "→remember: It"): "delete one",
    ("    Memory", "    →## Why not\n\n    Memory"): "a section with a title",
    ("Why collect", "Why collect →{#why}"): "id:",
}
"""A part of the chapter in YAML, what an author writes there instead, and words of the message or the hint."""

FENCED = MARKDOWN.replace(PROSE, f"{PROSE}\n\n→```\nfree(heap)") + "\n```c\nfree(heap);\n```\n"
"""The chapter with a block of code that isn't closed, and another one in the next section."""

IN_FORM_OF_MARKDOWN = {
    ("---\ntitle: Garbage", "→title: Garbage"): "begin with ---",
    (MARKDOWN.partition("## ")[0], "→# Garbage\n\n"): "begin with ---",
    (MARKDOWN.partition("## ")[0], "→+++\ntitle = 'Garbage'\n+++\n\n"): "begin with ---",
    (MARKDOWN, MARKDOWN.replace("---\n", "", 1).replace("title", "→title")): "begin with ---",
    (MARKDOWN, "→" + MARKDOWN.replace("over.\n---", "over.")): "write ---",
    ("title: Garbage", "title: Garbage→: a book"): "put quotes around the text",
    ("title: Garbage", "title: Garbage\n→sections: []"): "delete one",
    ("title: Garbage", "title: Garbage\n→\tneeds: []"): "indent with spaces",
    ("## Why", "→So it is.\n\n## Why"): "write a heading above it",
    ("## How", "→##How"): "a space behind",
    ("## How", "→#### How"): "write ###",
    ("## How to collect {#how}", "## →{#how}"): "it needs a word",
    ("How to collect", "How to →[[heap]]"): "the words alone",
    ("How to collect", "How to collect →[@knuth1968]"): "the words alone",
    ("{#how}", "→{#how"): "write {#id}",
    (MARKDOWN, FENCED): "write ``` on a line of its own",
    ("also_asked: [why bother]", "also_asked: [why]\n→as_of: 2024"): "align it",
    ("## Why collect {#why}", "→ ## Why collect {#why}"): "at the beginning of the line",
    ("{#how}", "{#→How}"): "use 'how'",
    ("{#how}", "{#→how .first}"): "use 'how-first'",
    ("{#how}", "{#→why}"): "another id",
    ("{#how}", "→{how}"): "write {#id}",
    ("{#how}", "→#how"): "write {#id}",
    ("{#how}", "\n→{#how}"): "remove it",
    ("also_asked:", "→also_askd:"): "did you mean 'also_asked'",
    ("[why bother]", "→why bother"): "write [why bother]",
    ("[why bother]", "[why: bother→: so]"): "put quotes",
    ("also_asked: [why bother]", "→id: because"): "delete one",
    ("<!-- also_asked: [why bother] -->", "→<!-- also_asked: [why bother]"): "right below its heading",
    ("<!-- also_asked: [why bother] -->\n\n" + PROSE, PROSE + "\n\n→<!-- needs: [x] -->"): "right below its heading",
    ("It is finite.", "It is finite.\n\n→So it is."): "move it above",
    ("It is finite.", "It is finite.\n\n> **Remember:** →So it is."): "delete one",
    ("::: deeper\nIt was so in 1960.\n:::", "→::: deeper\nIt was so in 1960."): "write :::",
    ("::: deeper", "→:::: deeper"): "write ::::",
    ("It was so in 1960.\n:::", "→:::"): "'deeper' is empty",
    ("> **Remember:** It is finite.", "> **Remember:**→"): "'remember' is empty",
    ("::: deeper", "→::: deper"): "move it above",
    ("1960.\n:::", "1960.\n:::\n\n→So it is."): "move it above",
}
"""The same for the chapter in Markdown."""


def planted(text: str, change: tuple[str, str]) -> str:
    assert change[0] in text
    return text.replace(*change, 1)


@pytest.mark.parametrize("change", IN_FORM_OF_YAML, ids=lambda change: change[1])
def test_a_mistake_in_the_form_of_yaml(run: Run, make_book: MakeBook, change: tuple[str, str]) -> None:
    whole = planted(IN_YAML, change)
    book_with(make_book, "chapter.yaml", {"gc/chapter.yaml": whole.replace("→", "")})
    require_report(run, whole, IN_FORM_OF_YAML[change])


@pytest.mark.parametrize("change", IN_FORM_OF_MARKDOWN, ids=lambda change: change[1])
def test_a_mistake_in_the_form_of_markdown(run: Run, make_book: MakeBook, change: tuple[str, str]) -> None:
    whole = planted(MARKDOWN, change)
    book_with(make_book, "chapter.md", {"gc/chapter.md": whole.replace("→", "")})
    require_report(run, whole, IN_FORM_OF_MARKDOWN[change])


# --- in other files --------------------------------------------------------------------------------------------------

PLOT = "figures: [{id: loop, kind: plot, title: T, alt: A., x: {label: X}, y: {label: Y}, "
TREE = "figures: [{id: loop, kind: tree, title: T, alt: A., nodes: [{id: a, name: A}, {id: b, name: B}], "

IN_OTHER_FILES = {
    ("references.yaml", "venue: Addison", 'isbn: →"978-0-201-89683-5", venue: Addison'): "check digit",
    (
        "gc/quiz.yaml",
        "  answer: 2\n",
        "  given: {r: {from: 1, to: 9, unit: m}}\n  answer: →5 m\n  unit: m\n",
    ): "with 'r'",
    ("gc/quiz.yaml", "id: cycle", "id: →cy–cle"): "use 'cy-cle'",
    ("gc/glossary.yaml", "see_also: [stack]", "see_also: [stack, →stack]"): "delete it",
    ("gc/glossary.yaml", "see_also: [stack]", "see_also: [→heap, stack]"): "delete it",
    ("machines.yaml", "sources: [dec1966]", "sources: [dec1966, →dec1966]"): "delete it",
    ("machines.yaml", "1 MB", "{value: 1 MB, as_of: →May 2024}"): "2026-03",
    ("references.yaml", "venue: Addison", "accessed: →14.3.2026, venue: Addison"): "2026-03-14",
    ("references.yaml", "venue: Addison", "url: →https:/example.org, venue: Addison"): "write 'https://example.org'",
    ("book.yaml", "title: Tiny", "title: Tiny\nhomepage: →javascript:alert(1)"): "one that begins with https://",
    ("book.yaml", "title: Tiny", "title: Tiny\nhomepage: →localhost:8000"): "write 'https://localhost:8000'",
    ("gc/quiz.yaml", "[[sweep]]", '[[sweep, →""]]'): "it needs a word",
    ("gc/quiz.yaml", "  answer: 2\n", "  answer: 2\n  tolerance: →3\n"): "in the unit of the answer",
    ("gc/quiz.yaml", "  answer: 2\n", "  answer: 2\n  tolerance: →120 %\n"): "in the unit of the answer",
    ("gc/tables.yaml", "name: Counting", 'name: "→**Counting**"'): "the words alone",
    ("gc/quiz.yaml", "text: A list", "text: A →`list`"): "the words alone",
    ("gc/quiz.yaml", "text: A list", "text: →None of the above"): "in words instead",
    ("gc/quiz.yaml", "answer: 2\n", "answer: →1,5\n"): "write 1.5",
    ("gc/glossary.yaml", "name: Heap,", 'name: Heap, aliases: [pile, →" "],'): "it needs a word",
    ("gc/timeline.yaml", "year: 1960", "year: →1960 AD"): "write 1960",
    ("gc/timeline.yaml", "year: 1960", "year: →c. 1960"): "write 1960",
    ("gc/timeline.yaml", "year: 1960", "year: →1960s"): "write 1960",
    ("gc/timeline.yaml", "year: 1960", "year: →44 BC"): "write -44",
    ("book.yaml", "[gc]", "[gc, →memory]"): "'mlsys new chapter' makes one",
    ("gc/figures.yaml", "", PLOT + "series: [{points: [[1, 1], [2, 2]]}], marks: [{at: [1, →90], label: m}]}]\n"): "",
    ("gc/figures.yaml", "", PLOT + 'series: [{points: [[1, 1]]}], marks: [{at: →"2, 4.5", label: m}]}]\n'): "[2, 4.5]",
    ("gc/figures.yaml", "", PLOT + "series: [{points: [[1, 1], →[1,5, 2]]}]}]\n"): "with a point, such as 1.5",
    ("gc/figures.yaml", "", PLOT + 'series: [{points: [[1, →"1,5"]]}]}]\n'): "write 1.5",
    ("gc/figures.yaml", "", f"{TREE}edges: [[a, b], →[b, a]]}}]\n"): "kind: flow",
}
"""A file, a part of it, what an author writes there instead, and words of the message or the hint."""


@pytest.mark.parametrize("change", IN_OTHER_FILES, ids=lambda change: change[2])
def test_a_mistake_in_another_file(run: Run, make_book: MakeBook, change: tuple[str, str, str]) -> None:
    path, old, new = change
    whole = planted(SAMPLE[path], (old or SAMPLE[path], new))
    book_with(make_book, "chapter.yaml", {path: whole.replace("→", "")})
    require_report(run, whole, IN_OTHER_FILES[change])


# --- what is right in other forms ------------------------------------------------------------------------------------

MEANT = [
    ("gc/chapter.md", MARKDOWN, "\ufeff" + MARKDOWN.replace("\n", "\r\n")),
    ("gc/chapter.md", MARKDOWN, "\n" + MARKDOWN),
    ("gc/chapter.md", "{#why}", "{#why} ##"),
    ("gc/chapter.md", "> **Remember:** It", "> **remember**: It"),
    ("gc/chapter.md", "> **Remember:** It", "> Remember: it"),
    ("gc/chapter.md", "::: deeper", ":::{.deeper}"),
    ("gc/chapter.md", "## Why collect", "# Why collect"),
    ("gc/chapter.md", "## How to collect", "#### How to collect"),
    ("gc/chapter.yaml", IN_YAML, "\ufeff" + IN_YAML.replace("\n", "\r\n")),
    ("gc/chapter.yaml", "title: Garbage", "title: “Garbage”"),
    ("gc/chapter.yaml", "  body: |\n    Memory", "  body: >\n    - one\n\n    - two\n\n    Memory - so\n    to say - "),
    ("gc/timeline.yaml", "title: Lisp", "landmark: yes, title: Lisp"),
    ("gc/quiz.yaml", "answer: 2\n", "given: {r: {from: 2, to: 9}}\n  answer: r − 1\n"),
    ("gc/tables.yaml", "name: Counting", 'name: "2 * 3 * 4, f(*a, *b), [1] and $5 or 6$"'),
    ("gc/tables.yaml", "rows:", "sources: [dec1966]\n  rows:"),
    ("machines.yaml", "1 MB", '"0,46 MB"'),
    ("machines.yaml", "1 MB", "{value: 1 MB, as_of: 2024-05}"),
    ("references.yaml", "venue: Addison", "url: ftp://example.org, accessed: 2026-03-14, venue: Addison"),
    ("gc/quiz.yaml", "answer: 2\n", "answer: 0\n  tolerance: 1\n"),
    ("gc/quiz.yaml", "answer: 2\n", "answer: 1\n  tolerance: 1\n"),
]


@pytest.mark.parametrize(("path", "old", "new"), MEANT, ids=range(len(MEANT)))
def test_what_is_meant_in_another_form(run: Run, make_book: MakeBook, path: str, old: str, new: str) -> None:
    chapter = path.rpartition("/")[2] if "chapter" in path else "chapter.yaml"
    before = {"gc/chapter.md": MARKDOWN, "gc/chapter.yaml": IN_YAML}.get(path) or SAMPLE[path]
    folder = book_with(make_book, chapter, {})
    (folder / path).write_bytes(planted(before, (old, new)).encode())
    assert run("check", "book", "--level", "warning").out == ""
