"""`mlsys mark` and `marks`: what the learner wants to find again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlsys_cli.journal.store import Store
from mlsys_cli.page.anchors import Anchor
from tests.support.program import Clock, MakeBook, Run
from tests.support.reader import read_along

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
    mark = {"kind": "term", "id": "heap", "title": "Heap", "book": "tiny", "paragraph": None, "quote": None}
    times = {"marked": "2026-11-18T11:06:40Z", "open": "mlsys define heap"}
    assert run("marks", "--json").json == {"kind": "marks", "schema": 1, "marks": [mark | times]}
    assert run("marks", "--format", "csv").out.splitlines()[1:] == [
        "term,heap,Heap,2026-11-18T11:06:40Z,mlsys define heap,"
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


PARAGRAPHS = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- id: why
  title: Why collect
  body: |
    A [[heap]] grows until nothing is left.

    {second}

    At last the program stops.
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Where things lie.}
"""
SECOND = "Whoever forgets to free what they took will run out of memory one day."


@pytest.fixture
def marked(run: Run, make_book: MakeBook, store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The mark on a second paragraph, as it is listed after the paragraph was changed to another."""
    store.mark("tiny:section:gc/why", NOW, anchor=Anchor(2, SECOND[:40] + "…"))

    def listed(second: str) -> Any:
        book = make_book(PARAGRAPHS.replace("{second}", second))
        monkeypatch.setenv("MLSYS_CONTENT", str(book))
        (mark,) = run("marks", "--json").json["marks"]
        return mark

    return listed


@pytest.mark.parametrize(
    ("second", "paragraph"),
    [
        (SECOND, 2),
        (f"There was one more.\n\n    {SECOND}", 3),
        (SECOND.replace("Whoever forgets", "Who forgets").replace("one day", "soon"), 2),
        ("This is about something else.", None),
    ],
)
def test_a_marked_paragraph_is_found_again_after_a_change(
    marked: Callable[[str], Any], second: str, paragraph: int | None
) -> None:
    mark = marked(second)
    assert (mark["paragraph"], mark["quote"]) == (paragraph, SECOND[:40] + "…")
    assert mark["open"] == (f"mlsys open gc/why --paragraph {paragraph}" if paragraph else "mlsys read gc/why")


def test_the_mark_of_a_paragraph_is_not_that_of_its_section(
    run: Run, marked: Callable[[str], Any], store: Store
) -> None:
    marked(SECOND)
    assert not store.is_marked("tiny:section:gc/why")
    assert f"Why collect · section\n  “{SECOND[:40]}…”\n  mlsys open gc/why --paragraph 2 · added" in run("marks").out
    run("mark", "gc/why")
    assert [mark.anchor is None for mark in store.marks()] == [True, False]
    run("mark", "gc/why", "--undo")
    assert store.marks() == ()


TIMELINE = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- id: why
  title: Why collect
  body: |
    ![[figure:eras]]

    So.
--- gc/figures.yaml
figures: [{id: eras, kind: timeline, title: T, alt: "A line of years."}]
--- gc/timeline.yaml
eras: [{id: early, name: Early days, start: 1950, end: 1960, summary: S.}]
"""


def test_a_time_axis_can_be_marked_and_is_named_by_its_words(make_book: MakeBook, store: Store) -> None:
    _, marked, unmarked, again = read_along("gc/why", "m", "m", "m", content=str(make_book(TIMELINE)))
    assert "Marked · u takes it back · “A line of years.”" in marked.text
    assert "No longer marked · u takes it back · “A line of years.”" in unmarked.text
    assert "Early days" in again.text
    assert [mark.anchor and mark.anchor.beginning for mark in store.marks()] == ["A line of years."]


def test_a_note_on_a_paragraph_stands_below_it(run: Run, see: Run, marked: Callable[[str], Any], store: Store) -> None:
    store.write_note("tiny:section:gc/why", "so it goes", NOW, Anchor(2, SECOND))
    store.write_note("tiny:section:gc/why", "all in all", NOW, Anchor(9, "Nothing like this."))
    marked(SECOND)
    page = see("read", "gc/why").out
    assert page.index("Whoever") < page.index("so it goes") < page.index("At last") < page.index("all in all")
    listed = run("notes").out
    assert "Note 1 · 18 November 2026 · mlsys open gc/why --paragraph 2\n\n│ Whoever" in listed
    assert run("notes", "--json").json["notes"][0]["quote"] == SECOND


@pytest.mark.parametrize(
    "anchor", ["5", "{}", '{"paragraph": -1, "beginning": ""}', '{"paragraph": 1, "beginning": 2}']
)
def test_an_anchor_that_is_none_is_not_imported(run: Run, store: Store, tmp_path: Path, anchor: str) -> None:
    store.mark("tiny:section:gc/why", NOW, anchor=Anchor(1, "x"))
    file = tmp_path / "study.jsonl"
    run("export", "study", str(file))
    assert run("import", "study", str(file), XDG_DATA_HOME=tmp_path / "other").code == 0
    assert run("marks", "--json", XDG_DATA_HOME=tmp_path / "other").json["marks"][0]["quote"] == "x"
    file.write_text(
        file.read_text()
        .replace('{"beginning":"x","paragraph":1}', anchor)
        .replace('{"beginning": "x", "paragraph": 1}', anchor)
    )
    assert anchor in file.read_text()
    done = run("import", "study", str(file))
    assert done.code != 0
    assert "its anchor isn't a place in a text" in done.err
