"""The store as it is written to: one transaction for each thing that is remembered."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mlsys_cli.journal.database import (
    check_schema_version,
    identity_of,
    open_for_writing,
    projections_are_current,
    transaction,
    translate_sqlite_errors,
)
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.journal_schema import PROJECTION_VERSION
from mlsys_cli.journal.projections import derive, touched_by
from mlsys_cli.journal.reader import Queries
from mlsys_cli.journal.timestamps import log_events


class Writing(Queries):
    """What every change of the store is made with."""

    _writable: sqlite3.Connection | None = None
    _identity: tuple[int, int] | None = None

    def rebuild(self) -> None:
        """Work out anew from the log all that follows from it."""
        with self._writing() as db:
            derive(db, None)

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        self._writable = None

    def _add_one(self, now: int, kind: str, subject: str, values: Mapping[str, Any] | None = None) -> JournalEvent:
        with self._writing() as db:
            return self._add(db, now, kind, [subject], values)[0]

    def _add(
        self,
        db: sqlite3.Connection,
        now: int,
        kind: str,
        subjects: Iterable[str],
        values: Mapping[str, Any] | None = None,
    ) -> list[JournalEvent]:
        """Log an event for each subject, and work out what follows from them."""
        added, settled = log_events(db, now, kind, subjects, values)
        derive(db, touched_by(db, settled + added))
        return added

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The store, open for writing, in a transaction."""
        if self._writable is None or self._identity != identity_of(self.path):
            self.close()  # somebody may have put another file in its place, while this process went on
            self._db = self._writable = open_for_writing(self.path)
            self._identity = identity_of(self.path)
        with translate_sqlite_errors(self.path, writing=True), transaction(self._writable):
            check_schema_version(self._writable, self.path)
            if not self._writable.execute("select 1 from meta").fetchone():
                self._writable.execute("insert into meta values (?, ?)", (os.urandom(4).hex(), PROJECTION_VERSION))
            yield self._writable

    def _open(self) -> sqlite3.Connection | None:
        db = super()._open()
        if db is None or projections_are_current(db, self.path):
            return db
        db.close()
        with self._writing() as writable:
            derive(writable, None)
        return self._writable
