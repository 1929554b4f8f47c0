"""Everything that a user can cause and must be told about, and the exit code of each."""

from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """What the program's exit code means to a script."""

    SHOWN = 0
    NOT_FOUND = 1
    USAGE = 2
    UNREADABLE = 3
    INTERRUPTED = 130


class MlsysError(Exception):
    """A message for the user: what is wrong, one line a hint, and the exit code that goes with it."""

    exit_code = ExitCode.NOT_FOUND

    def __init__(self, message: str, hints: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(hints)


class NotFoundError(MlsysError):
    """Nothing has the name, or matches the words, that were asked for."""


class UsageError(MlsysError):
    """The command line makes no sense."""

    exit_code = ExitCode.USAGE


class UnreadableError(MlsysError):
    """The content, or the learner's store, can't be read."""

    exit_code = ExitCode.UNREADABLE


class OutputError(MlsysError):
    """What was asked for can't be written where it should go."""

    exit_code = ExitCode.UNREADABLE
