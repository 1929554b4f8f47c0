"""Eras and events over an axis of years or days, to scale."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import Band, TimeAxis
from mlsys_cli.render.plots.scale import round_step
from mlsys_cli.render.rich_text import assembled, indented, one_line, padded, wrap_text
from mlsys_cli.text import english

WIDEST = 200
"""The columns of the widest drawing; each bar has its years beside it or in it."""

# In columns and, for steps, in days and months. All were chosen by eye.
_COLUMNS_A_UNIT = 8
_DAYS_A_STEP = (1, 2, 5, 10)
_MONTHS_A_STEP = (1, 2, 3, 6)
_MONTH = 30
_MARKS = " ·•●"
_WIDEST_NAME = 24
_SHORTEST_AXIS = 30
_EVENTS = "Events"
_LEAST_BAR = 3  # blocks on each side of a label

_BREAK = "//"
"""The mark on an axis that has years left out."""

_LONELY, _LONGEST_GAP, _CROWDED = 2, 1 / 3, 10
"""As many years before a gap that is longer than this share of the axis are set apart from so many, or more.

Chosen, not measured: the histories of the book have one or two forerunners, a century before all the rest.
"""


_Tick: TypeAlias = tuple[int, str]
"""A place on the axis, and the words under it."""


class _TimeScale(NamedTuple):
    """Years or days, counted without gaps, on columns: `first` on column 0, `last` on the last of `columns`.

    With a break, the years from `resumed` on begin behind it, and those before are on column 0.
    """

    first: int
    last: int
    columns: int
    resumed: int | None = None

    @property
    def begin(self) -> int:
        """The first place from which on the scale is even."""
        return self.first if self.resumed is None else self.resumed

    @property
    def columns_a_unit(self) -> float:
        """The columns of a year or day."""
        return (self.columns - 1 - self._break) / max(self.last - self.begin, 1)

    @property
    def _break(self) -> int:
        return 0 if self.resumed is None else len(_BREAK) + 1

    def column(self, index: int) -> int:
        """The column of a year or day; one outside is on the edge that it is nearest to."""
        if index < self.begin:
            return 0
        return self._break + round((min(index, self.last) - self.begin) * self.columns_a_unit)


def draw_axis(axis: TimeAxis, width: int) -> list[Text]:
    """The lines of a timeline to scale, none wider than `width` (20 or more): events, eras, axis, years.

    Events are marks, bigger where a column holds two or more. What lies outside the axis is clipped to its edge,
    and an arrow says that a band goes on there; events outside are left out. The names of the eras have a column, and
    their years stand beside the bands or in them; if there is no room for such a column, the names do.
    """
    counted = _counted(axis)
    room = min(width, WIDEST)
    names = max((cell_len(one_line(band.name)) for band in axis.bands), default=0)
    longest_word = max((cell_len(word) for band in axis.bands for word in band.name.split()), default=0)
    names = min(names, max(longest_word, _WIDEST_NAME, room // 5))
    written = [line for band in axis.bands for line in wrap_text(band.name, "era.name", max(names, 1))]
    names = max((line.cell_len for line in written), default=0)
    names = names if names + 2 + _SHORTEST_AXIS <= room else 0
    margin = names + 2 if names else 0
    columns = min(room - margin, 1 + (counted.last - counted.first) * _COLUMNS_A_UNIT)
    scale = _TimeScale(counted.first, counted.last, columns, _resumed(counted))
    counts = Counter([scale.column(year) for year in counted.years if scale.first <= year <= scale.last])
    marks = "".join(_MARKS[min(counts[column], 3)] for column in range(scale.columns)).rstrip()
    title = f"{_EVENTS if names >= len(_EVENTS) else '':{margin}}"
    lines = [assembled(title, (marks, "event.mark"))] if marks else []
    lines = [Text(_EVENTS), *lines] if lines and axis.bands and not names else lines
    bands = sorted(zip(counted.bands, axis.bands, strict=True), key=lambda pair: pair[0].start)
    for index, (band, as_given) in enumerate(bands):
        blocks, style = _blocks(band, scale)
        style += ".other" if index % 2 and not band.winter else ""  # where eras touch, each is seen to be one
        years = english.format_years(as_given.start, as_given.end)
        bar = scale.column(band.start), blocks, style
        lines += _row(band.name, years, bar, names=names, columns=scale.columns, room=room)
    return lines + indented(_ruler(axis, scale, room - margin), " " * margin)


_Bar: TypeAlias = tuple[int, str, str]
"""The column in which a bar begins, its blocks, and their style."""


def _row(name: str, years: str, bar: _Bar, *, names: int, columns: int, room: int) -> list[Text]:
    """A bar after its name, with its years; without a column for names its name is beside it, or else above."""
    if not names and (named := _beside(bar, (one_line(name), "era.name"), columns)):
        return [named]
    *above, last = wrap_text(name, "era.name", names or room) or [Text()]
    start, blocks, style = bar
    with_years = _beside(bar, (years, "axis"), columns) or assembled(" " * start, (blocks, style))
    return [*above, assembled(padded(last, names + 2), with_years)] if names else [*above, last, with_years]


def _beside(bar: _Bar, label: tuple[str, str], columns: int) -> Text | None:
    """A bar with a label after it, before it or in its middle, as there is room; None if there is none."""
    (start, blocks, style), (words, of_label) = bar, label
    wide = cell_len(words)
    if start + len(blocks) + 1 + wide <= columns:
        return assembled(" " * start, (blocks, style), (f" {words}", of_label))
    if wide < start:
        return assembled(" " * (start - wide - 1), (f"{words} ", of_label), (blocks, style))
    left = (len(blocks) - wide - 2) // 2
    if left < _LEAST_BAR:
        return None
    return assembled(" " * start, (blocks[:left], style), (f" {words} ", of_label), (blocks[left + wide + 2 :], style))


def _resumed(axis: TimeAxis) -> int | None:
    """The year at which an axis goes on after a break; None if it needs none."""
    places = sorted({*axis.years, *(band.start for band in axis.bands)})
    # An axis of days is some years long at most, in which no gap is a waste of room.
    # Lonely events are drawn at the left end, before the break; where the axis begins before them, they aren't there.
    if axis.days or len(places) < _LONELY + _CROWDED or places[0] != axis.first:
        return None
    longest = (axis.last - axis.first) * _LONGEST_GAP
    gaps = pairwise(places[: _LONELY + 1])
    return next((after for before, after in gaps if before + longest < after < axis.last), None)


def _counted(axis: TimeAxis) -> TimeAxis:
    """The axis with its years or days counted without gaps."""

    def place(year: int, month: int = 1, day: int = 1) -> int:
        return english.day_index(year, month, day) if axis.days else english.year_index(year)

    bands = tuple(
        band._replace(start=place(band.start), end=None if band.end is None else place(band.end, 12, 31))
        for band in axis.bands
    )
    if not axis.days:
        years = tuple(map(place, axis.years))
        return axis._replace(bands=bands, years=years, first=place(axis.first), last=place(axis.last))
    days = tuple(place(*day) for day in axis.days)
    return axis._replace(bands=bands, years=days, first=days[0], last=days[-1])


def _blocks(band: Band, scale: _TimeScale) -> tuple[str, str]:
    """The blocks of a band, with an arrow at an end that is not its own, and their style."""
    right = scale.last if band.end is None else band.end
    # Blocks of half a row, so that the bars of two rows don't touch.
    blocks = ("░" if band.winter else "▄") * max(scale.column(right) - scale.column(band.start) + 1, 1)
    if band.start < scale.first:
        blocks = "◄" + blocks[1:]
    if band.end is None or band.end > scale.last:
        blocks = blocks[:-1] + "►"
    return blocks, "era.winter" if band.winter else "era.band"


def _ruler(axis: TimeAxis, scale: _TimeScale, room: int) -> list[Text]:
    """The axis, which turns down at its ends, and the words: both ends, and ticks clear of each other.

    The ticks are round years, or the beginnings of months, as close together as their labels allow.
    """
    text, last = _ends(axis, room)
    if scale.columns == 1:
        return [Text.styled("╷", "axis"), Text.styled(text, "axis")]
    least = (max(len(text), len(last)) + 4) / scale.columns_a_unit
    ruler = ["─"] * scale.columns
    end = min(max(scale.columns - len(last), len(text) + 1), room - len(last))
    for place, label in (_ticks_of_days if axis.days else _ticks_of_years)(axis.first, axis.last, least):
        if scale.begin <= place <= scale.last:
            ruler[scale.column(place)] = "┬"
            left = scale.column(place) - len(label) // 2
            if len(text) + 1 < left and left + len(label) + 1 < end:
                text = text.ljust(left) + label
    ruler[0], ruler[-1] = "┌", "┐"
    if scale.resumed is not None:
        ruler[1 : 1 + len(_BREAK)] = _BREAK
    return [Text.styled("".join(ruler), "axis"), Text.styled(text.ljust(end) + last, "axis")]


def _ends(axis: TimeAxis, room: int) -> tuple[str, str]:
    """The first and last day or year of an axis in words; of days as much as there is room for."""
    years = english.format_year(axis.first), english.format_year(axis.last)
    if not axis.days:
        return years
    first, last = (english.format_date(*day, short=True) for day in (axis.days[0], axis.days[-1]))
    months = tuple(english.format_date(*day[:2], short=True) for day in (axis.days[0], axis.days[-1]))
    one_year = first.removesuffix(f" {years[0]}"), last
    possible = ((first, last), *([one_year] if axis.first == axis.last else []), months)
    return next(((one, other) for one, other in possible if len(one) + len(other) < room), years)


def _ticks_of_years(first: int, last: int, least: float) -> Iterator[_Tick]:
    """Round years between two years, at least so many apart. That of the year 0 is at the year 1."""
    step = int(round_step(max(least, 1)))
    for year in range(-(-first // step) * step, last + 1, step):
        yield english.year_index(year or 1), english.format_year(year or 1)


def _ticks_of_days(first: int, last: int, least: float) -> Iterator[_Tick]:
    """Days, beginnings of months or of years between two years, at least so many days apart."""
    if least <= _DAYS_A_STEP[-1]:
        step = next(step for step in _DAYS_A_STEP if step >= least)
        for year, month in english.each_month(first, last):
            for day in (1, *range(1 + step, english.days_in_month(year, month) + 2 - step, step)):
                yield english.day_index(year, month, day), f"{day} {english.month_name(month)[:3]}"
    elif least <= _MONTHS_A_STEP[-1] * _MONTH:
        step = next(step for step in _MONTHS_A_STEP if step * _MONTH >= least)
        for year, month in english.each_month(first, last):
            if (month - 1) % step == 0:
                yield english.day_index(year, month), english.format_date(year, month, short=True)
    else:
        for place, label in _ticks_of_years(first, last, least / 365):
            yield english.day_index(english.indexed_year(place)), label
