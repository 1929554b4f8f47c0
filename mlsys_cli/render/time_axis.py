"""Time in lines: eras and events over an axis of years to scale, and events one under the other along a rail."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from mlsys_cli.page import Band, Blocks, Span, TimeAxis, TimelineEvent, text_spans
from mlsys_cli.render.wrapping import Line, indent, join, line_width, pad, text_line, width_of, wrap

WIDEST = 120
"""The eye loses the row in a drawing that is wider than this."""

_COLUMNS_A_YEAR = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MARKS = " ·•●"

_NARROW = 30
_NARROWEST_TEXT = 16
_RAIL_WIDTH = 3


class _Scale(NamedTuple):
    """Years on columns: `first` on column 0, `last` on the last of `columns`."""

    first: int
    last: int
    columns: int

    def column(self, year: int) -> int:
        """The column of a year; a year outside is on the edge that it is nearest to."""
        clipped = min(max(year, self.first), self.last)
        return round((clipped - self.first) * (self.columns - 1) / max(self.last - self.first, 1))


class _Bar(NamedTuple):
    """A band as it is drawn: its line from column `left` on, the lines above it, and how far off others must be."""

    left: int
    line: Line
    gap: int = 3
    above: tuple[Line, ...] = ()


def draw_axis(axis: TimeAxis, width: int) -> list[Line]:
    """The lines of a timeline to scale, none wider than `width` (20 or more): events, eras, axis, years.

    Events are marks, bigger where a column holds two or more. What lies outside the axis is clipped to its edge,
    and an arrow says that a band goes on there; events outside are left out.
    """
    room = min(width, WIDEST)
    scale = _Scale(axis.first, axis.last, min(room, 1 + (axis.last - axis.first) * _COLUMNS_A_YEAR))
    bars = [_bar(band, scale, room) for band in sorted(axis.bands, key=lambda band: band.start)]
    ticks = _ticks(scale)
    return [*_density(axis.years, scale), *_rows(bars), _ruler(ticks, scale), _labels(ticks, scale, room)]


def _density(years: Iterable[int], scale: _Scale) -> list[Line]:
    """A line with a mark in each column that has events; no line if none has."""
    counts = Counter(scale.column(year) for year in years if scale.first <= year <= scale.last)
    marks = "".join(_MARKS[min(counts[column], 3)] for column in range(scale.columns)).rstrip()
    return [text_line(marks, "event.mark")] if marks else []


def _bar(band: Band, scale: _Scale, room: int) -> _Bar:
    """A band with its name where there is room for it: inside, to the right, to the left, else above."""
    name = " ".join(band.name.split())
    blocks, style = _blocks(band, scale), "era.winter" if band.winter else "era.band"
    left, length, wide = scale.column(band.start), len(blocks), width_of(name)
    if wide + 6 <= length:
        before, after = blocks[: (length - wide) // 2 - 1], blocks[(length + wide) // 2 + 1 :]
        return _Bar(left, (Span(before, style), Span(f" {name} ", "era.name"), Span(after, style)), gap=1)
    bar, label = Span(blocks, style), Span(name, "era.name")
    if left + length + 1 + wide <= room:
        return _Bar(left, (bar, Span(" "), label))
    if left >= wide + 1:
        return _Bar(left - wide - 1, (label, Span(" "), bar))
    lines = wrap((label,), room)
    margin = min(left, room - max(map(line_width, lines)))
    return _Bar(left, (bar,), above=tuple(indent(lines, " " * margin)))


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


def _rows(bars: Iterable[_Bar]) -> list[Line]:
    """The bars in rows: each in the row of the one before it if it is clear of that, else in the next."""
    rows: list[Line] = []
    gap = 0
    for bar in bars:
        if rows and not bar.above and line_width(rows[-1]) + max(gap, bar.gap) <= bar.left:
            rows[-1] = join((*pad(rows[-1], bar.left), *bar.line))
        else:
            rows += [*bar.above, join((*pad((), bar.left), *bar.line))]
        gap = bar.gap
    return rows


def _ticks(scale: _Scale) -> list[int]:
    """The round years of the axis, as close together as their labels allow."""
    label = max(len(str(scale.first)), len(str(scale.last))) + 4
    least = label * (scale.last - scale.first) / max(scale.columns - 1, 1)
    step = next((step for step in _STEPS if step >= least), 1000 * math.ceil(least / 1000))
    return list(range(-(-scale.first // step) * step, scale.last + 1, step))


def _ruler(ticks: Iterable[int], scale: _Scale) -> Line:
    """The line of the axis itself, which turns down to the years at its ends."""
    if scale.columns == 1:
        return text_line("╷", "axis")
    ruler = ["─"] * scale.columns
    for year in ticks:
        ruler[scale.column(year)] = "┬"
    ruler[0], ruler[-1] = "┌", "┐"
    return text_line("".join(ruler), "axis")


def _labels(ticks: Iterable[int], scale: _Scale, room: int) -> Line:
    """The years under the ruler: the first, the last, and each tick's that is clear of its neighbours."""
    text, last = str(scale.first), str(scale.last)
    if scale.columns == 1:
        return text_line(text, "axis")
    end = min(max(scale.columns - len(last), len(text) + 1), room - len(last))
    for year in ticks:
        label = str(year)
        left = scale.column(year) - len(label) // 2
        if len(text) < left and left + len(label) < end:
            text = text.ljust(left) + label
    return text_line(text.ljust(end) + last, "axis")


def draw_moments(
    moments: Sequence[TimelineEvent], width: int, lay_out: Callable[[Blocks, int], list[Line]]
) -> list[Line]:
    """The lines of some events in the order given along a rail, with when they happened to the left of it.

    `lay_out` makes lines of the blocks under a title. Where there is little room, each `when` has a line of its
    own. A year is not repeated, and where years go by without an event the rail is broken, longer for more.
    """
    before = [None, *(moment.year for moment in moments)]
    whens = [_when(moment, year) for moment, year in zip(moments, before, strict=False)]
    gutter = max(map(width_of, whens), default=0) + 1
    beside = width >= _NARROW and width - gutter - _RAIL_WIDTH >= _NARROWEST_TEXT
    margin = gutter if beside else 0
    gaps = [[], *(_gap(later.year - earlier.year) for earlier, later in pairwise(moments))]
    lines: list[Line] = []
    for moment, when, gap in zip(moments, whens, gaps, strict=False):
        text = wrap(text_spans(moment.title, "event.title"), width - margin - _RAIL_WIDTH)
        text += lay_out(moment.blocks, width - margin - _RAIL_WIDTH)
        if not beside:
            text = wrap(text_spans(when, "event.year"), width - _RAIL_WIDTH) + text
        lines += [*indent(gap, " " * margin), *_beside_rail(when if beside else "", text, margin)]
    return lines


def _when(moment: TimelineEvent, year_before: int | None) -> str:
    """When an event was, blanks in place of a year that stands above it already, so that months stay aligned."""
    if moment.year != year_before:
        return moment.when
    year = str(moment.year)
    return " ".join(" " * len(word) if word == year else word for word in moment.when.split())


def _gap(years: int) -> list[Line]:
    """The rail between two events: whole, or broken with a line for each five years, and named if they are many."""
    lines = [text_line("┊", "axis") for _ in range(min(years // 5, 4))]
    if years > 10:
        lines[(len(lines) - 1) // 2] = text_line(f"┊ {years} years", "axis")
    return lines or [text_line("│", "axis")]


def _beside_rail(when: str, text: Sequence[Line], margin: int) -> list[Line]:
    """Lines along the rail, which has its mark at the first of them."""
    blank = " " * (margin - width_of(when) - 1)
    first = (Span(blank), Span(when, "event.year"), Span(" " if margin else ""))
    lines = [join((*first, Span("●─ ", "axis"), *(text[0] if text else ())))]
    below = (join((Span(" " * margin), Span("│  " if line else "│", "axis"), *line)) for line in text[1:])
    return [*lines, *below]
