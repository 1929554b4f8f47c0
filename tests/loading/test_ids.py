"""Ids, and the chapters of a book."""

from pathlib import Path

import pytest

from tests.loading.conftest import NOT_HERE
from tests.support.program import MakeBook, Run


def test_duplicate_id(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    - {name: Pile, id: heap, kind: concept, definition: A heap.}
    """
    assert problems == [
        "book/gc/glossary.yaml:3:20: duplicate-id: 'heap' is used twice",
        "  delete one of them, or give it another id",
    ]
    assert run("define", "heap", "--json", "--content", "book").json["name"] == "Heap"


def test_duplicate_id_of_a_section_below(run: Run, problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections:
    - id: why
      title: Why
      body: So.
      sections:
      - {id: why, title: Why not, body: Thus., sections: [{id: deep, title: Deep, body: Still here.}]}
    """
    assert problems == [
        "book/gc/chapter.yaml:8:10: duplicate-id: 'why' is used twice",
        "  delete one of them, or give it another id",
    ]
    why = run("read", "gc/why", "--json", "--content", "book").json
    assert (why["title"], [section["id"] for section in why["sections"]]) == ("Why", ["gc/deep"])


def test_duplicate_id_of_a_source(problems: list[str]) -> None:
    """
    --- references.yaml
    references:
    - {key: knuth1968, authors: [Donald Knuth], title: The Art, venue: A book}
    - {key: knuth1968, authors: [Donald Knuth], title: The Craft, venue: A book}
    """
    assert problems == [
        "book/references.yaml:3:9: duplicate-id: 'knuth1968' is used twice",
        "  delete one of them, or give it another id",
    ]


def test_duplicate_id_in_another_chapter(run: Run, problems: list[str]) -> None:
    """
    --- book.yaml
    id: tiny
    title: Tiny
    parts: [{title: All, chapters: [hp, gc]}]
    --- hp/chapter.yaml
    title: Heaps
    summary: Piles.
    sections: [{id: why, title: Why, body: So.}]
    --- hp/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: Memory.}
    """
    assert problems == ["book/gc/glossary.yaml:2:8: duplicate-id: 'heap' is used twice; first in hp/glossary.yaml"]
    assert run("define", "heap", "--json", "--content", "book").json["definition"] == "A pile."


def test_a_term_and_a_table_may_have_the_same_id(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    --- gc/tables.yaml
    tables:
    - {id: heap, title: Heaps, columns: [{id: heap, name: Heap}], rows: []}
    """
    assert problems == []


def test_missing_chapter(run: Run, problems: list[str]) -> None:
    """
    --- book.yaml
    id: tiny
    title: Tiny
    parts:
    - {title: All, chapters: [gc]}
    - {title: More, chapters: [hp]}
    """
    assert problems[0] == "book/book.yaml:5:28: missing-chapter: there is no hp/chapter.yaml in this book"
    assert run("read", "gc", "--content", "book").out.startswith("1 Garbage\n")


@pytest.mark.parametrize("name", [".", "..", "../gc", "/etc", "gc/..", "x" * 300])
def test_a_chapter_is_a_folder_of_the_book(make_book: MakeBook, run: Run, name: str) -> None:
    make_book({"book.yaml": f'id: tiny\ntitle: Tiny\nparts: [{{title: All, chapters: [gc, "{name}"]}}]\n'})
    assert run("check", "book", *NOT_HERE).out.startswith("book/book.yaml:3:37: missing-chapter: there is no ")
    assert run("read", "gc", "--content", "book").code in (0, 3)
    assert run("read", "gc", "--content", "book").out.startswith("1 Garbage\n")


def test_a_folder_without_book_yaml_has_the_chapters_that_are_there(make_book: MakeBook, run: Run) -> None:
    folder = make_book({})
    (folder / "book.yaml").unlink()
    result = run("toc", "--content", "book")
    assert "Garbage" in result.out
    assert "book/book.yaml:1:1: unreadable-file: can't be read: No such file or directory" in result.err


def test_a_chapter_that_is_called_a_little_differently(make_book: MakeBook, run: Run, tmp_path: Path) -> None:
    make_book(
        {"book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc, gcc, gc/chapter.yaml, elsewhere]}]\n"}
    )
    (tmp_path / "book/gccs").mkdir()
    lines = run("check", "book", *NOT_HERE).out.splitlines()
    assert lines == [
        "book/book.yaml:3:37: missing-chapter: there is no gcc/chapter.yaml in this book",
        "  did you mean 'gc'?",
        "book/book.yaml:3:42: missing-chapter: there is no gc/chapter.yaml/chapter.yaml in this book",
        "  did you mean 'gc'?",
        "book/book.yaml:3:59: missing-chapter: there is no elsewhere/chapter.yaml in this book",
        "  'mlsys new chapter' makes one",
    ]
