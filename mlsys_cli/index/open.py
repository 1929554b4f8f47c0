"""Where the index lies, whether it is still true, and opening it. A lookup imports no more than this."""

import os
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import UnreadableError
from mlsys_cli.index.fingerprint import VERSION, Progress, file_states


class Opened(NamedTuple):
    """The index, and what the user should be told about how it was opened, if anything."""

    db: sqlite3.Connection
    note: str = ""


def index_path(folders: Sequence[Path], cache: Path) -> Path:
    """The file of the index of these books. Each set of books has its own."""
    name = zlib.crc32("\0".join(map(str, folders)).encode("utf-8", "surrogatepass"))
    return cache / f"book-{name:08x}.sqlite"


def open_index(folders: Sequence[Path], cache: Path, progress: Progress | None = None, anew: bool = False) -> Opened:
    """Open the index of some books, brought up to date if their files have changed; made `anew` if it was damaged."""
    path = index_path(folders, cache)
    db = None if anew else _open_fresh(path, folders)
    if db is not None:
        return Opened(db)
    from mlsys_cli.index.build import build_file, build_in_memory

    for folder in folders:
        if not folder.is_dir():
            raise UnreadableError(
                f"there is no book at {folder}", ["--content and MLSYS_CONTENT name folders with a book.yaml"]
            )
    try:
        build_file(folders, path, progress, anew)
        db = _open_fresh(path, folders) or _connect(path)
        return Opened(db)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        db = build_in_memory(folders, progress)
        return Opened(db, f"the cache can't be written ({reason}), so each command reads the whole book")


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _open_fresh(path: Path, folders: Sequence[Path]) -> sqlite3.Connection | None:
    """The index if it is there, sound, of this version, and younger than all changes of its files."""
    if not os.path.exists(path):
        return None
    try:
        db = _connect(path)
        row = db.execute("select version, folders, paths, stamps from meta").fetchone()
    except sqlite3.Error:
        return None
    if (
        row is not None
        and row[:2] == (VERSION, "\0".join(map(str, folders)))
        and file_states(row[2].split("\0")) == row[3]
    ):
        return db
    db.close()
    return None
