"""Blocks that draw numbers: curves over two axes, points in a plane, and grids of grey."""

from typing import NamedTuple


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
