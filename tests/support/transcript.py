"""Transcripts: pages of Markdown whose `console` blocks are run, and hold what the commands print.

A line that begins with `$ ` is a command, which goes on in lines that begin with `> `. What follows is its output,
stdout and stderr as a terminal shows them, and `exit code N` where that is not 0. A plain `mlsys` command runs in this
process, also before a pipe, `export` sets a variable for the page, and everything else runs in bash. `<!-- now:
2026-11-18 09:00 -->` sets the clock, which goes on by a minute a command. The home folder of the page stands as `~`; in
it is `bread`, the example book of the guide.
"""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlsys_cli.book.author.format_guide import EXAMPLE
from mlsys_cli.cli.main import main
from mlsys_cli.session.environment import Environment

_PIECE = re.compile(
    r"^<!-- now: (?P<now>.*) -->$|(?P<fence>^`{3,})console\n(?P<block>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
_COMMAND = re.compile(r"^\$ (?P<line>.*\n(?:> .*\n)*)", re.MULTILINE)
_SHELL_SYNTAX = re.compile(r"[|<>&;$`*(){}\n]|^(?!mlsys\b)")
_MINUTE = 60_000_000
_WRAPPER = """\
#!{python}
import os, sys
from mlsys_cli.cli.main import main
from mlsys_cli.session.environment import Environment
sys.exit(main(sys.argv[1:], Environment(clock=lambda: int(os.environ["NOW"]))))
"""


class Replay:
    """A home folder in which the commands of a page are run, one after the other."""

    def __init__(self, home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._home, self._cache = home, cache
        self._now = 0
        self._set_clock("2026-11-18 09:00")
        commands = home.parent / "bin"
        commands.mkdir()
        (commands / "mlsys").write_text(_WRAPPER.format(python=sys.executable), encoding="utf-8")
        (commands / "mlsys").chmod(0o755)
        kept = {name: os.environ[name] for name in ("COVERAGE_PROCESS_CONFIG",) if name in os.environ}
        for name in os.environ:
            monkeypatch.delenv(name)
        path = os.pathsep.join([str(commands), str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])
        fixed = {"HOME": home, "XDG_CACHE_HOME": cache, "PATH": path, "LANG": "C.UTF-8", "TZ": "UTC", "COLUMNS": 80}
        for name, value in (kept | fixed).items():
            monkeypatch.setenv(name, str(value))
        shutil.copytree(EXAMPLE, home / "bread")
        monkeypatch.chdir(home)
        self._setenv = monkeypatch.setenv
        time.tzset()

    def page(self, text: str) -> str:
        """The page with what its commands print now."""
        return _PIECE.sub(self._piece, text)

    def _piece(self, piece: re.Match[str]) -> str:
        if piece["now"]:
            self._set_clock(piece["now"])
            return piece[0]
        shown = "".join(f"{command[0]}{self._run(command['line'])}" for command in _COMMAND.finditer(piece["block"]))
        return f"{piece['fence']}console\n{shown}{piece['fence']}"

    def _run(self, line: str) -> str:
        """The output of a command line, which may have further lines."""
        self._now += _MINUTE
        command = line.replace("\n> ", "\n").removesuffix("\n")
        if command.startswith("export "):
            self._setenv(*command.removeprefix("export ").split("=", 1))
            return ""
        plain, _, filters = command.partition(" | ")
        if _SHELL_SYNTAX.search(plain):
            code, out = self._in_bash(command)
        else:
            code, out, err = self._in_process(plain, apart=bool(filters))
            if filters:
                code, filtered = self._in_bash(filters, out)
                out = err + filtered
        out = out.replace(str(self._home), "~").replace(str(self._cache), "~/.cache")
        if out and not out.endswith("\n"):
            out += "\n"
        return out + (f"exit code {code}\n" if code else "")

    def _in_process(self, command: str, apart: bool) -> tuple[int, str, str]:
        """The exit code, the output and the errors of a command; unless these are `apart`, the output has them."""
        out, stdin = io.StringIO(), sys.stdin
        err = io.StringIO() if apart else out
        sys.stdin = io.StringIO()
        now = self._now
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = main(shlex.split(command)[1:], Environment(clock=lambda: now))
        finally:
            sys.stdin = stdin
        return int(code), out.getvalue(), err.getvalue() if apart else ""

    def _in_bash(self, command: str, given: str = "") -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", command],
            check=False,
            env=os.environ | {"NOW": str(self._now)},
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=60,
        )
        return done.returncode, done.stdout

    def _set_clock(self, moment: str) -> None:
        self._now = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()) * 1_000_000
