"""Random keys, mouse and sizes for the reader: `python -m tests.fuzz.reader_monkey [--keys 10000] [--seed 1]`."""

import argparse
import asyncio
import math
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from mlsys_cli.reader.key_bindings import PROGRAM_KEYS, READER_KEYS
from mlsys_cli.reader.location import HOME, LISTS
from mlsys_cli.reader.reader import Reader
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.reader import press, press_event, press_key

_SUSPENDS = "ctrl+z"
_BOUND = [key for binding in (*READER_KEYS, *PROGRAM_KEYS) for key in binding.key.split(",") if key != _SUSPENDS]
_OTHERS = """enter tab escape space pageup pagedown up down home end left right delete ctrl+a ctrl+g ctrl+n ctrl+p
a d e o u x z 1 2 3 é 中"""
_KEYS = [*_BOUND, *_OTHERS.split()]
_LEAVING = ("q", "ctrl+c")
"""Keys that are pressed less often, since the reader must be opened again after them."""
_NAMES = ("gpu", "tpu", "cloud", "drift", "1956", "evil", *(name[:4] for name in LISTS))
_EXCURSIONS = ("h", "t⏎", "Q", "r", "ca note⏎", "/the⏎", "]", "⇥⇥⏎", "fa", *(f"g{name}⏎" for name in _NAMES))
_WIDTHS, _HEIGHTS = (12, 300), (3, 80)
_WHEEL = (events.MouseScrollDown, events.MouseScrollUp, events.MouseScrollLeft, events.MouseScrollRight)


def press_at_random(keys: int, seed: int, content: Path | None = None) -> Counter[str]:
    """Press so many random keys; beside each fifth of them the size is changed, and the mouse moved.

    Returns how often each screen and page was there, and how often the size was changed, as `resized`.
    """
    chance, options = random.Random(seed), Options(Environment(size=(80, 24)))
    options.content = (str(content),) if content else ()
    return asyncio.run(_press(Session(options), keys, chance))


async def _press(session: Session, keys: int, chance: random.Random) -> Counter[str]:
    been: Counter[str] = Counter()
    while keys > 0:
        app = Reader(session, HOME)
        async with app.run_test(size=(80, 24)) as pilot:
            while keys > 0 and app.is_running and not app._exit:
                been[_where(app)] += 1
                await _step(pilot, chance, been)
                keys -= 1
        been["opened"] += 1
    return been


def _where(app: Reader) -> str:
    return app.reading.location.kind if len(app.screen_stack) == 1 else type(app.screen).__name__


async def _step(pilot: "Pilot[None]", chance: random.Random, been: Counter[str]) -> None:
    if chance.random() < 0.2:
        been["resized"] += 1
        await pilot.resize_terminal(_length(_WIDTHS, chance), _length(_HEIGHTS, chance))
    if chance.random() < 0.2:
        await _move_mouse(pilot, chance)
    is_page = len(pilot.app.screen_stack) == 1
    if is_page and chance.random() < 0.2:
        await press(pilot, chance.choice(_EXCURSIONS))
        return
    key = chance.choice(_KEYS if is_page else (*_KEYS, *["escape"] * 10))
    if not is_page or key not in _LEAVING or chance.random() < 0.2:
        await press_key(pilot, key, key if len(key) == 1 else "")


def _length(bounds: tuple[int, int], chance: random.Random) -> int:
    """A number between two, more often a small one."""
    least, most = bounds
    return round(math.exp(chance.uniform(math.log(least), math.log(most))))


async def _move_mouse(pilot: "Pilot[None]", chance: random.Random) -> None:
    """Turn the wheel, click, or drag from one place to another."""
    width, height = pilot.app.size

    def place() -> tuple[int, int]:
        return chance.randrange(max(width, 1)), chance.randrange(max(height, 1))

    start = place()
    if chance.random() < 0.3:
        await _mouse(pilot, chance.choice(_WHEEL), start)
        return
    end = place() if chance.random() < 0.5 else start
    await _mouse(pilot, events.MouseDown, start)
    if end != start:
        await _mouse(pilot, events.MouseMove, end)
    await _mouse(pilot, events.MouseUp, end)


async def _mouse(pilot: "Pilot[None]", kind: type[events.MouseEvent], place: tuple[int, int]) -> None:
    x, y = place
    await press_event(pilot, kind(None, x, y, 0, 0, 1, False, False, False, x, y))


def main() -> int:
    """Press the keys as a new learner; an error of the reader ends it with a traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--content", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mlsys-monkey-") as directory:
        os.environ |= {f"XDG_{name}_HOME": f"{directory}/{name}" for name in ("CACHE", "DATA", "CONFIG")}
        begun, before = time.monotonic(), _megabytes()
        been = press_at_random(arguments.keys, arguments.seed, arguments.content)
    resizes, seconds = been.pop("resized", 0), time.monotonic() - begun
    print(", ".join(f"{name} {number:,}" for name, number in been.most_common()))
    print(
        f"{arguments.keys:,} keys and {resizes:,} resizes without an error, in {seconds:,.0f} s;"
        f" memory {before:.0f} MB at the start, {_megabytes():.0f} MB at the end"
    )
    return 0


def _megabytes() -> float:
    """The memory that this process has now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
