"""The user's programs that get the terminal for a while: editor and pager.

less gets its text line by line as it asks for it, so that it is known which lines were on the screen. It reads no more
than it needs to fill the screen, and then waits for a key: the lines that it read last are what is on the screen. This
holds for a step, a page, and a jump to a match or to the end, whose way there was never shown. Only when the reader
goes back, less asks for nothing: lines that they had jumped over and look at then aren't noticed.
"""

import os
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from codecs import iterencode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from mlsys_cli.errors import UsageError

_PAUSE = 30
"""The milliseconds without a request after which less waits for a key."""

_AHEAD = 3
"""The lines that are sent and not shown: two wait in the socket, which takes no more, and less has read another one."""


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
    # vi first, which programs such as git and crontab also start where no editor is set.
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


def page_through(
    made: list[str],
    rest: Iterator[str],
    env: Mapping[str, str],
    *,
    encoding: str,
    height: int,
    start: int | None = None,
) -> tuple[int, tuple[range, ...] | None]:
    """The exit code of the pager, after the user has left it, and the ranges of lines that it had on the screen.

    They are None if they aren't known. Raises UsageError if the pager can't start.

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
    encoded = iterencode(text(), encoding, "replace")
    ends = open_feed() if start is not None and Path(command[0]).name == "less" else None
    if ends:  # with -g less marks only the match that it goes to: to mark all of them it would read far ahead
        command += ["-g", *([f"+{start + 1}"] if start else [])]
    screens: list[range] = []

    def write(process: subprocess.Popen[bytes]) -> None:
        if ends:
            ends[1].close()
            screens.extend(feed(ends[0], encoded, height))
        else:
            _write(process, encoded)

    code = _run(f"the pager {named!r}", command, settings, ends[1].fileno() if ends else subprocess.PIPE, write)
    if code in (-signal.SIGINT, 128 + signal.SIGINT):
        raise KeyboardInterrupt
    return code, tuple(screens) if ends else None


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
