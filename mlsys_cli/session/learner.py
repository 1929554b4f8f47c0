"""The learner: their store, their settings, and their day."""

import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli.errors import OutputError, ReadOnlyError, StoreBusyError, UnreadableError
from mlsys_cli.session.environment import Evidence, own_directory

if TYPE_CHECKING:  # imported by the commands that need it
    from mlsys_cli.index.library import Library
    from mlsys_cli.journal.database import Database
    from mlsys_cli.journal.days import Today
    from mlsys_cli.journal.drafts import Drafts
    from mlsys_cli.journal.settings import Settings
    from mlsys_cli.journal.store import Store

READER_PATIENCE = 0.25
"""The seconds for which the reader may stand still while another process writes to the store."""


class _Waiting(NamedTuple):
    """A change, and what is lost without it, in words; empty for what a learner would not notice."""

    make: Callable[[], object]
    about: str


class StoreChanges:
    """The changes that wait, in the order in which they were wanted.

    A change that raises StoreBusyError has changed nothing, and can be made again.
    """

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self.may_wait = False
        """True if a change may be made later than it is wanted: then the program has to `try_again`."""

    @property
    def waiting(self) -> int:
        """The number of changes that wait."""
        return len(self._waiting)

    @property
    def about(self) -> list[str]:
        """The changes that are lost if those that wait are never made."""
        return [item.about for item in self._waiting if item.about]

    def make(self, change: Callable[[], object], about: str = "") -> bool:
        """Make a change; false if it has to wait. Raises StoreBusyError if it may not."""
        if not self._waiting:
            try:
                change()
            except StoreBusyError:
                if not self.may_wait:
                    raise
            else:
                return True
        self._waiting.append(_Waiting(change, about))
        return False

    def try_again(self) -> bool:
        """Make the changes that wait; false if the store is still busy.

        Raises the error of a change that can't be made at all, which then doesn't wait any longer.
        """
        while self._waiting:
            try:
                self._waiting[0].make()
            except StoreBusyError:
                return False
            except BaseException:
                self._waiting.popleft()
                raise
            self._waiting.popleft()
        return True


class Learner:
    """The learner of a session. `clock` returns microseconds since 1970; `library` are the books that are open."""

    def __init__(self, clock: Callable[[], int], evidence: Evidence, library: "Library | None" = None) -> None:
        self.clock = clock
        self._evidence = evidence
        self._library = library
        self._read_only_store: Store | None = None
        self._patience: float | None = None
        self.changes = StoreChanges()
        self.is_read_only = False
        """True if the store and the settings may not be changed; what wants to then raises ReadOnlyError."""

    @cached_property
    def now(self) -> int:
        """The moment at which the command began, in microseconds since 1970."""
        from mlsys_cli.journal.days import today_at

        now = self.clock()
        self._evidence.depends_on(Path("/etc/localtime"))
        self._evidence.period = (now * 1000, today_at(now, 0).end * 1000)
        return now

    @cached_property
    def today(self) -> "Today":
        """The day on which the command began, as the learner's settings limit it."""
        from mlsys_cli.journal.days import today_at

        today = today_at(self.now, self.settings.day_starts)
        since, until = self._evidence.period
        self._evidence.period = (since, min(until, today.end * 1000))
        return today

    @cached_property
    def store(self) -> "Store":
        """The learner's store. Its file is opened by the first query, and created by the first event."""
        from mlsys_cli.journal.store import Store

        self._evidence.depends_on(self.store_path)
        return self._following(Store(self._database(read_only=self.is_read_only)))

    @property
    def read_only_store(self) -> "Store | None":
        """The store for commands that only show reading, marks and notes; None as long as there is no store."""
        if self._read_only_store is None:
            self._evidence.depends_on(self.store_path)
            if os.path.exists(self.store_path):
                from mlsys_cli.journal.store import Store

                self._read_only_store = self._following(Store(self._database(read_only=True)))
        return self._read_only_store

    def follow(self, library: "Library") -> None:
        """Let the store count by the ids that entries have in the books that were opened."""
        self._library = library
        for store in self._open_stores():
            self._following(store)

    def _following(self, store: "Store") -> "Store":
        """A store that counts by the ids of the open books. One that can't be read now says so when it is asked."""
        if self._library is not None:
            entries = self._library.entries
            with suppress(OutputError, UnreadableError):
                store.follow(entries.renamed(), {ref.slug for ref in entries.refs("book")})
        return store

    def _open_stores(self) -> "list[Store]":
        return [store for store in (self.__dict__.get("store"), self._read_only_store) if store is not None]

    def _database(self, *, read_only: bool = False) -> "Database":
        from mlsys_cli.journal.database import PATIENCE, Database

        patience = PATIENCE if self._patience is None else self._patience
        return Database(self.store_path, read_only=read_only, patience=patience)

    def let_changes_wait(self, patience: float) -> None:
        """Let changes, and not the learner, wait if another process writes to the store for longer."""
        self.changes.may_wait = True
        self.wait_at_most(patience)

    def finish_changes(self, notify: Callable[[str], None]) -> None:
        """Make the changes that wait, and wait for the store as long as a command does.

        Raises StoreBusyError, with what is lost, if that isn't long enough.
        """
        from mlsys_cli.journal.database import PATIENCE

        self.changes.may_wait = False
        if self.changes.try_again():
            return
        notify("waiting for another process that writes to the store")
        self.wait_at_most(PATIENCE)
        if not self.changes.try_again():
            lost = [f"not saved: {about}" for about in self.changes.about]
            raise StoreBusyError(f"another process is writing to the store {self.store_path}", lost)

    def wait_at_most(self, patience: float) -> None:
        """Wait at most so many seconds from now on while another process writes to the store."""
        self._patience = patience
        for store in self._open_stores():
            store.database.wait_at_most(patience)

    @cached_property
    def store_path(self) -> Path:
        """The file of the store, which need not exist."""
        return own_directory("data") / "study.sqlite"

    @cached_property
    def drafts(self) -> "Drafts":
        """The notes that the learner has begun to write."""
        from mlsys_cli.journal.drafts import Drafts

        return Drafts(own_directory("data") / "drafts.json")

    @cached_property
    def settings_path(self) -> Path:
        """The file of the settings, which need not exist."""
        return own_directory("config") / "config.toml"

    @cached_property
    def settings(self) -> "Settings":
        """The learner's settings."""
        from mlsys_cli.journal.settings import read_settings

        self._evidence.depends_on(self.settings_path)
        return read_settings(self.settings_path)

    def change_setting(self, name: str, value: str | None) -> None:
        """Change a setting, or with None remove it from the file. Raises UsageError for a value that it can't have."""
        from mlsys_cli.journal.settings import change_setting

        if self.is_read_only:
            raise ReadOnlyError("the settings can't be changed here")
        self.settings = change_setting(self.settings_path, name, value)

    def today_now(self) -> "Today":
        """The present day, for a command that goes on for a while."""
        from mlsys_cli.journal.days import today_at

        return today_at(self.clock(), self.settings.day_starts)
