"""Random keys and sizes for the reader: `python -m tests.fuzz.reader_monkey [--keys 10000] [--seed 1]`."""

import argparse
import asyncio
import random
import sys
from pathlib import Path

from mlsys_cli.reader.location import HOME
from mlsys_cli.reader.reader import Reader
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.reader import press_key

_KEYS = [
    "tab",
    "shift+tab",
    "enter",
    "backspace",
    "alt+left",
    "alt+right",
    "right_square_bracket",
    "left_square_bracket",
    "f",
    "t",
    "g",
    "h",
    "n",
    "m",
    "c",
    "s",
    "slash",
    "asterisk",
    "N",
    "plus",
    "minus",
    "question_mark",
    "escape",
    "space",
    "pageup",
    "pagedown",
    "up",
    "down",
    "home",
    "end",
    "left",
    "right",
    "delete",
    "ctrl+a",
    "ctrl+g",
    "ctrl+n",
    "ctrl+p",
    "k",
    "o",
    "r",
    "u",
    "a",
    "d",
    "e",
    "x",
    "z",
    "1",
    "2",
]
_WIDTHS, _HEIGHTS = (1, 2, 10, 20, 40, 60, 80, 140, 200), (1, 2, 3, 5, 10, 24, 60)


def press_at_random(keys: int, seed: int, content: Path | None = None) -> int:
    """Press so many random keys, a tenth of them resizes; returns how often the reader was left and opened again."""
    rng, options = random.Random(seed), Options(Environment(size=(80, 24)))
    options.content = (str(content),) if content else ()
    return asyncio.run(_press(Session(options), keys, rng))


async def _press(session: Session, keys: int, rng: random.Random) -> int:
    opened = 0
    while keys > 0:
        opened += 1
        app = Reader(session, HOME)
        async with app.run_test(size=(80, 24)) as pilot:
            while keys > 0 and app.is_running and app.return_value is None and not app._exit:
                if rng.random() < 0.1:
                    await pilot.resize_terminal(rng.choice(_WIDTHS), rng.choice(_HEIGHTS))
                else:
                    key = rng.choice(_KEYS)
                    await press_key(pilot, key, key if len(key) == 1 else "")
                keys -= 1
    return opened


def main() -> int:
    """Press the keys; an error of the reader ends it with a traceback."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    opened = press_at_random(arguments.keys, arguments.seed)
    print(f"{arguments.keys:,} keys in {opened} runs without an error")
    return 0


if __name__ == "__main__":
    sys.exit(main())
