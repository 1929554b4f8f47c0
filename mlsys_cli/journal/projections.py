"""Working out from the log what is known of each thing, and writing it down where a question finds it at once."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from mlsys_cli.journal.card_history import Step, replay
from mlsys_cli.journal.card_ids import thing_of
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.journal_schema import DERIVED_TABLES, PROJECTION_VERSION
from mlsys_cli.journal.scheduler import Schedule

_EVENT = "id, at, device, kind, subject, data"


def touched_by(db: sqlite3.Connection, events: Iterable[JournalEvent]) -> set[str] | None:
    """The things whose memory may be another after some logged events; None if that is all of them."""
    things: set[str] = set()
    for event in events:
        undone = _event(db, event.subject) if event.kind == "undo" else event
        if undone is None:
            continue  # it will be known as undone when it comes
        if undone.kind in ("reset", "parameters"):
            return None
        things.add(undone.thing)
    return things


def derive(db: sqlite3.Connection, things: Iterable[str] | None) -> None:
    """Work out anew what is known of some things, or of all."""
    if things is None:
        for table in DERIVED_TABLES:
            db.execute(f"delete from {table}")
        things = {thing_of(subject) for (subject,) in db.execute("select distinct subject from lasting")}
        db.execute("update meta set fold = ?", (PROJECTION_VERSION,))
    schedule = Schedule(parameters(db))
    for thing in sorted(things):
        _derive_thing(db, thing, schedule)


def parameters(db: sqlite3.Connection) -> tuple[float, ...]:
    """The parameters with which cards are scheduled; none means those of FSRS itself."""
    for event in _events(db, "select * from lasting where kind = 'parameters' order by at desc, id desc limit 1"):
        return tuple(event.values["values"])
    return ()


def events_of(db: sqlite3.Connection, thing: str) -> list[JournalEvent]:
    """What counts of a thing's events, and of those of its cards, by time."""
    return _events(
        db,
        f"select {_EVENT} from lasting where subject = :thing or (subject > :thing || ':' and subject < :thing || ';')"
        " order by at, id",
        thing=thing,
    )


def _derive_thing(db: sqlite3.Connection, thing: str, schedule: Schedule) -> None:
    for table, column in (("step", "card"), ("card", "card"), ("held", "subject")):
        db.execute(
            f"delete from {table} where {column} = :thing or ({column} > :thing || ':' and {column} < :thing || ';')",
            {"thing": thing},
        )
    for table in ("place", "mark", "note"):
        db.execute(f"delete from {table} where subject = ?", (thing,))
    events = [event for event in events_of(db, thing) if event.thing == thing]
    _derive_cards(db, thing, events, schedule)
    _derive_others(db, thing, events)


def _derive_cards(db: sqlite3.Connection, thing: str, events: list[JournalEvent], schedule: Schedule) -> None:
    held = {event.subject: event for event in events if event.kind in ("suspend", "unsuspend")}
    for subject, event in held.items():
        if event.kind == "suspend" and not _follows(held.get(thing), event):
            db.execute("insert into held values (?, ?)", (subject, event.at))
    for card in sorted({event.subject for event in events if event.kind == "answer"}):
        mine = [event for event in events if event.kind in ("answer", "forget") and event.subject in (card, thing)]
        steps = replay(card, mine, schedule)
        db.executemany(f"insert into step values ({','.join('?' * len(Step._fields))})", steps)
        holding = [held[subject] for subject in {thing, card} if subject in held]
        suspended = bool(holding) and max(holding, key=lambda event: (event.at, event.id)).kind == "suspend"
        _write_card(db, steps[-1], suspended)


def _follows(later: JournalEvent | None, event: JournalEvent) -> bool:
    return later is not None and (later.at, later.id) > (event.at, event.id)


def _write_card(db: sqlite3.Connection, last: Step, suspended: bool) -> None:
    due = None if suspended else last.due
    counts = last.reps, last.lapses, last.stability, last.difficulty
    row = (last.card, due, last.at, last.state, last.first, *counts, suspended)
    db.execute("insert into card values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _derive_others(db: sqlite3.Connection, thing: str, events: list[JournalEvent]) -> None:
    """Where the learner was, what they marked, and what they wrote: the latest word counts."""
    reads = [event for event in events if event.kind == "read"]
    if reads:
        done = any(event.values.get("done", True) for event in reads)
        db.execute("insert into place values (?, ?, ?)", (thing, reads[-1].at, done))
    marks = [event for event in events if event.kind in ("mark", "unmark")]
    if marks and marks[-1].kind == "mark":
        db.execute("insert into mark values (?, ?)", (thing, marks[-1].at))
    for id, versions in _notes(events):
        if text := versions[-1].values["text"]:
            row = (id, thing, versions[0].at, versions[-1].at, text)
            db.execute("insert into note values (?, ?, ?, ?, ?)", row)


def _notes(events: list[JournalEvent]) -> Iterator[tuple[str, list[JournalEvent]]]:
    """The versions of each note, by time. The first gives it its id."""

    def id_of(event: JournalEvent) -> str:
        return str(event.values.get("note") or event.id)

    notes = sorted((event for event in events if event.kind == "note"), key=id_of)
    for id, versions in groupby(notes, id_of):
        yield id, list(versions)


def _event(db: sqlite3.Connection, id: str) -> JournalEvent | None:
    found = _events(db, f"select {_EVENT} from event where id = :id", id=id)
    return found[0] if found else None


def _events(db: sqlite3.Connection, query: str, **values: object) -> list[JournalEvent]:
    return [JournalEvent(*row) for row in db.execute(query, values)]
