"""Eras and events over an axis of years, to scale."""

import math
from collections import Counter
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Band, TimeAxis
from mlsys_cli.render.rich_text import assembled, indented, one_line, padded, wrap_words

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
    and an arrow says that a band goes on there; events outside are left out. The names of the eras have a column, or
    stand above their bands if there is no room for it.
    """
    room = min(width, WIDEST)
    names = max((cell_len(one_line(band.name)) for band in axis.bands), default=0)
    longest_word = max((cell_len(word) for band in axis.bands for word in band.name.split()), default=0)
    names = min(names, max(longest_word, _WIDEST_NAME, room // 5))
    names = names if names + 2 + _SHORTEST_AXIS <= room else 0
    margin = names + 2 if names else 0
    scale = _Scale(axis.first, axis.last, min(room - margin, 1 + (axis.last - axis.first) * _COLUMNS_A_YEAR))
    counts = Counter(scale.column(year) for year in axis.years if scale.first <= year <= scale.last)
    marks = "".join(_MARKS[min(counts[column], 3)] for column in range(scale.columns)).rstrip()
    lines = indented([Text.styled(marks, "event.mark")] if marks else [], " " * margin)
    for band in sorted(axis.bands, key=lambda band: band.start):
        bar = assembled(" " * scale.column(band.start), _blocks(band, scale))
        if names:
            *above, last = wrap_words(band.name, "era.name", names) or [Text()]
            lines += [*above, assembled(padded(last, margin), bar)]
        else:
            lines += [*wrap_words(band.name, "era.name", room), bar]
    return lines + indented(_ruler(scale, room - margin), " " * margin)


def _blocks(band: Band, scale: _Scale) -> tuple[str, str]:
    """The blocks of a band, with an arrow at an end that is not its own, and their style."""
    right = scale.last if band.end is None else band.end
    blocks = ("░" if band.winter else "█") * max(scale.column(right) - scale.column(band.start) + 1, 1)
    if band.start < scale.first:
        blocks = "◄" + blocks[1:]
    if band.end is None or band.end > scale.last:
        blocks = blocks[:-1] + "►"
    return blocks, "era.winter" if band.winter else "era.band"


def _ruler(scale: _Scale, room: int) -> list[Text]:
    """The axis, which turns down to the years at its ends, and the years: both ends, and ticks clear of each other.

    The ticks are round years, as close together as their labels allow.
    """
    text, last = str(scale.first), str(scale.last)
    if scale.columns == 1:
        return [Text.styled("╷", "axis"), Text.styled(text, "axis")]
    least = (max(len(text), len(last)) + 4) * (scale.last - scale.first) / (scale.columns - 1)
    step = next((step for step in _STEPS if step >= least), 1000 * math.ceil(least / 1000))
    ruler = ["─"] * scale.columns
    end = min(max(scale.columns - len(last), len(text) + 1), room - len(last))
    for year in range(-(-scale.first // step) * step, scale.last + 1, step):
        ruler[scale.column(year)] = "┬"
        label = str(year)
        left = scale.column(year) - len(label) // 2
        if len(text) < left and left + len(label) < end:
            text = text.ljust(left) + label
    ruler[0], ruler[-1] = "┌", "┐"
    return [Text.styled("".join(ruler), "axis"), Text.styled(text.ljust(end) + last, "axis")]
