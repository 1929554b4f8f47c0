"""What the store knows: one question a method, one value an answer. Asking makes no file and writes none."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlsys_cli.journal.card_history import Step
from mlsys_cli.journal.card_ids import thing_of
from mlsys_cli.journal.database import open_for_reading, translate_sqlite_errors
from mlsys_cli.journal.days import Today
from mlsys_cli.journal.due_query import COUNTS, DUE, STANDING, Counts, latest_answer_time, times_of
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.study_records import Card, DueCard, Mark, Note, Place, Standing


class Queries:
    """Every question to the store. `path` is its file, which need not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    @property
    def exists(self) -> bool:
        """Whether anything is remembered."""
        return bool(self._rows("select 1 from lasting limit 1"))

    # --- what is due ---------------------------------------------------------------------------------------------

    def counts(self, today: Today) -> Counts:
        """How much is due, and how much is new, today."""
        rows = self._rows(COUNTS, **times_of(today))
        return Counts(*rows[0]) if rows else Counts(0, 0)

    def due(self, today: Today, limit: int = -1) -> tuple[DueCard, ...]:
        """The cards that are due today, the longest due first: all, or as many as `limit`."""
        rows = self._rows(f"{DUE} order by due, card limit :limit", limit=limit, **times_of(today))
        return tuple(DueCard(*row) for row in rows)

    def is_due(self, card: str, today: Today) -> bool:
        """Whether a card is due today."""
        return bool(self._rows(f"select 1 from ({DUE}) where card = :card limit 1", card=card, **times_of(today)))

    def standing(self, card: str, today: Today) -> Standing:
        """Whether a card may be asked today."""
        values = {"card": card, "thing": thing_of(card), **times_of(today)}
        rows = self._rows(STANDING, **values)
        return Standing._make(rows[0]) if rows else Standing()

    # --- cards ---------------------------------------------------------------------------------------------------

    def cards(self) -> tuple[Card, ...]:
        """Every card that was ever answered."""
        return tuple(_card(row) for row in self._rows("select * from card order by card"))

    def card(self, card: str) -> Card | None:
        """A card, if it was ever answered."""
        rows = self._rows("select * from card where card = :card", card=card)
        return _card(rows[0]) if rows else None

    def history(self, card: str) -> tuple[Step, ...]:
        """What each answer made of a card, by time."""
        rows = self._rows("select * from step where card = :card order by at, event", card=card)
        return tuple(Step(*row) for row in rows)

    def steps(self) -> tuple[Step, ...]:
        """What each answer made of its card, of all cards, by time."""
        return tuple(Step(*row) for row in self._rows("select * from step order by at, event"))

    def last_step(self, card: str, now: int) -> Step | None:
        """The last that happened to a card, but for what a wrong clock put more than a day after now."""
        rows = self._rows(
            "select * from step where card = :card and at <= :near order by at desc, event desc limit 1",
            card=card,
            near=latest_answer_time(now),
        )
        return Step(*rows[0]) if rows else None

    def suspended(self) -> frozenset[str]:
        """The cards, and the things whose cards, are not to be asked; a card can be excepted from its thing."""
        return frozenset(subject for (subject,) in self._rows("select subject from held"))

    def is_suspended(self, card: str) -> bool:
        """Whether a card is not to be asked, be it met or not."""
        known = self.card(card)
        if known is not None:
            return known.suspended
        return bool(self._rows("select 1 from held where subject in (:card, :thing)", card=card, thing=thing_of(card)))

    def is_new(self, card: str) -> bool:
        """Whether a card was never asked, or was forgotten on purpose, and may be asked."""
        known = self.card(card)
        return (known is None or not known.state) and not self.is_suspended(card)

    def new_among(self, cards: Sequence[str]) -> list[str]:
        """Those of some cards that were never asked, or were forgotten on purpose, and may be asked."""
        subjects = json.dumps([*cards, *{thing_of(card) for card in cards}])
        known = {
            card: not state and not suspended
            for card, state, suspended in self._rows(
                "select card, state, suspended from card where card in (select value from json_each(:cards))",
                cards=subjects,
            )
        }
        held = {
            subject
            for (subject,) in self._rows(
                "select subject from held where subject in (select value from json_each(:subjects))", subjects=subjects
            )
        }
        return [card for card in cards if known.get(card, card not in held and thing_of(card) not in held)]

    # --- reading, marks and notes --------------------------------------------------------------------------------

    def places(self) -> tuple[Place, ...]:
        """The sections that were read or begun, the last one first."""
        rows = self._rows("select * from place order by at desc, subject")
        return tuple(Place(subject, at, bool(done)) for subject, at, done in rows)

    def last_place(self) -> Place | None:
        """Where the learner read last."""
        return next(iter(self.places()), None)

    def marks(self) -> tuple[Mark, ...]:
        """What is marked, the last first."""
        return tuple(Mark(*row) for row in self._rows("select * from mark order by at desc, subject"))

    def is_marked(self, subject: str) -> bool:
        """Whether a thing is marked."""
        return bool(self._rows("select 1 from mark where subject = :subject", subject=subject))

    def notes(self, subject: str = "") -> tuple[Note, ...]:
        """The notes about a thing, or about anything, the first first."""
        rows = self._rows(
            "select id, subject, at, changed, text from note where :subject in ('', subject) order by at, id",
            subject=subject,
        )
        return tuple(Note(*row) for row in rows)

    # --- the log -------------------------------------------------------------------------------------------------

    def events(self, kind: str = "") -> tuple[JournalEvent, ...]:
        """The events that count, of one kind or of any, by time."""
        which = "where kind = :kind" if kind else ""
        rows = self._rows(f"select * from lasting {which} order by at, id", kind=kind)
        return tuple(JournalEvent(*row) for row in rows)

    def log(self) -> tuple[JournalEvent, ...]:
        """Every event, also what was undone, by time."""
        return tuple(JournalEvent(*row) for row in self._rows("select * from event order by at, id"))

    def _rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        if self._db is None:
            self._db = self._open()
        if self._db is None:
            return []
        with translate_sqlite_errors(self.path):
            return self._db.execute(query, values).fetchall()

    def _open(self) -> sqlite3.Connection | None:
        return open_for_reading(self.path)


def _card(row: tuple[Any, ...]) -> Card:
    return Card._make((*row[:-1], bool(row[-1])))
