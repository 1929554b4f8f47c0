"""Where Python has neither fcntl nor termios, as on Windows, the program reads, quizzes and reviews line by line."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.shell import Finished, Keys, Shell

HIDING = """
import os, select, signal, sys

for module in ("fcntl", "grp", "pty", "pwd", "readline", "resource", "termios", "tty"):
    sys.modules[module] = None
for owner, names in (
    (os, "O_CLOEXEC O_NOFOLLOW O_NONBLOCK geteuid getuid killpg"),
    (select, "poll"),
    (signal, "SIGCONT SIGHUP SIGKILL SIGTSTP SIGWINCH"),
):
    for name in names.split():
        delattr(owner, name)

def select_sockets_only(*_):
    raise OSError("not a socket")

select.select = select_sockets_only
from mlsys_cli.__main__ import run

run()
"""


class Windows:
    """A machine without what only POSIX has, and a book to be learned."""

    def __init__(self, shell: Shell, folder: Path, book: Path) -> None:
        self._shell = shell
        self._program = folder / "windows.py"
        self._program.write_text(HIDING)
        self._env: dict[str, Any] = {
            "MLSYS_CONTENT": book,
            "XDG_DATA_HOME": folder / "data",
            "XDG_CONFIG_HOME": folder / "config",
        }

    def run(self, line: str) -> Finished:
        return self._shell.run(f"python {self._program} {line}", **self._env)

    def on_terminal(self, line: str, keys: Keys) -> Finished:
        return self._shell.on_terminal(f"python {self._program} {line}", keys=keys, whole=True, **self._env)


@pytest.fixture
def windows(shell: Shell, tmp_path: Path, quiz_book: Path) -> Windows:
    return Windows(shell, tmp_path, quiz_book)


def test_it_starts_reads_and_looks_up(windows: Windows) -> None:
    for line, words in (("--version", "mlsys"), ("read gc", "Why"), ("define heap", "Heap"), ("doctor", "python")):
        done = windows.run(line)
        assert (done.code, done.err) == (0, ""), line
        assert words in done.out


def test_the_reader_goes_line_by_line(windows: Windows) -> None:
    done = windows.on_terminal("open gc", [("Why", "q\n")])
    assert done.code == 0
    assert "\x1b[?1049h" not in done.out  # the other screen of the terminal


def test_a_quiz_is_asked_line_by_line(windows: Windows) -> None:
    done = windows.on_terminal("quiz gc -n 1 --kind true-false", [("> ", "t\n"), ("> ", "/q\n")])
    assert done.code == 0
    assert "1 of 1" in done.visible or "0 of 1" in done.visible


@pytest.mark.slow
def test_a_review_is_asked_line_by_line_and_remembered(windows: Windows) -> None:
    keys: Keys = [("answer> ", "3\n"), ("next> ", "easy\n"), ("Press Enter to quit", "\n")]
    done = windows.on_terminal("review gc --unread -n 1 --seed 1", keys)
    assert done.code == 0
    assert '"not_met": 15' in windows.run("progress --json").out


@pytest.mark.slow
def test_a_pack_is_installed(windows: Windows, quiz_book: Path) -> None:
    assert windows.run(f"pack add {quiz_book}").code == 0
    assert quiz_book.name in windows.run("pack list").out
