"""The time with which something is logged, whatever the clock says: what is done later counts as later."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from mlsys_cli.journal.card_ids import thing_of
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent, new_event

_LATEST_COUNTS = ("forget", "suspend", "unsuspend", "note", "mark", "unmark", "reset", "parameters")
"""The kinds of events of which the latest counts."""

_ABOUT = "(subject in (:thing, '') or (subject > :thing || ':' and subject < :thing || ';')) and at"
"""Events about a thing, its cards, or everything, at some time."""


def log_events(
    db: sqlite3.Connection, now: int, kind: str, subjects: Iterable[str], values: Mapping[str, Any] | None
) -> tuple[list[JournalEvent], list[JournalEvent]]:
    """Log an event for each subject; returns them, and those that had to be logged once more before them."""
    (device,) = db.execute("select device from meta").fetchone()
    settled: list[JournalEvent] = []
    added: list[JournalEvent] = []
    for subject in subjects:
        thing = thing_of(subject)
        settled += _settle(db, thing, now, device)
        added.append(new_event(_time(db, thing, now), device, kind, subject, values))
        insert(db, added[-1:])
    return added, settled


def insert(db: sqlite3.Connection, events: Iterable[JournalEvent]) -> None:
    """Add to the log what isn't there yet."""
    db.executemany("insert or ignore into event values (?, ?, ?, ?, ?, ?)", events)


def _time(db: sqlite3.Connection, thing: str, now: int) -> int:
    """The present time; if the clock has gone back by up to a day, the moment after what was last logged of a thing."""
    query = f"select max(at) from event where {_ABOUT} <= :ahead"
    (last,) = db.execute(query, {"thing": thing, "ahead": now + DAY}).fetchone()
    return now if last is None else max(now, int(last) + 1)


def _settle(db: sqlite3.Connection, thing: str, now: int, device: str) -> list[JournalEvent]:
    """Log once more, with the present time, what a wrong clock put more than a day ahead.

    Of these events the latest counts, so that what is decided now would not count until then.
    """
    rows = db.execute(
        f"select * from event where {_ABOUT} > :ahead and kind in ({', '.join(map(repr, _LATEST_COUNTS))})"
        " and not exists (select 1 from event undo where undo.subject = event.id and undo.kind = 'undo')"
        " order by at, id",
        {"thing": thing, "ahead": now + DAY},
    )
    settled: list[JournalEvent] = []
    for event in [JournalEvent(*row) for row in rows]:
        at = _time(db, thing, now)
        values = {"note": event.id, **event.values} if event.kind == "note" else event.values
        again = new_event(at, device, event.kind, event.subject, values)
        settled += [new_event(at, device, "undo", event.id), again]
        insert(db, settled[-2:])
    return settled
