"""The user's programs that get the terminal for a while: editor and pager."""

import shlex
import shutil
import signal
import subprocess
from codecs import iterencode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.render.target import Terminal
from mlsys_cli.terminal.followed_pager import feed, following, is_followed, open_feed

_NOT_STARTED = (126, 127)
"""The exit codes of a shell, or of `env`, for a command that it can't run or find."""

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
                raise UsageError(f"{name} isn't a valid command: {str(error).lower()}") from error
    found = next((name for name in ("vi", "nano") if shutil.which(name, path=env.get("PATH"))), None)
    if found is None:
        raise UsageError(
            "no editor was found", ["set EDITOR to the command of your editor, for example: export EDITOR=nano"]
        )
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
    return _run(f"the editor {command[0]!r}", command)


class Paged(NamedTuple):
    """The exit code of a pager, and the ranges of lines that it had on the screen; None if that isn't known."""

    code: int
    screens: tuple[range, ...] | None = None


def page_through(
    made: list[str], rest: Iterator[str], env: Mapping[str, str], terminal: Terminal, start: int | None = None
) -> Paged:
    """Show a text in the pager until the user leaves it. Raises UsageError if it can't start.

    The `rest` of the text is made while the pager shows what is `made`, and added to that. If a `start` is given, the
    text is shown from that line on, and what was on the screen is noted, as far as the pager lets that be known.
    """
    named = next((env[name] for name in ("MLSYS_PAGER", "PAGER") if env.get(name, "").strip()), "less")
    try:
        command = shlex.split(named)
    except ValueError as error:
        raise UsageError(f"the pager {named!r} can't be started: {error}") from error

    def text() -> Iterator[str]:
        yield "".join(made)
        for piece in rest:
            made.append(piece)
            yield piece

    settings = {"LESS": "-FIRX", "LESSHISTFILE": "-", **env}
    encoded = iterencode(text(), terminal.encoding, "replace")
    screens: list[range] | None = None
    if start is not None and is_followed(command) and (ends := open_feed()):
        ours, theirs = ends
        screens = []

        def follow(process: subprocess.Popen[bytes]) -> None:
            theirs.close()
            screens.extend(feed(ours, encoded, terminal.height))

        code = _run(f"the pager {named!r}", following(command, start), settings, theirs.fileno(), follow)
    else:
        code = _run(
            f"the pager {named!r}", command, settings, subprocess.PIPE, lambda process: _write(process, encoded)
        )
    if code in (-signal.SIGINT, 128 + signal.SIGINT):
        raise KeyboardInterrupt
    return Paged(code, None if screens is None else tuple(screens))


def _write(process: "subprocess.Popen[bytes]", text: Iterator[bytes]) -> None:
    """Write a text to a program, the first part of it at once."""
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it may be left before it has read all
        process.stdin.write(next(text))
        process.stdin.flush()
        process.stdin.writelines(text)


def _run(
    program: str,
    command: Sequence[str],
    env: Mapping[str, str] | None = None,
    stdin: int | None = None,
    feed: "Callable[[subprocess.Popen[bytes]], None]" = lambda _: None,
) -> int:
    """Run a program in the terminal and return its exit code. Raises UsageError if it can't start.

    `feed` is called while it runs. Ctrl-C is left to it: leaving first would let two programs read one keyboard, and
    less still needs its text.
    """
    ours = signal.signal(signal.SIGINT, lambda *_: None)  # the program would inherit that it is ignored
    try:
        with suppress(BrokenPipeError), subprocess.Popen(command, env=env, stdin=stdin) as process:
            feed(process)
        code = process.returncode
    except OSError as error:
        raise UsageError(f"{program} can't be started: {error.strerror}") from error
    finally:
        signal.signal(signal.SIGINT, ours)
    if code in _NOT_STARTED:
        raise UsageError(f"{program} can't be started")
    return code
