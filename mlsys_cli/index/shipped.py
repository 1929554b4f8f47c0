"""The index that a wheel has beside its book, so that the first command after an install needn't compile the book."""

import os
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from mlsys_cli.index.open_index import VERSION, file_states, index_path, open_current
from mlsys_cli.text.atomic_file import replacing
from mlsys_cli.text.own_files import make_own_folder


def ship(book: Path, target: Path) -> None:
    """Write the index of a book for a wheel, with relative paths, and a checksum for the states of the files."""
    from mlsys_cli.index.build import build_file

    build_file((book,), target, None)
    with closing(sqlite3.connect(target)) as db:
        (paths,) = db.execute("select paths from meta").fetchone()
        relative = [os.path.relpath(path, book) for path in paths.split("\0")]
        db.execute("update meta set paths = ?, stamps = ?", ("\0".join(relative), _checksum(book, relative)))
        db.commit()
        db.execute("vacuum")


def open_shipped(folders: Sequence[Path], cache: Path) -> sqlite3.Connection | None:
    """The index of a book, copied from the one beside it; None if there is none, or the book has changed since."""
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
    if version != VERSION or _checksum(book, names.split("\0")) != checksum:
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


def _checksum(book: Path, names: Iterable[str]) -> int:
    """A checksum of some files, and of the names of the YAML files in some folders."""
    checksum = 0
    for name in names:
        path = book / name
        listed = "\n".join(sorted(p.name for p in path.glob("*.yaml"))).encode() if path.is_dir() else b""
        checksum = zlib.crc32(listed or (path.read_bytes() if path.is_file() else b""), checksum)
    return checksum
