"""The file of the store: opened for reading, opened for writing, brought up to date, copied, and never harmed.

It has a rollback journal and not a write-ahead log: so it is a single file that can be copied, it can be read where
nothing can be written, and reading makes no other files. Each commit is on the disk before it is told as done.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from mlsys_cli.errors import MlsysError, OutputError, UnreadableError
from mlsys_cli.journal.journal_schema import APPLICATION, MIGRATIONS, PROJECTION_VERSION, VERSION
from mlsys_cli.text.atomic_file import replacing

PATIENCE = 30.0
"""How many seconds one process waits while another one writes."""

_NEEDS_RECOVERY = ("SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY", "SQLITE_CANTOPEN")


def open_for_reading(path: Path) -> sqlite3.Connection | None:
    """The store, if there is one that has anything in it."""
    if not _exists(path):
        return None
    with translate_sqlite_errors(path), ExitStack() as failing:
        db = failing.enter_context(closing(_connect(path, "ro")))
        version = _recovered_version(db, path)
        if version == VERSION:
            failing.pop_all()
            return db
    return open_for_writing(path) if version else None


def _recovered_version(db: sqlite3.Connection, path: Path) -> int:
    try:
        return _version(db, path)
    except sqlite3.Error as error:
        if error.sqlite_errorname not in _NEEDS_RECOVERY:
            raise
    # A process was killed while it wrote. What it had not committed is taken back, which is writing.
    with closing(_connect(path, "rw")) as writer:
        writer.execute("pragma user_version").fetchone()
    return _version(db, path)


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The store, made if there is none, and of the version of this program."""
    if not _exists(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Notes are nobody else's business.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise OutputError(f"the store can't be made at {path}: {error.strerror}") from error
    with translate_sqlite_errors(path, writing=True), ExitStack() as failing:
        db = failing.enter_context(closing(_connect(path, "rw")))
        db.execute("pragma synchronous = extra")
        if _version(db, path) != VERSION:
            _migrate(db, path)
        failing.pop_all()
        return db


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=PATIENCE)


def _exists(path: Path) -> bool:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise UnreadableError(f"the store {path} can't be read: {error.strerror}", _owner(path)) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(f"the store {path} is not a file")
    return True


def _version(db: sqlite3.Connection, path: Path) -> int:
    """The version of an open store, 0 if it is empty; raises UnreadableError if it isn't ours or is from the future."""
    (application,) = db.execute("pragma application_id").fetchone()
    (version,) = db.execute("pragma user_version").fetchone()
    if application != APPLICATION:
        (tables,) = db.execute("select count(*) from sqlite_master").fetchone()
        if application or version or tables:
            raise UnreadableError(f"{path} is the file of another program", ["move it away, and a new store is made"])
    if version > VERSION:
        raise UnreadableError(
            f"the store {path} was written by a newer mlsys",
            [f"it has version {version}, and this program knows {VERSION}: upgrade it, and nothing is lost"],
        )
    return int(version)


def check_schema_version(db: sqlite3.Connection, path: Path) -> None:
    """Raise UnreadableError if a newer program has brought the store up to date since it was opened."""
    _version(db, path)


def projections_are_current(db: sqlite3.Connection, path: Path) -> bool:
    """Whether what follows from the log was worked out as this program does it."""
    with translate_sqlite_errors(path):
        return all(fold == PROJECTION_VERSION for (fold,) in db.execute("select fold from meta"))


def identity_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of the same name; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


# --- migrations --------------------------------------------------------------------------------------------------


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date in one transaction, keeping a copy of an older store beside it."""
    with transaction(db):
        old = _version(db, path)  # once more: another process may have been faster
        if 0 < old < VERSION:
            keep_copy(path, f"{path.stem}-v{old}")
        for version in range(old + 1, VERSION + 1):
            for statement in _statements(MIGRATIONS[version]):
                db.execute(statement)
        db.execute(f"pragma application_id = {APPLICATION}")
        db.execute(f"pragma user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All that is written within happens, or nothing of it. Others wait until it is over."""
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        with suppress(sqlite3.Error):  # what failed may have rolled back already
            db.execute("rollback")
        raise


def keep_copy(path: Path, name: str) -> Path:
    """Copy what is committed to a new file beside the store, and return its path."""
    copy, number = path.with_name(f"{name}{path.suffix}"), 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{name}-{number}{path.suffix}")
    try:
        with (
            replacing(copy, mode=0o600) as part,
            translate_sqlite_errors(part, writing=True),
            closing(_connect(path, "ro")) as source,
            closing(_connect(part, "rw")) as target,
        ):
            source.backup(target)
    except OSError as error:
        raise OutputError(f"no copy of the store can be made at {copy}: {error.strerror}") from error
    return copy


# --- what can go wrong -------------------------------------------------------------------------------------------


@contextmanager
def translate_sqlite_errors(path: Path, writing: bool = False) -> Iterator[None]:
    """Tell what SQLite complains about as the user must hear it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _complaint(error, path, writing) from error


def _complaint(error: sqlite3.DatabaseError, path: Path, writing: bool) -> MlsysError:
    name = getattr(error, "sqlite_errorname", "")
    if name in ("", "SQLITE_ERROR", "SQLITE_MISUSE") or name.startswith("SQLITE_CONSTRAINT"):
        # A mistake of ours, which nobody should take for a fault of the file, or for a damaged index.
        raise RuntimeError(f"the store was asked in a wrong way: {error}") from error
    match name.removeprefix("SQLITE_").partition("_")[0]:
        case "NOTADB":
            return UnreadableError(f"{path} is not a database", ["move it away, and a new store is made"])
        case "CORRUPT":
            return UnreadableError(f"the store {path} is damaged: {error}", ["a copy may lie beside it; keep this one"])
        case "BUSY" | "LOCKED":
            return OutputError(f"another process is writing to the store {path}", ["try again when it is done"])
        case "FULL":
            return OutputError(f"nothing can be written to the store {path}: the disk is full")
        case "READONLY" | "PERM" | "AUTH":
            return OutputError(f"nothing can be written to the store {path}: it is read-only for you", _owner(path))
        case "CANTOPEN":
            kind = OutputError if writing else UnreadableError
            return kind(f"the store {path} can't be opened: you may not", _owner(path))
        case "IOERR" if writing:
            return OutputError(f"nothing can be written to the store {path}: {error}", ["the disk may be full"])
    return UnreadableError(f"the store {path} can't be read: {error}")


def _owner(path: Path) -> list[str]:
    """Who else the store, or what it stands in, belongs to."""
    for place in (path, *path.parents):
        with suppress(OSError):
            owner = place.stat().st_uid
            return [f"{place} belongs to another user (number {owner})"] if owner != os.geteuid() else []
    return []
