"""The way in, and the only place that catches errors and reports them."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlsys_cli.errors import ExitCode, MlsysError, OutputError

if TYPE_CHECKING:
    from mlsys_cli.session.environment import Environment

_REPORT = "please report it to the maintainers with the output of 'mlsys doctor'; MLSYS_DEBUG=1 shows where it happened"


def main(argv: Sequence[str], environment: "Environment | None" = None) -> int:
    """Run one command line (without the program's name) and return its exit code.

    Clock, keys and terminal are those of the `environment`, if one is given.
    """
    try:
        return _answer(argv, environment)
    except MlsysError as error:
        _say(error.message, *error.hints)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:
        if hasattr(error, "format_message"):  # what Typer raises for a command line that it can't parse
            _say(*_usage(error))
            return ExitCode.USAGE
        if os.environ.get("MLSYS_DEBUG"):
            raise
        _say(f"unexpected {type(error).__name__}: {str(error)[:200]} ({_REPORT})")
        return ExitCode.NOT_FOUND


def _answer(argv: Sequence[str], environment: "Environment | None") -> int:
    # Imported here so that Ctrl-C is as quiet while the program still starts.
    from mlsys_cli.cli.app import COMPLETING, program
    from mlsys_cli.session.environment import Environment
    from mlsys_cli.session.options import Options

    if sys.stdout is None:
        raise OutputError("the answer can't be written: stdout is closed")
    how = {"prog_name": "mlsys", "complete_var": COMPLETING, "standalone_mode": False}
    options = Options(environment or Environment())
    try:
        code = program().main(list(argv), obj=options, **how)
    except _damage():
        # The index is a cache, in which there may be garbage. Nothing has been shown yet, so the command is run again.
        code = program().main(list(argv), obj=options.for_second_try(), **how)
    return code if isinstance(code, int) else ExitCode.SHOWN


def _damage() -> tuple[type[Exception], ...]:
    """What is raised by reading a damaged index. Only an error imports what these errors belong to."""
    import json
    import sqlite3

    return sqlite3.DatabaseError, json.JSONDecodeError


def _say(*lines: str) -> None:
    from mlsys_cli.terminal.stdout import write_stderr

    write_stderr(*lines)


def _usage(error: Exception) -> list[str]:
    """A complaint of Typer's with the usage of the command that it is about."""
    message = error.format_message().rstrip(".")  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    if context is None:
        return [message]
    usage = context.get_usage().replace("Usage: ", "usage: ", 1)
    return [message[:1].lower() + message[1:], " ".join(usage.split()), f"'{context.command_path} --help' explains it"]


def run() -> None:
    """The process: `main` without the garbage collector, which a program that lives for a moment does not need.

    It costs a quarter of the start: the imports make many objects, and all of them are still in use at the end.
    """
    gc.disable()
    code = main(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    run()
