"""What was read, marked and noted, asked by commands that only show: they write nothing, whatever the store is like."""

import sqlite3
from typing import NamedTuple

from mlsys_cli.journal.database import open_for_reading, projections_are_current
from mlsys_cli.journal.reader import Queries
from mlsys_cli.journal.study_records import Note


class NumberedNote(NamedTuple):
    """A note with the number by which the learner names it."""

    number: int
    note: Note


class Traces(Queries):
    """The store as it is. What another version of the program has worked out is taken for nothing, and left alone."""

    def _open(self) -> sqlite3.Connection | None:
        db = open_for_reading(self.path)
        if db is None or projections_are_current(db, self.path):
            return db
        db.close()
        return None

    def done(self) -> frozenset[str]:
        """The sections that were read."""
        return frozenset(place.subject for place in self.places() if place.done)


def numbered_notes(store: Queries) -> tuple[NumberedNote, ...]:
    """All notes, the first first, each with its number.

    They are counted in the order in which they were begun, with those that are deleted now, so that a deleted note
    changes the number of no other.
    """
    notes = {note.id: note for note in store.notes()}
    begun = dict.fromkeys(str(event.values.get("note") or event.id) for event in store.events("note")) if notes else {}
    return tuple(NumberedNote(number, notes[id]) for number, id in enumerate(begun, start=1) if id in notes)
