"""Transcripts: pages of Markdown whose `console` blocks are run, and hold what the commands print.

A line that begins with `$ ` is a command, which goes on in lines that begin with `> `. What follows is its output,
stdout and stderr as a terminal shows them, and `exit code N` where that is not 0. A plain `mlsys` command runs in this
process, also in a pipe, with variables before it or its output in a file, `export` sets a variable for the page, and
everything else runs in bash. `<!-- now:
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
from collections.abc import Iterator
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
_PLAIN = re.compile(
    r"(?P<variables>(?:(?!PYTHON)[A-Z_]+=(?:'[^']*'|[^\s']+) )*)"
    r"(?P<line>mlsys\b[^|<>&;$`*(){}\n]*?)(?: > (?P<file>\S+))?"
)
"""A command that needs no shell."""
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
        code, out, told = 0, "", ""
        stages = list(_stages(command))
        for number, (plain, text) in enumerate(stages, 1):
            if plain:
                code, out, err = self._in_process(plain, out, apart=number < len(stages))
                told += err
            else:
                code, out = self._in_bash(text, out)
        out = told + out
        out = out.replace(str(self._home), "~").replace(str(self._cache), "~/.cache")
        if out and not out.endswith("\n"):
            out += "\n"
        return out + (f"exit code {code}\n" if code else "")

    def _in_process(self, command: re.Match[str], given: str, apart: bool) -> tuple[int, str, str]:
        """The exit code, the output and the errors of a command; unless these are `apart`, the output has them."""
        out, stdin = io.StringIO(), sys.stdin
        err = io.StringIO() if apart or command["file"] else out
        sys.stdin = io.StringIO(given)
        now = self._now
        try:
            with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
                for name, _, value in (word.partition("=") for word in shlex.split(command["variables"])):
                    patch.setenv(name, os.path.expanduser(value))
                code = main(shlex.split(command["line"])[1:], Environment(clock=lambda: now))
        finally:
            sys.stdin = stdin
        shown = out.getvalue()
        if command["file"]:
            Path(command["file"]).write_text(shown, encoding="utf-8")
            shown = ""
        return int(code), shown, err.getvalue() if err is not out else ""

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


def _stages(command: str) -> Iterator[tuple[re.Match[str] | None, str]]:
    """The stages of a pipe: each as a command that needs no shell, or as a text for bash, in which several may be."""
    texts: list[str] = []
    for text in command.split(" | "):
        if plain := _PLAIN.fullmatch(text):
            if texts:
                yield None, " | ".join(texts)
            texts = []
            yield plain, text
        else:
            texts.append(text)
    if texts:
        yield None, " | ".join(texts)
