"""The file of the store: opened, migrated, copied, and never harmed.

It has a rollback journal and not a write-ahead log: so it is a single file that can be copied, it can be read where
nothing can be written, and reading makes no other files. A commit is on the disk before anyone is told of it.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from mlsys_cli.errors import MlsysError, OutputError, UnreadableError
from mlsys_cli.journal.journal_schema import APPLICATION, PROJECTION_VERSION, SCHEMA, Schema
from mlsys_cli.text.atomic_file import replacing

PATIENCE = 30.0
"""The seconds for which one process waits while another one writes."""

_NEEDS_RECOVERY = ("SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY", "SQLITE_CANTOPEN")


class Database:
    """The file at `path`, which need not exist. It is opened when it is first asked, and made when it is first written.

    A `read_only` one writes nothing, and has no rows where another version of the program has worked them out.
    """

    def __init__(
        self, path: Path, *, read_only: bool = False, schema: Schema = SCHEMA, patience: float = PATIENCE
    ) -> None:
        self.path = path
        self._read_only = read_only
        self._schema = schema
        self._patience = patience
        self._db: sqlite3.Connection | None = None
        self._is_writable = False
        self._identity: tuple[int, int] | None = None

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._db is not None:
            self._db.close()
        self._db, self._is_writable, self._identity = None, False, None

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """The rows that a query finds; none if there is no store."""
        if self._db is None:
            self._db = self._opened()
        if self._db is None:
            return []
        with translated_errors(self.path):
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The store, open for writing: all that is written within happens, or nothing of it."""
        self._check_identity()
        if self._db is None or not self._is_writable:
            self.close()
            self._db, self._is_writable = self._open_for_writing(), True
            self._identity = _identity_of(self.path)
        with translated_errors(self.path, writing=True), _transaction(self._db):
            self._version(self._db)  # once more: a newer program may have migrated it since
            if not self._db.execute("select 1 from meta").fetchone():
                self._db.execute("insert into meta values (?, ?)", (os.urandom(4).hex(), PROJECTION_VERSION))
            yield self._db

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
                closing(self._connect("ro")) as db,
                closing(sqlite3.connect(part)) as copy,
            ):
                db.backup(copy)
        except OSError as error:
            raise OutputError(f"the store can't be copied to {target}: {error.strerror}") from error
        return target

    def check(self) -> None:
        """Raise UnreadableError if SQLite finds a fault in the file."""
        for (found,) in self.rows("pragma quick_check(1)"):
            if found != "ok":
                raise UnreadableError(f"the store {self.path} is damaged: {found}")

    # --- opening -------------------------------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection | None:
        """The store for reading, if there is one with anything in it; an older one is brought up to date first."""
        if not self._exists():
            return None
        with translated_errors(self.path), ExitStack() as failing:
            db = failing.enter_context(closing(self._connect("ro")))
            version = self._recovered_version(db)
            if not version:
                return None
            if version == self._schema.version:
                if _is_current(db):
                    self._identity = _identity_of(self.path)
                    failing.pop_all()
                    return db
                if self._read_only:
                    return None
            return self._brought_up_to_date(db)

    def _brought_up_to_date(self, old: sqlite3.Connection) -> sqlite3.Connection:
        """The store with the tables of this program; where it can't be written, a copy of it in memory."""
        from mlsys_cli.journal.projections import rebuild

        try:
            with self.transaction() as db:
                if not _is_current(db):
                    rebuild(db)
            return db
        except OutputError:
            self.close()
            db = sqlite3.connect(":memory:", isolation_level=None)
            db.text_factory = _text
            old.backup(db)
            with _transaction(db):
                self._migrate(db)
                if not _is_current(db):
                    rebuild(db)
            return db

    def _recovered_version(self, db: sqlite3.Connection) -> int:
        try:
            return self._version(db)
        except sqlite3.Error as error:
            if error.sqlite_errorname not in _NEEDS_RECOVERY:
                raise
        # A process was killed while it wrote. What it had not committed is taken back, which is writing.
        with closing(self._connect("rw")) as writer:
            writer.execute("pragma user_version").fetchone()
        return self._version(db)

    def _open_for_writing(self) -> sqlite3.Connection:
        """The store, made if there is none, with the tables of this program."""
        if not self._exists():
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # Notes are private.
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            except OSError as error:
                raise OutputError(f"the store can't be made at {self.path}: {error.strerror}") from error
        with translated_errors(self.path, writing=True), ExitStack() as failing:
            db = failing.enter_context(closing(self._connect("rw")))
            db.execute("pragma synchronous = extra")
            if self._version(db) != self._schema.version:
                with _transaction(db):
                    old = self._version(db)  # once more: another process may have been faster
                    if 0 < old < self._schema.version:
                        self.copy(f"{self.path.stem}-v{old}")
                    self._migrate(db)
            failing.pop_all()
            return db

    def _migrate(self, db: sqlite3.Connection) -> None:
        """Bring the tables up to date."""
        for version in range(self._version(db) + 1, self._schema.version + 1):
            for statement in _statements(self._schema.migrations[version]):
                db.execute(statement)
        db.execute(f"pragma application_id = {APPLICATION}")
        db.execute(f"pragma user_version = {self._schema.version}")

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=self._patience)
        db.text_factory = _text
        return db

    def _exists(self) -> bool:
        try:
            status = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            message = f"the store {self.path} can't be read: {error.strerror}"
            raise UnreadableError(message, _owner_hints(self.path)) from error
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(f"the store {self.path} is not a file")
        return True

    def _version(self, db: sqlite3.Connection) -> int:
        """The version of the tables, 0 for an empty file. Raises UnreadableError for another program's or a newer."""
        query = "select application_id, user_version from pragma_application_id, pragma_user_version"
        application, version = db.execute(query).fetchone()
        if application != APPLICATION:
            (tables,) = db.execute("select count(*) from sqlite_master").fetchone()
            if application or version or tables:
                raise UnreadableError(
                    f"{self.path} is the file of another program", ["move it away, and a new store is made"]
                )
        if version > self._schema.version:
            known = self._schema.version
            raise UnreadableError(
                f"the store {self.path} was written by a newer mlsys",
                [f"it has version {version}, and this program knows {known}: upgrade it, and nothing is lost"],
            )
        return int(version)

    def _check_identity(self) -> None:
        """Raise OutputError if the file that was open until now has been deleted or replaced."""
        if self._identity is None or self._identity == (found := _identity_of(self.path)):
            return
        self.close()
        what = "replaced by another file" if found else "deleted"
        raise OutputError(
            f"the store {self.path} was {what} while this was running; this is not remembered",
            ["start again: what is remembered from then on is in the file that is there"],
        )


def _text(data: bytes) -> str:
    """A text of the database; damaged bytes become lone surrogates, so that the rows with sound ones can be read."""
    return data.decode("utf-8", "surrogateescape")


def _is_current(db: sqlite3.Connection) -> bool:
    """True if the projections were worked out by the rules of this program."""
    versions = db.execute("select projection_version from meta").fetchall()
    return all(version == PROJECTION_VERSION for (version,) in versions)


def _identity_of(path: Path) -> tuple[int, int] | None:
    """The device and inode of a file, which tell it from another one of the same name; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


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
    match error.sqlite_errorname.removeprefix("SQLITE_").partition("_")[0]:
        case "NOTADB":
            return UnreadableError(f"{path} is not a database", ["move it away, and a new store is made"])
        case "CORRUPT":
            return UnreadableError(f"the store {path} is damaged: {error}", ["a copy may lie beside it; keep this one"])
        case "BUSY" | "LOCKED":
            return OutputError(f"another process is writing to the store {path}", ["try again when it is done"])
        case "FULL":
            return OutputError(f"nothing can be written to the store {path}: the disk is full")
        case "READONLY" | "PERM" | "AUTH":
            return OutputError(
                f"nothing can be written to the store {path}: it is read-only for you", _owner_hints(path)
            )
        case "CANTOPEN":
            kind = OutputError if writing else UnreadableError
            return kind(f"the store {path} can't be opened: you may not", _owner_hints(path))
        case "IOERR" if writing:
            return OutputError(f"nothing can be written to the store {path}: {error}", ["the disk may be full"])
        case "CONSTRAINT":
            return OutputError(f"the store {path} refuses what is written to it: {error}", _CHANGED_TABLES)
        case "ERROR":
            return UnreadableError(f"the store {path} has other tables than it should: {error}", _CHANGED_TABLES)
    return UnreadableError(f"the store {path} can't be read: {error}")


_CHANGED_TABLES = ("another program may have changed its tables; a copy may lie beside it",)


def _owner_hints(path: Path) -> list[str]:
    """A hint if the store, or the folder that it is in, belongs to another user."""
    for place in (path, *path.parents):
        with suppress(OSError):
            owner = place.stat().st_uid
            return [f"{place} belongs to another user (number {owner})"] if owner != os.geteuid() else []
    return []
