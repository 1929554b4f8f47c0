"""A chapter in Markdown: read, checked and changed like one in YAML, and written from one and back."""

import shutil
from pathlib import Path

import pytest
import yaml

from mlsys_cli.book.author.format_guide import EXAMPLE
from tests.support.cases import each
from tests.support.program import Run

CHAPTER = """\
---
title: Piles
summary: How things are kept on a heap, and when they go.
---

## Heaps {#heaps}

A heap is a pile, and [[stack]] is another.

```python
# no heading
```

> **Remember:** A heap
> grows.

::: deeper
It grows by halves.
:::

### How they grow {#growing}

<!--
also_asked: [why do they grow]
formerly: [grow]
-->

They grow, as [[section:piles/heaps|heaps]] do.

## The end

It ends.
"""
GLOSSARY = "terms:\n  - {id: stack, name: Stack, kind: concept, definition: A tower., see_also: []}\n"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with a chapter in Markdown, which is the current folder."""
    folder = tmp_path / "book"
    (folder / "piles").mkdir(parents=True)
    parts = "parts:\n  - {title: All, chapters: [piles]}\n"
    (folder / "book.yaml").write_text(f"id: book\ntitle: Book\n{parts}check: {{ignore: [lonely-term]}}\n", "utf-8")
    (folder / "piles/chapter.md").write_text(CHAPTER, encoding="utf-8")
    (folder / "piles/glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def chapter_of(book: Path) -> str:
    return (book / "piles/chapter.md").read_text(encoding="utf-8")


def with_change(book: Path, old: str, new: str) -> None:
    """Write another text in the place of one that the chapter has."""
    assert old in chapter_of(book)
    (book / "piles/chapter.md").write_text(chapter_of(book).replace(old, new), encoding="utf-8")


# --- reading ---------------------------------------------------------------------------------------------------------


def test_headings_are_sections_and_front_matter_is_the_head(run: Run, book: Path) -> None:
    assert run("check").out == ""
    chapter = run("read", "piles", "--json").json
    assert chapter["title"] == "Piles"
    assert "How things are kept on a heap" in run("read", "piles").out
    heaps, end = chapter["sections"]
    assert (heaps["id"], heaps["title"], end["id"]) == ("piles/heaps", "Heaps", "piles/the-end")
    assert "# no heading" in heaps["body"]
    assert heaps["remember"] == "A heap grows."
    assert heaps["deeper"] == "It grows by halves."
    assert [section["id"] for section in heaps["sections"]] == ["piles/growing"]


def test_a_comment_below_a_heading_has_the_other_keys(run: Run, book: Path) -> None:
    assert run("read", "piles/grow", "--json").json["id"] == "piles/growing"
    assert run("search", "why do they grow", "--json").json["hits"][0]["id"] == "piles/growing"
    with_change(book, "<!--\nalso_asked", "<!-- just a remark -->\n<!--\nalso_asked")
    assert "foreign-markdown" in run("check").out


def test_it_is_read_anew_after_a_change(run: Run, book: Path) -> None:
    assert "It ends." in run("read", "the-end").out
    with_change(book, "It ends.", "All ends.")
    assert "All ends." in run("read", "the-end").out


def test_a_pack_may_have_one(run: Run, book: Path) -> None:
    assert run("pack", "add", ".").code == 0
    assert "A heap is a pile" in run("--pack", "book", "read", "heaps").out


# --- places ----------------------------------------------------------------------------------------------------------


MISTAKES = {
    ("[[stack]] is", "[[stakc]] is"): ("dangling-link", "stakc"),
    ("halves.", "halves of [@nobody]."): ("dangling-source", "nobody"),
    ("> grows.", "> grows, grows so so."): ("doubled-word", "so."),
    ("{#growing}", "{#Growing}"): ("bad-id", "Growing"),
    ("also_asked:", "also_askd:"): ("unknown-key", "also_askd"),
    ("title: Piles", "titel: Piles"): ("unknown-key", "titel"),
    ("title: Piles", 'title: "Piles'): ("yaml-syntax", '"Piles'),
    ("also_asked: [why", "also_asked: @why"): ("yaml-syntax", "@why"),
    ("It grows by halves.\n:::", "It grows by halves."): ("yaml-syntax", "::: deeper"),
    (":::\n\n###", ":::\n\nMore.\n\n###"): ("yaml-syntax", "More."),
    ("## Heaps", "Loose.\n\n## Heaps"): ("yaml-syntax", "Loose."),
    ("when they go.\n---", "when they go."): ("yaml-syntax", "---"),
    ("It ends.", "**It ends."): ("foreign-markdown", "**It ends."),
    ("It ends.", "$\\frac{1$ ends."): ("broken-math", "{1$"),
    ("## The end", "## The end {#heaps}"): ("duplicate-id", "heaps}\n\nIt ends"),
}


@each("change, expected", MISTAKES.items())
def test_a_mistake_is_reported_at_its_line_and_column(
    run: Run, book: Path, change: tuple[str, str], expected: tuple[str, str]
) -> None:
    (book / "piles/chapter.md").write_text(CHAPTER, encoding="utf-8")
    with_change(book, *change)
    before = chapter_of(book).partition(expected[1])[0]
    place = f"{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}"
    assert f"piles/chapter.md:{place}: {expected[0]}:" in run("check", "--format", "plain").out


def test_a_chapter_without_sections_is_one(run: Run, book: Path) -> None:
    (book / "piles/chapter.md").write_text(CHAPTER.partition("## Heaps")[0], encoding="utf-8")
    assert run("check", "--level", "warning").out == ""
    assert run("read", "piles", "--json").json["sections"] == []


def test_a_file_with_windows_line_ends_is_the_same(run: Run, book: Path) -> None:
    before = run("read", "piles", "--json").out
    (book / "piles/chapter.md").write_bytes(CHAPTER.replace("\n", "\r\n").encode())
    assert run("check").out == ""
    assert run("read", "piles", "--json").out == before


def test_a_second_file_of_the_chapter_is_reported(run: Run, book: Path) -> None:
    (book / "piles/chapter.yaml").write_text("title: Piles\nsummary: Some.\n", encoding="utf-8")
    assert "piles/chapter.md:1:1: ignored-file" in run("check", "--format", "plain").out


# --- changes ---------------------------------------------------------------------------------------------------------


def test_rename_changes_the_heading_and_the_links(run: Run, book: Path) -> None:
    assert run("rename", "section:piles/heaps", "pile").code == 0
    assert "## Heaps {#pile}\n<!-- formerly: [heaps] -->\n" in chapter_of(book)
    assert "[[section:piles/pile|heaps]]" in chapter_of(book)
    assert run("rename", "section:piles/growing", "growth").code == 0
    assert "formerly: [grow, growing]\n" in chapter_of(book)
    assert run("rename", "section:piles/the-end", "last").code == 0
    assert "## The end {#last}\n<!-- formerly: [the-end] -->\n" in chapter_of(book)
    assert run("check").out == ""
    assert run("read", "piles/heaps", "--json").json["id"] == "piles/pile"


def test_fix_changes_only_the_word(run: Run, book: Path) -> None:
    with_change(book, "[[stack]]", "[[stakc]]")
    assert run("check", "--fix").code == 0
    assert chapter_of(book) == CHAPTER


def test_edit_and_new_find_the_line(run: Run, book: Path) -> None:
    assert "chapter.md:21" in run("edit", "growing").err
    made = run("new", "section", "More piles").out.strip()
    assert made == "piles/chapter.md:34"
    assert "\n## More piles {#more-piles}\n\n" in chapter_of(book)
    assert run("check", "--level", "error").out == ""
    assert run("new", "section", "Heaps").code == 2
    assert "in a comment below the heading" in run("new", "example", "sums").err


# --- there and back --------------------------------------------------------------------------------------------------


def test_a_book_goes_to_markdown_and_back(run: Run, tmp_path: Path) -> None:
    there, back, again = (str(tmp_path / name) for name in ("there", "back", "again"))
    shutil.copytree(EXAMPLE, tmp_path / "bread")
    assert run("export", "markdown", there, "--content", str(tmp_path / "bread")).code == 0
    assert not (Path(there) / "leavening/chapter.yaml").exists()
    assert run("export", "yaml", back, "--content", there).code == 0
    assert [*yaml.safe_load((Path(back) / "leavening/chapter.yaml").read_text("utf-8"))][-1] == "sections"
    assert run("export", "markdown", again, "--content", back).code == 0
    assert (Path(there) / "leavening/chapter.md").read_bytes() == (Path(again) / "leavening/chapter.md").read_bytes()
    pages = [
        run("read", "leavening", "--json", "--content", book).json for book in (str(tmp_path / "bread"), there, back)
    ]
    assert pages[0] == pages[1] == pages[2]
    problems = [run("check", book, "--json").json["problems"] for book in (str(tmp_path / "bread"), there)]
    assert [problem["rule"] for problem in problems[0]] == [problem["rule"] for problem in problems[1]]


def test_an_export_overwrites_nothing(run: Run, book: Path) -> None:
    assert run("export", "yaml", "inside").code == 2
    assert run("export", "yaml", str(book.parent)).code == 2
    assert not (book / "inside").exists()
