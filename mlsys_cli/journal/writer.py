"""What is remembered: each method adds to the log, and has it on the disk when it returns."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.card_history import Step
from mlsys_cli.journal.card_ids import thing_of
from mlsys_cli.journal.database import keep_copy
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.projections import derive, touched_by
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.journal.settings import DEFAULT_RETENTION
from mlsys_cli.journal.study_records import Answered, Imported, Note
from mlsys_cli.journal.timestamps import insert
from mlsys_cli.journal.transactions import Writing


class Log(Writing):
    """What adds to the store. `now` is always microseconds since 1970, and may be wrong: nothing is lost by that."""

    def answer(
        self,
        card: str,
        grade: Grade | int,
        now: int,
        *,
        right: bool | None = None,
        seconds: float = 0.0,
        typed: str = "",
        retention: float = DEFAULT_RETENTION,
        more: Mapping[str, Any] | None = None,
    ) -> Answered:
        """Remember an answer, and schedule the card so that `retention` of such answers will be right.

        `right` is whether the answer itself was, whatever the grade; `more` is kept beside it.
        """
        values: dict[str, Any] = {**(more or {}), "grade": int(grade)}
        given = {"right": right, "seconds": round(max(seconds, 0.0), 3) or None, "typed": _storable(typed) or None}
        values |= {key: value for key, value in given.items() if value is not None}
        if retention != DEFAULT_RETENTION:
            values["retention"] = retention
        with self._writing() as db:
            (event,) = self._add(db, now, "answer", [card], values)
            row = db.execute("select * from step where card = ? and event = ?", (card, event.id)).fetchone()
        return Answered(event, Step(*row))

    def undo(self, id: str, now: int) -> JournalEvent:
        """Take back an event; returns it."""
        with self._writing() as db:
            row = db.execute("select * from lasting where id = ?", (id,)).fetchone()
            if row is None:
                raise NotFoundError(f"there is no event {id[:40]!r} to undo")
            self._add(db, now, "undo", [id])
            return JournalEvent(*row)

    def undo_answer(self, now: int) -> JournalEvent | None:
        """Take back the answer that was last given on this machine; returns it, or None if there is none."""
        rows = self._rows(
            "select id from event not indexed where kind = 'answer' and device = (select device from meta)"
            " and exists (select 1 from lasting where lasting.id = event.id) order by rowid desc limit 1"
        )
        return self.undo(rows[0][0], now) if rows else None

    def forget(self, subjects: Iterable[str], now: int) -> int:
        """Make cards new again, or all cards of things; returns how many cards were remembered."""
        wanted = set(subjects)
        known = [card.card for card in self.cards() if card.state]
        cards = [card for card in known if card in wanted or thing_of(card) in wanted]
        if cards:
            with self._writing() as db:
                self._add(db, now, "forget", cards)
        return len(cards)

    def unforget(self, subjects: Iterable[str], now: int) -> int:
        """Take back that cards, or all cards of things, were last forgotten; returns how many they are."""
        wanted = set(subjects)
        forgotten = self._rows("select subject, id from lasting where kind = 'forget' order by at, id")
        last = {card: id for card, id in forgotten if card in wanted or thing_of(card) in wanted}
        if last:
            with self._writing() as db:
                self._add(db, now, "undo", last.values())
        return len(last)

    def suspend(self, subjects: Sequence[str], now: int, undo: bool = False) -> None:
        """Ask cards, or all cards of things, no more; or ask them again."""
        with self._writing() as db:
            self._add(db, now, "unsuspend" if undo else "suspend", subjects)

    def reset(self, now: int) -> Path:
        """Forget everything, also what other machines still know from before; returns the copy that is kept."""
        with self._writing() as db:
            copy = keep_copy(self.path, f"{self.path.stem}-before-reset")
            (last,) = db.execute("select max(at) from event where at <= ?", (now + DAY,)).fetchone()
            db.execute("delete from event")
            self._add(db, max(now, (last or 0) + 1), "reset", [""])
        return copy

    def read(self, place: str, now: int, done: bool = True) -> JournalEvent:
        """Remember that a section was read, or only begun."""
        return self._add_one(now, "read", place, {} if done else {"done": False})

    def mark(self, subject: str, now: int) -> JournalEvent:
        """Mark a thing, to find it again."""
        return self._add_one(now, "mark", subject)

    def unmark(self, subject: str, now: int) -> JournalEvent:
        """Take the mark from a thing."""
        return self._add_one(now, "unmark", subject)

    def write_note(self, subject: str, text: str, now: int) -> JournalEvent:
        """Add a note about a thing. The event's id is that of the note."""
        return self._add_one(now, "note", subject, {"text": _storable(text)})

    def change_note(self, note: Note, text: str, now: int) -> JournalEvent:
        """Write another text for a note; an empty one removes it."""
        return self._add_one(now, "note", note.subject, {"text": _storable(text), "note": note.id})

    def finish_quiz(self, subject: str, values: Mapping[str, Any], now: int) -> JournalEvent:
        """Remember how a quiz about a thing, or about everything, went."""
        return self._add_one(now, "quiz", subject, values)

    def set_parameters(self, values: Sequence[float], now: int) -> JournalEvent:
        """Schedule all cards anew with other parameters; with none, with those of FSRS itself."""
        return self._add_one(now, "parameters", "", {"values": list(values)})

    def add(self, events: Sequence[JournalEvent]) -> Imported:
        """Add the events of another machine that aren't here yet, in any order, any number of times.

        ValueError if one differs from an event of the same id.
        """
        if not events:
            return Imported(0, 0)
        with self._writing() as db:
            known = {id: row for id, *row in db.execute("select id, at, device, kind, subject, data from event")}
            new: dict[str, JournalEvent] = {}
            for event in events:
                if known.setdefault(event.id, list(event[1:])) != list(event[1:]):
                    raise ValueError(f"event {event.id} differs from one that has the same id")
                new[event.id] = event
            before = db.total_changes
            insert(db, new.values())
            added = db.total_changes - before
            if added:
                derive(db, touched_by(db, new.values()))
        return Imported(len(events), added)

    def rebuild(self) -> None:
        """Work out anew from the log all that follows from it."""
        with self._writing() as db:
            derive(db, None)


def _storable(text: str) -> str:
    """A text without half characters, which a terminal can give and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
