"""Pictures that several exhibits draw: numbers as greys, and single curves."""

from collections.abc import Sequence

from mlsys_cli.page.plots import Axis, Pixels, Plot, PlotMark, Series

Points = Sequence[tuple[float, float]]


def greys(rows: Sequence[Sequence[float]], title: str, alt: str, largest: float = 0.0) -> Pixels:
    """Rows of numbers as shares of the largest, which may be that of several pictures."""
    largest = largest or max((abs(value) for row in rows for value in row), default=0.0) or 1.0
    return Pixels(f"{alt}.", tuple(tuple(round(value / largest, 3) for value in row) for row in rows), title)


def square(values: Sequence[float], title: str, alt: str, largest: float = 1.0) -> Pixels:
    """A picture of so many rows as columns."""
    side = round(len(values) ** 0.5)
    return greys([values[start : start + side] for start in range(0, len(values), side)], title, alt, largest)


def curve(alt: str, x: Axis, y: Axis, points: Points, *marks: PlotMark) -> Plot:
    """One curve, which is named after what is measured."""
    return Plot(alt, x, y, (Series(y.name, tuple(points)),), marks)


def curve_of_right(points: Points, along: str, count: int, end: int | None = None) -> Plot:
    """The right answers, of so many, along an axis that may end at a place that isn't reached yet."""
    alt = f"Right answers of {count} by {along}: {points[0][1]:.0f} at first, {points[-1][1]:.0f} at the end."
    return curve(alt, Axis(along, low=0, high=end, is_whole=True), Axis("right", low=0, high=count), points)
