"""Long pages shown through the reader's pager."""

import shlex
import signal
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

_NOT_STARTED = (126, 127)
"""What a shell, or `env`, returns for a command that it can't run or find."""


class PagerResult(NamedTuple):
    """How a pager was left: its exit code, and what went wrong if it could not start."""

    code: int = 0
    problem: str = ""


def page_through(text: str, env: Mapping[str, str], encoding: str) -> PagerResult:
    """Show a text in a pager until the reader leaves it."""
    command = next((env[name] for name in ("MLSYS_PAGER", "PAGER") if env.get(name, "").strip()), "less")
    # Ctrl-C belongs to the pager meanwhile: leaving first would let two programs read one keyboard, and less, which
    # goes on, would lack the rest of the text.
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        environment = {"LESS": "-FIRX", "LESSHISTFILE": "-", **env}
        process = subprocess.Popen(
            shlex.split(command), stdin=subprocess.PIPE, env=environment, preexec_fn=_hear_ctrl_c
        )
        process.communicate(text.encode(encoding, "replace"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return PagerResult(problem=f"the pager {command!r} can't be started: {reason}")
    finally:
        signal.signal(signal.SIGINT, ours)
    if process.returncode in (-signal.SIGINT, 128 + signal.SIGINT):
        raise KeyboardInterrupt
    if process.returncode in _NOT_STARTED:
        return PagerResult(problem=f"the pager {command!r} can't be started")
    return PagerResult(process.returncode)


def _hear_ctrl_c() -> None:
    """Undo in the pager's process that Ctrl-C is ignored in ours, which it would inherit."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
