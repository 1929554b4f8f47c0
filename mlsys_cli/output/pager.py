"""Long pages shown through the reader's pager."""

import shlex
import subprocess
from collections.abc import Mapping


def page_through(text: str, env: Mapping[str, str], encoding: str) -> str | None:
    """Show a text in a pager until the reader leaves it. Returns what went wrong if it could not start."""
    command = next((env[name] for name in ("MLSYS_PAGER", "PAGER") if env.get(name, "").strip()), "less")
    try:
        arguments = shlex.split(command)
        process = subprocess.Popen(arguments, stdin=subprocess.PIPE, env={"LESS": "-FIRX", **env})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return f"the pager {command!r} can't be started: {reason}"
    assert process.stdin is not None
    try:
        process.stdin.write(text.encode(encoding, "replace"))
        process.stdin.close()
    except BrokenPipeError:
        pass
    except KeyboardInterrupt:
        pass
    _wait(process)
    return None


def _wait(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the pager. Ctrl-C belongs to it meanwhile: leaving first would let two programs read one keyboard."""
    while True:
        try:
            process.wait()
            return
        except KeyboardInterrupt:
            continue
