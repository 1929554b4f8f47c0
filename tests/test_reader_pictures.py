"""Ten screens of the reader at four widths, as pictures, and a recording of a new learner's way through it.

After a change, `MLSYS_UPDATE=1 pytest -m '' tests/test_reader_pictures.py` draws them again. Look at each one.
"""

import asyncio
import os
import re
from pathlib import Path

import pytest

from mlsys_cli.reader.location import HOME
from mlsys_cli.reader.reader import Reader
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.journey import NOTE, TASKS, journey, noon, recording
from tests.support.pictures import svg_of
from tests.support.reader import press, unwatched

pytestmark = pytest.mark.usefixtures("reading")

_NEVER = 1e9
"""The seconds after which a section would count as read: how long a picture takes must not be seen on it."""

_GOLDEN = Path(__file__).parent / "golden"
SIZES = ((60, 24), (80, 24), (120, 24), (160, 18))
SCREENS = {
    "home": "h",
    "section": "tsymb⏎",
    "contents": "t",
    "peek": "⎋/brittle⏎⇥⏎",
    "search": "⎋gdrift",
    "glossary": "⎋:gloss⏎/learn",
    "timeline": "⎋gtimel⏎",
    "table": "gtables⏎⇥⏎",
    "question": "⌫tsymb⏎Q",
    "keys": "?",
}
"""What is pressed from one screen to the next."""


@pytest.mark.slow
def test_screens() -> None:
    for name, svg in asyncio.run(_pictures()).items():
        _compare(_GOLDEN / "reader" / f"{name}.svg", svg)


async def _pictures() -> dict[str, str]:
    """The picture of each screen at each width, in one session, in which the size changes."""
    session, drawn = Session(Options(Environment(size=SIZES[0], clock=noon))), {}
    app = Reader(session, HOME, memory=ReadingMemory(session, _NEVER))
    async with unwatched(app, SIZES[0]) as pilot:
        for name, keys in SCREENS.items():
            await press(pilot, keys)
            for width, height in SIZES:
                await press(pilot, f"<{width}x{height}>")
                drawn[f"{name}.{width}"] = svg_of(app)
    return drawn


def _compare(path: Path, drawn: str) -> None:
    """Compare what stands in a picture with what stood in it, but not its frame, which is another version of Rich's."""
    if os.environ.get("MLSYS_UPDATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    before, now = (_texts(svg) for svg in (path.read_text(encoding="utf-8"), drawn))
    assert before == now, path.name


def _texts(svg: str) -> list[str]:
    """The texts of a picture, without the number of all terms, which every new one changes."""
    return re.findall(r"<text[^>]*>(.*?)</text>", re.sub(r"of&#160;\d+&#160;terms", "of all terms", svg))


@pytest.mark.slow
def test_a_new_learner_needs_few_keys_for_each_task() -> None:
    frames = journey()
    for task in TASKS:
        assert task.seen in [frame.text for frame in frames if frame.task == task.name][-1], task.name
    keystrokes = {task.name: task.keystrokes for task in TASKS}
    assert keystrokes["peek at what a link leads to"] + keystrokes["open it"] <= 4
    assert keystrokes["come back to the line"] == keystrokes["go on to the next section"] == 1
    assert keystrokes["open a section by its name"] <= 8
    assert keystrokes["open the fourth hit of a search"] <= 12
    assert keystrokes["write a note on this paragraph"] == 2 + len(NOTE)
    _compare_words(_GOLDEN / "journey.cast", recording(frames))


def _compare_words(path: Path, cast: str) -> None:
    if os.environ.get("MLSYS_UPDATE"):
        path.write_text(cast, encoding="utf-8")
    before, now = (re.sub(r"\\u001b\[[0-9;]*[mK]", "", text) for text in (path.read_text(encoding="utf-8"), cast))
    assert before == now
