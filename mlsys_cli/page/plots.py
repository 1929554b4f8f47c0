"""Blocks that draw numbers over axes, in a plane and as pixels; and their numbers as text."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeVar


class Axis(NamedTuple):
    """An axis with what is measured along it; it ends at the data unless `low` and `high` are given.

    On one that `is_whole`, only whole numbers are labelled.
    """

    name: str
    unit: str = ""
    is_log: bool = False
    low: float | None = None
    high: float | None = None
    is_whole: bool = False


class Series(NamedTuple):
    """Points of one kind, joined by a line or not."""

    name: str
    points: tuple[tuple[float, float], ...]
    joined: bool = True


class PlotMark(NamedTuple):
    """A place of a plot that has a label."""

    x: float
    y: float
    label: str


class Plot(NamedTuple):
    """Up to four series over two axes; `alt` says in words what it shows."""

    alt: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    marks: tuple[PlotMark, ...] = ()


class PlanePoint(NamedTuple):
    """A point of a plane: the number of its side, and whether it is on the wrong one."""

    x: float
    y: float
    side: int = 0
    is_wrong: bool = False


class Plane(NamedTuple):
    """Points of up to four sides, which have names, and lines from one point to another (x, y, x, y)."""

    alt: str
    x: Axis
    y: Axis
    sides: tuple[str, ...]
    points: tuple[PlanePoint, ...]
    lines: tuple[tuple[float, float, float, float], ...] = ()


class Pixels(NamedTuple):
    """A grid of greys with a title: each number from 0 (empty) to 1 (full), or from -1 where some are negative."""

    alt: str
    rows: tuple[tuple[float, ...], ...]
    title: str = ""


LARGEST = 1e300
"""A number that is larger can't be drawn: the length of an axis would be infinite."""

# As many rows as a screen has lines, and columns of two digits as fit into 80.
_MOST_ROWS = 24
_MOST_PIXELS = 16

_LOOKS_LIKE_A_YEAR = 10_000
"""Below this, a whole number has no comma: 2012, not 2,012."""

_Item = TypeVar("_Item")


def drawable(value: float, axis: Axis) -> bool:
    """True if a number has a place on an axis that is long enough: it is finite, and above 0 on a log axis."""
    return _is_finite(value) and (value > 0 or not axis.is_log)


def is_outside(value: float, axis: Axis) -> bool:
    """True if a drawable number lies beyond the ends that were given to an axis, in whichever order."""
    low, high = _ends(axis)
    return not low <= value <= high


@lru_cache(64)
def _ends(axis: Axis) -> tuple[float, float]:
    low, high = (end if end is not None and drawable(end, axis) else None for end in (axis.low, axis.high))
    if low is not None and high is not None:
        return min(low, high), max(low, high)
    return -math.inf if low is None else low, math.inf if high is None else high


def format_number(value: float, digits: int = 6) -> str:
    """A number as it is read: `2012`, `60,965,224`, `0.153`, `4.7e17`; of a fraction so many digits."""
    if not math.isfinite(value):
        return {math.inf: "infinite", -math.inf: "minus infinite"}.get(value, "not a number")
    if value == int(value) and abs(value) < 1e15:  # beyond it not every whole number is a float
        return f"{int(value)}" if abs(value) < _LOOKS_LIKE_A_YEAR else f"{int(value):,}"
    shown, _, power = f"{value:.{digits}g}".partition("e")
    return f"{shown}e{int(power)}" if power else shown


def format_axis(axis: Axis, factor: str = "") -> str:
    """The name of an axis, and in brackets its unit with a factor before it: `Energy (10⁶ pJ)`."""
    unit = " ".join(f"{factor} {axis.unit}".split())
    return f"{axis.name} ({unit})".strip() if unit else axis.name


def remarks(block: Plot | Plane | Pixels) -> Iterator[str]:
    """A sentence for each kind of points that a drawing has to leave out, and if nothing is left of it."""
    if isinstance(block, Pixels):
        numbers = list(chain.from_iterable(block.rows))
        if not numbers:
            yield "There is nothing to draw."
        if lost := sum(not math.isfinite(number) for number in numbers):
            yield f"{_counted(lost, 'pixel')} left out: not a finite number."
        return
    points = points_of(block)
    finite = [(x, y) for x, y in points if _is_finite(x) and _is_finite(y)]
    placed = [(x, y) for x, y in finite if drawable(x, block.x) and drawable(y, block.y)]
    shown = [(x, y) for x, y in placed if not is_outside(x, block.x) and not is_outside(y, block.y)]
    if lost := len(points) - len(finite):
        yield f"{_counted(lost, 'point')} left out: not a finite number."
    if lost := len(finite) - len(placed):
        yield f"{_counted(lost, 'point')} left out: a log axis has no place for 0 or less."
    if lost := len(placed) - len(shown):
        yield f"{_counted(lost, 'point')} outside the range of the axes."
    for series in block.series if isinstance(block, Plot) else ():
        if not series.points and series.name:
            yield f"{series.name}: no points."
    if not shown and not (isinstance(block, Plane) and block.lines):
        yield "There is nothing to draw."


def _is_finite(value: float) -> bool:
    return abs(value) <= LARGEST


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}s are" if count > 1 else f"1 {noun} is"


def points_of(block: Plot | Plane) -> list[tuple[float, float]]:
    """All points of a drawing, also those of its marks."""
    if isinstance(block, Plot):
        return [*chain.from_iterable(series.points for series in block.series), *((m.x, m.y) for m in block.marks)]
    return [(point.x, point.y) for point in block.points]


def thinned(items: Sequence[_Item], most: int) -> Sequence[_Item]:
    """At most so many of some items (2 or more), evenly chosen, the first and last among them."""
    if len(items) <= most:
        return items
    return [items[round(number * (len(items) - 1) / (most - 1))] for number in range(most)]


class NumberTable(NamedTuple):
    """The numbers of a drawing in rows, with a title."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(block: Plot | Plane | Pixels) -> Iterator[NumberTable]:
    """The numbers of a drawing as tables, each with a title; of many numbers some, as the title then says."""
    match block:
        case Plot():
            yield from _plot_tables(block)
        case Plane(_, x, y, sides, points):
            sided = [
                (
                    format_number(p.x, 4),
                    format_number(p.y, 4),
                    side_name(sides, p.side) + (", wrong" if p.is_wrong else ""),
                )
                for p in thinned(points, _MOST_ROWS)
            ]
            if sided:
                header = (format_axis(x) or "x", format_axis(y) or "y", "side")
                yield NumberTable(_title("", len(sided), len(points)), header, tuple(sided))
        case Pixels(_, pixels, title):
            width = max(map(len, pixels), default=0)
            chosen = thinned(range(width), _MOST_PIXELS)
            grid = [
                (f"row {number + 1}", *(_pixel(pixels[number], column) for column in chosen))
                for number in thinned(range(len(pixels)), _MOST_PIXELS)
            ]
            if grid and width:
                is_thinned = len(grid) < len(pixels) or len(chosen) < width
                words = f"{len(grid)} of {len(pixels)} rows, {len(chosen)} of {width} columns" if is_thinned else ""
                columns = ("", *(str(column + 1) for column in chosen))
                yield NumberTable(": ".join(filter(None, (title, words))), columns, tuple(grid))


def _plot_tables(plot: Plot) -> Iterator[NumberTable]:
    """One table if all series have the same x, else one for each; and one of the marks."""
    x, y = format_axis(plot.x) or "x", format_axis(plot.y) or "y"
    series = [item for item in plot.series if item.points]
    shared = {tuple(place for place, _ in item.points) for item in series}
    if len(series) > 1 and len(shared) == 1:
        places = [(at[0][0], *(value for _, value in at)) for at in zip(*(item.points for item in series), strict=True)]
        yield _table(y, (x, *(item.name for item in series)), places)
    elif len(series) == 1 and len(series[0].points) <= _MOST_ROWS and _are_points(plot.marks, series[0]):
        labels = {(mark.x, mark.y): mark.label for mark in plot.marks}
        yield _table(series[0].name, (x, y, "mark"), [(*point, labels.get(point, "")) for point in series[0].points])
        return
    else:
        for item in series:
            yield _table(item.name, (x, y), item.points)
    if plot.marks:
        yield _table("Marks", (x, y, "mark"), plot.marks)


def _are_points(marks: Sequence[PlotMark], series: Series) -> bool:
    """True if there are marks, and each is at a point of a series."""
    return bool(marks) and {(mark.x, mark.y) for mark in marks} <= {*series.points}


def _table(name: str, header: tuple[str, ...], rows: Sequence[tuple[float | str, ...]]) -> NumberTable:
    """The title and the table of some rows; of many rows some."""
    chosen = thinned(rows, _MOST_ROWS)
    cells = (tuple(cell if isinstance(cell, str) else format_number(cell) for cell in row) for row in chosen)
    return NumberTable(_title(name, len(chosen), len(rows)), header, tuple(cells))


def _title(name: str, shown_count: int, count: int) -> str:
    thin = f"{shown_count} of {count:,} points" if shown_count < count else ""
    return ": ".join(filter(None, (name, thin)))


def side_name(sides: Sequence[str], index: int) -> str:
    """The name of a side of a plane, which may have none of its own."""
    return sides[index] if 0 <= index < len(sides) else f"side {index + 1}"


def _pixel(row: Sequence[float], column: int) -> str:
    # Adding 0 makes 0 of -0, which would have a sign.
    return f"{row[column] + 0.0:.2g}" if column < len(row) and math.isfinite(row[column]) else "–"


def in_lines(block: Plot | Plane | Pixels) -> Iterator[str]:
    """A drawing without drawing: what it shows in words, the remarks, and a line for each row of its tables."""
    yield block.alt
    yield from remarks(block)
    for title, (head, *names), rows in tables(block):
        yield f"{title or 'Points'} ({head}: {', '.join(names)}):" if head else f"{title or 'Pixels'}:"
        for first, *cells in rows:
            yield f"{first}: {(', ' if head else ' ').join(filter(None, cells))}"
