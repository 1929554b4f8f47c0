"""What is remembered of reading: on a terminal, and never in a pipe."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from tests.support.cases import each
from tests.support.program import Clock, Result, Run, SharedBook
from tests.support.shell import Keys, Shell

LONG = "word " * 2000
BOOK = f"""
--- book.yaml
id: tiny
title: Tiny
parts: [{{title: All, chapters: [gc, vm]}}]
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- id: why
  title: Why collect
  body: So.
  sections: [{{id: cost, title: What it costs, body: Time and space.}}]
- {{id: how, title: How to do it, body: {LONG}}}
--- vm/chapter.yaml
title: Machines
summary: What runs it.
sections:
- {{id: stack, title: A stack, body: One on the other.}}
--- vm/glossary.yaml
terms: [{{id: heap, name: Heap, kind: concept, definition: Where things lie.}}]
"""
NOW = 1_795_000_000_000_000


@pytest.fixture
def book(shared_book: SharedBook) -> str:
    return str(shared_book(BOOK))


Reader = Callable[..., Result]


@pytest.fixture
def sees(see: Run, book: str) -> Reader:
    """What a reader of the book sees of a command."""

    def sees(line: str, **env: object) -> Result:
        return see(*line.split(), **{"MLSYS_CONTENT": book, **env})

    return sees


def read(store: Store, *, begun: bool = False) -> list[str]:
    """The sections that were read, or the chapters that were begun."""
    return sorted(place.subject for place in store.reading_positions() if place.done != begun)


# --- what counts as read -----------------------------------------------------------------------------------------


def test_a_section_counts_as_read_with_all_below_it(sees: Reader, store: Store) -> None:
    store.mark("tiny:section:vm/stack", NOW)
    assert sees("read gc/why").code == 0
    assert read(store) == ["tiny:section:gc/cost", "tiny:section:gc/why"]


def test_reading_a_section_again_is_not_stored_again(sees: Reader, store: Store) -> None:
    for section in ("vm/stack", "gc/why", "gc/why", "gc/why", "vm/stack", "gc/why", "gc/why"):
        sees(f"read {section}")
    names = sorted(event.subject.removeprefix("tiny:section:") for event in store.events("read"))
    assert names == ["gc/cost", "gc/cost", "gc/why", "vm/stack", "vm/stack"]


@pytest.mark.parametrize("line", ["read gc/how", "read gc/how --no-pager", "read gc"])
def test_where_the_pager_does_not_tell_what_is_longer_than_the_screen_is_begun(
    sees: Reader, store: Store, line: str
) -> None:
    store.mark("tiny:section:vm/stack", NOW)
    sees("read gc/how", MLSYS_PAGER="false")
    assert store.reading_positions() == ()
    sees(line)
    (place,) = store.reading_positions()
    assert (place.done, place.share) == (False, 0)
    assert place.subject.endswith(line.split()[1])
    sees("read vm")
    assert read(store) == ["tiny:section:vm/stack"]


@pytest.fixture
def turn(sees: Reader, tmp_path: Path) -> Callable[..., list[str]]:
    """Read in a pager called less that shows some screens, one after the other; returns the arguments that it got.

    A number is that of the lines that are asked for at once. On a screen of 24 lines, 23 are for the text. `head` reads
    them, as the `read` of a shell takes each byte apart: on a busy machine, a pause in that looks like a page.
    """
    pager = tmp_path / "less"

    def turn(line: str, *lines: int) -> list[str]:
        steps = "".join(f"head -n {number} >/dev/null; sleep 0.06\n" for number in lines)
        pager.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\n{steps}')
        pager.chmod(0o755)
        sees(line, MLSYS_PAGER=pager)
        return (tmp_path / "arguments").read_text().split()

    return turn


def test_in_less_what_was_on_the_screen_counts(turn: Callable[..., list[str]], store: Store) -> None:
    """The section has 132 lines, and in the chapter there are 16 before it. The last lines may be missed."""
    store.mark("tiny:section:vm/stack", NOW)
    assert turn("read gc", 24, 23, 23) == ["-g"]
    here, *whole = store.reading_positions()
    assert (here.subject, here.done, here.paragraph) == ("tiny:section:gc/how", False, 1)
    assert here.share == pytest.approx(53 / 132, abs=0.03)
    assert sorted((place.subject, place.done) for place in whole) == [
        ("tiny:section:gc/cost", True),
        ("tiny:section:gc/why", True),
    ]


def test_reading_goes_on_at_the_paragraph_and_the_parts_add_up(turn: Callable[..., list[str]], store: Store) -> None:
    store.mark("tiny:section:vm/stack", NOW)
    turn("read gc/how", 24, 23)
    assert turn("read", 24) == ["-g", "+5"]
    turn("read", 24, 23, 23)
    (place,) = store.reading_positions()
    assert place.share == pytest.approx(69 / 132, abs=0.05)
    assert not place.done
    turn("read gc/how", 24, 23, 23, 23, 23, 23)
    assert read(store) == ["tiny:section:gc/how"]


def test_what_is_jumped_over_does_not_count(turn: Callable[..., list[str]], store: Store) -> None:
    store.mark("tiny:section:vm/stack", NOW)
    turn("read gc", 140)
    (place,) = store.reading_positions()
    assert place.share == pytest.approx(23 / 132, abs=0.03)


def test_what_was_read_can_be_taken_back_and_said(sees: Reader, run: Run, store: Store, book: str) -> None:
    sees("read vm")
    assert sees("mark --unread vm").err == "mlsys: 'Machines' is marked as not read\n"
    assert store.reading_positions() == ()
    assert sees("mark --unread vm").err == "mlsys: 'Machines' is already marked as not read\n"
    assert run("mark", "--read", "gc", "--json", "--content", book).json["sections"] == 3
    assert sees("mark --read gc/why").err == "mlsys: 'Why collect' is already marked as read\n"
    assert read(store) == ["tiny:section:gc/cost", "tiny:section:gc/how", "tiny:section:gc/why"]
    assert "Read on   mlsys read · 2.1 A stack" in sees("").out
    assert sees("mark --read --unread gc").code == 2
    assert sees("mark --read heap").code == 1


@pytest.mark.parametrize("line", ["read vm --json", "read vm --format markdown", "read zzzz", "define heap", "toc", ""])
def test_other_things_are_not_reading(sees: Reader, store: Store, line: str) -> None:
    store.mark("tiny:section:vm/stack", NOW)
    before = store.path.read_bytes()
    sees(line)
    assert store.path.read_bytes() == before


@pytest.mark.slow
def test_on_a_real_terminal(cache: Path, home: Path, store: Store, book: str) -> None:
    """The section is longer than the screen and goes through less, which is left with q."""
    store.mark("tiny:section:vm/stack", NOW)
    shell = Shell(cache, home / "own")
    env: dict[str, Any] = {"MLSYS_CONTENT": book, "XDG_DATA_HOME": home / "data"}
    seen = shell.on_terminal("mlsys read gc/how", keys=[("How to do it", "q")], **env)
    assert (seen.code, seen.err) == (0, "")
    (place,) = store.reading_positions()
    assert place.share == pytest.approx(20 / 132, abs=0.03)
    shell.on_terminal("mlsys read", keys=[("word", "G"), ("END", "q")], **env)
    (place,) = store.reading_positions()
    assert place.share == pytest.approx(42 / 132, abs=0.05)  # what was jumped over doesn't count


# --- when it is remembered ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["define heap", "search heap", "toc", "", "list terms", "progress", "notes", "due"])
def test_whoever_only_looks_leaves_nothing(sees: Reader, home: Path, line: str) -> None:
    assert sees(line).err == ""
    assert sees(line).err == ""
    assert not home.exists()


def test_the_first_reading_makes_the_store(sees: Reader, store: Store, home: Path) -> None:
    assert sees("read gc/why").err == ""
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["study.sqlite"]
    assert [line.strip()[0] for line in sees("toc").out.splitlines()[4:6]] == ["✓", "✓"]
    assert read(store) == ["tiny:section:gc/cost", "tiny:section:gc/why"]


@pytest.mark.parametrize("line", ["read vm", "note heap mine", "export study -", "progress", "suspend heap"])
def test_what_was_read_first_is_there_whatever_comes_next(sees: Reader, store: Store, line: str) -> None:
    sees("read gc", MLSYS_PAGER="true")
    assert sees(line).code == 0
    assert read(store, begun=True) == ["tiny:chapter:gc"]
    assert read(store) == (["tiny:section:vm/stack"] if line == "read vm" else [])


def test_where_no_store_can_be_made_it_is_said_in_a_line(sees: Reader, store: Store, home: Path) -> None:
    home.mkdir()
    (home / "data").write_text("a file where a folder should be")
    seen = sees("read gc/why")
    assert seen.code == 0
    assert "Time and space." in seen.out
    assert seen.err.count("\n") == 1
    assert "the store can't be created" in seen.err
    assert sees("toc").err == ""


def test_a_cache_that_cannot_be_written_keeps_nobody_from_reading(sees: Reader, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    seen = sees("read vm", XDG_CACHE_HOME=tmp_path / "file")
    assert seen.code == 0
    assert seen.err.count("\n") == 1


def test_the_learner_can_not_want_it(sees: Reader, store: Store) -> None:
    sees("config remember-reading off")
    sees("read vm")
    sees("read gc/why")
    assert read(store) == []
    sees("config remember-reading on")
    sees("read vm")
    sees("toc")
    assert read(store) == ["tiny:section:vm/stack"]


@pytest.mark.parametrize("line", ["read vm", "define heap", "search heap", "read", "toc", ""])
def test_a_pipe_leaves_the_store_as_it_is(run: Run, store: Store, book: str, line: str) -> None:
    """Not even its folder is written to, in which a journal would appear."""
    store.write_note("tiny:term:heap", "mine", NOW)
    store.close()
    before, changed = store.path.read_bytes(), store.path.parent.stat().st_mtime_ns
    for option in ([], ["--json"]):
        assert run(*line.split(), *option, "--content", book).code == 0
    assert (store.path.read_bytes(), store.path.parent.stat().st_mtime_ns) == (before, changed)


@pytest.mark.parametrize("line", ["read vm", "define heap"])
def test_a_pipe_never_asks_the_store(run: Run, store: Store, book: str, line: str) -> None:
    """So that it costs nothing, and a store that is no database is not even noticed."""
    store.path.parent.mkdir(parents=True)
    store.path.write_text("no database at all, but long enough to be one " * 100)
    result = run(*line.split(), "--content", book)
    assert (result.code, result.err) == (0, "")


@pytest.mark.parametrize("line", ["read vm", "define heap", "toc", "", "search heap", "read"])
def test_a_store_that_cannot_be_read_keeps_nobody_from_reading(
    sees: Reader, store: Store, run: Run, book: str, line: str
) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text("no database at all, but long enough to be one " * 100)
    seen = sees(line)
    assert seen.code == 0
    assert seen.err == f"mlsys: {store.path} is not a database\n"


def test_a_store_that_cannot_be_written_keeps_nobody_from_reading(sees: Reader, store: Store) -> None:
    """Where the user may do anything, as root in a container may, there is nothing to be seen."""
    store.mark("tiny:section:vm/stack", NOW)
    store.close()
    store.path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    store.path.chmod(stat.S_IRUSR)
    try:
        seen = sees("read vm")
    finally:
        store.path.parent.chmod(stat.S_IRWXU)
    assert seen.code == 0
    assert "One on the other." in seen.out
    assert len(seen.err.splitlines()) <= 1


# --- going on ----------------------------------------------------------------------------------------------------


def test_an_older_store_keeps_its_ticks_where_it_is_only_read(see: Run, store: Store) -> None:
    store.path.parent.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "fixtures/study-6.sqlite", store.path)
    before = store.path.read_bytes()
    (line,) = [line for line in see("toc", "--no-pager").out.splitlines() if "Symbolic AI" in line]
    assert line.startswith("✓")
    assert store.path.read_bytes() == before


def test_reading_goes_on_where_it_stopped(sees: Reader, store: Store) -> None:
    """After a section comes the next that was not read, after a chapter the next chapter, after the last the first."""
    store.read("tiny:section:gc/cost", NOW)
    assert "Read on   mlsys read · 1.2 How to do it" in sees("").out
    store.read("tiny:section:gc/how", NOW + DAY)
    assert "A stack\n" in sees("read").out
    assert read(store)[-1] == "tiny:section:vm/stack"
    assert "Why collect\n" in sees("read").out
    assert read(store) == [f"tiny:section:{slug}" for slug in ("gc/cost", "gc/how", "gc/why", "vm/stack")]
    assert "Read on" not in sees("").out  # all is read, and so one may begin anew
    assert sees("read --plain --no-pager").out.startswith("1 Garbage\n")


def test_a_chapter_that_was_begun_goes_on_with_its_first_section_not_read(sees: Reader, store: Store) -> None:
    store.read("tiny:section:gc/why", NOW)
    store.read("tiny:chapter:gc", NOW + DAY, {"done": False})
    assert "What it costs\n" in sees("read").out


def test_places_in_other_books_are_passed_over(sees: Reader, store: Store) -> None:
    store.read("tiny:section:gc/how", NOW)
    store.read("other:section:gc/why", NOW + DAY)
    assert "A stack\n" in sees("read").out


def test_in_a_pipe_it_begins_with_the_first_chapter(run: Run, store: Store, book: str) -> None:
    store.read("tiny:section:gc/how", NOW)
    assert run("read", "--content", book).out.startswith("1 Garbage\n")


# --- what the outline and the home page say ----------------------------------------------------------------------


def test_a_long_outline_shows_the_sections_of_the_chapter_that_is_read(run: Run, store: Store) -> None:
    assert "From a good demo" in run("toc").out
    store.read("intro-to-mlsys:section:dl-primer/neuron", NOW)
    out = run("toc", COLUMNS=120).out
    assert "From a good demo" not in out
    assert "← you are here" in out


def test_the_outline_ticks_what_was_read(run: Run, store: Store, book: str) -> None:
    """12 words of some 2,000 are not nothing, and all but them are not all."""
    plain = run("toc", "--content", book).out
    assert "✓" not in plain
    store.read("tiny:section:gc/cost", NOW)
    store.read("tiny:section:vm/stack", NOW)
    lines = run("toc", "--content", book).out.splitlines()[3:9]
    assert [line.startswith("✓ ") for line in lines] == [False, False, True, False, True, True]
    assert lines[0].startswith("  1  Garbage  ")
    assert [line[-6:] for line in lines] == ["% read", *[" 1 min"] * 2, "10 min", *[" 1 min"] * 2]
    assert [line.partition("←")[2].split("  ")[0] for line in lines] == [""] * 3 + [" you are here"] + [""] * 2
    assert "2 Machines, 1 min, read: mlsys read vm\n" in run("toc", "--content", book, "--plain").out
    assert "- 2 Machines (1 min, read): `mlsys read vm`" in run("toc", "--content", book, "--format", "markdown").out
    found = run("toc", "--content", book, "--json").json["chapters"]
    assert [(chapter["read"], chapter["share_read"]) for chapter in found] == [(False, 0.01), (True, 1.0)]
    assert [section["read"] for section in found[0]["sections"]] == [False, False]
    assert found[0]["sections"][0]["sections"][0]["read"] is True


@each("width", [20, 40, 80])
def test_the_outline_still_fits(run: Run, store: Store, book: str, width: int) -> None:
    store.read("tiny:section:gc/cost", NOW)
    out = run("toc", "--content", book, COLUMNS=width).out
    assert max(map(len, out.splitlines())) <= width


def test_the_home_page_says_what_is_next_and_due(run: Run, store: Store, book: str, clock: Clock) -> None:
    clock.now = NOW
    first = run("--content", book, "--json").json
    assert (first["next"], first["due"]) == (None, None)
    store.read("tiny:section:gc/how", NOW - DAY)
    store.answer("tiny:term:heap:meaning", 1, NOW - DAY)
    page = run("--content", book)
    assert "Read on   mlsys read · 2.1 A stack, 1\u00a0min\n" in page.out
    assert "Review    mlsys review · 1 due, about 1\u00a0min · nothing new: read on (2.1)\n" in page.out
    assert len(page.out.splitlines()) <= 24
    found = run("--content", book, "--json").json
    assert (found["next"], found["due"]) == ("vm/stack", 1)


@pytest.mark.parametrize(
    ("line", "keys", "heavy"),
    [
        ("", None, ["fsrs"]),
        pytest.param("define heap", (), ["markdown_it", "dataclasses"], marks=pytest.mark.slow),  # a tenth of a lookup
    ],
)
def test_a_reader_waits_neither_for_the_schedule_nor_for_the_parser_of_notes(
    cache: Path, home: Path, store: Store, book: str, line: str, keys: Keys | None, heavy: list[str]
) -> None:
    store.read("tiny:section:gc/how", NOW)
    shell = Shell(cache, home / "own")
    modules = shell.imported(line, keys=keys, MLSYS_CONTENT=book, XDG_DATA_HOME=home / "data")
    assert "mlsys_cli.journal.store" in modules
    assert modules.isdisjoint(heavy)
