"""A learner who reviews on a pseudo-terminal as fast as it goes, and knows what they were told is remembered."""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_MLSYS = str(Path(sys.executable).parent / "mlsys")
_PATIENCE = 60.0
_STATEMENT = re.compile(rb"Statement (\d+) holds")
_TOLD = re.compile(rb"(\d+) done")

PER_CHAPTER = 500
"""The statements of a chapter."""


def write_statements(folder: Path, number: int) -> Path:
    """Write a book of so many statements, each of which is false."""
    chapters = [f"c{first // PER_CHAPTER}" for first in range(0, number, PER_CHAPTER)]
    folder.mkdir(parents=True)
    (folder / "book.yaml").write_text(
        f"id: said\ntitle: Statements\nparts: [{{title: All, chapters: [{', '.join(chapters)}]}}]\n", encoding="utf-8"
    )
    for place, chapter in enumerate(chapters):
        (folder / chapter).mkdir()
        (folder / chapter / "chapter.yaml").write_text(
            f"title: Part {place}\nsummary: S.\nsections:\n- {{id: all, title: All, body: So.}}\n", encoding="utf-8"
        )
        first = place * PER_CHAPTER
        lines = [
            f"- {{id: s-{n}, section: {chapter}/all, kind: true-false, level: recall, ask: Statement {n} holds.,"
            " answer: false, explain: It does not.}"
            for n in range(first, min(first + PER_CHAPTER, number))
        ]
        (folder / chapter / "quiz.yaml").write_text("questions:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


def card_of(statement: int) -> str:
    """The card that a statement is."""
    return f"said:question:s-{statement}"


class Typist:
    """A review on a terminal of its own, answered with `false` and graded easy each time."""

    def __init__(self, book: Path, env: Mapping[str, str], *options: str) -> None:
        self._terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._seen = b""
        line = [_MLSYS, "review", "--unread", "--content", str(book), *options]
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            line,
            env={"TERM": "xterm-256color", "LANG": "C.UTF-8", **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)

    @property
    def complaint(self) -> bytes:
        """The end of what was seen."""
        return self._seen[-500:]

    @property
    def told(self) -> list[str]:
        """The cards whose grade was acknowledged on the screen."""
        shown = list(dict.fromkeys(_STATEMENT.findall(self._seen)))  # each is drawn again when it is answered
        done = max(map(int, _TOLD.findall(self._seen)), default=0)
        return [card_of(int(statement)) for statement in shown[:done]]

    def begin(self) -> float:
        """Wait for the first question; returns after how many seconds it was there."""
        self._read(lambda: bool(_STATEMENT.search(self._seen)))
        return time.perf_counter() - self.started

    def answer(self, seconds: float = 600.0) -> None:
        """Answer one question after the other for some time, or until the review is over."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and self.process.poll() is None:
            before = len(self.told)
            os.write(self._terminal, b"qq" if b"no more cards" in self._seen else b"f4")  # one q leaves the result
            self._until(before, end)

    def _until(self, before: int, end: float) -> None:
        self._read(lambda: len(self.told) > before or time.perf_counter() > end)

    def kill(self) -> None:
        """End the program by a signal that it can't hear, and read what it had written."""
        self.process.kill()
        self.finish()

    def finish(self) -> int:
        """Wait for the end of the program; returns its exit code."""
        self._read(lambda: False)
        self.process.wait(_PATIENCE)
        os.close(self._terminal)
        return self.process.returncode

    def _read(self, enough: Callable[[], bool]) -> None:
        """Read the screen until there is enough, or the program has ended."""
        deadline = time.perf_counter() + _PATIENCE
        while not enough():
            ready, _, _ = select.select([self._terminal], [], [], 0.02)
            try:
                data = os.read(self._terminal, 65536) if ready else None
            except OSError as error:
                if error.errno != errno.EIO:  # nobody has the other side any more
                    raise
                return
            if data is not None:
                self._seen += data
            elif self.process.poll() is not None and not select.select([self._terminal], [], [], 0)[0]:
                return
            if time.perf_counter() > deadline:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise AssertionError(f"nothing more is seen after {self._seen[-500:]!r}")
