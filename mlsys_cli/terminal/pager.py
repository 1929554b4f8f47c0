"""Long pages shown in the user's pager."""

import shlex
import signal
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from mlsys_cli.terminal.child_program import NOT_STARTED, ignoring_ctrl_c, receive_ctrl_c


class PagerResult(NamedTuple):
    """The exit code of a pager, and the problem if it could not start."""

    code: int = 0
    problem: str = ""


def page_through(text: str, env: Mapping[str, str], encoding: str) -> PagerResult:
    """Show a text in the pager until the user leaves it."""
    command = next((env[name] for name in ("MLSYS_PAGER", "PAGER") if env.get(name, "").strip()), "less")
    try:
        # less goes on after Ctrl-C, and must still get the rest of the text.
        with ignoring_ctrl_c():
            environment = {"LESS": "-FIRX", "LESSHISTFILE": "-", **env}
            process = subprocess.Popen(
                shlex.split(command), stdin=subprocess.PIPE, env=environment, preexec_fn=receive_ctrl_c
            )
            process.communicate(text.encode(encoding, "replace"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return PagerResult(problem=f"the pager {command!r} can't be started: {reason}")
    if process.returncode in (-signal.SIGINT, 128 + signal.SIGINT):
        raise KeyboardInterrupt
    if process.returncode in NOT_STARTED:
        return PagerResult(problem=f"the pager {command!r} can't be started")
    return PagerResult(process.returncode)
