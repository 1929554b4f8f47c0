"""The index file: its path, opening it while it is current, and the one that a wheel has beside its book.

With the latter the first command after an install needn't compile the book.
"""

import os
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from mlsys_cli import __version__
from mlsys_cli.index.index_schema import FORMAT
from mlsys_cli.text.own_files import is_own_file, is_own_folder, make_own_folder

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


def open_shipped(folders: Sequence[Path], cache: Path) -> sqlite3.Connection | None:
    """The index of a book, copied from the one beside it; None if there is none, or the book has changed since."""
    from mlsys_cli.text.atomic_file import replacing

    shipped = Path(f"{folders[0]}.sqlite")
    if len(folders) > 1 or not shipped.exists():
        return None
    try:
        path = index_path(folders, cache)
        make_own_folder(path.parent)
        with replacing(path, is_cache=True) as temporary:
            temporary.write_bytes(shipped.read_bytes())
            with closing(sqlite3.connect(temporary)) as db:
                if not _adapt(db, folders[0]):
                    return None
    except (OSError, sqlite3.Error):
        return None
    return open_current(folders, cache)


def _adapt(db: sqlite3.Connection, book: Path) -> bool:
    """Let an index name the files where they are now; false if it is another version's, or they have changed."""
    version, names, checksum = db.execute("select version, paths, stamps from meta").fetchone()
    if version != VERSION or checksum_of(book, names.split("\0")) != checksum:
        return False
    paths = [os.path.normpath(book / name) for name in names.split("\0")]
    states = file_states(paths)
    begin = 0
    for number, chapter, old in db.execute("select number, chapter, stamps from unit order by position").fetchall():
        end = begin + len(old)
        unit = (str(book / chapter), states[begin:end], number)
        db.execute("update unit set folder = ?, stamps = ? where number = ?", unit)
        begin = end
    db.execute("update meta set folders = ?, paths = ?, stamps = ?", (str(book), "\0".join(paths), states))
    db.commit()
    return True


def checksum_of(book: Path, names: Iterable[str]) -> int:
    """A checksum of some files, and of the names of the YAML files in some folders."""
    checksum = 0
    for name in names:
        path = book / name
        listed = "\n".join(sorted(p.name for p in path.glob("*.yaml"))).encode() if path.is_dir() else b""
        checksum = zlib.crc32(listed or (path.read_bytes() if path.is_file() else b""), checksum)
    return checksum
