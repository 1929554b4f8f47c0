"""What the system does to a program on the whole screen: it gives the terminal back, and everything is kept."""

import asyncio
import os
import select
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from signal import SIGCONT, SIGHUP, SIGINT, SIGKILL, SIGSTOP, SIGTERM, Signals
from time import sleep
from typing import Any, TypeAlias

import pytest

from mlsys_cli.errors import Exit
from mlsys_cli.journal.store import Store
from mlsys_cli.reader.location import HOME
from mlsys_cli.reader.reader import Reader
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.typed_line import ask_line
from tests.support.program import Run
from tests.support.shell import Act, Shell

LEFT = "\x1b[?1049l"
"""The escape that leaves the screen of a program."""

Homes: TypeAlias = dict[str, Any]


@pytest.fixture
def homes(store: Store) -> Homes:
    """The variables with which a process uses the store of this test."""
    return {"XDG_DATA_HOME": store.path.parent.parent}


@pytest.mark.slow
def test_the_reader_is_stopped_resized_and_ended(shell: Shell) -> None:
    keys: list[tuple[str, Act]] = [("Mark I", "\x1a"), (LEFT, SIGCONT), ("Mark I", (50, 20)), ("built", SIGTERM)]
    done = shell.on_terminal("mlsys open perceptron", keys=keys, whole=True)
    assert done.code == 128 + SIGTERM
    assert done.out.rpartition(LEFT)[0].count(LEFT) == 1  # one at the stop, one at the end


@pytest.mark.slow
def test_the_terminal_is_given_back_after_a_stop_that_the_reader_knew_nothing_of(shell: Shell) -> None:
    keys: list[tuple[str, Act]] = [
        ("Mark I", SIGSTOP),
        (LEFT, ""),
        ("Mark I", "?"),
        ("Enter does it", "\x1b"),
        ("built", "q"),
    ]
    assert shell.on_terminal("mlsys open perceptron", keys=keys, whole=True).code == 0


@pytest.mark.parametrize(("act", "code"), [("\x03\x03", 130), (SIGKILL, -9)])
def test_an_answer_is_kept_however_a_quiz_ends(shell: Shell, store: Store, homes: Homes, act: Act, code: int) -> None:
    keys: list[tuple[str, Act]] = [("1 of 2", "\x1a"), (LEFT, SIGCONT), ("1 of 2", "t"), ("Enter next", act)]
    line = "mlsys quiz intro -n 2 --kind true-false --no-generated"
    assert shell.on_terminal(line, keys=keys, whole=True, **homes).code == code
    assert len(list(store.events("answer"))) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("is_told", [False, True])
def test_a_terminal_that_is_gone_ends_the_reader(is_told: bool) -> None:
    """The kernel says so with SIGHUP and SIGCONT to whom the terminal belongs; to others their end of it just fails."""
    ours, theirs = os.openpty()
    terminal: dict[str, Any] = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    take = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); " if is_told else ""
    line = [sys.executable, "-c", f"{take}from mlsys_cli.__main__ import run; run()", "open", "perceptron"]
    env = os.environ | {"TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    with subprocess.Popen(line, **terminal, env=env, start_new_session=True) as process:
        os.close(theirs)
        shown = b""
        while b"Mark I" not in shown:
            shown += os.read(ours, 65536)
        os.write(ours, b"t")
        os.close(ours)
        try:
            assert process.wait(60) == 128 + SIGHUP
        finally:
            process.kill()


@pytest.mark.slow
def test_reading_is_kept_to_the_last_second(shell: Shell, store: Store, homes: Homes, run: Run) -> None:
    """What was on the screen for two seconds is remembered within another one, and kill -9 comes too late."""
    run("mark", "perceptron")  # makes a store

    def wait() -> None:
        while not store.reading_positions():
            sleep(0.05)

    keys: list[tuple[str, Act]] = [("Daniel", wait), ("", SIGKILL)]
    assert shell.on_terminal("mlsys open intro/symbolic-ai", keys=keys, whole=True, **homes).code == -SIGKILL
    assert store.reading_positions()[0].subject.endswith("intro/symbolic-ai")


@pytest.mark.slow
@pytest.mark.parametrize("imported", ["output_cache", "cli.main"])
def test_ctrl_c_while_the_program_is_imported_ends_it_without_a_traceback(shell: Shell, imported: str) -> None:
    finder = f"import sys, signal\nclass Finder:\n  def find_spec(name, *_):\n    if name == 'mlsys_cli.{imported}':"
    press = " signal.raise_signal(signal.SIGINT)\nsys.meta_path.insert(0, Finder)\n"
    code = f"{finder}{press}from mlsys_cli.__main__ import run\nrun()\n"
    done = shell.run(f"python -c '{code.replace(chr(39), chr(34))}' quiz")
    assert (done.code, done.err) == (130, "")


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("number", [SIGINT, SIGTERM, SIGHUP])
def test_a_signal_before_the_first_page_waits_until_the_terminal_can_be_given_back(number: Signals) -> None:
    class Hasty(Reader):
        def run(self, **_: object) -> None:
            os.kill(os.getpid(), number)  # when Textual has taken the terminal
            asyncio.run(self._mount())

        async def _mount(self) -> None:
            async with self.run_test():
                pass

    before = signal.getsignal(number)
    with pytest.raises(Exit) as end:
        Hasty(Session(Options(Environment(size=(80, 24)))), HOME).run_to_end()
    assert end.value.code == 128 + number
    assert signal.getsignal(number) is before


def test_ctrl_c_just_before_the_wait_for_a_line_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its handler has run, or is yet to run, when the process goes to sleep: it must wake at once."""
    ours, theirs = os.openpty()
    wait = select.select

    def press(waited: Any, *_: object) -> None:
        signal.raise_signal(SIGINT)
        woken = wait(waited, [], [], 60)[0]
        raise KeyboardInterrupt if woken else TimeoutError

    handler = signal.signal(SIGINT, lambda *_: None)
    try:
        with os.fdopen(theirs) as terminal:
            monkeypatch.setattr("sys.stdin", terminal)
            monkeypatch.setattr("select.select", press)
            with pytest.raises(KeyboardInterrupt):
                ask_line("")
    finally:
        signal.signal(SIGINT, handler)
        os.close(ours)


@pytest.mark.slow
@pytest.mark.parametrize(("act", "code"), [("\x03", 130), (SIGHUP, 129), (SIGTERM, 143)])
@pytest.mark.parametrize(
    ("line", "prompt"), [("mlsys open perceptron", "> "), ("mlsys quiz intro -n 2 --kind true-false", "answer> ")]
)
def test_what_is_asked_line_by_line_is_ended(
    shell: Shell, homes: Homes, line: str, prompt: str, act: Act, code: int
) -> None:
    assert shell.on_terminal(line, keys=[(prompt, act)], whole=True, TERM="dumb", **homes).code == code


@pytest.mark.slow
@pytest.mark.parametrize("number", [SIGHUP, SIGTERM])
def test_a_note_of_a_line_that_waits_for_the_store_is_kept_at_a_hang_up(
    shell: Shell, store: Store, homes: Homes, number: Signals
) -> None:
    store.mark("intro-to-mlsys:term:perceptron", 1)
    store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        keys: list[tuple[str, Act]] = [("> ", "c mine\r"), ("kept meanwhile", number)]
        keys.append(("waiting for another process", lambda: other.execute("rollback")))
        done = shell.on_terminal("mlsys open perceptron", keys=keys, whole=True, TERM="dumb", **homes)
    assert (done.code, [note.text for note in store.notes()]) == (128 + number, ["mine"])
