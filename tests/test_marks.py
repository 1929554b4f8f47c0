"""`mlsys mark` and `marks`: what the learner wants to find again."""

import pytest

from mlsys_cli.journal.store import Store
from tests.support.program import Clock, MakeBook, Run

BOOK = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- {id: why, title: Why collect, body: "A [[heap]]."}
- {id: how, title: How to do it, body: So.}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Where things lie., aliases: [free store]}
- {id: stack, name: Stack, kind: concept, definition: Last in.}
"""
NOW = 1_795_000_000_000_000


@pytest.fixture
def book(run: Run, make_book: MakeBook, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The book that every command of the test is about, at a time that stands still."""
    clock.now = NOW
    monkeypatch.setenv("MLSYS_CONTENT", str(make_book(BOOK)))


@pytest.mark.usefixtures("book")
def test_a_mark_is_found_again(run: Run, store: Store) -> None:
    assert run("mark", "free", "store") == (0, "", "mlsys: 'Heap' is bookmarked\n")
    assert run("mark", "why") == (0, "", "mlsys: 'Why collect' is bookmarked\n")
    assert [mark.subject for mark in store.marks()] == ["tiny:section:gc/why", "tiny:term:heap"]
    out = run("marks").out
    assert out.startswith("2 bookmarks\n")
    assert "Why collect · section\n  mlsys read gc/why · added on 18 November 2026\n" in out
    assert out.index("Why collect") < out.index("Heap · term\n  mlsys define heap · ")


@pytest.mark.usefixtures("book")
def test_marking_twice_is_marking_once(run: Run, store: Store) -> None:
    run("mark", "heap")
    assert run("mark", "heap").err == "mlsys: 'Heap' was already bookmarked\n"
    assert len(store.log()) == 1
    assert run("mark", "heap", "--undo").err == "mlsys: 'Heap' is no longer bookmarked\n"
    assert run("mark", "heap", "--undo").err == "mlsys: 'Heap' was not bookmarked\n"
    assert (store.marks(), len(store.log())) == ((), 2)


@pytest.mark.usefixtures("book")
def test_marks_of_a_place(run: Run, store: Store) -> None:
    for name in ("heap", "why", "how"):
        run("mark", name)

    def ids(*place: str) -> list[str]:
        return [mark["id"] for mark in run("marks", *place, "--json").json["marks"]]

    assert ids("gc") == ids() == ["gc/why", "gc/how", "heap"]
    assert ids("gc/how") == ["gc/how"]
    missing = run("marks", "stack")
    assert (missing.code, missing.out) == (1, "")
    assert missing.err.startswith("mlsys: there are no bookmarks in 'stack'\n")


@pytest.mark.usefixtures("book")
def test_marks_for_a_script(run: Run, store: Store) -> None:
    told = run("mark", "heap", "--json").json
    assert told == {"kind": "mark", "schema": 1, "about": {"kind": "term", "id": "heap"}, "marked": True}
    mark = {"kind": "term", "id": "heap", "title": "Heap", "book": "tiny"}
    times = {"marked": "2026-11-18T11:06:40Z", "open": "mlsys define heap"}
    assert run("marks", "--json").json == {"kind": "marks", "schema": 1, "marks": [mark | times]}
    assert run("marks", "--format", "csv").out.splitlines()[1:] == [
        "term,heap,Heap,2026-11-18T11:06:40Z,mlsys define heap"
    ]


@pytest.mark.usefixtures("book")
def test_what_no_open_book_has_comes_last(run: Run, store: Store) -> None:
    store.mark("other:term:heap", NOW)
    store.mark("tiny:term:gone", NOW)
    run("mark", "heap")
    found = run("marks", "--json").json["marks"]
    assert [mark["open"] for mark in found] == ["mlsys define heap", None, None]
    assert "From books that aren't open" in run("marks").out


@pytest.mark.usefixtures("book")
def test_without_marks_it_says_how_to_make_one(run: Run, store: Store) -> None:
    result = run("marks")
    assert (result.code, result.out.splitlines()[-1]) == (0, "Add one with mlsys mark NAME.")
    assert run("marks", "--json").json["marks"] == []
    assert not store.path.exists()


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("argv", [("mark",), ("mark", " "), ("mark", "--undo")])
def test_a_mark_is_on_something(run: Run, store: Store, argv: tuple[str, ...]) -> None:
    assert run(*argv).code == 2
    assert not store.path.exists()


@pytest.mark.usefixtures("book")
def test_an_unknown_name_is_not_marked(run: Run, store: Store) -> None:
    assert run("mark", "zzzz").code == 1
    assert run("mark", "heep", "--exact").code == 1
    assert not store.path.exists()
    assert "showing 'Stack' for 'stakc'" in run("mark", "stakc").err
