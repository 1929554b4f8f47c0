"""Rules for figures of the kind plot."""

from collections.abc import Iterator
from math import log
from typing import Any

from mlsys_cli.book.check.context import ChapterContext, Item
from mlsys_cli.book.check.rules.rule import Finding, warning
from mlsys_cli.book.kinds import Steps

_MOST_SERIES = 4
_OF_PLOTS = ("x", "y", "series", "marks")


def bad_plot(chapter: ChapterContext) -> Iterator[Finding]:
    """A plot lacks an axis or its points, has more than four series, or a point or range that isn't two numbers.

    What is wrong is not drawn. Of more than four series, readers could no longer tell which is which. Two or more need
    names. The keys `x`, `y`, `series` and `marks` belong to plots only.

    Bad:
        # figures.yaml
        - id: loop
          kind: plot
          x: {label: Year, range: [2020, 2012]}
          y: {label: Memory, unit: GB}
          series: [{points: [[2012, 3], [2020]]}]
          nodes: []
          edges: []

    Good:
        - id: loop
          kind: plot
          x: {label: Year, range: [2012, 2020]}
          y: {label: Memory, unit: GB}
          series: [{points: [[2012, 3], [2020, 80]]}]
          nodes: []
          edges: []
    """
    for item in chapter.of("figure"):
        figure = item.entry
        if figure.kind != "plot":
            for key in _OF_PLOTS:
                if getattr(figure, key):
                    yield Finding(item, (key,), f"only a plot has {key!r}", "write kind: plot", at_key=True)
            continue
        yield from _bad_axes(item, figure)
        if not any(series.points for series in figure.series):
            yield Finding(item, ("series",) if figure.series else (), f"the plot {figure.id!r} has no points")
        if len(figure.series) > _MOST_SERIES:
            message = f"the plot has {len(figure.series)} series, and only the first {_MOST_SERIES} are drawn"
            yield Finding(item, ("series", _MOST_SERIES), message, "divide it into two figures")
        for number, series in enumerate(figure.series):
            if len(figure.series) > 1 and not series.name.strip():
                yield Finding(item, ("series", number), f"series {number + 1} has no 'name'")
            for place, point in enumerate(series.points):
                if len(point) != 2:
                    yield Finding(item, ("series", number, "points", place), _not_two("a point", "[x, y]", point))
        for number, mark in enumerate(figure.marks):
            if len(mark.at) != 2:
                yield Finding(item, ("marks", number, "at"), _not_two("a place", "[x, y]", mark.at))


def _bad_axes(item: Item, figure: Any) -> Iterator[Finding]:
    for key in ("x", "y"):
        axis = getattr(figure, key)
        if axis is None:
            yield Finding(
                item, (), f"the plot {figure.id!r} has no {key!r}", f"write {key}: {{label: What is measured}}"
            )
            continue
        ends: Steps = (key, "range")
        if axis.range and len(axis.range) != 2:
            yield Finding(item, ends, _not_two("a range", "[from, to]", axis.range))
        elif axis.range and axis.range[0] >= axis.range[1]:
            yield Finding(item, ends, "the range ends before it begins", "write the smaller number first")
        elif axis.log and axis.range and axis.range[0] <= 0:
            yield Finding(item, ends, "a logarithmic axis has no place for 0 or less")


def _not_two(what: str, form: str, numbers: tuple[float, ...]) -> str:
    return f"{what} is two numbers, {form}, but this has {len(numbers) or 'none'}"


@warning
def undrawn_point(chapter: ChapterContext) -> Iterator[Finding]:
    """A point or mark of a plot has no place on its axes, and is left out.

    A logarithmic axis has no place for 0 or less; an axis with a range ends there.

    Bad:
        # figures.yaml
        - id: loop
          kind: plot
          x: {label: Year, range: [2012, 2020]}
          y: {label: Memory, unit: GB, log: true}
          series: [{points: [[2011, 3], [2020, 0]]}]
          nodes: []
          edges: []

    Good:
        - id: loop
          kind: plot
          x: {label: Year, range: [2011, 2020]}
          y: {label: Memory, unit: GB, log: true}
          series: [{points: [[2011, 3], [2020, 80]]}]
          nodes: []
          edges: []
    """
    for item in chapter.of("figure"):
        for steps, point in _places(item.entry):
            for number, (key, value) in enumerate(zip("xy", point, strict=False)):
                axis = getattr(item.entry, key)
                if axis is None or len(point) != 2:
                    continue
                if axis.log and value <= 0:
                    message = f"a logarithmic axis has no place for {value:g}"
                    yield Finding(item, (*steps, number), message, "leave the point out, or make the axis linear")
                elif (
                    len(axis.range) == 2
                    and axis.range[0] < axis.range[1]
                    and not axis.range[0] <= value <= axis.range[1]
                ):
                    low, high = axis.range
                    message = f"{value:g} is outside the range of {key!r}, {low:g} to {high:g}"
                    yield Finding(item, (*steps, number), message)


@warning
def distant_mark(chapter: ChapterContext) -> Iterator[Finding]:
    """A mark of a plot is so far from the points of the series that these take less than half of the axis.

    The axis is made long enough for the mark, so that the points are squeezed together. If the mark belongs there, give
    the axis a `range`.

    Bad:
        # figures.yaml
        - id: loop
          kind: plot
          x: {label: Year}
          y: {label: Memory, unit: GB}
          series: [{points: [[2012, 3], [2020, 80]]}]
          marks: [{at: [2016, 400], label: the wall}]
          nodes: []
          edges: []

    Good:
        - id: loop
          kind: plot
          x: {label: Year}
          y: {label: Memory, unit: GB}
          series: [{points: [[2012, 3], [2020, 80]]}]
          marks: [{at: [2016, 40], label: the wall}]
          nodes: []
          edges: []
    """
    for item in chapter.of("figure"):
        points = [point for series in item.entry.series for point in series.points if len(point) == 2]
        for number, key in enumerate("xy"):
            axis = getattr(item.entry, key)
            if axis is None or axis.range:
                continue
            scale = log if axis.log else float
            data = [scale(point[number]) for point in points if point[number] > 0 or not axis.log]
            if not data or max(data) == min(data):
                continue
            for place, mark in enumerate(item.entry.marks):
                if len(mark.at) == 2 and (mark.at[number] > 0 or not axis.log):
                    value = scale(mark.at[number])
                    if max(value - max(data), min(data) - value) > max(data) - min(data):
                        message = f"{mark.at[number]:g} is so far from the points that these are squeezed together"
                        hint = f"correct the mark, or give {key!r} a range"
                        yield Finding(item, ("marks", place, "at", number), message, hint)


def _places(figure: Any) -> Iterator[tuple[Steps, tuple[float, ...]]]:
    """Each point and mark of a plot, with the path to it."""
    for number, series in enumerate(figure.series):
        for place, point in enumerate(series.points):
            yield ("series", number, "points", place), point
    for number, mark in enumerate(figure.marks):
        yield ("marks", number, "at"), mark.at
