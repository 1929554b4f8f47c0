"""less, which gets its text line by line as it asks for it, so that it is known which lines were on the screen.

less reads no more than it needs to fill the screen, and then waits for a key: the lines that it read last are what is
on the screen. This holds for a step, a page, and a jump to a match or to the end, whose way there was never shown. Only
when the reader goes back, less asks for nothing: lines that they had jumped over and look at then aren't noticed.
"""

import os
import select
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_PAUSE = 30
"""The milliseconds without a request after which less waits for a key."""

_AHEAD = 3
"""The lines that are sent and not shown: two wait in the socket, which takes no more, and less has read another one."""


def is_followed(command: list[str]) -> bool:
    """True if a pager is known to read only what it shows."""
    return Path(command[0]).name == "less"


def following(command: list[str], line: int) -> list[str]:
    """The command that shows a text from a line on, counted from 0.

    With -g less marks only the match that it goes to: to mark all of them it reads far ahead.
    """
    return [*command, "-g", *([f"+{line + 1}"] if line else [])]


def open_feed() -> tuple[socket.socket, socket.socket] | None:
    """Our end and the pager's end of a connection that holds hardly more than a line; None if the system has none."""
    try:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 256)  # Linux takes the least that it can
    except (OSError, AttributeError):
        return None
    return ours, theirs


def feed(ours: socket.socket, pieces: Iterable[bytes], height: int) -> Iterator[range]:
    """Send a text to the pager, and return the range of lines on the screen whenever the pager waits.

    The `height` is that of the terminal, unless it can be asked for.
    """
    poll = select.poll()
    poll.register(ours, select.POLLOUT)
    sent = 0
    with suppress(BrokenPipeError, ConnectionResetError), ours:
        for piece in pieces:
            for line in piece.splitlines(keepends=True):
                if not poll.poll(_PAUSE):
                    yield _screen(sent - _AHEAD, height)
                    poll.poll()
                ours.sendall(line)
                sent += 1
        ours.shutdown(socket.SHUT_WR)
        yield _screen(sent, height)
        return
    yield _screen(sent - _AHEAD, height)


def _screen(end: int, height: int) -> range:
    """The lines on a screen that ends before a line."""
    with suppress(OSError, ValueError, AttributeError):
        height = os.get_terminal_size(sys.stdout.fileno()).lines
    return range(max(end - height + 1, 0), max(end, 0))
