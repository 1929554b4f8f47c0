"""File operations that fail on demand, so that a test can stop the program at any of its steps."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CHANGES = ("open", "os.mkdir", "os.rename")


@dataclass
class Failure:
    """An error that is raised when a file is opened, or a folder made or renamed, below `folder` for the n-th time.

    It isn't raised any more when folders are deleted, which is how the program cleans up.
    """

    folder: Path
    steps_left: int
    error: BaseException
    happened: bool = False

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Raise the error if this is the step."""
        if event == "shutil.rmtree":  # cleaning up begins
            self.steps_left = sys.maxsize
        if event not in _CHANGES or not str(arguments[0]).startswith(str(self.folder)):
            return
        self.steps_left -= 1
        if self.steps_left < 0 and not self.happened:
            self.happened = True
            raise self.error


_active: list[Failure] = []


@contextmanager
def failure_at(step: int, folder: Path, error: BaseException) -> Iterator[Failure]:
    """Let one file operation fail below a folder, after as many as `step` others; the rest works as always."""
    _install_hook()
    failure = Failure(Path(os.path.abspath(folder)), step, error)
    _active.append(failure)
    try:
        yield failure
    finally:
        _active.remove(failure)


@cache
def _install_hook() -> None:
    """Listen to Python's audit events. A hook can't be removed, so there is one for all failures."""

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        for failure in _active:
            failure.hear(event, arguments)

    sys.addaudithook(hear)
