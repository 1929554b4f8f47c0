"""Rules for tables and figures: missing and extra parts, and plots."""

from collections.abc import Collection, Iterator
from itertools import islice
from math import inf, log
from typing import Any

from mlsys_cli.book.check.context import ChapterContext, Finding, Item, warning
from mlsys_cli.book.kinds import Steps

_FLOW = "remove the edge, or write kind: flow"
_MOST_BARS = 100  # as many lines on a terminal, two screens or more
_FEW = 5
"""The number of ids in a message."""


@warning
def missing_cell(chapter: ChapterContext) -> Iterator[Finding]:
    """A row of a table has a missing or empty cell.

    Readers can't tell whether an empty cell means "no", "unknown" or "forgotten". Write what is meant.

    Bad:
        # tables.yaml
        - id: ways
          columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
          rows: [{aspect: Cycles, cells: {count: never freed}}]

    Good:
        - id: ways
          columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
          rows: [{aspect: Cycles, cells: {count: never freed, trace: freed}}]
    """
    for item in chapter.of("table"):
        columns = {column.id: None for column in item.entry.columns}
        for index, row in enumerate(item.entry.rows):
            filled = sum(column in columns and bool(text.strip()) for column, text in row.texts.items())
            if filled == len(columns):
                continue
            # One finding a row and not a cell, since a table may have thousands of both.
            missing = islice((column for column in columns if not row.texts.get(column, "").strip()), _FEW)
            names = " and ".join(map(repr, missing)) + (" and others" if len(columns) - filled > _FEW else "")
            yield item.finding(("rows", index, "cells"), f"the row {row.aspect!r} has no cell for {names}")


def stray_cell(chapter: ChapterContext) -> Iterator[Finding]:
    """A row of a table has a cell for a column that doesn't exist.

    The cell is never shown.

    Bad:
        # tables.yaml
        - id: ways
          columns: [{id: count, name: Counting}]
          rows: [{aspect: Cycles, cells: {count: never freed, trace: freed}}]

    Good:
        - id: ways
          columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
          rows: [{aspect: Cycles, cells: {count: never freed, trace: freed}}]
    """
    for item in chapter.of("table"):
        columns = {column.id: None for column in item.entry.columns}
        for index, row in enumerate(item.entry.rows):
            for column in row.cells:
                if column not in columns:
                    message, hint = f"the table has no column {column!r}", f"the columns are {_listed(columns)}"
                    yield item.finding(("rows", index, "cells", column), message, hint, at_key=True)


def stray_edge(chapter: ChapterContext) -> Iterator[Finding]:
    """An edge of a figure is incomplete, or refers to a node that doesn't exist.

    The edge is not drawn.

    Bad:
        # figures.yaml
        - id: loop
          nodes: [{id: mark, name: Mark}]
          edges: [[mark, sweep]]

    Good:
        - id: loop
          nodes: [{id: mark, name: Mark}, {id: sweep, name: Sweep}]
          edges: [[mark, sweep, all marked]]
    """
    for item in chapter.of("figure"):
        nodes = {node.id: None for node in item.entry.nodes}
        for index, edge in enumerate(item.entry.edges):
            if len(edge) not in (2, 3):
                message = "an edge must be [from, to] or [from, to, label]"
                yield item.finding(("edges", index), message)
            for position, node in enumerate(edge[:2]):
                if node not in nodes:
                    message, hint = f"the figure has no node {node!r}", f"the nodes are {_listed(nodes)}"
                    yield item.finding(("edges", index, position), message, hint)


@warning
def bad_tree(chapter: ChapterContext) -> Iterator[Finding]:
    """A figure of the kind tree isn't one: a node hangs from itself or from two others, or there are several roots.

    A node is drawn once; where it comes again there is only its name, and a second root begins a tree of its own. A
    figure of the kind flow can draw any edges.

    Bad:
        # figures.yaml
        - id: loop
          kind: tree
          nodes: [{id: mark, name: Mark}, {id: sweep, name: Sweep}]
          edges: [[mark, sweep], [sweep, mark]]

    Good:
        - id: loop
          kind: tree
          nodes: [{id: mark, name: Mark}, {id: sweep, name: Sweep}]
          edges: [[mark, sweep]]
    """
    for item in chapter.of("figure"):
        if item.entry.kind != "tree":
            continue
        parents: dict[str, str] = {}
        for index, edge in enumerate(item.entry.edges):
            if len(edge) < 2:
                continue
            source, target = edge[:2]
            above = source
            while above != target and above in parents:
                above = parents[above]
            if target in parents:
                yield item.finding(("edges", index), f"{target!r} already hangs from {parents[target]!r}", _FLOW)
            elif above == target:
                yield item.finding(("edges", index), f"{target!r} hangs from itself: the edges form a loop", _FLOW)
            else:
                parents[target] = source
        roots = [node.id for node in item.entry.nodes if node.id not in parents]
        for index, node in enumerate(item.entry.nodes):
            if node.id in roots[1:]:
                message = f"{node.id!r} hangs from no other node, and neither does {roots[0]!r}"
                yield item.finding(("nodes", index), message, "add an edge to it")


def _listed(ids: Collection[str]) -> str:
    """The first few of some ids."""
    return ", ".join(islice(ids, 2 * _FEW)) + (" …" if len(ids) > 2 * _FEW else "")


def missing_alt(chapter: ChapterContext) -> Iterator[Finding]:
    """A figure has no text description.

    Readers who use a screen reader, or read where figures can't be drawn, need a description.

    Bad:
        # figures.yaml
        - {id: loop, alt: ""}

    Good:
        - {id: loop, alt: A ring of two boxes. Marking leads to sweeping and back.}
    """
    for item in chapter.of("figure"):
        if not item.entry.alt.strip():
            yield item.finding(("alt",), f"the figure {item.address.slug!r} has no 'alt' text")


@warning
def bad_bar(chapter: ChapterContext) -> Iterator[Finding]:
    """A bar of a figure has no value, a negative one, or one that a logarithmic scale has no place for.

    Without a value there is only its name; a negative one is drawn as long as if it were positive, and on a logarithmic
    scale 0 or less isn't drawn. Bars with second values need `values`, the names of the two. Nobody reads more than 100
    bars.

    Bad:
        # figures.yaml
        - {id: loop, kind: bars, nodes: [{id: mark, name: Mark}, {id: sweep, name: Sweep, value: -3}], edges: []}

    Good:
        - id: loop
          kind: bars
          nodes: [{id: mark, name: Mark, value: 2}, {id: sweep, name: Sweep, value: 3}]
          edges: []
    """
    for item in chapter.of("figure"):
        if item.entry.kind != "bars":
            continue
        if len(item.entry.nodes) > _MOST_BARS:
            message = f"this figure has {len(item.entry.nodes):,} bars, more than readers can compare"
            yield item.finding(("nodes",), message, f"keep at most {_MOST_BARS}, or draw a plot", at_key=True)
        has_second = any(node.second is not None for node in item.entry.nodes)
        if (has_second or item.entry.values) and len(item.entry.values) != 2:
            steps: Steps = ("values",) if item.entry.values else ()
            yield item.finding(steps, "'values' doesn't name the two values of each bar", "write [promised, measured]")
        for index, node in enumerate(item.entry.nodes):
            if node.value is None:
                yield item.finding(("nodes", index), f"the bar {node.id!r} has no value")
            for key in ("value", "second"):
                value = getattr(node, key)
                if value is not None and value <= 0 and item.entry.log:
                    message = f"the bar {node.id!r} isn't drawn: a logarithmic scale has no place for 0 or less"
                    yield item.finding(("nodes", index, key), message)
                elif value is not None and value < 0:
                    message = f"the bar {node.id!r} is negative, and drawn to the same side as the others"
                    yield item.finding(("nodes", index, key), message, "show the numbers in a table instead")


# --- plots -----------------------------------------------------------------------------------------------------------


_MOST_SERIES = 4  # as there are signs that tell series apart: ●○■□
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
                    yield item.finding((key,), f"only a plot has {key!r}", "write kind: plot", at_key=True)
            continue
        yield from _bad_axes(item, figure)
        if not any(series.points for series in figure.series):
            yield item.finding(("series",) if figure.series else (), f"the plot {figure.id!r} has no points")
        if len(figure.series) > _MOST_SERIES:
            message = f"the plot has {len(figure.series)} series, and only the first {_MOST_SERIES} are drawn"
            yield item.finding(("series", _MOST_SERIES), message, "divide it into two figures")
        for index, series in enumerate(figure.series):
            if len(figure.series) > 1 and not series.name.strip():
                yield item.finding(("series", index), f"series {index + 1} has no 'name'")
            for place, point in enumerate(series.points):
                if len(point) != 2:
                    yield item.finding(("series", index, "points", place), *_not_two("a point", "[x, y]", point))
        for index, mark in enumerate(figure.marks):
            if len(mark.at) != 2:
                yield item.finding(("marks", index, "at"), *_not_two("a place", "[x, y]", mark.at))


def _bad_axes(item: Item, figure: Any) -> Iterator[Finding]:
    for key in ("x", "y"):
        axis = getattr(figure, key)
        if axis is None:
            hint = f"write {key}: {{label: What is measured}}"
            yield item.finding((), f"the plot {figure.id!r} has no {key!r}", hint)
            continue
        ends: Steps = (key, "range")
        if axis.range and len(axis.range) != 2:
            yield item.finding(ends, *_not_two("a range", "[from, to]", axis.range))
        elif axis.range and axis.range[0] >= axis.range[1]:
            yield item.finding(ends, "the range ends before it begins", "write the smaller number first")
        elif axis.log and axis.range and axis.range[0] <= 0:
            yield item.finding(ends, "a logarithmic axis has no place for 0 or less")


def _not_two(what: str, form: str, numbers: tuple[float, ...]) -> tuple[str, str]:
    hint = "write a decimal with a point, such as 1.5" if len(numbers) > 2 else ""
    return f"{what} is two numbers, {form}, but this has {len(numbers) or 'none'}", hint


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
            for index, (key, value) in enumerate(zip("xy", point, strict=False)):
                axis = getattr(item.entry, key)
                if axis is None or len(point) != 2:
                    continue
                low, high = axis.range if len(axis.range) == 2 else (-inf, inf)
                if axis.log and value <= 0:
                    message = f"a logarithmic axis has no place for {value:g}"
                    yield item.finding((*steps, index), message, "leave the point out, or make the axis linear")
                elif low < high and not low <= value <= high:
                    message = f"{value:g} is outside the range of {key!r}, {low:g} to {high:g}"
                    yield item.finding((*steps, index), message)


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
        for index, key in enumerate("xy"):
            axis = getattr(item.entry, key)
            if axis is None or axis.range:
                continue
            scale = log if axis.log else float
            data = [scale(point[index]) for point in points if point[index] > 0 or not axis.log]
            if not data or max(data) == min(data):
                continue
            for place, mark in enumerate(item.entry.marks):
                if len(mark.at) == 2 and (mark.at[index] > 0 or not axis.log):
                    value = scale(mark.at[index])
                    if max(value - max(data), min(data) - value) > max(data) - min(data):
                        message = f"{mark.at[index]:g} is so far from the points that these are squeezed together"
                        hint = f"correct the mark, or give {key!r} a range"
                        yield item.finding(("marks", place, "at", index), message, hint)


def _places(figure: Any) -> Iterator[tuple[Steps, tuple[float, ...]]]:
    """Each point and mark of a plot, with the path to it."""
    for index, series in enumerate(figure.series):
        for place, point in enumerate(series.points):
            yield ("series", index, "points", place), point
    for index, mark in enumerate(figure.marks):
        yield ("marks", index, "at"), mark.at
