"""The writer of the log: an event that it returns is on the disk, and the projections are up to date."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mlsys_cli.errors import UnreadableError
from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.journal.database import Database
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent, new_event, valid_events
from mlsys_cli.journal.projections import add_answer, apply_events, note_of
from mlsys_cli.journal.scheduler import Grade, Step, remedy_of
from mlsys_cli.journal.study_records import Imported

_ABOUT = "(subject in (:entry, '') or (subject > :entry || ':' and subject < :entry || ';') or kind = 'reset')"
"""The condition that an event is about an entry, its cards, or everything; a damaged reset is, whatever its subject."""

_LATEST = f"""
select (select device from meta), max(at) filter (where at <= :ahead), max(at) > :ahead from event where {_ABOUT}
"""
"""This machine, the last event about an entry that isn't more than a day ahead, and whether any is further ahead."""

_DECISIONS_AHEAD = f"""
select * from event where {_ABOUT} and at > :ahead and kind in (
    'forget', 'suspend', 'unsuspend', 'note', 'mark', 'unmark', 'flag', 'unflag', 'card', 'path', 'reset',
    'parameters'
  ) and not exists (select 1 from event undo where undo.subject = event.id and undo.kind = 'undo')
order by at, id
"""
"""The events further ahead of which the latest counts."""

_STEPS_UNTIL = """
select * from step where card = (select card from step where at = ? and event = ?) and at <= ? order by at, event
"""
"""The steps of a card until an answer. The card has another id than the answer if a book that is open elsewhere has."""


class Writer:
    """Appends to the log of a database.

    `now` is always microseconds since 1970, and may be wrong: what is done later is logged as later, and if the clock
    has been more than a day ahead, what was decided then is logged again with the present time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, now: int, kind: str, subject: str, values: Mapping[str, Any] | None = None) -> JournalEvent:
        """Log an event; returns it."""
        return self.append_each(now, kind, [subject], values)[0]

    def append_each(
        self, now: int, kind: str, subjects: Iterable[str], values: Mapping[str, Any] | None = None
    ) -> list[JournalEvent]:
        """Log an event for each subject, all in one transaction; returns them."""
        with self._database.transaction() as db:
            return _append(db, now, kind, subjects, values)

    def answer(self, now: int, card: str, values: Mapping[str, Any]) -> Step:
        """Log an answer, and the remedy if the card is forgotten too often.

        Returns the step of its card, read before another process can lock the store; it is due when the card is, and
        never if that is suspended.
        """
        with self._database.transaction() as db:
            log = _Log(db, now)
            event = log.add("answer", card, values)
            step = None if log.is_ahead else add_answer(db, event)
            if step is None:
                apply_events(db, [*log.repeated, event])
            if step is None or step.grade == Grade.AGAIN:
                steps = [Step(*row) for row in db.execute(_STEPS_UNTIL, (event.at, event.id, event.at))]
                step = steps[-1]
                if remedy := remedy_of(steps):
                    _append(db, now, remedy, [card], {"answer": event.id})
                    (due,) = db.execute("select due from card where card = ?", (step.card,)).fetchone()
                    return step._replace(due=due)
        return step

    def undo(self, now: int, event_id: str) -> None:
        """Undo an event, and what followed from it: the rest or suspension of a card that an answer led to."""
        with self._database.transaction() as db:
            query = "select id, kind, data from effective_event where kind in ('rest', 'suspend') and json_valid(data)"
            led_to = f"select id from ({query}) where json_extract(data, '$.answer') = ?"
            consequences = [consequence for (consequence,) in db.execute(led_to, (event_id,))]
            _append(db, now, "undo", [event_id, *consequences], None)

    def note(self, now: int, subject: str, values: Mapping[str, Any]) -> tuple[JournalEvent, int]:
        """Log a new note; returns it with its number, read before another process can lock the store."""
        with self._database.transaction() as db:
            (event,) = _append(db, now, "note", [subject], values)
            (number,) = db.execute("select number from note_number where note = ?", (event.id,)).fetchone()
        return event, number

    def add(self, events: Sequence[JournalEvent]) -> Imported:
        """Add the events of another machine that aren't here yet, in any order, any number of times.

        Raises ValueError if one differs from an event of the same id.
        """
        if not events:
            return Imported(0, 0)
        with self._database.transaction() as db:
            rows = {event_id: tuple(row) for event_id, *row in db.execute("select * from event")}
            new: dict[str, JournalEvent] = {}
            for event in events:
                row = _row(event)[1:]
                if event.id not in rows:
                    new[event.id] = event
                if rows.setdefault(event.id, row) != row:
                    raise ValueError(f"the event {event.id} differs from an existing event with the same id")
            _insert(db, sorted(new.values(), key=lambda event: (event.at, event.id)))
            if new:
                apply_events(db, new.values())
        return Imported(len(events), len(new))

    def reset(self, now: int) -> Path:
        """Delete the log, and log that, so that other machines do the same; returns the copy that is kept."""
        with self._database.transaction() as db:
            copy = self._database.copy(f"{self._database.path.stem}-before-reset")  # a reset can't be undone
            # Later than all that another machine may have of the log, but for what a wrong clock has put far ahead.
            (last,) = db.execute("select max(at) from event where at <= ?", (now + DAY,)).fetchone()
            db.execute("delete from event")
            db.execute("delete from note_number")
            apply_events(db, [_Log(db, max(now, (last or 0) + 1)).add("reset", "")])
        return copy


def _append(
    db: sqlite3.Connection, now: int, kind: str, subjects: Iterable[str], values: Mapping[str, Any] | None
) -> list[JournalEvent]:
    """Log an event for each subject, and bring the projections up to date."""
    log = _Log(db, now)
    events = [log.add(kind, subject, values) for subject in subjects]
    apply_events(db, [*log.repeated, *events])
    return events


class _Log:
    """The log within a transaction.

    `is_ahead` is true if a wrong clock had put an event more than a day ahead of the one that was added last, and
    `repeated` are the events that were logged again for that.
    """

    def __init__(self, db: sqlite3.Connection, now: int) -> None:
        self._db = db
        self._now = now
        self._device = ""
        self.is_ahead = False
        self.repeated: list[JournalEvent] = []

    def add(self, kind: str, subject: str, values: Mapping[str, Any] | None = None) -> JournalEvent:
        """Log an event, later than all that was logged of its entry; if the clock goes back, a moment later."""
        about = {"entry": entry_subject(subject), "ahead": self._now + DAY}
        at = self._time(about)
        if self.is_ahead:
            self._repeat_decisions(about)
            at = self._time(about)
        event = self._insert(kind, subject, values, at=at)
        counts = "select 1 from effective_event where id = ?"
        if self.is_ahead and kind not in ("undo", "reset") and not self._db.execute(counts, (event.id,)).fetchone():
            raise UnreadableError(
                "the store has a damaged event, so later events are ignored", ["'mlsys doctor' shows which event it is"]
            )
        return event

    def _time(self, about: Mapping[str, Any]) -> int:
        """The present time, or the moment after the last event about an entry that isn't more than a day ahead."""
        self._device, last, self.is_ahead = self._db.execute(_LATEST, about).fetchone()
        return max(self._now, (last or 0) + 1)

    def _repeat_decisions(self, about: Mapping[str, Any]) -> None:
        """Undo the events of which the latest counts, and log them with the present time.

        What is decided now would not count otherwise until then.
        """
        for event in valid_events(self._db.execute(_DECISIONS_AHEAD, about).fetchall()):
            at = self._time(about)
            values = {"note": event.id, **event.values} if event.kind == "note" else event.values
            repeated = self._insert(event.kind, event.subject, values, at=at)
            # After it, as what is older than a reset isn't synced.
            self.repeated += [repeated, self._insert("undo", event.id, None, at=at + 1)]

    def _insert(self, kind: str, subject: str, values: Mapping[str, Any] | None, *, at: int) -> JournalEvent:
        event = new_event(kind, subject, values, at=at, device=self._device)
        _insert(self._db, [event])
        return event


def _row(event: JournalEvent) -> tuple[Any, ...]:
    return (*event[:-1], event.data)


def _insert(db: sqlite3.Connection, events: Iterable[JournalEvent]) -> None:
    """Add events to the log, and give a number to each note that has none."""
    for event in events:
        db.execute("insert into event values (?, ?, ?, ?, ?, ?)", _row(event))
        if event.kind == "note":
            db.execute("insert or ignore into note_number (note) values (?)", (note_of(event),))
