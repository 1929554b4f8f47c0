"""The check of the store for `mlsys doctor`."""

from contextlib import closing
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.journal.database import Database
from mlsys_cli.journal.store import Store


def check_store(path: Path) -> None:
    """Raise UnreadableError with the first fault of the store: of the file, or of an event in it."""
    with closing(Store(Database(path))) as store:
        store.database.check()
        if faults := store.invalid_events():
            event_id, reason = faults[0]
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise UnreadableError(f"the store {path} has an event that can't be read, {event_id}{more}: {reason}")
