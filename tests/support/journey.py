"""A new learner's way through the reader, from home to home: the tasks, their keys, and a recording of it.

`python -m tests.support.journey FILE` writes the recording, which `asciinema play FILE` shows.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import NamedTuple

from rich.console import Console
from rich.segment import Segment, Segments

from mlsys_cli.reader.location import HOME
from mlsys_cli.reader.reader import Reader
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.pictures import visible
from tests.support.reader import press, settle, unwatched

SIZE = (80, 24)


_KEY = re.compile("<[^>]+>|.")
_TYPING, _LOOKING = 0.12, 1.6
"""The seconds from one key to the next, and after the last key of a step."""


def noon() -> int:
    """The time of the journey: noon of the fifth of January 2026."""
    return int(datetime(2026, 1, 5, 12, tzinfo=UTC).timestamp() * 1_000_000)


class Task(NamedTuple):
    """A thing to do in the reader: its keys in steps, after each of which the learner looks, and some words to see."""

    name: str
    steps: tuple[str, ...]
    seen: str

    @property
    def keystrokes(self) -> int:
        """The number of keys."""
        return sum(len(_KEY.findall(step)) for step in self.steps)


NOTE = "brittle!"

TASKS = (
    Task("see what there is", ("?", "⎋"), "Begin  Enter · Introduction"),
    Task("open a section by its name", ("tsymb", "⏎"), "1.4.1 Symbolic AI: thinking with symbols"),
    Task("peek at what a link leads to", ("⇥", "⏎"), "Enter opens"),
    Task("open it", ("⏎",), "person · also Bobrow"),
    Task("come back to the line", ("⌫",), "1.4.1 Symbolic AI: thinking with symbols"),
    Task("go on to the next section", ("]",), "1.4.2 Expert systems: knowledge in rules"),
    Task("open the fourth hit of a search", ("gdrift", "<down><down><down>", "⏎"), "Four kinds of drift"),
    Task("go back", ("⌫",), "1.4.2 Expert systems: knowledge in rules"),
    Task("write a note on this paragraph", (f"c{NOTE}", "⏎"), f"▌ Note 1: {NOTE}"),
    Task("answer three questions", ("Q", "bd", "⏎", "⏎", "⏎⏎", "⏎", "f", "⏎", "q"), "▌ Note 1"),
    Task("review", ("r", "⏎⏎", "⏎", "⎋", "q"), "▌ Note 1"),
    Task("go home", ("h",), "Read on     Enter"),
)


class Frame(NamedTuple):
    """The screen after a key of a task: each line as the terminal gets it, and the seconds for which it stays."""

    task: str
    lines: Sequence[str]
    seconds: float

    @property
    def text(self) -> str:
        """The lines without their styles."""
        return re.sub("\x1b\\[[0-9;]*[mK]", "", "\n".join(self.lines))


def journey() -> list[Frame]:
    """The frames of a learner who does all tasks on the fifth of January 2026, and remembers all that was shown."""
    session = Session(Options(Environment(size=SIZE, clock=noon)))
    return asyncio.run(_play(Reader(session, HOME, memory=ReadingMemory(session, 0))))


async def _play(app: Reader) -> list[Frame]:
    async with unwatched(app, SIZE) as pilot:
        await settle(pilot)
        frames = [Frame("home", _painted(app), _LOOKING)]
        for task in TASKS:
            for step in task.steps:
                keys = _KEY.findall(step)
                for number, key in enumerate(keys, start=1):
                    await press(pilot, key)
                    frames.append(Frame(task.name, _painted(app), _TYPING if number < len(keys) else _LOOKING))
    return frames


def _painted(app: Reader) -> list[str]:
    console = Console(file=StringIO(), force_terminal=True, width=SIZE[0] + 1, color_system="256", _environ={})
    lines = []
    for strip in app.screen._compositor.render_strips():
        with console.capture() as capture:
            console.print(Segments(Segment.simplify(visible(strip))), soft_wrap=True, end="")
        lines.append(re.sub(r" {8,}(\x1b\[0m)?$", "\x1b[K\\1", capture.get()))
    return lines


def recording(frames: Sequence[Frame]) -> str:
    """The frames as a recording for asciinema (version 2), each as the lines that are others than before."""
    head = {"version": 2, "width": SIZE[0], "height": SIZE[1], "title": "mlsys: a new reader", "env": {}}
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (head, *_events(frames)))


def _events(frames: Sequence[Frame]) -> Iterator[list[object]]:
    time, before, task = 0.0, [""] * SIZE[1], ""
    yield [0.0, "o", "\x1b[?25l\x1b[2J"]
    for frame in frames:
        if frame.task != task:
            yield [round(time, 2), "m", frame.task]
        new = [f"\x1b[{row}H{line}" for row, line in enumerate(frame.lines, start=1) if line != before[row - 1]]
        yield [round(time, 2), "o", "".join(new)]
        time, before, task = time + frame.seconds, list(frame.lines), frame.task
    yield [round(time, 2), "o", "\x1b[0m\x1b[?25h"]


def main() -> int:
    """Write the recording."""
    with tempfile.TemporaryDirectory(prefix="mlsys-journey-") as directory:
        os.environ |= {f"XDG_{name}_HOME": f"{directory}/{name}" for name in ("CACHE", "DATA", "CONFIG")}
        written = recording(journey())
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
