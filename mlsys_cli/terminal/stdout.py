"""The only writer of stdout, and of the program's remarks on stderr."""

import os
import sys
from collections.abc import Mapping
from enum import Enum
from typing import TextIO

from mlsys_cli.errors import OutputError
from mlsys_cli.render.ascii_fallback import encodable
from mlsys_cli.render.target import Terminal
from mlsys_cli.text.sanitize import harmless


class Shown(Enum):
    """How an answer was shown: all at once on the screen, longer than that to its end, or left to a pager in vain."""

    AT_ONCE = "at once"
    TO_ITS_END = "to its end"
    IN_VAIN = "in vain"


def write_stdout(text: str) -> None:
    """Write a finished answer to stdout."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read it has seen enough, which is no error of theirs or ours.
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise OutputError(f"the answer can't be written: {error.strerror}") from error


def _silence(stream: TextIO) -> None:
    """Send the rest of a stream nowhere: Python would try again to flush it at the end, and fail with a traceback."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):
        return


def show(text: str, terminal: Terminal, env: Mapping[str, str], paged: bool) -> Shown:
    """Write an answer, through a pager where a person would have to scroll."""
    long = text.count("\n") >= terminal.height
    if paged and terminal.interactive and long:
        from mlsys_cli.terminal.pager import page_through

        left = page_through(text, env, terminal.encoding)
        if not left.problem:
            return Shown.TO_ITS_END if left.code == 0 else Shown.IN_VAIN
        write_stderr(left.problem)
    write_stdout(text)
    return Shown.TO_ITS_END if long else Shown.AT_ONCE


def ask_user(question: str) -> str:
    """What a person types in answer to a question; nothing if they leave."""
    sys.stderr.write(encodable(harmless(question), sys.stderr.encoding or "utf-8"))
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        sys.stderr.write("\n")
    return answer


def write_stderr(*lines: str) -> None:
    """Tell the user something that isn't the answer. The first line says who speaks."""
    text = "".join(f"{'mlsys: ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))
    if sys.stderr is None:  # closed by the shell: `2>&-`
        return
    try:
        sys.stderr.write(encodable(harmless(text), sys.stderr.encoding or "utf-8"))
        sys.stderr.flush()
    except OSError:  # where nothing can be said, there is nobody to tell
        _silence(sys.stderr)
