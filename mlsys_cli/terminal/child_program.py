"""The user's programs that get the terminal for a while: editor and pager."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

NOT_STARTED = (126, 127)
"""The exit codes of a shell, or of `env`, for a command that it can't run or find."""


@contextmanager
def ignoring_ctrl_c() -> Iterator[None]:
    """Leave Ctrl-C to the other program: leaving first would let two programs read one keyboard."""
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, ours)


def receive_ctrl_c() -> None:
    """Restore Ctrl-C in the other program's process, which inherits that it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
