"""Errors that users can cause, and their exit codes."""

from collections.abc import Sequence
from enum import IntEnum
from importlib import import_module


class ExitCode(IntEnum):
    """The exit codes of the program."""

    SHOWN = 0
    NOT_FOUND = 1
    USAGE = 2
    UNREADABLE = 3
    INTERRUPTED = 130


class Exit(Exception):  # noqa: N818 - it is no error; Typer names its own like this
    """The end of a command that has shown everything, with its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class MlsysError(Exception):
    """An error with a message for the user, hints of one line each, and an exit code. Empty hints are left out."""

    exit_code = ExitCode.NOT_FOUND

    def __init__(self, message: str, hints: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(filter(None, hints))


class NotFoundError(MlsysError):
    """No entry matches a name or words, or a program or library isn't there."""


class UsageError(MlsysError):
    """The command line is invalid, or what it names is; `line` is that of a file, if it is about one."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hints: Sequence[str] = (), line: int = 0) -> None:
        super().__init__(message, hints)
        self.line = line


class UnreadableError(MlsysError):
    """The content or the learner's store can't be read."""

    exit_code = ExitCode.UNREADABLE


class OutputError(MlsysError):
    """The output can't be written."""

    exit_code = ExitCode.UNREADABLE


class StoreBusyError(OutputError):
    """Another process is writing to the learner's store. What failed has changed nothing, and can be tried again."""


class ReadOnlyError(MlsysError):
    """The learner's store or settings were to be changed where they may only be read."""


def require_extra(extra: str, what: str, *libraries: str) -> None:
    """Raise NotFoundError if the libraries of an extra can't be imported; `what` is what they are for."""
    try:
        for library in libraries:
            import_module(library)
    except ImportError as error:
        raise NotFoundError(f"{what} isn't installed", [f"pip install 'mlsys-cli[{extra}]' installs it"]) from error
