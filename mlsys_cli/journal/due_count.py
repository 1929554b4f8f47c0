"""What is due, asked by as little code as can be: a prompt asks for it each time that it is drawn."""

from contextlib import closing
from pathlib import Path

from mlsys_cli.journal.database import open_for_reading, projections_are_current, translate_sqlite_errors
from mlsys_cli.journal.days import Today
from mlsys_cli.journal.due_query import COUNTS, Counts, times_of


def count_due(path: Path, today: Today) -> Counts:
    """How much is due, and how much is new, today."""
    db = open_for_reading(path)
    if db is None:
        return Counts(0, 0)
    with closing(db):
        if projections_are_current(db, path):
            with translate_sqlite_errors(path):
                return Counts(*db.execute(COUNTS, times_of(today)).fetchone())
    from mlsys_cli.journal.store import Store  # a program of another version was here: this works out all anew

    return Store(path).counts(today)
