"""A note that is being typed: it is kept until it is written or given up."""

import asyncio
import re
import stat
from pathlib import Path
from signal import SIGHUP, SIGTERM, Signals
from typing import Any

import pytest
from textual.widgets import TextArea

from mlsys_cli.cli.main import new_session
from mlsys_cli.journal.store import Store
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.reader.location import location_of
from mlsys_cli.reader.reader import Reader
from mlsys_cli.session.environment import Environment, Options
from tests.support.program import Run
from tests.support.reader import press, read_along, read_lines, unwatched
from tests.support.shell import Act, Shell

pytestmark = pytest.mark.usefixtures("reading")


def test_esc_keeps_the_draft_of_a_note() -> None:
    steps = ("c", "half a thou", "⎋", "]c", "⎋[c", "ght⏎", "c")
    _, box, _, kept, other, back, written, empty = read_along("intro/symbolic-ai", *steps)
    assert "Enter saves · Ctrl-J new line · Esc keeps a draft" in box.text
    assert kept.lines[-1] == " Draft kept · c here goes on with it"
    assert "half a thou" not in other.text, "it is about another section"
    assert "│ half a thou" in back.text
    assert "Note 1 written" in written.lines[-1]
    assert "half a thou" not in empty.text.rpartition("Note on")[2].partition("╰")[0]


def test_a_note_may_have_several_lines(run: Run) -> None:
    steps = ("cone<ctrl+j>two<paste  three|\x1b[31mfour>", "⎋", "c", "!⏎")
    _, box, _, kept, written = read_along("intro/symbolic-ai", *steps)
    assert re.findall(r"│ ([^│\n]+?) +│", box.text) == ["one", "two three", "�[31mfour"]
    assert "four" in kept.text
    assert "Note 1 written" in written.lines[-1]
    (note,) = run("notes", "--json").json["notes"]
    assert note["text"] == "one\ntwo three\n�[31mfour!"


def test_each_paragraph_may_have_a_draft(run: Run) -> None:
    read_along("intro/symbolic-ai", "cthe first⎋", "Gcanother⎋")
    first, top, written = read_along("intro/symbolic-ai", "c", " paragraph⏎")
    drafted = [line for line in first.lines if line.startswith("┇")]
    assert "Daniel Bobrow" in drafted[0], "the paragraph has a sign, another one than a mark"
    assert "│ the first " in top.text
    assert not any(line.startswith("┇") for line in written.lines)
    (note,) = run("notes", "--json").json["notes"]
    assert note["text"] == "the first paragraph"
    assert note["quote"].startswith("Daniel Bobrow")
    *_, end = read_along("intro/symbolic-ai", "Gc")
    assert "│ another " in end.text


def test_a_draft_is_given_up_by_deleting_its_text() -> None:
    *_, kept, given_up, none = read_along("intro/symbolic-ai", "cx⎋", "c⌫⎋", "c")
    assert "Draft kept" in kept.text
    assert "Draft kept" not in given_up.text
    assert "│ x" not in none.text


def test_a_note_typed_in_one_line_leaves_the_draft_as_it_is(run: Run) -> None:
    read_along("intro/symbolic-ai", "chalf a thou⎋")
    read_lines("intro/symbolic-ai", "c another note")
    (note,) = run("notes", "--json").json["notes"]
    assert note["text"] == "another note"
    *_, on = read_along("intro/symbolic-ai", "c")
    assert "│ half a thou" in on.text


def test_a_letter_that_is_on_the_screen_when_the_reader_ends_is_in_the_draft() -> None:
    async def type_and_end() -> None:
        session = new_session(Options(Environment(size=(80, 24))))
        reader = Reader(session, location_of(entry_named(session, "intro/symbolic-ai", ["section"])))
        async with unwatched(reader, (80, 24)) as pilot:
            await press(pilot, "chalf a thou")
            reader.screen.query_one(TextArea).insert("ght")
            reader.exit()  # at once: Textual reports to the box only later what was typed in it

    asyncio.run(type_and_end())
    *_, box = read_along("intro/symbolic-ai", "c")
    assert "│ half a thought " in box.text


@pytest.mark.slow
@pytest.mark.parametrize("end", [SIGHUP, SIGTERM, "\x03\x03"])
def test_a_draft_outlives_the_reader(shell: Shell, store: Store, end: Signals | str) -> None:
    homes: dict[str, Any] = {"XDG_DATA_HOME": store.path.parent.parent}
    keys: list[tuple[str, Act]] = [("Mark I", "c"), ("Note on", "what I was about to say"), ("to say", end)]
    assert shell.on_terminal("mlsys open perceptron", keys=keys, whole=True, **homes).code > 128
    drafts: Path = store.path.parent / "drafts.json"
    assert stat.S_IMODE(drafts.stat().st_mode) == 0o600
    assert "what I was about to say" in drafts.read_text()


@pytest.mark.slow
def test_a_later_reader_goes_on_with_a_draft(shell: Shell, store: Store) -> None:
    homes: dict[str, Any] = {"XDG_DATA_HOME": store.path.parent.parent}
    keys: list[tuple[str, Act]] = [("Mark I", "c"), ("Note on", "what I was about to say"), ("to say", SIGTERM)]
    shell.on_terminal("mlsys open perceptron", keys=keys, whole=True, **homes)
    keys = [("Mark I", "c"), ("what I was about to say", "!\r"), ("written", "q")]
    assert shell.on_terminal("mlsys open perceptron", keys=keys, whole=True, **homes).code == 0
    assert [note.text for note in store.notes()] == ["what I was about to say!"]


@pytest.mark.slow
def test_a_damaged_file_of_drafts_is_none(home: Path) -> None:
    drafts = home / "data/mlsys-cli/drafts.json"
    drafts.parent.mkdir(parents=True)
    for damaged in ("{", "[1]", '{"intro-to-mlsys:section:intro/symbolic-ai": 3}'):
        drafts.write_text(damaged, encoding="utf-8")
        *_, box = read_along("intro/symbolic-ai", "c")
        assert "Note on" in box.text
