"""Opening a file in the author's editor."""

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from mlsys_cli.errors import UsageError
from mlsys_cli.terminal.child_program import NOT_STARTED, ignoring_ctrl_c, receive_ctrl_c

_PLUS = {"vi", "vim", "nvim", "view", "gvim", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "ne"}
"""Editors that take the line as `+LINE` before the file."""

_COLON = {"subl", "zed", "hx", "helix"}
"""Editors that take it as `FILE:LINE`."""

_GOTO = {"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"}
"""Editors that take it so after `--goto`."""


def editor_of(env: Mapping[str, str]) -> list[str]:
    """The editor's command line, from VISUAL or EDITOR. Raises UsageError if there is no editor."""
    for name in ("VISUAL", "EDITOR"):
        if env.get(name, "").strip():
            try:
                return shlex.split(env[name])
            except ValueError as error:
                raise UsageError(f"{name} isn't a command: {str(error).lower()}") from error
    found = next((name for name in ("vi", "nano") if shutil.which(name, path=env.get("PATH"))), None)
    if found is None:
        raise UsageError("there is no editor", ["name yours in the variable EDITOR, as in: export EDITOR=nano"])
    return [found]


def editing(editor: Sequence[str], path: Path, line: int) -> list[str]:
    """The command that opens a file, at a line if the editor is known to support that."""
    name = Path(editor[0]).name.removesuffix(".exe")
    if name in _PLUS:
        return [*editor, f"+{line}", str(path)]
    if name in _COLON:
        return [*editor, f"{path}:{line}"]
    return [*editor, "--goto", f"{path}:{line}"] if name in _GOTO else [*editor, str(path)]


def run_editor(command: Sequence[str]) -> int:
    """Run an editor in the terminal and return its exit code. Raises UsageError if it can't start."""
    try:
        with ignoring_ctrl_c():
            code = subprocess.run(command, check=False, preexec_fn=receive_ctrl_c).returncode
    except OSError as error:
        raise UsageError(f"the editor {command[0]!r} can't be started: {error.strerror}") from error
    if code in NOT_STARTED:
        raise UsageError(f"the editor {command[0]!r} can't be started")
    return code
