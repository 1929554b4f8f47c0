"""The rows of the full-screen reader: its first screens, its memory, and the time of its keys."""

import os
import pty
import re
import resource
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.bench.bench import SCRIPT, Row, Workshop, ratio
from tests.fuzz.hostile_reading import PLACES, answers, write_hostile_book

_BARE = """
from textual.app import App
from textual.widgets import Static


class Bare(App):
    def compose(self):
        yield Static("Symbolic AI")


Bare().run()
"""


def show(shop: Workshop, command: Sequence[str], words: str, after: str = "") -> int:
    """Run a program on a terminal until it shows some words; press keys then; returns its peak memory in kilobytes."""
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (24, 80))
    env = {name: value for name, value in shop.env.items() if name not in ("COLUMNS", "LINES")}
    env |= {"TERM": "xterm-256color", "PYTHONPYCACHEPREFIX": str(shop.folder / "bytecode")}
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


def seconds_of_children() -> float:
    """The time of the processor that all programs have taken: while the reader waits, it costs nothing."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first_screen(name: str, words: str, *argv: str, bound: float = 1.3) -> Row:
    """The first screen of the reader, against a Textual program of one text.

    A review is measured apart: one that was killed leaves the store to be recovered by the next program.
    """

    def measure(shop: Workshop) -> float:
        bare = shop.folder / "bare_textual.py"
        bare.write_text(_BARE, encoding="utf-8")
        reader = partial(show, shop, [SCRIPT, *argv], words)
        return ratio(reader, partial(show, shop, [sys.executable, str(bare)], "Symbolic AI"), clock=seconds_of_children)

    return Row(f"reader-{name}", "a bare Textual program", bound, measure)


def slowest(name: str, book: Callable[[Workshop], Path], places: Sequence[str], bound: float) -> tuple[Row, Row]:
    """The slowest key and the slowest opening of a page, in the least busy of two runs; a new size isn't counted."""
    kept: dict[bool, float] = {}

    def measure(shop: Workshop, of_opening: bool) -> float:
        if not kept:
            os.environ.update({name: value for name, value in shop.env.items() if name.startswith("XDG")})
            runs = [answers(book(shop), places) for _ in range(2)]
            least = [min(times, key=lambda answer: answer.milliseconds) for times in zip(*runs, strict=True)]
            for answer in least:
                if not re.fullmatch("<[0-9]+x[0-9]+>", answer.step):
                    is_open = answer.step == "open"
                    kept[is_open] = max(kept.get(is_open, 0), answer.milliseconds)
        return kept[of_opening]

    return (
        Row(f"reader-key-{name}", "milliseconds of the processor", bound, partial(measure, of_opening=False)),
        Row(f"reader-open-{name}", "milliseconds of the processor", 200, partial(measure, of_opening=True)),
    )


READER_ROWS = (
    first_screen("section", "Symbolic AI", "open", "intro/symbolic-ai"),
    first_screen("chapter", "Introduction", "read", "intro"),
    first_screen("home", "Lists"),
    first_screen("review", "1 left", "review", bound=1.6),
    Row(
        "reader-memory",
        "megabytes with the longest chapter",
        120,
        lambda shop: show(shop, [SCRIPT, "open", "intro"], "Introduction", after="    ]]tf") / 1024,
    ),
    *slowest("chapter", lambda shop: shop.book, ("intro",), 50),
    *slowest("large", lambda shop: shop.large, ("", "intro", "chapter-100"), 50),
    *slowest("hostile", lambda shop: write_hostile_book(shop.folder / "hostile-book"), PLACES, 200),
)
