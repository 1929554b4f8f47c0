"""Every exhibit with each preset, at each width and in each format: nothing fails, and nothing is wider than asked.

`python -m tests.fuzz.exhibit_pages` tries all of them, and prints what is wrong; names of exhibits try only those.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from xml.etree import ElementTree

from rich.cells import cell_len

from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from mlsys_cli.exhibits.player import Player
from mlsys_cli.reader.exhibit_layout import lay_out_exhibit
from mlsys_cli.render.formats import Format, write
from mlsys_cli.terminal.stdout import ColorMode, Terminal
from mlsys_cli.views.exhibit_view import RunView, TalkOverview, TalkView
from mlsys_cli.views.view import View

WIDTHS = (20, 40, 80, 200)
_HEIGHTS = (8, 24, 60)
_FORMATS = (Format.TEXT, Format.PLAIN, Format.JSON, Format.SVG)
_FRAMES = 8
"""About how many frames of a run are drawn, its first and last among them."""

_SAID = ("Men are all alike.", "If the number of apples is 3, what is twice the number of apples?", "unknown", "why")


def runs(names: Iterable[str]) -> Iterator[ExhibitRun]:
    """The runs of some exhibits: as they are, and with each preset."""
    for name in names:
        exhibit = load(name)
        for preset in ("", *(one.name for one in exhibit.presets)):
            yield new_run(CATALOGUE[name], exhibit, preset, [], 1)


def faults(run: ExhibitRun, widths: Sequence[int] = WIDTHS) -> Iterator[str]:
    """The faults of the pages of a run, and of its screens."""
    for view, width, form in product([*_views(run)], widths, _FORMATS):
        text = "".join(write(view, form, Terminal(width, 24, ColorMode.NONE, "utf-8")))
        is_unwrapped = form is Format.PLAIN and isinstance(view, TalkView)  # an answer a line, whatever the width
        found = _faults(text, form, sys.maxsize if is_unwrapped else width)
        yield from (f"{width} {form.value} {type(view).__name__}: {fault}" for fault in found)
    if not isinstance(run.exhibit.engine, Talk):
        yield from _screen_faults(run, widths)


def _views(run: ExhibitRun) -> Iterator[View]:
    talk = run.exhibit.engine
    if not isinstance(talk, Talk):
        frames = [*run.frames()]
        kept = frames[:: max(len(frames) // (_FRAMES - 1), 1)]
        yield from (RunView(run, [frame]) for frame in [*kept, frames[-1]])
        return
    yield TalkOverview(run)
    for lines, reasons in product((_SAID, talk.replay), (False, True)):
        yield TalkView(run, [*run.conversation(lines)], reasons)


def _faults(text: str, form: Format, width: int) -> Iterator[str]:
    if form is Format.JSON:
        json.loads(text, parse_constant=_refuse)
    elif form is Format.SVG:
        ElementTree.fromstring(text)
    elif wide := [line for line in text.splitlines() if cell_len(line) > width]:
        yield f"too wide: {wide[0]!r}"
    if not text.strip():
        yield "empty"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} isn't JSON")


def _screen_faults(run: ExhibitRun, widths: Sequence[int]) -> Iterator[str]:
    player = Player(run)
    player.begin()
    player.reveal()
    for _ in range(_FRAMES):
        for width, height in product(widths, _HEIGHTS):
            parts = lay_out_exhibit(player, width, height).parts
            lines = [line for part in parts for line in part]
            if wide := [line.plain for line in lines if line.cell_len > width]:
                yield f"{width} × {height} on the screen: too wide: {wide[0]!r}"
            if any(len(part) > height for part in parts):
                yield f"{width} × {height} on the screen: too high"
        if player.has_dials_only or not player.forward():
            return


def main() -> int:
    """Print what is wrong. The exit code is 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[*CATALOGUE], metavar="EXHIBIT")
    tried = wrong = 0
    for run in runs(parser.parse_args().names):
        tried += 1
        for fault in faults(run):
            wrong += 1
            print(f"{run.address}: {fault}", flush=True)
    print(f"{tried} runs × {len(WIDTHS)} widths × {len(_FORMATS)} formats: {wrong} faults")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
