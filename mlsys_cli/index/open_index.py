"""The index file: its path, and opening it while it is current. A look-up imports no more than this."""

import os
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from mlsys_cli import __version__
from mlsys_cli.index.index_schema import FORMAT
from mlsys_cli.text.own_files import is_own_file, is_own_folder

VERSION = f"{__version__}/{FORMAT}"

Progress = Callable[[int, int], None]
"""Called with the number of compiled units and of all units."""


def file_states(paths: Sequence[str]) -> bytes:
    """The size and modification time of each file, to be compared as a whole; a missing file has the size -2."""
    states = array("q")
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            states.extend((-2, 0))
        else:
            is_folder = status.st_mode & 0o170000 == 0o040000
            states.extend((-1 if is_folder else status.st_size, status.st_mtime_ns))
    return states.tobytes()


def index_path(folders: Sequence[Path], cache: Path) -> Path:
    """The file of the index of these books. Each set of books has its own."""
    name = zlib.crc32("\0".join(map(str, folders)).encode("utf-8", "surrogatepass"))
    return cache / f"book-{name:08x}.sqlite"


def connect(path: Path) -> sqlite3.Connection:
    """Open an index, for reading alone."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def open_current(folders: Sequence[Path], cache: Path) -> sqlite3.Connection | None:
    """The index of some books if it exists, is the user's own, sound, of this version, and newer than their files."""
    path = index_path(folders, cache)
    if not (is_own_folder(cache) and is_own_file(path)):
        return None
    try:
        db = connect(path)
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
