"""Running a command line; the only place that catches errors and reports them."""

import gc
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO, cast, get_args

from mlsys_cli.cli.command_table import COMMANDS, COMPLETING
from mlsys_cli.errors import Exit, ExitCode, MlsysError, OutputError, UsageError
from mlsys_cli.output_cache import output_folder, store

if TYPE_CHECKING:
    from mlsys_cli.session.environment import Environment, Options
    from mlsys_cli.session.session import Session
    from mlsys_cli.session.typed_command import TypedCommand
    from mlsys_cli.views.view import View

_REPORT = "this is a bug in mlsys; please report it with the output of 'mlsys doctor' and of MLSYS_DEBUG=1"

_MOST_DIGITS = 5
"""The digits of the most columns or lines that a screen may have."""

_ANY_WORDS = ((list[str],), (list[str] | None,))
"""The types of a parameter that takes any number of words as they are."""

_PLAIN_WORDS = {
    "is not a valid int( range)?": "is not a whole number",
    r"Got unexpected extra argument\(s\) \((.*)\)": r"Unexpected argument '\1'",
    "is not in the range x>=": "is less than ",
    r"in the range (\S+)<=x<=": r"between \1 and ",
    r" \(Possible options: .*\)": "",
}
"""Typer's wording of errors, and ours."""


def main(argv: Sequence[str], environment: "Environment | None" = None) -> int:
    """Run one command line (without the program's name) and return its exit code.

    The `environment` provides clock, keys and terminal; by default they are the real ones.
    """
    try:
        return _answer(argv, environment)
    except Exit as end:
        return end.code
    except MlsysError as error:
        _say(error.message, *error.hints, *_look_up_hint(argv, error.exit_code, environment))
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except SystemExit as ended:  # so Typer ends a completion
        return int(ended.code or 0)
    except Exception as error:
        if hasattr(error, "format_message"):  # Typer raises it for a command line that it can't parse
            _say(*_usage(error), *_look_up_hint(argv, ExitCode.USAGE, environment))
            return ExitCode.USAGE
        if os.environ.get("MLSYS_DEBUG"):
            raise
        if isinstance(error, OSError):
            _say(_reason(error))
            return ExitCode.UNREADABLE
        _say(f"unexpected {type(error).__name__}: {str(error)[:200]} ({_REPORT})")
        return ExitCode.NOT_FOUND  # 1, as Python ends with a traceback


def _reason(error: OSError) -> str:
    """The message about what the system refused. Most files have messages of their own, but any of them may fail."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return "the current folder was deleted; change to another one"
    name = os.fspath(error.filename)[:80] if isinstance(error.filename, str | bytes) else ""
    return f"{name!r} can't be used: {error.strerror}" if name else f"the system reports: {error.strerror or error}"


def _answer(argv: Sequence[str], environment: "Environment | None") -> int:
    # Imported here so that Ctrl-C is handled even while the program starts.
    from mlsys_cli.session.environment import Environment, Options

    if sys.stdout is None:
        raise OutputError("output can't be written: stdout is closed")
    environment = environment or Environment()
    environment.evidence.is_pure = COMPLETING in os.environ  # a completion calls no command that could say so
    try:
        return _run(argv, new_session(Options(environment)))
    except Exception as error:
        if not _is_damage(error):
            raise
        # The index is a cache, in which there may be garbage. Nothing has been shown yet, so the command is run again.
        return _run(argv, new_session(Options(environment, rebuild_index=True)))


def new_session(options: "Options") -> "Session":
    """A session whose reader can be opened by a long answer, and in which commands can be typed."""
    from mlsys_cli.session.session import Session

    return Session(options, _read, find_command)


def find_command(session: "Session", line: str) -> "TypedCommand | None":
    """The command that a line begins with, or the estimate that it asks for; None if there is neither."""
    if COMMANDS.keys().isdisjoint(line.split()[:2]) and not any(map(str.isdigit, line)):
        return None  # as for most of what is typed in the reader
    from mlsys_cli.cli.reader_commands import find_command

    return find_command(session, line, _run_in_reader)


def _run_in_reader(argv: Sequence[str], session: "Session") -> None:
    """Run a command line; what else may go wrong is raised as MlsysError, too."""
    try:
        _run(argv, session)
    except OSError as error:
        raise OutputError(_reason(error)) from error
    except Exception as error:
        if _is_damage(error):
            raise OutputError("the index is damaged", ["leave the reader and open it again"]) from error
        if not hasattr(error, "format_message"):
            raise
        message, *hints = _usage(error)
        raise UsageError(message, hints) from error


def _read(session: "Session", view: "View", target: str) -> None:
    """Open the reader, which the commands know and the session doesn't, at what a command shows."""
    from mlsys_cli.reader.launch import read_view

    read_view(session, view, target)


def _run(argv: Sequence[str], session: "Session") -> int:
    if COMPLETING not in os.environ and all(word.strip() and not word.startswith("-") for word in argv):
        if argv and argv[0] not in COMMANDS:
            from mlsys_cli.cli.question_line import ask_command

            ask_command(session, list(argv))
            return ExitCode.SHOWN
        if call := _find_call(argv, session):
            call()
            return ExitCode.SHOWN
    from mlsys_cli.cli.app import program

    code = program().main(list(argv), prog_name="mlsys", complete_var=COMPLETING, standalone_mode=False, obj=session)
    return code if isinstance(code, int) else ExitCode.SHOWN


def _find_call(argv: Sequence[str], session: "Session") -> Callable[[], None] | None:
    """Return the call that a command line without options stands for.

    It is None where Typer has to parse the line: for a command that takes no list of words, or if a word is missing.
    Typer takes longer to import than most commands take.
    """
    name, *words = argv or ["home"]
    function = session.import_command(name)
    code, defaults = function.__code__, function.__defaults__ or ()
    required = code.co_varnames[1 : code.co_argcount - len(defaults)]
    if not words:
        return None if required else partial(function, session)
    first = code.co_varnames[1] if code.co_argcount > 1 else ""
    if set(required) <= {first} and get_args(function.__annotations__.get(first))[:1] in _ANY_WORDS:
        return partial(function, session, words)
    return None


def _is_damage(error: Exception) -> bool:
    """True if a damaged index raises such an error, and not a mistake of the program's about SQLite."""
    import json
    import sqlite3

    is_mistake = isinstance(error, sqlite3.ProgrammingError)
    return isinstance(error, sqlite3.DatabaseError | json.JSONDecodeError) and not is_mistake


def _say(*lines: str) -> None:
    from mlsys_cli.terminal.stdout import write_stderr

    write_stderr(*lines)


def _look_up_hint(argv: Sequence[str], code: ExitCode, environment: "Environment | None") -> list[str]:
    """A hint at the search, if the words after a command are none that it knows: `export controls`."""
    from mlsys_cli.cli.question_line import look_up_hint
    from mlsys_cli.session.environment import Environment, Options

    if any(word.startswith(("--content", "--pack")) for word in argv):
        return []  # the hint would be one at other books
    options = Options(environment or Environment())
    options.quiet = True  # what is wrong with the book was said, if it matters
    with suppress(Exception):  # a hint is no reason to fail again
        return look_up_hint(new_session(options), argv, code)
    return []


def _usage(error: Exception) -> list[str]:
    """Return the message of a usage error of Typer's, with hints and the usage of its command."""
    from mlsys_cli.text.spelling import either

    message, hints = error.format_message().rstrip("."), []  # type: ignore[attr-defined]  # all that ends here has it
    for jargon, plain in _PLAIN_WORDS.items():
        message = re.sub(jargon, plain, message)
    if near := getattr(error, "possibilities", None):
        hints.append(f"did you mean {either(map(repr, near))}?")
    elif re.search(r"no such option: -[\d.]", message, re.IGNORECASE):
        hints.append("write -- before a value that begins with a minus sign")
    if context := getattr(error, "ctx", None):
        usage = context.get_usage().replace("Usage: ", "usage: ", 1).replace("{", "").replace("}", "")
        hints += [" ".join(usage.split()), f"see '{context.command_path} --help'"]
    return [message[:1].lower() + message[1:], *hints]


def run() -> int:
    """Run the command line of this process and return its exit code.

    It has no garbage collector, which a short-lived program does not need. It costs a quarter of the start: the imports
    make many objects, and all of them are still in use at the end, when Python would collect once more.
    """
    gc.disable()
    for name in ("COLUMNS", "LINES"):  # Rich and Textual would lay out a screen of any size that they name
        if len(os.environ.get(name, "")) > _MOST_DIGITS:
            del os.environ[name]
    argv = sys.argv[1:]
    code = main_caching(argv) if output_folder() else main(argv)
    gc.freeze()
    return code


def main_caching(argv: list[str], environment: "Environment | None" = None) -> int:
    """Run a command line like `main`, and cache its output unless it writes to stderr."""
    from mlsys_cli.session.environment import Environment

    environment = environment or Environment()
    out, err = sys.stdout, sys.stderr
    written, said = _Copied(out), _Copied(err)
    sys.stdout, sys.stderr = cast("TextIO", written), cast("TextIO", said)
    try:
        code = main(argv, environment)
    finally:
        sys.stdout, sys.stderr = out, err
    evidence = environment.evidence
    if code == ExitCode.SHOWN and evidence.is_pure and not said.parts:
        index_files = (path for files in evidence.index_files for path in files())
        paths = dict.fromkeys(index_files, False) | evidence.paths
        store(argv, "".join(written.parts), paths=paths, began=evidence.began, period=evidence.period)
    return code


class _Copied:
    """A stream that also collects what is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        written = self._stream.write(text)  # first: Click tries whether a stream takes bytes
        self.parts.append(text)
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
