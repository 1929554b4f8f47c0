"""SIGTERM and SIGHUP as exceptions, so that whatever is in progress cleans up before the process ends."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def exit_on_termination() -> Iterator[None]:
    """Raise SystemExit, with the exit code that shells expect, when the process is told to end."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python lets no other thread handle signals
        return
    # One that is ignored stays ignored: `nohup` relies on it.
    handled = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in handled:
        signal.signal(number, _exit)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)


def _exit(number: int, frame: FrameType | None) -> None:
    for other in _SIGNALS:  # a second one must not interrupt the cleaning up
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + number)
