"""Who studies here: what they have, what they have chosen, and what time it is for them."""

import os
import time
import zlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_cli.session.directories import own_directory

if TYPE_CHECKING:  # imported by the commands that need it
    from mlsys_cli.journal.days import Today
    from mlsys_cli.journal.numbered_notes import Traces
    from mlsys_cli.journal.settings import Settings
    from mlsys_cli.journal.store import Store


class Learner:
    """The learner's store, settings and time. `read_clock` returns microseconds since 1970."""

    def __init__(self, read_clock: Callable[[], int]) -> None:
        self._read_clock = read_clock

    @cached_property
    def now(self) -> int:
        """The moment at which the command began, in microseconds since 1970."""
        return self._read_clock()

    @cached_property
    def today(self) -> "Today":
        """The day of this moment, which starts when the learner says that days do."""
        from mlsys_cli.journal.days import today_at

        return today_at(self.now, self.settings.day_starts)

    @cached_property
    def store(self) -> "Store":
        """What the learner has. Its file is opened when it is asked, and made when there is something to remember."""
        from mlsys_cli.journal.store import Store

        self._import_first_reading()
        return Store(self.store_path)

    @cached_property
    def read_only_store(self) -> "Traces | None":
        """What the learner read, marked and noted, for commands that only show it; None if there is no store."""
        self._import_first_reading()
        if not os.path.exists(self.store_path):
            return None
        from mlsys_cli.journal.numbered_notes import Traces

        return Traces(self.store_path)

    def _import_first_reading(self) -> None:
        """Take over what the learner read when they were new."""
        if os.path.exists(self.first_read_path):
            from mlsys_cli.journal.first_reading import take_over

            take_over(self.first_read_path, self.store_path)

    @cached_property
    def store_path(self) -> Path:
        """The file of the store, which need not exist."""
        return own_directory("data") / "study.sqlite"

    @cached_property
    def first_read_path(self) -> Path:
        """The file of what was read first, until it goes into the store. Each store has its own."""
        name = zlib.crc32(os.fsencode(self.store_path))
        return own_directory("cache") / f"first-{name:08x}.jsonl"

    @cached_property
    def settings_path(self) -> Path:
        """The file of the settings, which need not exist."""
        return own_directory("config") / "config.toml"

    @cached_property
    def settings(self) -> "Settings":
        """What the learner has chosen."""
        from mlsys_cli.journal.settings import read_settings

        return read_settings(self.settings_path)

    def today_now(self) -> "Today":
        """The day that it is now, for a command that goes on for a while."""
        from mlsys_cli.journal.days import today_at

        return today_at(self.clock(), self.settings.day_starts)

    def clock(self) -> int:
        """What the clock says now, for a command that goes on for a while."""
        return self._read_clock()

    def stopwatch(self) -> float:
        """Seconds since some moment: what has passed between two looks at it, whatever is done to the clock."""
        return time.monotonic()
