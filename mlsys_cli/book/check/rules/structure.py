"""Rules for tables and figures with missing or extra parts."""

from collections.abc import Collection, Iterator
from itertools import islice

from mlsys_cli.book.check.context import BookContext, ChapterContext
from mlsys_cli.book.check.rules.rule import BookFinding, Finding, warning
from mlsys_cli.book.kinds import Steps
from mlsys_cli.text.spelling import did_you_mean

_FLOW = "remove the edge, or write kind: flow"
_MOST_BARS = 100
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
        for number, row in enumerate(item.entry.rows):
            filled = sum(column in columns and bool(text.strip()) for column, text in row.texts.items())
            if filled == len(columns):
                continue
            # One finding a row and not a cell, since a table may have thousands of both.
            missing = islice((column for column in columns if not row.texts.get(column, "").strip()), _FEW)
            names = " and ".join(map(repr, missing)) + (" and others" if len(columns) - filled > _FEW else "")
            yield Finding(item, ("rows", number, "cells"), f"the row {row.aspect!r} has no cell for {names}")


def unknown_kind(book: BookContext) -> Iterator[BookFinding]:
    """A term is of a kind that the book doesn't have.

    The kinds of a book are those under `kinds` in book.yaml. A book that names none has concept, method, system,
    person, dataset, hardware, event, measure, field, problem and product.

    Bad:
        # glossary.yaml
        - {id: heap, kind: idea}

    Good:
        - {id: heap, kind: concept}
    """
    for place, kind in book.kinds_used if "book" not in book.gaps.unread else ():
        if kind not in book.kinds:
            message = f"the book has no kind {kind!r} of terms"
            hint = did_you_mean(kind, book.kinds) or f"its kinds are {', '.join(book.kinds)}"
            yield BookFinding(place, message, hint)


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
        for number, row in enumerate(item.entry.rows):
            for column in row.cells:
                if column not in columns:
                    message, hint = f"the table has no column {column!r}", f"the columns are {_listed(columns)}"
                    yield Finding(item, ("rows", number, "cells", column), message, hint, at_key=True)


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
        for number, edge in enumerate(item.entry.edges):
            if len(edge) not in (2, 3):
                message = "an edge must be [from, to] or [from, to, label]"
                yield Finding(item, ("edges", number), message)
            for position, node in enumerate(edge[:2]):
                if node not in nodes:
                    message, hint = f"the figure has no node {node!r}", f"the nodes are {_listed(nodes)}"
                    yield Finding(item, ("edges", number, position), message, hint)


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
        for number, edge in enumerate(item.entry.edges):
            if len(edge) < 2:
                continue
            source, target = edge[:2]
            above = source
            while above != target and above in parents:
                above = parents[above]
            if target in parents:
                yield Finding(item, ("edges", number), f"{target!r} already hangs from {parents[target]!r}", _FLOW)
            elif above == target:
                yield Finding(item, ("edges", number), f"{target!r} hangs from itself: the edges form a loop", _FLOW)
            else:
                parents[target] = source
        roots = [node.id for node in item.entry.nodes if node.id not in parents]
        for number, node in enumerate(item.entry.nodes):
            if node.id in roots[1:]:
                message = f"{node.id!r} hangs from no other node, and neither does {roots[0]!r}"
                yield Finding(item, ("nodes", number), message, "add an edge to it")


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
            yield Finding(item, ("alt",), f"the figure {item.address.slug!r} has no 'alt' text")


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
            yield Finding(item, ("nodes",), message, f"keep at most {_MOST_BARS}, or draw a plot", at_key=True)
        has_second = any(node.second is not None for node in item.entry.nodes)
        if (has_second or item.entry.values) and len(item.entry.values) != 2:
            steps: Steps = ("values",) if item.entry.values else ()
            yield Finding(item, steps, "'values' doesn't name the two values of each bar", "write [promised, measured]")
        for number, node in enumerate(item.entry.nodes):
            if node.value is None:
                yield Finding(item, ("nodes", number), f"the bar {node.id!r} has no value")
            for key in ("value", "second"):
                value = getattr(node, key)
                if value is not None and value <= 0 and item.entry.log:
                    message = f"the bar {node.id!r} isn't drawn: a logarithmic scale has no place for 0 or less"
                    yield Finding(item, ("nodes", number, key), message)
                elif value is not None and value < 0:
                    message = f"the bar {node.id!r} is negative, and drawn to the same side as the others"
                    yield Finding(item, ("nodes", number, key), message, "show the numbers in a table instead")
