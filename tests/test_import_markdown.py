"""`mlsys import markdown`: works of mdBook, MyST, Quarto and Sphinx, folders of notes and of terms."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cases import each
from tests.support.program import Run


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(files: dict[str, str], folder: str = "work") -> str:
    """A folder with some files."""
    for path, text in files.items():
        file = Path(folder) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def imported(run: Run, source: str, book: str = "book") -> list[tuple[str, str]]:
    """What is lost in a book that `mlsys check` finds no error in, and its places."""
    result = run("import", "markdown", source, "--into", book, "--write", "--json")
    assert result.code == 0, result.err
    errors = run("check", book, "--level", "error")
    assert errors.code == 0, errors.out
    return [(loss["what"], loss["location"]) for loss in result.json["losses"]]


def in_file(path: str, key: str, book: str = "book") -> list[dict[str, object]]:
    """The entries of a file of the book, without where they are from."""
    value = yaml.safe_load((Path(book) / path).read_text(encoding="utf-8"))
    return [{name: item for name, item in entry.items() if name != "imported"} for entry in value[key]]


def outline(book: str = "book") -> dict[str, list[object]]:
    """The ids of the sections of each chapter, those below a section in a list behind it."""

    def ids(sections: Any) -> list[object]:
        return [one for s in sections for one in (s["id"], ids(s.get("sections", ()))) if one]

    parts = yaml.safe_load((Path(book) / "book.yaml").read_text(encoding="utf-8"))["parts"]
    names = [name for part in parts for name in part["chapters"]]
    return {name: ids(in_file(f"{name}/chapter.yaml", "sections", book)) for name in names}


# --- works -----------------------------------------------------------------------------------------------------------


MDBOOK = {
    "book.toml": '[book]\ntitle = "Heaps"\nauthors = ["Ada Bell"]\n',
    "src/SUMMARY.md": "# Summary\n\n[Before](before.md)\n\n# Basics\n\n- [Heaps](heaps/README.md)\n"
    "    - [Growing](heaps/growing.md)\n    - [Later]()\n\n# More\n\n- [End](end.md)\n",
    "src/before.md": "# Before you begin\n\nA word before.\n\n## Tools\n\nNone.\n",
    "src/heaps/README.md": "# Heaps\n\nA heap is a pile.\n\n## Why { #reasons }\n\n"
    "See [growing](growing.md#too-far).\n",
    "src/heaps/growing.md": "# Growing\n\nThey grow.\n\n## Too far\n\nBack to [the reasons](README.html#reasons).\n",
    "src/end.md": "# The end\n\n```rust\n{{#include ../code/free.rs:2:3}}\n```\n",
    "code/free.rs": "fn main() {\n  let x = 1;\n  free(x);\n}\n",
}


def test_an_mdbook_has_its_parts_chapters_and_sections(run: Run) -> None:
    lost = imported(run, written(MDBOOK))
    assert outline() == {
        "before": ["tools"],
        "heaps": ["reasons", "growing", ["too-far"]],
        "end": ["introduction"],
    }
    book = yaml.safe_load(Path("book/book.yaml").read_text(encoding="utf-8"))
    assert (book["title"], book["authors"]) == ("Heaps", ["Ada Bell"])
    assert [(part["title"], part["chapters"]) for part in book["parts"]][1:] == [
        ("Basics", ["heaps"]),
        ("More", ["end"]),
    ]
    reasons, growing = in_file("heaps/chapter.yaml", "sections")
    assert reasons["body"] == "See [[section:heaps/too-far|growing]]."
    assert "[[section:heaps/reasons|the reasons]]" in str(growing)
    assert in_file("end/chapter.yaml", "sections")[0]["body"] == "```rust\n  let x = 1;\n  free(x);\n```\n"
    assert lost == [("chapters without a text", "work/src/SUMMARY.md:9")]


def test_the_text_above_the_first_heading_is_the_summary_of_the_chapter(run: Run) -> None:
    imported(run, written(MDBOOK))
    assert yaml.safe_load(Path("book/heaps/chapter.yaml").read_text(encoding="utf-8"))["summary"] == "A heap is a pile."


JUPYTER = {
    "_toc.yml": "format: jb-book\nroot: intro\nparts:\n- caption: Waiting\n  chapters:\n  - file: lines\n"
    "    sections:\n    - file: cells\n",
    "intro.md": "# Welcome\n\nHello.\n",
    "lines.md": "(waiting)=\n# Lines\n\nPeople wait.\n\n```{math}\n:label: little\n\nL = \\lambda W\n```\n\n"
    "By {eq}`little`, and {ref}`as before <waiting>`.\n",
    "cells.ipynb": json.dumps({
        "metadata": {"kernelspec": {"language": "python"}},
        "cells": [
            {"cell_type": "markdown", "source": ["# Cells\n", "\n", "Count ![a line](line.png)."]},
            {"cell_type": "code", "source": ["wait(1)"], "outputs": [{"text": ["never shown"]}]},
        ],
    }),
}  # fmt: skip  # a line a file


def test_a_jupyter_book_keeps_the_code_of_notebooks_and_numbers_formulas(run: Run) -> None:
    lost = imported(run, written(JUPYTER))
    assert outline() == {"intro": ["introduction"], "lines": ["introduction", "cells"]}
    text, cells = in_file("lines/chapter.yaml", "sections")
    assert "$$\nL = \\lambda W \\qquad (1)\n$$\n\nBy (1), and [[chapter:lines|as before]]." in str(text["body"])
    assert cells["body"] == "Count a line.\n\n```python\nwait(1)\n```\n"
    assert lost == [("images", "work/cells.ipynb:cell 1")]


def test_a_table_of_contents_may_be_a_list(run: Run) -> None:
    imported(run, written({**JUPYTER, "_toc.yml": "- file: lines\n  sections:\n  - file: cells\n- file: intro\n"}))
    assert list(outline()) == ["lines", "intro"]


def test_the_title_of_a_jupyter_book_stands_in_its_settings(run: Run) -> None:
    imported(run, written({**JUPYTER, "_config.yml": "title: Queues\nauthor: Ada Bell\n"}))
    book = yaml.safe_load(Path("book/book.yaml").read_text(encoding="utf-8"))
    assert (book["title"], book["authors"]) == ("Queues", ["Ada Bell"])


def test_a_myst_project_and_a_quarto_book_are_read_in_their_order(run: Run) -> None:
    files = {"b.md": "# B\n\nOne.\n", "a.md": "# A\n\nTwo.\n", "left-out.md": "# C\n\nThree.\n"}
    toc = "project:\n  title: T\n  toc:\n  - file: b.md\n  - title: Rest\n    children:\n    - file: a.md\n"
    imported(run, written({**files, "myst.yml": toc}, "myst"), "from-myst")
    assert list(outline("from-myst")) == ["b", "a"]
    quarto = "book:\n  title: T\n  chapters:\n  - b.md\n  - part: Rest\n    chapters: [a.md]\n"
    imported(run, written({**files, "_quarto.yml": quarto}, "quarto"), "from-quarto")
    assert list(outline("from-quarto")) == ["b", "a"]


def test_links_between_notes_are_those_of_the_book(run: Run) -> None:
    """Obsidian names a note without its folder; two brackets are no link if there is no such note."""
    notes = {
        "Heaps.md": "## Why\n\nSee [[Stacks|a stack]], ![[heap.png]] and [[1, 2]].\n",
        "more/Stacks.md": "Not [[Heaps#Why]], nor `[[Heaps]]`.\n",
    }
    lost = imported(run, written(notes))
    (why,) = in_file("heaps/chapter.yaml", "sections")
    assert why["body"] == "See [[chapter:more|a stack]], heap.png and \\[[1, 2]]."
    assert (
        in_file("more/chapter.yaml", "sections")[0]["body"] == "Not [[section:heaps/why|Heaps: Why]], nor `[[Heaps]]`."
    )
    assert lost == [("images", "work/Heaps.md:3"), ("links", "work/Heaps.md:3")]


def test_a_plain_folder_is_read_in_natural_order(run: Run) -> None:
    names = ("week-10/b.md", "week-10/a.md", "week-2.md", "README.md")
    imported(run, written({name: f"# {name}\n\nText.\n" for name in names}))
    assert list(outline()) == ["work", "week-2", "week-10"] or list(outline()) == ["readme", "week-2", "week-10"]


GLOSSARY = {
    "heap.md": "---\ntitle: Heap\nrelated_terms: [the-stack, gone]\n---\nA pile.\n\n"
    "It grows like [a stack](the-stack.md).\n",
    "the-stack.md": "---\ntitle: Stack\nsynonyms: [tower]\n---\nA tower of $n$ plates.\n",
    "empty.md": "---\ntitle: Nothing\n---\n",
}  # fmt: skip  # a line a file


def test_files_of_terms_are_a_glossary(run: Run) -> None:
    lost = imported(run, written(GLOSSARY, "terms"))
    assert in_file("terms/glossary.yaml", "terms") == [
        {"id": "heap", "name": "Heap", "kind": "concept", "definition": "A pile.",
         "explanation": "It grows like [[the-stack|a stack]].", "see_also": ["the-stack"]},
        {"id": "the-stack", "name": "Stack", "kind": "concept", "definition": "A tower of $n$ plates.",
         "aliases": ["tower"]},
    ]  # fmt: skip  # a line or two a term
    assert ("terms without a text", "terms/empty.md:1") in lost


HUGO = {
    "_index.md": "---\ntitle: The Glossary\n---\nOf *us*.\n",
    "node.md": "---\ntitle: Node\naka:\n---\n A machine.\n\n## Why\n\nIt runs.\n",
    "pod.md": "---\ntitle: Pod\naka: [group]\ntags: [tool]\n---\nA group.\n\n<!--more-->\nOf some.\n",
}


def test_terms_of_hugo_are_a_glossary_in_a_kind_that_the_book_has(run: Run) -> None:
    written({"book.yaml": "id: own\ntitle: Own\nkinds: [{id: part}]\nparts: [{title: All, chapters: []}]\n"}, "own")
    lost = imported(run, written(HUGO, "words"), "own")
    assert in_file("words/glossary.yaml", "terms", "own") == [
        {"id": "node", "name": "Node", "kind": "part", "definition": "A machine.",
         "explanation": "**Why**\n\nIt runs.\n"},
        {"id": "pod", "name": "Pod", "kind": "part", "definition": "A group.", "aliases": ["group"],
         "explanation": "Of some."},
    ]  # fmt: skip  # a line or two a term
    assert lost == [("pages about the glossary", "words/_index.md:1")]


def test_a_link_in_a_heading_is_reported(run: Run) -> None:
    lost = imported(run, written({"a.md": "# A\n\n## See [the site](https://x.org) and [b](b.md)\n\nText.\n"}))
    assert lost == [("links in headings", "work/a.md:3"), ("links in headings", "work/a.md:3")]


def test_notes_with_front_matter_are_no_glossary(run: Run) -> None:
    imported(run, written({"a.md": "---\ntitle: A\n---\nOne.\n", "b.md": "---\ntitle: B\n---\nTwo.\n"}))
    assert list(outline()) == ["a", "b"]


# --- prose -----------------------------------------------------------------------------------------------------------


def body_of(run: Run, text: str) -> tuple[str, Counter[str]]:
    """The prose that a text becomes, and what is lost of it."""
    Path("notes.md").write_text(f"# Notes\n\n## One\n\n{text}\n", encoding="utf-8")
    book = f"book-{len(list(Path().iterdir()))}"
    lost = imported(run, "notes.md", book)
    return str(in_file("notes/chapter.yaml", "sections", book)[0]["body"]).strip(), Counter(what for what, _ in lost)


KEPT = {
    "a *b* __c__ `d` [e](https://x.org)": "a *b* **c** `d` [e](https://x.org)",
    "a cache\\index{\\texttt{cache}} is near": "a cache is near",
    "cost $5 and $6, a_b and *": "cost \\$5 and \\$6, a_b and \\*",
    "$x^2$ is $k$NN": "$x^2$ is $k$ NN",
    "\\\\( x \\\\)": "$x$",
    "\\begin{align}\na &= b \\nonumber\n\\end{align}": "$$\n\\begin{aligned}\na &= b\n\\end{aligned}\n$$",
    "$$\na\n\nb\n$$": "$$\na\nb\n$$",
    "[w][k]\n\n[k]: https://x.org": "[w](https://x.org)",
    "see [one](#one)": "see [[section:notes/one|one]]",
    "- a\n\n  b\n- c": "- a\n\n  b\n\n- c",
    "3. a\n4. b": "3. a\n4. b",
    "1\\. a\n\\- b": "1\\. a\n\\- b",
    "- [ ] a\n- [x] b": "- ☐ a\n- ☑ b",
    "````md\n```\nx\n```\n````": "````md\n```\nx\n```\n````",
    "```{code-cell} ipython3\n:tags: [x]\nf(1)\n```": "```python\nf(1)\n```",
    "```{.python .input}\nf(1)\n```": "```python\nf(1)\n```",
    "<!-- a remark -->\nText": "Text",
    "&amp; &lt;b": "& <b",
    "> [!NOTE]\n> Mind.": "> **Note.** Mind.",
    "```{note} Of *heaps*\nMind.\n```": "> **Note: Of *heaps*.** Mind.",
    '::: {.callout-tip title="Look"}\nMind.\n\n- a\n:::': "> **Tip: Look.** Mind.\n>\n> - a",
    "::: {.a}\n::: {.callout-note}\nMind.\n:::\n:::": "> **Note.** Mind.",
    '!!! warning "Hot"\n    Mind.': "> **Warning: Hot.** Mind.",
    "(t)=\n```{prf:theorem} T\nx\n```\n\nBy {prf:ref}`t`.": "> **Theorem 1: T.** x\n\nBy Theorem 1.",
    "{kbd}`Esc` {term}`Heap`\n\nHeap\n: A pile.": "`Esc` [[heap|Heap]]\n\n- [[heap|Heap]]: A pile.",
    "```{glossary}\nHeap\n  A pile.\n```": "- [[heap|Heap]]: A pile.",
    "```{index} x\n```\n\na": "a",
    "```{list-table} Both\n* - a\n  - b\n```": "Both\n\n- - a\n  - b",  # it has no head
    "See {ref}`t`.\n\n(t)=\nHere.": "See [[section:notes/one]].\n\nHere.",
    "|a|b|\n|-|-|\n|1|2|\n\n:label:`tab_x`\n\nSee :numref:`tab_x`.": "![[table:x]]\n\nSee [[table:x]].",
    "!!! sum\n    One.": "> **Sum.** One.",
    "Heap\n: A pile.\n: A tree.": "- [[heap|Heap]]: A pile.\n\n  A tree.",
    "$$\na\n= b $$ so that\n\n$$\nc\n$$": "$a = b$ so that\n\n$$\nc\n$$",
    "Let\n$$\nA =\n\\begin{bmatrix}\na\n\\end{bmatrix}.\n$$\nThen": (
        "Let\n\n$$\nA =\n\\begin{bmatrix}\na\n\\end{bmatrix}.\n$$\n\nThen"),
    "\\begin{equation}\\label{e}\na\n\\end{equation}\nBy \\eqref{e}, `\\ref{e}`.": (
        "$$\n\\begin{aligned}\na\n\\end{aligned} \\qquad (1)\n$$\n\nBy (1), `\\ref{e}`."),
    '::: {#lst-a lst-cap="*Loop*."}\n```{.python}\nf()\n```\n:::\n\nIn @lst-a.': (
        "```python\nf()\n```\n\n> **Listing 1:** *Loop*.\n\nIn Listing 1."),
    '::: {.callout-quiz #q title="Look"}\nMind.\n:::\n\nSee @q.': "> **Box 1: Look.** Mind.\n\nSee Box 1.",
    "1. Of\n$$\na\n$$\n2. Of": "1. Of\n   $a$\n2. Of",
    "```{tip} Why?\nMind.\n```": "> **Tip: Why?** Mind.",
    "$$\na \\text{ (if $b$ is)}\n$$": "$$\na \\text{ (if }b\\text{ is)}\n$$",
    "$$\na\n$$ (one)\n\n$$\nb\n\nc\n$$": "$$\na \\qquad (1)\n$$\n\n$$\nb\nc\n$$",
    "$$\na^2\n$$ {#eq-a}\n\nBy @eq-a.": "$$\na^2 \\qquad (1)\n$$\n\nBy (1).",
    "$$\na^2\n$$ {#eq-a}\n\n::: {.callout-tip}\n## Look\nMind.\n:::\n\n$$\nb\n$$": (
        "$$\na^2 \\qquad (1)\n$$\n\n> **Tip: Look.** Mind.\n\n$$\nb\n$$"),
    "::: {#thm-line}\n## Line\nx\n:::\n\nBy @thm-line.": "> **Theorem 1: Line.** x\n\nBy Theorem 1.",
    "::: {#tbl-ways}\n|a|b|\n|-|-|\n|1|2|\n\nWays.\n:::\n\nSee @tbl-ways.": "![[table:ways]]\n\nSee [[table:ways]].",
    ':::: {.columns}\n::: {.column width="50%"}\na\n:::\n::::': "a",
    "\\newpage\n\n\\vspace{2em}\na\n\n\\small\n\nb \\smallest `\\small`": "a\n\nb \\smallest `\\small`",
    ":::{note}\n:class: a\n:class: b\nMind.\n:::": "> **Note.** Mind.",
}  # fmt: skip  # a line a case


@each("text, expected", KEPT.items())
def test_what_a_book_has_a_form_for_is_kept(run: Run, text: str, expected: str) -> None:
    body, lost = body_of(run, text)
    assert body == expected
    assert not lost - Counter(["directives"])  # the class of a div has no meaning of its own


LOST = {
    "```{figure} a/x.png\n:scale: 75\n```": ("> **Image:** x.png", "images"),
    "![a loop](x.png)": ("> **Image:** a loop", "images"),
    "![a loop](x.png){#fig-a width=50%}\n\nIn @fig-a.": ("> **Image 1:** a loop\n\nIn Image 1.", "images"),
    "::: {#fig-a}\n![one](x.png)\n\nBoth.\n:::\n\nIn @fig-a.": (
        "> **Image:** one\n\n> **Image 1:** Both.\n\nIn Image 1.", "images"),
    '![](x.png){fig-alt="a loop"}': ("> **Image:** a loop", "images"),
    "::: {#fig-a}\n```{.tikz}\n\\draw x;\n```\nA *loop*.\n:::\n\nIn @fig-a.": (
        "> **Image 1:** A *loop*.\n\nIn Image 1.", "images"),
    "Words ![a loop](x.png) more": ("Words a loop more", "images"),
    '<img src="x.png" alt="a loop">': ("(image: a loop)", "images"),
    "```{figure} x.png\n:name: f\nA *loop*.\n```\n\nSee {numref}`f`.": (
        "> **Image 1:** A *loop*.\n\nSee Image 1.", "images"),
    "```{r}\n#| label: fig-a\n#| fig-cap: A loop.\nplot(x)\n```\n\nIn @fig-a.": (
        "```r\nplot(x)\n```\n\n> **Image 1:** A loop.\n\nIn Image 1.", "images"),
    "```{r fig-a, fig.cap='A loop.'}\nplot(x)\n```\n\nIn @fig-a.": (
        "```r\nplot(x)\n```\n\n> **Image 1:** A loop.\n\nIn Image 1.", "images"),
    "```{r}\n#| fig.alt: >\n#|   A loop.\nplot(x)\n```": ("```r\nplot(x)\n```\n\n> **Image:** A loop.", "images"),
    "```{r}\n#| label: tbl-a\n#| tbl-cap: Rows.\nf(x)\n```\n\nIn @tbl-a.": (
        "```r\nf(x)\n```\n\n> **Table 1:** Rows.\n\nIn Table 1.", "tables"),
    "```{code-cell}\n---\nmystnb: {figure: {caption: A loop., name: f}}\n---\nplot(x)\n```\n\nIn {numref}`f`.": (
        "```\nplot(x)\n```\n\n> **Image 1:** A loop.\n\nIn Image 1.", "images"),
    "a[^1] b\n\n[^1]: Why *not*.": ("a (Why *not*) b", "footnotes"),
    "a\n\n[^1]: Why *not*.": ("a\n\nWhy *not*.", "footnotes"),
    "a^[Why *not*.] b": ("a (Why *not*) b", "footnotes"),
    '::: {.content-visible when-format="pdf"}\na\n:::\n\n::: {.content-hidden when-format="html"}\nb\n:::\n\n'
    '::: {.content-visible unless-format="pdf"}\nc\n:::\n\n::: {.content-hidden when-profile="x"}\nd\n:::': (
        "c\n\nd", "blocks for print only"),
    "+---+---+\n| a     |\n+===+===+\n| 1 | 2 |\n+---+---+": (
        "```\n+---+---+\n| a     |\n+===+===+\n| 1 | 2 |\n+---+---+\n```", "tables"),
    "{foo}`bar`": ("bar", "roles"),
    "{ref}`nowhere`": ("nowhere", "references"),
    "@Sec-nowhere and @lem-none": ("@Sec-nowhere and @lem-none", "references"),
    "[a](nowhere.md)": ("a", "links"),
    "```{foo} x\ny\n```": ("```\nx\ny\n```", "directives"),
    "a <kbd>b</kbd>": ("a b", "HTML tags"),
    "a ~~b~~": ("a b", "struck out words"),
    "a {{ b }}": ("a {{ b }}", "template commands"),
    "- a\n\n  # b": ("- a\n\n  **b**", "headings within lists or boxes"),
    "[@nobody; @none, p. 3]": ("\\[@nobody] \\[@none, p. 3]", "citations of unknown sources"),
}  # fmt: skip  # a line or two a case


@each("text, expected", LOST.items())
def test_what_a_book_has_no_form_for_is_text_and_reported(run: Run, text: str, expected: tuple[str, str]) -> None:
    body, lost = body_of(run, text)
    assert body == expected[0]
    assert set(lost) == {expected[1]}


@each("text", [
    "```{r fig-a, echo = FALSE, fig.cap='A loop.'}\nplot(x)\n```",
    "```{python}\n#| echo: false\n#| label: fig-a\n#| fig-cap: A loop.\nplot(x)\n```",
    "```{code-cell}\n---\ntags: [remove-input]\nmystnb: {figure: {caption: A loop., name: fig-a}}\n---\nplot(x)\n```",
])  # fmt: skip  # a form a line
def test_code_that_the_work_hides_is_left_out_and_its_picture_stays(run: Run, text: str) -> None:
    body, lost = body_of(run, f"{text}\n\nIn @fig-a.")
    assert body == "> **Image 1:** A loop.\n\nIn Image 1."
    assert lost == {"hidden code": 1, "images": 1}


def test_what_a_cell_computes_among_words_is_shown_as_code(run: Run) -> None:
    lost = imported(run, written({"notes.qmd": "# Notes\n\n## One\n\nIt is `{python} 6 * 7`, as `r` is.\n"}))
    assert in_file("notes/chapter.yaml", "sections")[0]["body"] == "It is `{python} 6 * 7`, as `r` is."
    assert lost == [("computed values", "work/notes.qmd:5")]


TABLE = "| | Heap | Stack |\n|---|---|---|\n| Grows | `up` | |\n| In | $n^2$ | $n$ |\n"
DRAWN = (
    "+-------+------+-------+\n|       | Heap | Stack |\n+:======+:====:+:=====:+\n| Grows | `up` |       |\n"
    "+-------+------+-------+\n| In    | $n^  | $n$   |\n|       | 2$   |       |\n+-------+------+-------+\n"
)
LIST_TABLE = (
    "* -\n  - Heap\n  - Stack\n* - Grows\n  - `up`\n* - In\n  - $n^2$\n  - $n$\n"  # the last cell of a row is missing
)


@each("text", [
    f"{TABLE}\n: Two ways {{#tbl-ways}}",
    f"{TABLE}\n: **Two** ways. {{#tbl-ways}}",
    f"{DRAWN}\n: Two ways {{#tbl-ways}}",
    f"```{{table}} Two ways\n:name: tbl-ways\n{TABLE}```",
    f"```{{list-table}} Two ways\n:header-rows: 1\n:name: tbl-ways\n\n{LIST_TABLE}```",
])  # fmt: skip  # a form a line
def test_a_table_becomes_one_of_the_book(run: Run, text: str) -> None:
    body, lost = body_of(run, f"{text}\n\nSee @tbl-ways.")
    assert body == "![[table:ways]]\n\nSee [[table:ways]]."
    assert not lost
    book = max(Path().glob("book-*"))  # the last one
    assert in_file("notes/tables.yaml", "tables", str(book)) == [
        {
            "id": "ways",
            "title": "Two ways",
            "columns": [{"id": "heap", "name": "Heap"}, {"id": "stack", "name": "Stack"}],
            "rows": [
                {"aspect": "Grows", "cells": {"heap": "up", "stack": "–"}},
                {"aspect": "In", "cells": {"heap": "n²", "stack": "n"}},
            ],
        }
    ]


def test_what_has_no_room_in_a_table_is_a_loss(run: Run) -> None:
    _, lost = body_of(run, "|a|b|\n|-|-|\n|c[^1]|![d](e.png)|\n|[f](https://g.org)||\n\n[^1]: Why.")
    assert lost == {"images": 1, "footnotes": 1, "links": 1}


def test_a_loss_has_its_place(run: Run) -> None:
    files = {"a.md": "---\ntitle: A\n---\n\n# A\n\nText.\n\n## B\n\n:::{note}\nMind\n\n![x](y.png)\n:::\n"}
    assert imported(run, written(files)) == [("images", "work/a.md:14")]


# --- again, and what nobody should send ------------------------------------------------------------------------------


def test_importing_again_changes_only_what_has_changed(run: Run) -> None:
    imported(run, written(MDBOOK))
    before = {path: path.read_text("utf-8") for path in Path("book").rglob("*.yaml")}
    again = run("import", "markdown", "work", "--into", "book", "--write", "--json").json
    assert {entry["state"] for entry in again["entries"]} == {"unchanged"}
    assert before == {path: path.read_text("utf-8") for path in Path("book").rglob("*.yaml")}
    growing = Path("work/src/heaps/growing.md")
    growing.write_text(growing.read_text("utf-8").replace("They grow.", "They grow fast."), encoding="utf-8")
    third = run("import", "markdown", "work", "--into", "book", "--write", "--json").json
    assert [entry["id"] for entry in third["entries"] if entry["state"] != "unchanged"] == ["heaps/growing"]


@each(
    "files, message",
    [
        ({"a.txt": "x"}, "has no Markdown files"),
        ({"_toc.yml": "root: ../secret"}, "has no Markdown files"),
        ({"SUMMARY.md": "- [Secret](/etc/passwd)\n"}, "has no Markdown files"),
    ],
)
def test_a_folder_without_a_text_is_refused(run: Run, files: dict[str, str], message: str) -> None:
    folder = written(files, f"empty-{len(list(Path().iterdir()))}")
    result = run("import", "markdown", folder, "--into", "none", "--write")
    assert result.code == 3
    assert message in result.err
    assert not Path("none").exists()


def test_nothing_outside_the_folder_is_read(run: Run) -> None:
    Path("secret.md").write_text("# Secret\n\nDon't tell.\n", encoding="utf-8")
    text = "# A\n\n{{#include ../secret.md}}\n\n```{literalinclude} ../secret.md\n```\n\n[s](../secret.md)\n"
    folder = Path(written({"a.md": text}))
    (folder / "b.md").symlink_to(Path("secret.md").resolve())
    lost = imported(run, str(folder))
    assert "Don't tell" not in "".join(path.read_text("utf-8") for path in Path("book").rglob("*.yaml"))
    assert ("files that can't be read", "work/b.md:1") in lost


@each(
    "text",
    [
        ">" * 3000 + " deep",
        "".join(f"{':' * (n + 3)}{{note}}\n" for n in range(300, 0, -1)) + "x\n",
        "a\x1b[31m\u202eb",
        "{{#include a.md}}\n\n" * 20,
        "$" * 999 + "[" * 999 + "`" * 999,
        "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\nText",
    ],
)
def test_hostile_texts_become_a_sound_book(run: Run, text: str) -> None:
    count = len(list(Path().iterdir()))
    imported(run, written({"a.md": f"{text}\n\n# A\n\nThe end.\n"}, f"work-{count}"), f"book-{count}")
    assert "The end." in (Path(f"book-{count}") / "a/chapter.yaml").read_text("utf-8")
