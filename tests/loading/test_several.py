"""Several books at once."""

import os
from pathlib import Path

import pytest

from tests.loading.conftest import HEAP
from tests.support.program import BOOK, MakeBook, Run


@pytest.fixture
def two_books(make_book: MakeBook) -> tuple[str, str]:
    """Two books with a term of the same id, and one term each that the other hasn't."""
    other = {"book.yaml": BOOK["book.yaml"].replace("tiny", "other").replace("Tiny", "Other")}
    own = f"terms:\n{HEAP}- {{id: stack, name: Stack, kind: concept, definition: More than a heap.}}\n"
    make_book({"gc/glossary.yaml": own}, "first")
    make_book(
        {
            **other,
            "gc/glossary.yaml": own.replace("A pile", "Memory").replace("stack", "queue").replace("Stack", "Queue"),
        },
        "second",
    )
    return "first", "second"


def test_content_several_times_or_joined_or_from_the_environment(run: Run, two_books: tuple[str, str]) -> None:
    first, second = two_books
    for options, env in (
        (("--content", first, "--content", second), {}),
        (("--content", os.pathsep.join(two_books)), {}),
        ((), {"MLSYS_CONTENT": os.pathsep.join(two_books)}),
    ):
        result = run("list", "terms", *options, **env)
        assert result.out.splitlines() == [
            "tiny:heap\tHeap\ttiny",
            "stack\tStack\ttiny",
            "other:heap\tHeap\tother",
            "queue\tQueue\tother",
        ]


def test_content_beats_the_environment(run: Run, two_books: tuple[str, str]) -> None:
    result = run("list", "terms", "--content", "second", MLSYS_CONTENT="first")
    assert result.out.splitlines() == ["heap\tHeap", "queue\tQueue"]


def test_an_empty_item_is_the_bundled_book(run: Run, two_books: tuple[str, str]) -> None:
    result = run("define", "stack, eliza", "--json", MLSYS_CONTENT=f"first{os.pathsep}")
    assert [term["id"] for term in result.json["terms"]] == ["stack", "eliza"]
    assert run("define", "eliza", "--content", "first").code == 1
    assert run("define", "eliza", "--content", "").code == 0
    assert run("define", "eliza", MLSYS_CONTENT="").code == 0


def test_the_same_book_twice_is_one_book(run: Run, two_books: tuple[str, str]) -> None:
    result = run("define", "heap", "--content", "first", "--content", "./second/../first")
    assert (result.code, result.err) == (0, "")


def test_an_id_in_two_books_is_not_passed_over_in_silence(run: Run, two_books: tuple[str, str]) -> None:
    both = ("--content", os.pathsep.join(two_books))
    result = run("define", "heap", "--json", *both)
    assert (result.code, result.json["definition"]) == (0, "A pile.")
    assert result.err == "mlsys: showing tiny:heap; there is also other:heap\n"
    turned = run("define", "heap", "--json", "--content", os.pathsep.join(reversed(two_books)))
    assert turned.json["definition"] == "Memory."
    assert turned.err == "mlsys: showing other:heap; there is also tiny:heap\n"


@pytest.mark.parametrize(("name", "definition"), [("tiny:heap", "A pile."), ("other:heap", "Memory.")])
def test_an_id_of_a_book(run: Run, two_books: tuple[str, str], name: str, definition: str) -> None:
    result = run("define", name, "--json", "--content", os.pathsep.join(two_books))
    assert (result.code, result.json["definition"], result.err) == (0, definition, "")


def test_an_id_of_a_book_that_has_no_such_thing(run: Run, two_books: tuple[str, str]) -> None:
    assert run("define", "tiny:queue", "--content", os.pathsep.join(two_books)).code == 1


def test_links_stay_in_their_book(make_book: MakeBook, run: Run, two_books: tuple[str, str]) -> None:
    for book, name in (("first", "Pile"), ("second", "Memory")):
        path = Path(book, "gc/glossary.yaml")
        path.write_text(path.read_text().replace("Heap", name).replace("More than a heap.", "'More than a [[heap]].'"))
    both = ("--content", os.pathsep.join(two_books))
    assert "More than a pile." in run("define", "stack", *both).out
    assert "More than a memory." in run("define", "queue", *both).out


def test_two_books_with_the_same_id(make_book: MakeBook, run: Run) -> None:
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP}"}, "first")
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP}"}, "second")
    result = run("define", "heap", "--content", "first", "--content", "second")
    assert result.code == 0
    assert f"second/book.yaml:1:1: duplicate-id: the book in {Path.cwd()}/first also has the id 'tiny'" in result.err
