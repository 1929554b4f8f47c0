"""`mlsys` as a process, in a shell or on a pseudo-terminal, for tests that need a real process."""

import fcntl
import os
import pty
import re
import select
import shlex
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Act: TypeAlias = "str | signal.Signals | tuple[int, int] | Callable[[], object]"
"""Keys that are typed, a signal to the process, another size of the terminal (columns, rows), or anything else.

SIGCONT is sent once the process has stopped, when the terminal must be as it was before it began; but it follows
SIGSTOP at once, which no process can act on. A key may be a byte that isn't UTF-8, written `\\udce9`.
"""

Keys: TypeAlias = Sequence[tuple[str, Act]]
"""Pairs of a text that the user waits to see, and of what they do then."""

_STYLES = re.compile(rb"\x1b\[[0-9;]*m")

_PATIENCE = 60.0
_BIN = Path(sys.executable).parent
ONLY_ITS_OWN_FILES: dict[str, Any] = {"PYTHONDONTWRITEBYTECODE": 1, "COVERAGE_PROCESS_CONFIG": None}
"""Variables of a process on a full disk: neither compiled Python nor data of coverage is written there."""

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\|\x1b[=>]")
"""An escape sequence, which a terminal obeys and doesn't show."""


class Finished(NamedTuple):
    """The result of a process: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def visible(self) -> str:
        """The text that a reader sees: stdout without escape sequences."""
        return ESCAPE.sub("", self.out)


class Shell:
    """A clean environment in which `mlsys` is installed; calls add variables by keyword."""

    def __init__(self, cache: Path, home: Path) -> None:
        self.env = {
            "PATH": os.pathsep.join([str(_BIN), "/usr/local/bin", "/usr/bin", "/bin"]),
            "HOME": str(home),
            "XDG_CACHE_HOME": str(cache),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "MLSYS_NO_CACHE": "1",  # each test has a home of its own, where there is nothing to repeat
            **{name: os.environ[name] for name in ("PYTHONPATH", "COVERAGE_PROCESS_CONFIG") if name in os.environ},
        }

    def run(self, line: str, encoding: str = "utf-8", **env: object) -> Finished:
        """Run a line of bash."""
        done = subprocess.run(
            ["bash", "-c", line],
            check=False,
            env=self._env(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            preexec_fn=_hear_ctrl_c,
        )
        return Finished(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))

    def start(self, line: str, **env: object) -> "subprocess.Popen[bytes]":
        """Start a command whose stdin, stdout and stderr are pipes."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            shlex.split(line), env=self._env(env), stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=_hear_ctrl_c
        )

    def on_terminal(
        self, line: str, columns: int = 80, rows: int = 24, keys: Keys = (), whole: bool = False, **env: object
    ) -> Finished:
        """Run a command on a pseudo-terminal, at which a user types the keys.

        Its stderr is apart, unless it gets the `whole` terminal, as the full-screen reader needs it.
        """
        ours, theirs = pty.openpty()
        _resize(theirs, columns, rows)
        before = termios.tcgetattr(theirs)
        process = subprocess.Popen(
            shlex.split(line),
            env=self._env(env),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs if whole else subprocess.PIPE,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        try:
            out = _talk(ours, process, keys, lambda act: _act(act, process, ours, theirs, before))
            _, err = process.communicate(timeout=_PATIENCE)
            if process.returncode != -signal.SIGKILL:
                assert termios.tcgetattr(theirs) == before, "the terminal was not restored"
        finally:
            process.kill()
            os.close(ours)
            os.close(theirs)
        return Finished(process.returncode, out.replace("\r\n", "\n"), (err or b"").decode())

    def imported(self, *lines: str, keys: Keys | None = None, **env: Any) -> set[str]:
        """The modules that some commands import, run one after the other in a process: at a terminal with `keys`.

        What Python itself has imported before, as for measuring coverage, isn't among them.
        """
        self.run("mlsys toc", **env)  # so that the index is there
        program = (
            "import sys; before = {*sys.modules}; from mlsys_cli.cli.main import main;"
            f" [main(line.split()) for line in {[*lines]}]; print('IMPORTED', *{{*sys.modules}} - before)"
        )
        call = f'python -c "{program}"'
        done = self.run(call, **env) if keys is None else self.on_terminal(call, keys=keys, whole=True, **env)
        return set(done.out.rpartition("IMPORTED ")[2].split())

    def _env(self, more: dict[str, object]) -> dict[str, str]:
        env = self.env | {name: str(value) for name, value in more.items() if value is not None}
        return {name: value for name, value in env.items() if more.get(name, "") is not None}


def _hear_ctrl_c() -> None:
    """Undo that Ctrl-C is ignored, which a shell does to what it starts in the background, and children inherit."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _take_terminal() -> None:
    """Make stdin the terminal whose Ctrl-C this process gets."""
    _hear_ctrl_c()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _resize(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _act(act: Act, process: "subprocess.Popen[bytes]", ours: int, theirs: int, before: list[Any]) -> None:
    """Do what the user of a terminal does."""
    if isinstance(act, str):
        os.write(ours, act.encode(errors="surrogateescape"))
    elif isinstance(act, signal.Signals):
        if act is signal.SIGCONT:
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            assert termios.tcgetattr(theirs) == before, "the terminal was not given back"
        process.send_signal(act)
        if act is signal.SIGSTOP:
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            process.send_signal(signal.SIGCONT)
    elif isinstance(act, tuple):
        _resize(theirs, *act)
    else:
        act()


def _talk(terminal: int, process: "subprocess.Popen[bytes]", keys: Keys, do: Callable[[Act], None]) -> str:
    """All that appears on a terminal until the process ends, typing the keys when their time has come."""
    seen = b""
    read_up_to = 0
    waiting = list(keys)
    written = select.poll()  # unlike select() it has no highest number of a file
    written.register(terminal, select.POLLIN)
    deadline = time.monotonic() + _PATIENCE
    while True:
        ended = process.poll() is not None
        if written.poll(0 if ended else 20):
            seen += os.read(terminal, 65536)
        elif ended:
            return seen.decode("utf-8", "replace")
        # A key and what it does are in two styles, so what is awaited is looked for without them, as a person reads it.
        if waiting and (found := _STYLES.sub(b"", seen).find(waiting[0][0].encode(), read_up_to)) >= 0:
            awaited, act = waiting.pop(0)
            read_up_to = found + len(awaited.encode())
            do(act)
        if time.monotonic() > deadline:
            os.killpg(process.pid, signal.SIGKILL)
            raise AssertionError(f"still running after {_PATIENCE:.0f} s; seen: {seen[-2000:]!r}")
