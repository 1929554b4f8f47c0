"""The only writer of stdout, and of messages on stderr."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TextIO

from mlsys_cli.errors import OutputError, UsageError
from mlsys_cli.render.target import Terminal
from mlsys_cli.text.sanitize import encodable, harmless


class Shown(NamedTuple):
    """The ranges of lines of a text that were on the screen, None if that isn't known; and if the pager failed."""

    screens: tuple[range, ...] | None
    failed: bool = False

    @property
    def at_once(self) -> bool:
        """True if all of it was on the screen at once."""
        return self == _AT_ONCE


_AT_ONCE = Shown((range(sys.maxsize),))


def write_stdout(text: str) -> None:
    """Write a text to stdout; a pipe that its reader has closed is no error. Raises OutputError for others."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)  # as `head` closes it
    except OSError as error:
        _silence(sys.stdout)
        raise OutputError(f"output can't be written: {error.strerror}") from error


def _silence(stream: TextIO) -> None:
    """Discard the rest of a stream: Python would flush it again at exit, and fail with a traceback."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):
        return


def show(
    pieces: Iterable[str], terminal: Terminal, env: Mapping[str, str], paged: bool, start: int | None = None
) -> Shown:
    """Write a text that is made piece by piece, through the pager if it is longer than the screen.

    The pager gets the first screen before the rest is made. With a `start`, it begins at that line, and what was
    on the screen is noted.
    """
    rest = iter(pieces)
    made: list[str] = []
    missing = terminal.height
    while missing > 0 and (piece := next(rest, None)) is not None:
        made.append(piece)
        missing -= piece.count("\n")
    if paged and terminal.interactive and missing <= 0:
        from mlsys_cli.terminal.editor_and_pager import page_through

        try:
            code, screens = page_through(made, rest, env, terminal, start)
            return Shown(screens, failed=code != 0)
        except UsageError as error:
            write_stderr(error.message)
    write_stdout("".join([*made, *rest]))
    return _AT_ONCE if missing > 0 else Shown(None)


def ask_user(question: str) -> str:
    """The line that the user types in answer to a question; empty at the end of input."""
    sys.stderr.write(encodable(harmless(question), sys.stderr.encoding or "utf-8"))
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        sys.stderr.write("\n")
    return answer


def write_stderr(*lines: str) -> None:
    """Write a message to stderr; its first line begins with the name of the program."""
    text = "".join(f"{'mlsys: ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))
    if sys.stderr is None:  # closed by the shell: `2>&-`
        return
    try:
        sys.stderr.write(encodable(harmless(text), sys.stderr.encoding or "utf-8"))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)
