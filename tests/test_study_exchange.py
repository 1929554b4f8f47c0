"""`mlsys export study` and `mlsys import study`: machines that exchange their files end up with the same."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent, checked_event, new_event
from mlsys_cli.journal.journal_schema import PROJECTIONS
from mlsys_cli.journal.jsonl import read_lines, written_lines
from mlsys_cli.journal.projections import replay
from mlsys_cli.journal.store import Store
from tests.support.calls import calls_of
from tests.support.cases import each
from tests.support.journal import rebuild_projections
from tests.support.program import Run

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""

CARDS = ("b:term:heap:meaning", "b:term:heap:name", "b:question:why")
THINGS = ("b:term:heap", "b:question:why", "b:section:gc/why")
PARAMETERS = [0.5, 1.5, 3.0, 9.0, 6.0, 0.8, 3.0, 0.01, 1.8, 0.1, 0.8, 1.4, 0.1, 0.3, 1.6, 0.6, 1.9, 0.5, 0.1, 0.1, 0.15]


# --- any events, in any order ------------------------------------------------------------------------------------


@st.composite
def logs(draw: st.DrawFn) -> list[JournalEvent]:
    """What was done on some machines: few things, so that events meet, and few moments, so that some coincide."""
    count = draw(st.integers(0, 14))
    ids = [f"{(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}" for number in range(count)]
    events = []
    for event_id in ids:
        kind = draw(st.sampled_from(["answer"] * 4 + ["undo", "forget", "suspend", "unsuspend"] + _OTHERS))
        at = NOW + draw(st.integers(0, 9)) * DAY // 2
        subject, values = _content(draw, kind, ids)
        events.append(checked_event((event_id, at, draw(st.sampled_from(["here", "there"])), kind, subject, values)))
    return events


_OTHERS = ["read", "mark", "unmark", "note", "quiz", "reset", "parameters"]


def _content(draw: st.DrawFn, kind: str, ids: list[str]) -> tuple[str, dict[str, Any]]:
    """What an event of a kind is about, and its data."""
    match kind:
        case "answer":
            values = {"grade": draw(st.integers(1, 4)), "retention": draw(st.sampled_from([0.8, 0.9]))}
            return draw(st.sampled_from(CARDS)), values
        case "undo":
            return draw(st.sampled_from(ids)), {}
        case "forget" | "suspend" | "unsuspend":
            return draw(st.sampled_from([*CARDS, "b:term:heap"])), {}
        case "note":
            note = draw(st.sampled_from([None, *ids]))
            text = draw(st.sampled_from(["", "one", "two"]))
            return draw(st.sampled_from(THINGS)), {"text": text, "note": note}
        case "read":
            return draw(st.sampled_from(THINGS)), {"done": draw(st.booleans())}
        case "mark" | "unmark":
            return draw(st.sampled_from(THINGS)), {}
        case "parameters":
            return "", {"values": draw(st.sampled_from([[], PARAMETERS]))}
    return "", {}


@contextmanager
def new_store() -> Iterator[Store]:
    """A store of its own."""
    with TemporaryDirectory() as folder, closing(Store(Path(folder) / "study.sqlite")) as store:
        yield store


def state_of(store: Store) -> dict[str, Any]:
    """All that a store knows, and what it exports."""
    tables = {table: sorted(map(repr, store.database.rows(f"select * from {table}"))) for table in PROJECTIONS}
    return tables | {"export": list(written_lines(store.log()))}


def state_after(*parts: Sequence[JournalEvent]) -> dict[str, Any]:
    """The state of a store into which some logs were imported, one after the other."""
    with new_store() as store:
        for part in parts:
            store.add(part)
        return state_of(store)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(logs(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_order_and_the_pieces_of_an_import_do_not_matter(
    events: list[JournalEvent], chance: random.Random, pieces: int
) -> None:
    whole = state_after(sorted(events, key=lambda event: (event.at, event.id)))
    shuffled = chance.sample(events, len(events))
    size = max(1, len(events) // pieces)
    assert state_after(*(shuffled[start : start + size] for start in range(0, len(events), size))) == whole
    assert state_after(shuffled, events, events) == whole  # nor how often


@settings(max_examples=10, deadline=None)
@given(logs(), st.lists(st.sampled_from(["here", "there", "both"]), min_size=14, max_size=14))
def test_two_machines_that_exchange_files_end_up_the_same(events: list[JournalEvent], places: list[str]) -> None:
    mine = [event for event, place in zip(events, places, strict=False) if place != "there"]
    yours = [event for event, place in zip(events, places, strict=False) if place != "here"]
    with new_store() as here, new_store() as there:
        here.add(mine)
        there.add(yours)
        for receiver, giver in ((here, there), (there, here)):
            received, bad = read_lines(list(written_lines(giver.log())))
            assert bad == []
            receiver.add(received)
        assert state_of(here) == state_of(there) == state_after(events)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(logs())
def test_what_is_worked_out_step_by_step_is_what_follows_from_the_whole(events: list[JournalEvent]) -> None:
    with new_store() as store:
        for event in events:
            store.add([event])
        before = state_of(store)
        rebuild_projections(store)
        assert state_of(store) == before


ACTIONS = (
    *("answer",) * 8,
    *("forget", "unforget", "suspend", "unsuspend", "undo", "mark", "note", "parameters", "reset", "rename", "import"),
)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(-4, 5), st.integers(1, 4)), max_size=20))
@example([("answer", 0, 1), ("rename", 0, 1), ("answer", 0, 1)])
@example([("rename", 0, 1), ("answer", 0, 4), ("answer", 0, 1)])
@example([("suspend", 0, 3), ("answer", 0, 3)])
@example([("answer", 4, 3), ("answer", 5, 3), ("answer", -4, 3), ("answer", 1, 3)])
@example([("parameters", 0, 1), ("answer", 0, 3), ("answer", 5, 3)])
def test_what_is_worked_out_with_each_action_is_what_follows_from_the_log(acts: list[tuple[str, int, int]]) -> None:
    """An answer later than all else is added to what is there, and anything else is replayed: both give the same.

    The clock goes forward by half days, and now and then back.
    """
    now = NOW
    with new_store() as store:
        for action, half_days, number in acts:
            now, card = now + half_days * DAY // 2, CARDS[number % 3]
            match action:
                case "answer":
                    store.answer(card, number, now)
                case "forget":
                    store.forget([card], now)
                case "unforget":
                    store.unforget([card], now)
                case "parameters":
                    store.set_parameters(PARAMETERS if number % 2 else [], now)
                case "reset":
                    store.reset(now)
                case "rename":
                    store.follow({"b:term:heap": "b:term:pile"} if number % 2 else {}, {"b"})
                case "import":
                    answer = ("answer", card, {"grade": number})
                    store.add([new_event(*answer, at=now - number * DAY, device="there")])
                case "suspend" | "unsuspend":
                    store.suspend([card if number % 2 else entry_subject(card)], now, undo=action == "unsuspend")
                case "undo":
                    for event in store.events("answer")[-1:]:
                        store.undo(event.id, now)
                case "mark":
                    store.mark(entry_subject(card), now, undo=number > 2)
                case "note":
                    store.write_note(entry_subject(card), "text", now)
        before = state_of(store)
        rebuild_projections(store)
        assert state_of(store) == before


def test_only_an_answer_that_is_earlier_than_another_event_is_replayed(store: Store) -> None:
    """A review waits for each answer, which is as quick with the hundredth as with the first."""
    with calls_of(replay) as replays:
        for days in range(0, 10, 2):
            store.answer(CARDS[0], 3, NOW + days * DAY)
    assert [len(replay["events"]) for replay in replays] == [1] * 5
    with calls_of(replay) as replays:
        store.add([new_event("answer", CARDS[0], {"grade": 3}, at=NOW + DAY, device="there")])
    assert [len(replay["events"]) for replay in replays] == [6]


def test_what_is_done_here_and_what_was_done_there_meet(store: Store) -> None:
    """The older answer of the other machine is put where it belongs, and what came after is scheduled anew."""
    later = store.answer(CARDS[0], 3, NOW + 9 * DAY)
    with new_store() as other:
        for number in range(2):
            other.answer(CARDS[0], 3, NOW + number * DAY)
        assert store.add(other.log()).new == 2
    history = store.history(CARDS[0])
    assert [step.reps for step in history] == [1, 2, 3]
    assert history[-1].event == later.event
    assert history[-1].stability > later.stability


def test_a_reset_travels(store: Store) -> None:
    with new_store() as other:
        other.answer(CARDS[0], 3, NOW)
        other.answer(CARDS[2], 3, NOW + 2 * DAY)
        store.answer(CARDS[1], 3, NOW)
        store.reset(NOW + DAY)
        before = other.log()
        other.add(store.log())
        assert [card.card for card in other.cards()] == [CARDS[2]]
        store.add(before)
        store.add(other.log())
        assert state_of(store) == state_of(other)


# --- the commands ------------------------------------------------------------------------------------------------


@pytest.fixture
def exported(run: Run, store: Store, tmp_path: Path) -> Path:
    """An export of some answers, a note and a mark."""
    for number in range(3):
        store.answer(CARDS[0], 3, NOW + number * DAY, typed="naïve \u2028 “heap”")
    store.write_note(THINGS[2], "Läs om.", NOW)
    store.mark(THINGS[0], NOW)
    assert run("export", "study", str(tmp_path / "mine.jsonl")) == (
        0,
        "",
        f"mlsys: 5 events written to {tmp_path / 'mine.jsonl'}\n",
    )
    return tmp_path / "mine.jsonl"


def test_an_export_is_a_header_and_an_event_a_line_by_time(exported: Path) -> None:
    header, *lines = [json.loads(line) for line in exported.read_text("ascii").splitlines()]
    assert header == {"format": "mlsys-study", "version": 1, "learner": header["learner"], "events": 5}
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert lines[-1]["kind"] == "answer"
    assert lines[-1]["data"] == {"grade": 3, "typed": "naïve \u2028 “heap”"}


def test_stdout_gets_the_same_as_a_file(run: Run, exported: Path) -> None:
    assert run("export", "study", "-", COLUMNS=20).out == exported.read_text("ascii")
    assert [event["kind"] for event in run("export", "study", "-", "--json").json["events"]].count("answer") == 3


def test_an_import_tells_how_much_was_new(run: Run, exported: Path, tmp_path: Path) -> None:
    elsewhere = {"XDG_DATA_HOME": tmp_path / "elsewhere"}
    assert run("import", "study", str(exported), **elsewhere) == (0, "", "mlsys: 5 events, 5 of them new\n")
    again = run("import", "study", "-", "--json", stdin=exported.read_text("ascii"), **elsewhere)
    assert again.json == {"kind": "import", "schema": 1, "file": "stdin", "events": 5, "new": 0}
    assert run("export", "study", "-", **elsewhere).out == exported.read_text("ascii")


def test_exports_carry_an_id_that_is_made_once_and_shared_by_import(run: Run, exported: Path, tmp_path: Path) -> None:
    """A second computer needs no option, whether or not it was used before."""
    for number, before in enumerate(["", "what I noted before"]):
        laptop = {"XDG_DATA_HOME": tmp_path / f"laptop{number}"}
        if before:
            run("note", "perceptron", before, **laptop)
        assert run("import", "study", str(exported), **laptop).code == 0
        back = run("export", "study", "-", **laptop).out
        assert json.loads(back.split("\n")[0])["learner"] == learner_ids(exported)
        assert run("import", "study", "-", stdin=back).code == 0
    assert run("export", "study", str(exported)).code == 0
    assert len(learner_ids(exported)) == 1


def test_the_file_of_another_learner_is_refused(run: Run, exported: Path, tmp_path: Path) -> None:
    other, theirs = {"XDG_DATA_HOME": tmp_path / "other"}, str(tmp_path / "theirs.jsonl")
    run("note", "perceptron", "by somebody else", **other)
    run("export", "study", theirs, **other)
    before = run("export", "study", "-").out
    refused = run("import", "study", theirs)
    assert (refused.code, refused.out) == (1, "")
    assert "another learner; nothing was changed" in refused.err
    assert f"mlsys import study {theirs} --mine" in refused.err
    assert run("export", "study", "-").out == before
    # It was the learner's own: from then on both ids are theirs, here and where this is imported.
    assert "1 event, 1 of them new" in run("import", "study", theirs, "--mine").err
    run("export", "study", str(exported))
    assert learner_ids(exported) == sorted({*learner_ids(Path(theirs)), *learner_ids(exported)})
    assert run("import", "study", str(exported), **other).code == 0


def test_before_anything_was_exchanged_a_person_is_asked_whose_a_file_is(
    run: Run, exported: Path, tmp_path: Path
) -> None:
    laptop = {"XDG_DATA_HOME": tmp_path / "laptop", "size": (80, 24)}
    run("note", "perceptron", "mine", **laptop)
    no = run("import", "study", str(exported), lines=["n"], **laptop)
    assert (no.code, no.err.endswith("[y/N] mlsys: nothing was imported\n")) == (1, True)
    assert "5 of them new" in run("import", "study", str(exported), lines=["y"], **laptop).err


def learner_ids(file: Path) -> list[str]:
    """The ids of the learner in the header of an export."""
    ids: list[str] = json.loads(file.read_text("ascii").split("\n")[0])["learner"]
    return ids


def test_an_import_of_nothing_makes_no_store(run: Run, tmp_path: Path) -> None:
    empty = run("export", "study", "-").out
    assert empty == '{"format": "mlsys-study", "version": 1, "events": 0}\n'
    assert run("import", "study", "-", stdin=empty).err == "mlsys: 0 events, 0 of them new\n"
    assert not (tmp_path / "home").exists()


def test_a_file_that_an_editor_has_saved_is_read(run: Run, exported: Path, tmp_path: Path) -> None:
    """With a byte order mark, and the line ends of another system."""
    exported.write_bytes(b"\xef\xbb\xbf" + exported.read_bytes().replace(b"\n", b"\r\n"))
    assert "5 of them new" in run("import", "study", str(exported), XDG_DATA_HOME=tmp_path / "elsewhere").err


def test_an_export_replaces_an_export_and_nothing_else(run: Run, exported: Path) -> None:
    assert run("export", "study", str(exported), "--json").json["events"] == 5
    exported.write_text("my diary")
    result = run("export", "study", str(exported))
    assert (result.code, result.out) == (3, "")
    assert "isn't an export" in result.err
    assert exported.read_text() == "my diary"
    assert [path.name for path in exported.parent.glob("mine*")] == ["mine.jsonl"]


@pytest.mark.parametrize("file", ["/nowhere/at/all.jsonl", "/dev/full", "/proc/nothing"])
def test_an_export_that_cannot_be_written(run: Run, exported: Path, file: str) -> None:
    result = run("export", "study", file)
    assert (result.code, result.out) == (3, "")
    assert f"{file} can't be written: " in result.err


@pytest.mark.parametrize("file", ["/nowhere/at/all.jsonl", "/proc/self/mem", "/"])
def test_an_import_that_cannot_be_read(run: Run, file: str) -> None:
    result = run("import", "study", file)
    assert (result.code, result.out) == (3, "")
    assert f"{file} can't be read: " in result.err


@pytest.mark.parametrize("command", ["export", "import"])
def test_only_what_exists_can_be_exported(run: Run, command: str) -> None:
    result = run(command, "everything", "-")
    assert (result.code, result.out) == (2, "")
    assert "study" in result.err


# --- lines with mistakes -----------------------------------------------------------------------------------------

ID = "0123456789abcdef" * 2


def line(**changes: Any) -> str:
    """A line of an export: a good one, but for some changes. What is changed to `...` is left out."""
    good = {"id": ID, "at": NOW, "device": "d", "kind": "answer", "subject": CARDS[0], "data": {"grade": 3}}
    return json.dumps({key: value for key, value in (good | changes).items() if value is not ...})


BAD = {
    "{": "it isn't JSON",
    "[]": "it isn't a JSON object",
    '{"id": NaN}': "NaN is not a number in JSON",
    f'{{"id": {"1" * 5000}}}': "a number with too many digits",
    "[" * 100_000: "too deeply nested",
    line(id=...): "it has no 'id'",
    line(id="x"): "its id",
    line(at="now"): "its time",
    line(at=-1): "its time",
    line(at=10**30): "its time",
    line(at=True): "its time",
    line(device=7): "its device",
    line(device="a\x1b[31m"): "its device has a control character",
    line(kind="answered"): "there is no kind 'answered'",
    line(kind=["answer"]): "there is no kind",
    line(subject="\ud800"): "its subject",
    line(subject="x" * 501): "its subject",
    line(subject="b:term:heap"): "isn't a card",
    line(data=3): "its data isn't an object",
    line(data={}): "its grade",
    line(data={"grade": 5}): "its grade",
    line(data={"grade": True}): "its grade",
    line(data={"grade": 3, "seconds": "many"}): "its seconds",
    line(data={"grade": 3, "retention": 0}): "its retention",
    line(data={"grade": 3, "right": "yes"}): "'right'",
    line(data={"grade": 3, "typed": "\udfff"}): "isn't valid Unicode",
    line(data={"grade": 3, "typed": "x" * 1_000_001}): "longer than",
    line(kind="undo", subject="x"): "isn't an id",
    line(kind="forget", subject="b:section:gc/why"): "there are no cards of",
    line(kind="mark", subject="heap"): "isn't an entry of a book",
    line(kind="note", subject=THINGS[0], data={}): "a note needs a text",
    line(kind="note", subject=THINGS[0], data={"text": "", "note": 1}): "isn't an id",
    line(kind="read", subject=THINGS[2], data={"done": 1}): "'done'",
    line(kind="parameters", subject="", data={"values": [1]}): "21 numbers",
    line(kind="parameters", subject="", data={"values": [-1] * 21}): "out of bounds",
    line(kind="reset"): "a reset must apply to all",
}
"""Lines that nobody should write, and what is said of each."""


@each("bad", BAD)
def test_a_line_with_a_mistake_is_told_and_nothing_imported(run: Run, exported: Path, tmp_path: Path, bad: str) -> None:
    written = tmp_path / "with-a-mistake.jsonl"
    written.write_text(f"{exported.read_text()}{bad}\n")
    result = run("import", "study", str(written), XDG_DATA_HOME=tmp_path / "elsewhere")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith(f"mlsys: {written} can't be imported; nothing was changed\n")
    assert f"{written}:7: " in result.err
    assert BAD[bad] in result.err
    assert not (tmp_path / "elsewhere").exists()


def test_the_same_line_without_the_mistake_is_imported(run: Run) -> None:
    header = '{"format": "mlsys-study", "version": 1, "events": 1}'
    assert run("import", "study", "-", stdin=f"{header}\n{line()}\n").err == "mlsys: 1 event, 1 of them new\n"


def test_a_pipe_is_read_as_a_file_is(run: Run) -> None:
    """A byte order mark is left out, and a separator such as U+2028 doesn't end the line."""
    header = '{"format": "mlsys-study", "version": 1, "events": 1}'
    text = "one\u2028two\x85three"
    note = line(kind="note", subject="tiny:term:heap", data={"text": "here"}).replace("here", text)
    assert run("import", "study", "-", stdin=f"\ufeff{header}\r\n{note}\r\n").err == "mlsys: 1 event, 1 of them new\n"


def test_all_mistakes_are_told_but_not_too_many(run: Run) -> None:
    header = '{"format": "mlsys-study", "version": 1, "events": 1}'
    err = run("import", "study", "-", stdin="\n".join([header, *["{"] * 50])).err
    assert "stdin:2: " in err
    assert "and 30 more" in err
    assert err.count("\n") == 22


HEADERS = {
    "": "isn't the header",
    '{"format": "other", "version": 1, "events": 0}': "isn't the header",
    '{"format": "mlsys-study", "version": 2, "events": 0}': "a newer mlsys (version 2)",
    '{"format": "mlsys-study", "version": "1", "events": 0}': "version isn't a number",
    '{"format": "mlsys-study", "version": 1}': "number of events",
    '{"format": "mlsys-study", "version": 1, "events": 3}': "part of it is missing",
}


@each("header", HEADERS)
def test_a_file_that_is_no_export_or_not_a_whole_one(run: Run, header: str) -> None:
    result = run("import", "study", "-", stdin=f"{header}\n{line()}\n" if header else "")
    assert (result.code, result.out) == (3, "")
    assert HEADERS[header] in result.err or (not header and "isn't JSON" in result.err)


def test_two_events_with_one_id(run: Run, tmp_path: Path) -> None:
    header = '{"format": "mlsys-study", "version": 1, "events": 2}'
    two = f"{header}\n{line()}\n{line(at=NOW + 1)}\n"
    assert f"another event of this file has the id {ID}" in run("import", "study", "-", stdin=two).err
    one = header.replace("2}", "1}")
    assert run("import", "study", "-", stdin=f"{one}\n{line()}\n").code == 0
    result = run("import", "study", "-", stdin=f"{one}\n{line(at=NOW + 1)}\n")
    assert result.code == 3
    assert f"event {ID} differs from an existing event with the same id" in result.err


def test_a_file_that_is_no_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "photo.jsonl").write_bytes(b"{}\n\xff\xd8")
    result = run("import", "study", str(tmp_path / "photo.jsonl"))
    assert (result.code, result.out) == (3, "")
    assert "photo.jsonl:2: this isn't valid UTF-8" in result.err
