"""A line that the learner types."""

import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import socketpair
from types import FrameType

from mlsys_cli.errors import Exit
from mlsys_cli.terminal.stdout import write_stdout


def ask_line(prompt: str, patience: float | None = None, meanwhile: Callable[[], None] | None = None) -> str | None:
    """The line that the learner types after a prompt, without spaces around it; None at the end of input.

    If none comes within `patience` seconds on a terminal, `meanwhile` is called once. Raises KeyboardInterrupt at
    Ctrl-C, whenever it is pressed.
    """
    write_stdout(prompt)
    line = _next_line(patience, meanwhile)
    if not line:
        write_stdout("\n")
        return None
    return line.strip()


def _next_line(patience: float | None, meanwhile: Callable[[], None] | None) -> str:
    with suppress(AttributeError, OSError):  # in a test, and after the first line
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # of what isn't UTF-8
    with suppress(OSError, ValueError):  # there is nothing to wait for on a file or in a test, and on Windows no way to
        if sys.stdin.isatty() and not _wait(patience):
            if meanwhile is not None:
                meanwhile()
            while not _wait(None):
                pass
    return sys.stdin.readline()


def _wait(seconds: float | None) -> bool:
    """Wait for a line; false if none has come when the time is over or a signal arrives.

    Python handles a signal between two of its steps. One that arrives after the last of them and before the process
    sleeps would have to wait for the line, unless it wakes the process through a file that is waited for as well.
    """
    woken, wakes = socketpair()
    with woken, wakes:
        wakes.setblocking(False)
        before = -1
        with suppress(ValueError):  # only the main thread gets signals
            before = signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        try:
            ready, _, _ = select.select([sys.stdin, woken], [], [], seconds)
        finally:
            with suppress(ValueError):
                signal.set_wakeup_fd(before)
    return sys.stdin in ready


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a hang-up or SIGTERM raise Exit, as Ctrl-C raises KeyboardInterrupt, so that what waits is still kept."""

    def end(code: int, _: FrameType | None) -> None:
        for each in before:  # a second one must not interrupt what the first one lets be kept or cleaned up
            signal.signal(each, signal.SIG_IGN)
        raise Exit(128 + code)

    before = {}
    with suppress(ValueError):  # only the main thread gets signals
        for number in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:  # Windows has no SIGHUP
            if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` relies on that
                before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
