"""The benchmark of the full-screen reader: `python -m tests.bench.reader_rows` measures it alone.

frogmouth, a reader of Markdown on Textual, is the peer where it is installed.
"""

import os
import pty
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlsys_cli.book.kinds import bundled_book
from tests.bench.bench import CHAPTERS, SCRIPT, SEED, Row, compared, have_card_due, print_rows
from tests.bench.generated_library import write_library
from tests.fuzz.hostile_reading import PLACES, answers, write_hostile_book

_BARE = """
from textual.app import App
from textual.widgets import Static


class Bare(App):
    def compose(self):
        yield Static("Symbolic AI")


Bare().run()
"""
_MEGABYTE = 1 << 10
"""Kilobytes."""


def reader_rows(folder: Path, library: Path) -> Iterator[Row]:
    """The first screen, the time of a key, the memory, and a book that is made to harm it.

    The library is one of 1,000 chapters.
    """
    yield from _first_screen_rows(folder)
    yield Row("the reader with the longest chapter, megabytes", "memory", _peak_memory("intro") / _MEGABYTE, 120)
    yield from _answer_rows("in the longest chapter", None, ("intro",), 50)
    yield from _answer_rows("among 1,000 chapters", library, ("", "intro", "chapter-500"), 50)
    yield from _answer_rows("in a hostile book", write_hostile_book(folder / "hostile-book"), PLACES, 200)


def _first_screen_rows(folder: Path) -> Iterator[Row]:
    """The time until the first screen of the reader, against a program of one text and against frogmouth.

    It is that of the processor: while the reader waits, it costs nothing.
    """
    bare, chapter = folder / "bare_textual.py", folder / "chapter.md"
    bare.write_text(_BARE, encoding="utf-8")
    read = [str(SCRIPT), "read", "intro", "--format", "markdown"]
    chapter.write_bytes(subprocess.run(read, check=True, stdout=subprocess.PIPE).stdout)
    programs = {
        "bare": lambda: _show([sys.executable, str(bare)], "Symbolic AI"),
        "a section": lambda: _show([str(SCRIPT), "open", "intro/symbolic-ai"], "Symbolic AI"),
        "a chapter": lambda: _show([str(SCRIPT), "read", "intro"], "Introduction"),
        "the home page": lambda: _show([str(SCRIPT)], "Look up"),
    }
    frogmouth = shutil.which("frogmouth")
    if frogmouth:
        programs["frogmouth"] = lambda: _show([frogmouth, str(chapter)], "Introduction")
    ratios = compared(programs, "bare", _seconds_of_children)
    for name in ("a section", "a chapter", "the home page"):
        yield Row(f"the first screen of {name} in the reader", "a bare Textual program", ratios[name], 1.3)
    # Measured apart: a review that was killed leaves the store to be recovered by the next program.
    review = {"bare": programs["bare"], "review": lambda: _show([str(SCRIPT), "review"], "1 left")}
    ratio = compared(review, "bare", _seconds_of_children)["review"]
    yield Row("the first question of a review", "a bare Textual program", ratio, 1.6)
    if frogmouth:
        ratio = ratios["a chapter"] / ratios["frogmouth"]
        yield Row("the first screen of a chapter in the reader", "frogmouth", ratio, 0.5)


def _seconds_of_children() -> float:
    """The time of the processor that the programs have taken that were run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _answer_rows(where: str, content: Path | None, places: Sequence[str], bound: float) -> Iterator[Row]:
    """The slowest key and opening a page, in the least busy of three runs; a change of the size doesn't count.

    A slice of the layout for which a key may have to wait counts as a key.
    """
    runs = [answers(content, places) for _ in range(3)]
    least = [min(times, key=lambda answer: answer.milliseconds) for times in zip(*runs, strict=True)]
    answered = [one for one in least if not re.fullmatch("<[0-9]+x[0-9]+>", one.step)]
    for what, of_opening, most in (("a key", False, bound), ("opening a page", True, 200)):
        some = (one for one in answered if (one.step == "open") is of_opening)
        slowest = max(some, key=lambda answer: answer.milliseconds)
        which = f"the slowest ({slowest.step} on {slowest.page})"
        yield Row(f"{what} {where}: {which}, milliseconds", "", slowest.milliseconds, most)


def _show(command: Sequence[str], words: str, after: str = "") -> int:
    """Run a program on a terminal until it shows some words; press keys then; returns its peak memory in kilobytes."""
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (24, 80))
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    env |= {"TERM": "xterm-256color", "PYTHONPYCACHEPREFIX": str(Path(env["XDG_CACHE_HOME"]) / "bytecode")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that is installed has its bytecode
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=env) as process:
        os.close(inner)
        seen = b""
        while words.encode() not in seen:
            seen += os.read(outer, 65536)
        for key in after:
            os.write(outer, key.encode())
            time.sleep(0.2)
            os.read(outer, 65536)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        process.kill()
    os.close(outer)
    return int(status.partition("VmHWM:")[2].split()[0])


def _peak_memory(name: str) -> int:
    return _show([str(SCRIPT), "open", name], "Introduction", after="    ]]tf")


def main() -> int:
    """Measure the reader alone, and print the table."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as directory:
        folder = Path(directory)
        os.environ |= {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "DATA", "CONFIG")}
        write_library(folder / "large", bundled_book(), CHAPTERS, SEED)
        have_card_due(bundled_book())
        rows = list(reader_rows(folder, folder / "large"))
    print_rows(rows, time.perf_counter() - started)
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
