"""The file of the store: opened, migrated, copied, and never harmed.

It has a rollback journal and not a write-ahead log: so it is a single file that can be copied, it can be read where
nothing can be written, and reading makes no other files. A commit is on the disk before anyone is told of it.
"""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from mlsys_cli.errors import MlsysError, OutputError, ReadOnlyError, StoreBusyError, UnreadableError
from mlsys_cli.journal.journal_schema import APPLICATION, FIRST_VERSION, MIGRATIONS, PROJECTION_VERSION, tables
from mlsys_cli.text.atomic_file import replacing

PATIENCE = 30.0
"""The seconds for which one process waits while another one writes: an import of 100,000 answers takes about 15."""


class Database:
    """The file at `path`, which need not exist. It is opened for the first query, and created with the first change.

    A `read_only` one writes nothing, and raises ReadOnlyError if it is to; what an older version of the program has
    written is brought up to date in memory.
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        migrations: Sequence[str] = MIGRATIONS,
        patience: float = PATIENCE,
    ) -> None:
        self.path = path
        self._read_only = read_only
        self._migrations = migrations
        self._newest = FIRST_VERSION + len(migrations)
        self.patience = patience
        """The seconds to wait at most while another process writes; then StoreBusyError is raised."""
        self._db: sqlite3.Connection | None = None
        self._is_copy = False
        self._identity: tuple[int, int] | None = None

    def wait_at_most(self, seconds: float) -> None:
        """Have another `patience` from now on."""
        self.patience = seconds
        if self._db is not None:
            self._db.execute(f"pragma busy_timeout = {round(seconds * 1000)}")

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._db is not None:
            self._db.close()
        self._db, self._is_copy, self._identity = None, False, None

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """The rows that a query finds; none if there is no store."""
        with translated_errors(self.path):
            db = self._db or self._opened_for_reading()
            return db.execute(query, values).fetchall() if db else []

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The store, open for writing: all that is written within happens, or nothing of it."""
        if self._read_only:
            raise ReadOnlyError("the study data can't be changed here")
        self._check_identity()
        with self._without_copy(), translated_errors(self.path, writing=True):
            if self._db is None:
                self._make_file()
                self._open()
            assert self._db is not None
            with _transaction(self._db):
                version = self._version(self._db)  # once more: another process may have been faster
                if 0 < version < self._newest:
                    self.copy(f"{self.path.stem}-v{version}")
                self._bring_up_to_date(self._db, version)
                yield self._db

    @contextmanager
    def _without_copy(self) -> Iterator[None]:
        """Work with the file in place of a copy in memory; after an error, the next query makes a copy again.

        A file that was opened for a change that failed is closed too: it may be a new one, and have no tables.
        """
        was_open = self._db is not None and not self._is_copy
        if self._is_copy:
            self.close()
        try:
            yield
        except BaseException:
            if not was_open:
                self.close()
            raise

    def derive(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Change what follows from the log: in the file, or in memory where that isn't to be written or can't be."""
        with translated_errors(self.path):
            if (self._db or self._opened_for_reading()) is None:
                return
        if not (self._read_only or self._is_copy):
            with suppress(OutputError), self.transaction() as db:
                change(db)
                return
        with translated_errors(self.path):
            opened = self._db or self._opened_for_reading()
            if opened is not None:
                copy = opened if self._is_copy else self._copy_in_memory(opened, self._newest)
                with _transaction(copy):
                    change(copy)

    def copy(self, name: str) -> Path:
        """Copy what is committed to a new file beside the store, and return its path."""
        target, number = self.path.with_name(f"{name}{self.path.suffix}"), 1
        while target.exists():
            number += 1
            target = self.path.with_name(f"{name}-{number}{self.path.suffix}")
        try:
            with (
                replacing(target, mode=0o600) as part,
                translated_errors(part, writing=True),
                closing(self._connection()) as db,
                closing(sqlite3.connect(part)) as copy,
            ):
                db.backup(copy)
        except OSError as error:
            raise OutputError(f"the store can't be copied to {target}: {error.strerror}") from error
        return target

    # --- opening -------------------------------------------------------------------------------------------------

    def _opened_for_reading(self) -> sqlite3.Connection | None:
        """The store, brought up to date, if there is one with anything in it."""
        version = self._open() if self._exists() else 0
        if self._db is None or (
            version == self._newest and _projection_version(self._db) in (None, PROJECTION_VERSION)
        ):
            return self._db
        if not version:
            self.close()
            return None
        if self._read_only:
            return self._copy_in_memory(self._db, version)
        try:
            with self.transaction() as db:
                return db
        except OutputError:
            if self._db is None:
                raise
            return self._copy_in_memory(self._db, version)

    def _copy_in_memory(self, db: sqlite3.Connection, version: int) -> sqlite3.Connection:
        """A copy that is brought up to date in place of the file, which isn't to be written, or can't be."""
        copy = sqlite3.connect(":memory:", isolation_level=None)
        copy.text_factory = _text
        db.backup(copy)
        self.close()
        with _transaction(copy):
            self._bring_up_to_date(copy, version)
        self._db, self._is_copy = copy, True
        return copy

    def _open(self) -> int:
        """Open the file, and return the version of its tables."""
        db = self._connection()
        try:
            version = self._version(db)
            db.execute("pragma synchronous = extra")  # docs/decisions/rollback-journal.md
        except BaseException:
            db.close()
            raise
        self._db, self._identity = db, _identity_of(self.path)
        return version

    def _connection(self) -> sqlite3.Connection:
        """A connection to the file, read-only where it can't be written.

        It can write also if it is only to read: what a killed process had not committed is then taken back.
        """
        uri = f"{self.path.absolute().as_uri()}?mode=rw"  # without `c`: a file that was deleted isn't made again
        # No isolation level, so that no transaction begins or ends unless it says so here.
        db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=self.patience)
        db.text_factory = _text
        return db

    def _make_file(self) -> None:
        """Make an empty file if there is none."""
        if self._exists():
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # notes are private
        except OSError as error:
            raise OutputError(f"the store can't be created at {self.path}: {error.strerror}") from error

    def _exists(self) -> bool:
        try:
            status = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            message = f"the store {self.path} can't be read: {error.strerror}"
            raise UnreadableError(message, _owner_hints(self.path)) from error
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(f"the store {self.path} is not a regular file")
        return True

    def _version(self, db: sqlite3.Connection) -> int:
        """The version of the tables, 0 for an empty file.

        Raises UnreadableError for a file of another program, and for one of a version that this program can't read.

        All is asked in one statement, since another process may be making the store.
        """
        application, version, tables = db.execute(
            "select application_id, user_version, (select count(*) from sqlite_master)"
            " from pragma_application_id, pragma_user_version"
        ).fetchone()
        if application != APPLICATION and (application or version or tables):
            raise UnreadableError(
                f"{self.path} belongs to another program", ["move it elsewhere; mlsys then creates a new store"]
            )
        if version > (newest := self._newest):
            raise UnreadableError(
                f"the store {self.path} was written by a newer mlsys",
                [f"it has version {version}, but this mlsys reads version {newest}; upgrade mlsys (your data is safe)"],
            )
        if 0 < version < FIRST_VERSION:
            raise UnreadableError(
                f"the store {self.path} was written by an mlsys that is too old",
                [
                    "your data is safe: run 'mlsys export study FILE' with the mlsys that wrote it,",
                    "move the store elsewhere, and run 'mlsys import study FILE' with this one",
                ],
            )
        return int(version)

    def _bring_up_to_date(self, db: sqlite3.Connection, version: int) -> None:
        """Make or migrate the tables, and work out the projections again if their rules have changed."""
        if version < self._newest:
            older = self._migrations[version - FIRST_VERSION :]
            # New tables are those after all migrations of the program; only tests have more of them.
            for script in older if version else (tables(), *self._migrations[len(MIGRATIONS) :]):
                for statement in script.split(";\n"):  # `executescript` would commit before the first
                    db.execute(statement)
            db.execute(f"pragma application_id = {APPLICATION}")
            db.execute(f"pragma user_version = {self._newest}")
        projections = _projection_version(db)
        if projections is None:
            db.execute("insert into meta values (?, ?)", (os.urandom(4).hex(), PROJECTION_VERSION))
        elif projections != PROJECTION_VERSION:
            from mlsys_cli.journal.projections import rebuild

            rebuild(db)

    def _check_identity(self) -> None:
        """Raise OutputError if the file that was open until now has been deleted or replaced."""
        if self._identity is None or self._identity == (identity := _identity_of(self.path)):
            return
        self.close()
        what = "replaced by another file" if identity else "deleted"
        raise OutputError(
            f"the store {self.path} was {what} while mlsys was running; your last change was not saved",
            ["run mlsys again; it then uses the file that is there now"],
        )


def _text(data: bytes) -> str:
    """A text of the database; damaged bytes become lone surrogates, so that the rows with sound ones can be read."""
    return data.decode("utf-8", "surrogateescape")


def _projection_version(db: sqlite3.Connection) -> int | None:
    """The version of the rules by which the projections were worked out; None if nothing was stored yet."""
    version: int | None = db.execute("select max(projection_version) from meta").fetchone()[0]
    return version


def _identity_of(path: Path) -> tuple[int, int] | None:
    """The device and inode of a file, which tell it from another one of the same name; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All that is written within happens, or nothing of it. Others wait until it is over."""
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        with suppress(sqlite3.Error):  # what failed may have rolled back already
            db.execute("rollback")
        raise


# --- what can go wrong -------------------------------------------------------------------------------------------


@contextmanager
def translated_errors(path: Path, writing: bool = False) -> Iterator[None]:
    """Errors of SQLite, raised as errors for the user."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") in ("", "SQLITE_MISUSE"):
            raise  # a bug of this program, which nobody should take for a fault of the file
        raise _user_error(error, path, writing) from error


def _user_error(error: sqlite3.DatabaseError, path: Path, writing: bool) -> MlsysError:
    # `SQLITE_IOERR_WRITE` is a kind of `SQLITE_IOERR`.
    match error.sqlite_errorname.removeprefix("SQLITE_").partition("_")[0]:
        case "NOTADB":
            return UnreadableError(f"{path} is not a database", ["move it elsewhere; mlsys then creates a new store"])
        case "CORRUPT":
            return UnreadableError(
                f"the store {path} is damaged: {error}", ["keep it, and look for a copy in the same folder"]
            )
        case "BUSY" | "LOCKED":
            return StoreBusyError(f"another process is writing to the store {path}", ["try again when it has finished"])
        case "FULL":
            return OutputError(f"can't write to the store {path}: the disk is full")
        case "READONLY" | "PERM" | "AUTH":
            return OutputError(f"can't write to the store {path}: you don't have write permission", _owner_hints(path))
        case "CANTOPEN":
            kind = OutputError if writing else UnreadableError
            return kind(f"the store {path} can't be opened: permission denied", _owner_hints(path))
        case "IOERR" if writing:
            return OutputError(f"can't write to the store {path}: {error}", ["the disk may be full"])
        case "CONSTRAINT":
            return OutputError(f"the store {path} rejected a change: {error}", _CHANGED_TABLES)
        case "ERROR":
            return UnreadableError(f"the store {path} doesn't have the expected tables: {error}", _CHANGED_TABLES)
    return UnreadableError(f"the store {path} can't be read: {error}")


_CHANGED_TABLES = ("another program may have changed its tables; look for a copy in the same folder",)


def _owner_hints(path: Path) -> list[str]:
    """A hint if the store, or the folder that it is in, belongs to another user."""
    for location in (path, *path.parents) if hasattr(os, "geteuid") else ():  # Windows has no numbers of users
        with suppress(OSError):
            owner = location.stat().st_uid
            return [f"{location} belongs to another user (number {owner})"] if owner != os.geteuid() else []
    return []
