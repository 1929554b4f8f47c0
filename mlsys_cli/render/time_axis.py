"""Eras and events over an axis of years, to scale."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Band, TimeAxis
from mlsys_cli.render.rich_text import indented, joined, line_of, padded, wrap_words

WIDEST = 120
"""The eye loses the row in a drawing that is wider than this."""

_COLUMNS_A_YEAR = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MARKS = " ·•●"
_WIDEST_NAME = 20
_SHORTEST_AXIS = 30


class _Scale(NamedTuple):
    """Years on columns: `first` on column 0, `last` on the last of `columns`."""

    first: int
    last: int
    columns: int

    def column(self, year: int) -> int:
        """The column of a year; a year outside is on the edge that it is nearest to."""
        clipped = min(max(year, self.first), self.last)
        return round((clipped - self.first) * (self.columns - 1) / max(self.last - self.first, 1))


def draw_axis(axis: TimeAxis, width: int) -> list[Text]:
    """The lines of a timeline to scale, none wider than `width` (20 or more): events, eras, axis, years.

    Events are marks, bigger where a column holds two or more. What lies outside the axis is clipped to its edge,
    and an arrow says that a band goes on there; events outside are left out.
    """
    room = min(width, WIDEST)
    names = _label_width(axis, room)
    margin = names + 2 if names else 0
    scale = _Scale(axis.first, axis.last, min(room - margin, 1 + (axis.last - axis.first) * _COLUMNS_A_YEAR))
    ticks = _ticks(scale)
    bands = sorted(axis.bands, key=lambda band: band.start)
    return [
        *indented(_density(axis.years, scale), " " * margin),
        *(line for band in bands for line in _band(band, scale, room, names)),
        *indented([_ruler(ticks, scale), _labels(ticks, scale, room - margin)], " " * margin),
    ]


def _label_width(axis: TimeAxis, room: int) -> int:
    """The width of the column of the eras' names, the same for all; 0 if they stand above their bands instead."""
    names = max((cell_len(_name(band)) for band in axis.bands), default=0)
    longest_word = max((cell_len(word) for band in axis.bands for word in band.name.split()), default=0)
    width = min(names, max(longest_word, _WIDEST_NAME, room // 5))
    return width if width + 2 + _SHORTEST_AXIS <= room else 0


def _density(years: Iterable[int], scale: _Scale) -> list[Text]:
    """A line with a mark in each column that has events; no line if none has."""
    counts = Counter(scale.column(year) for year in years if scale.first <= year <= scale.last)
    marks = "".join(_MARKS[min(counts[column], 3)] for column in range(scale.columns)).rstrip()
    return [line_of(marks, "event.mark")] if marks else []


def _name(band: Band) -> str:
    return " ".join(band.name.split())


def _band(band: Band, scale: _Scale, room: int, names: int) -> list[Text]:
    """A band with its name in the column of names, which is `names` wide, or else above it."""
    bar = joined(
        (" " * scale.column(band.start), ""), (_blocks(band, scale), "era.winter" if band.winter else "era.band")
    )
    if not names:
        return [*wrap_words(_name(band), "era.name", room), bar]
    *above, last = wrap_words(_name(band), "era.name", names) or [Text()]
    return [*above, joined(padded(last, names + 2), bar)]


def _blocks(band: Band, scale: _Scale) -> str:
    """The blocks of a band, with an arrow at an end that is not its own."""
    left = scale.column(band.start)
    right = scale.last if band.end is None else band.end
    blocks = ("░" if band.winter else "█") * max(scale.column(right) - left + 1, 1)
    if band.start < scale.first:
        blocks = "◄" + blocks[1:]
    if band.end is None or band.end > scale.last:
        blocks = blocks[:-1] + "►"
    return blocks


def _ticks(scale: _Scale) -> list[int]:
    """The round years of the axis, as close together as their labels allow."""
    label = max(len(str(scale.first)), len(str(scale.last))) + 4
    least = label * (scale.last - scale.first) / max(scale.columns - 1, 1)
    step = next((step for step in _STEPS if step >= least), 1000 * math.ceil(least / 1000))
    return list(range(-(-scale.first // step) * step, scale.last + 1, step))


def _ruler(ticks: Iterable[int], scale: _Scale) -> Text:
    """The line of the axis itself, which turns down to the years at its ends."""
    if scale.columns == 1:
        return line_of("╷", "axis")
    ruler = ["─"] * scale.columns
    for year in ticks:
        ruler[scale.column(year)] = "┬"
    ruler[0], ruler[-1] = "┌", "┐"
    return line_of("".join(ruler), "axis")


def _labels(ticks: Iterable[int], scale: _Scale, room: int) -> Text:
    """The years under the ruler: the first, the last, and each tick's that is clear of its neighbours."""
    text, last = str(scale.first), str(scale.last)
    if scale.columns == 1:
        return line_of(text, "axis")
    end = min(max(scale.columns - len(last), len(text) + 1), room - len(last))
    for year in ticks:
        label = str(year)
        left = scale.column(year) - len(label) // 2
        if len(text) < left and left + len(label) < end:
            text = text.ljust(left) + label
    return line_of(text.ljust(end) + last, "axis")
