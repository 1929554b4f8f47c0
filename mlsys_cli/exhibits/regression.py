"""Anscombe's four sets: the same line through points that have nothing in common."""

import math
from collections.abc import Sequence
from importlib.resources import files
from statistics import correlation, linear_regression
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.page.plots import Axis, Plot, Series

Pairs: TypeAlias = Sequence[tuple[float, float]]

_, *_ROWS = (files("mlsys_cli.exhibits") / "data/anscombe.txt").read_text("utf-8").splitlines()
_COLUMNS = [*zip(*(map(float, row.split()) for row in _ROWS), strict=True)]
SETS = [tuple(zip(xs, ys, strict=True)) for xs, ys in zip(_COLUMNS[::2], _COLUMNS[1::2], strict=True)]
"""Anscombe's table: three sets share their x, and the fourth has its own."""
_ABOUT = ("scattered about a line", "on a curve", "on a line, but for one", "at one place, but for one")


class RegressionLine(NamedTuple):
    """The line of least squares, and the correlation."""

    intercept: float
    slope: float
    r: float


def line_through(pairs: Pairs) -> RegressionLine:
    """The line of least squares. The x mustn't all be the same."""
    xs, ys = zip(*pairs, strict=True)
    slope, intercept = linear_regression(xs, ys)
    return RegressionLine(intercept, slope, correlation(xs, ys) if len({*ys}) > 1 else 0.0)


def _result(settings: Settings, chance: Chance) -> Frame:
    chosen, moved = settings["set"] - 1, settings["point"] - 1
    pairs = [(x, y + settings["up"] if place == moved else y) for place, (x, y) in enumerate(SETS[chosen])]
    line = line_through(pairs)
    numbers = (
        Number("slope", round(line.slope, 4)),
        Number("intercept", round(line.intercept, 4)),
        Number("r", round(line.r, 4)),
        Number("r2", round(line.r**2, 4)),
        Number("mean of x", round(math.fsum(x for x, _ in pairs) / len(pairs), 4)),
        Number("mean of y", round(math.fsum(y for _, y in pairs) / len(pairs), 4)),
    )
    shown = f"y = {line.intercept:.2f} {'+' if line.slope >= 0 else '-'} {abs(line.slope):.3f} x, r = {line.r:.3f}"
    dragged = f" Point {moved + 1} was moved by {settings['up']:+g}." if moved >= 0 and settings["up"] else ""
    words = f"{shown}: points {_ABOUT[chosen]}.{dragged}"
    low, high = min(x for x, _ in pairs), max(x for x, _ in pairs)
    ends = tuple((x, round(line.intercept + line.slope * x, 4)) for x in (low, high))
    alt = f"Eleven points of set {chosen + 1}, {_ABOUT[chosen]}, and the line {shown}."
    plot = Plot(alt, Axis("x"), Axis("y"), (Series("points", tuple(pairs), joined=False), Series("line", ends)))
    return Frame(words, numbers, (plot,))


def _lines() -> list[list[float]]:
    return [[line.intercept, line.slope] for line in map(line_through, SETS)]


PROGRAM = Program(Dials(_result), {"lines": _lines})
