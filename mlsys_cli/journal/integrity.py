"""Whether the store is sound, for whoever looks for what is wrong."""

from contextlib import closing
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.journal.database import open_for_reading, translate_sqlite_errors


def check_store(path: Path) -> None:
    """Look at all of the store, if there is one; UnreadableError says what is wrong with it."""
    db = open_for_reading(path)
    if db is None:
        return
    with closing(db), translate_sqlite_errors(path):
        (found,) = db.execute("pragma quick_check(1)").fetchone()
    if found != "ok":
        raise UnreadableError(f"the store {path} is damaged: {found}")
