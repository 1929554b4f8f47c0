"""What is sound stays readable, whatever stands beside it."""

from pathlib import Path

from tests.loading.conftest import HEAP
from tests.support.program import CHAPTER, MakeBook, Run

TORN = {
    "gc/glossary.yaml": f"terms:\n{HEAP}- {{id: stack, name: Stack, kind: concept}}\n",
    "gc/timeline.yaml": "events: [\n",
}
"""A book with one sound term, one that lacks its definition, and a timeline that isn't YAML."""


def test_sound_parts_are_shown_with_a_warning(make_book: MakeBook, run: Run) -> None:
    make_book(TORN)
    result = run("define", "heap", "--content", "book")
    assert result.code == 0
    assert result.out.startswith("Heap\n")
    assert result.err == (
        "mlsys: the book has mistakes; everything else is shown\n"
        "  book/gc/glossary.yaml:3:3: missing-field: this term 'stack' has no 'definition'\n"
        "  and more\n"
    )


def test_a_lost_part_is_not_said_to_be_missing(make_book: MakeBook, run: Run) -> None:
    make_book(TORN)
    result = run("define", "stack", "--content", "book")
    assert (result.code, result.out) == (3, "")
    assert "there is no term 'stack', but part of the book can't be read" in result.err
    assert "book/gc/glossary.yaml:3:3: missing-field" in result.err
    assert "book/gc/timeline.yaml:1:9: yaml-syntax" in result.err
    assert run("search", "towers", "--content", "book").code == 3


def test_a_miss_in_a_book_with_harmless_mistakes(make_book: MakeBook, run: Run) -> None:
    """What has been lost nowhere can be said to be nowhere."""
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP}extra: 1\n"})
    assert run("define", "heap", "--content", "book").code == 0
    assert run("define", "stack", "--content", "book").code == 1


def test_a_page_from_which_something_is_lost_says_so_with_its_exit_code(make_book: MakeBook, run: Run) -> None:
    torn = CHAPTER["gc/chapter.yaml"] + "- {id: how, title: How}\n"
    make_book({"gc/chapter.yaml": torn})
    for command in (("read", "gc"), ("toc",)):
        result = run(*command, "--content", "book")
        assert result.code == 3
        assert "Why" in result.out
    make_book({"gc/chapter.yaml": CHAPTER["gc/chapter.yaml"] + "- {id: how, title: How, body: Thus.}\n"})
    for command in (("read", "gc"), ("toc",)):
        assert run(*command, "--content", "book").code == 0


def test_a_section_that_is_lost_leaves_those_below_it(make_book: MakeBook, run: Run) -> None:
    chapter = "title: G\nsummary: s\nsections:\n- {id: a, title: A, sections: [{id: b, title: B, body: Here.}]}\n"
    make_book({"gc/chapter.yaml": chapter})
    result = run("read", "gc/b", "--content", "book")
    assert "Here." in result.out


def test_a_book_without_a_readable_chapter(make_book: MakeBook, run: Run) -> None:
    make_book({"book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: []}, 3]\n"})
    (Path("book/gc/chapter.yaml")).unlink()
    result = run("toc", "--content", "book")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("mlsys: the book can't be read\n  book/book.yaml:3:37: wrong-type: ")


def test_no_book_at_all(run: Run) -> None:
    result = run("toc", "--content", "nowhere")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith(f"mlsys: there is no book at {Path.cwd() / 'nowhere'}\n")
