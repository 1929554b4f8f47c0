"""The way in, and the only place that catches errors and reports them."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import Any

from mlsys_cli.errors import ExitCode, MlsysError

_REPORT = "please report it to the maintainers with the output of 'mlsys doctor'; MLSYS_DEBUG=1 shows where it happened"


def main(argv: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return its exit code."""
    from mlsys_cli.app import program
    from mlsys_cli.output.stdout import say
    from mlsys_cli.session import Options

    try:
        how: dict[str, Any] = {"prog_name": "mlsys", "complete_var": "_MLSYS_COMPLETE", "standalone_mode": False}
        code = program().main(list(argv), obj=Options(), **how)
        return code if isinstance(code, int) else ExitCode.SHOWN
    except MlsysError as error:
        say(error.message, *error.hints)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:
        if hasattr(error, "format_message"):  # what Typer raises for a command line that it can't parse
            say(*_usage(error))
            return ExitCode.USAGE
        if os.environ.get("MLSYS_DEBUG"):
            raise
        say(f"unexpected {type(error).__name__}: {str(error)[:200]} ({_REPORT})")
        return ExitCode.NOT_FOUND


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
