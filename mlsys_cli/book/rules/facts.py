"""Facts that don't fit together, or rest on nothing, and things with a part missing."""

from collections.abc import Collection, Iterator
from itertools import islice

from mlsys_cli.book.rules.rule import Finding
from mlsys_cli.book.survey import Crossings, Survey

_FEW = 5
"""How many ids a message names."""


def lonely_term(chapter: Survey) -> Iterator[Finding]:
    """A term without see_also.

    Terms are learned by what they are near to; one that leads nowhere is the end of a walk.

    Bad:
        # glossary.yaml
        terms:
        - {id: heap, name: Heap, kind: concept, definition: A pile.}

    Good:
        # glossary.yaml
        terms:
        - id: heap
          name: Heap
          kind: concept
          definition: A pile.
          see_also: [stack]
        - id: stack
          name: Stack
          kind: concept
          definition: A tower.
          see_also: [heap]
    """
    for item in chapter.of("term"):
        if not item.noun.see_also:
            yield Finding(item.entry, ("id",), f"the term {item.entry.slug!r} has no see_also", "name what is related")


def event_outside_era(book: Crossings) -> Iterator[Finding]:
    """An event's years don't lie in the era that it names.

    Either the year is wrong, or the era, or the era's own years.

    Bad:
        # timeline.yaml
        eras:
        - id: early
          name: Early days
          start: 1950
          end: 1970
          summary: Few machines.
        events:
        - {id: lisp, year: 1980, title: Lisp, body: It collects., era: early}

    Good:
        # timeline.yaml
        eras:
        - id: early
          name: Early days
          start: 1950
          end: 1970
          summary: Few machines.
        events:
        - {id: lisp, year: 1960, title: Lisp, body: It collects., era: early}
    """
    for dates in book.dates:
        start, end = book.eras.get(dates.era, (None, None))
        if start is None:
            continue
        if dates.first < start or (end is not None and dates.first > end):
            until = f"to {end}" if end is not None else "on"
            yield Finding(dates.entry, ("year",), f"{dates.first} isn't in the era {dates.era!r}, from {start} {until}")


def years_out_of_order(chapter: Survey) -> Iterator[Finding]:
    """Something ends before it begins, or an event stands below a later one.

    Events are written in the order in which they happened, so that an author sees where the next one goes.

    Bad:
        # timeline.yaml
        events:
        - {id: java, year: 1995, title: Java, body: It collects.}
        - {id: lisp, year: 1960, title: Lisp, body: It collects.}

    Good:
        # timeline.yaml
        events:
        - {id: lisp, year: 1960, title: Lisp, body: It collects.}
        - {id: java, year: 1995, title: Java, body: It collects.}
    """
    for item in chapter.of("era", "event"):
        start = item.noun.year if item.entry.kind == "event" else item.noun.start
        if item.noun.end is not None and item.noun.end < start:
            yield Finding(item.entry, ("end",), f"it ends in {item.noun.end}, before it begins in {start}")
    latest, before = (-1_000_000, 0), ""
    for item in chapter.of("event"):
        date = (item.noun.year, item.noun.month or latest[1] * (item.noun.year == latest[0]))
        if date < latest:
            yield Finding(item.entry, ("year",), f"{item.entry.slug!r} was before {before!r}, which stands above it")
        else:
            latest, before = date, item.entry.slug


def missing_cell(chapter: Survey) -> Iterator[Finding]:
    """A row of a table has no cell for one of the columns, or an empty one.

    The reader can't tell whether the answer is no, unknown or forgotten. Write which of them it is.

    Bad:
        # tables.yaml
        tables:
        - id: ways
          title: Two ways
          columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
          rows: [{aspect: Cycles, cells: {count: never freed}}]

    Good:
        # tables.yaml
        tables:
        - id: ways
          title: Two ways
          columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
          rows: [{aspect: Cycles, cells: {count: never freed, trace: freed}}]
    """
    for item in chapter.of("table"):
        columns = {column.id: None for column in item.noun.columns}
        for number, row in enumerate(item.noun.rows):
            filled = sum(id in columns and bool(text.strip()) for id, text in row.cells.items())
            if filled == len(columns):
                continue
            # A table of thousands of columns and rows is told of row by row, and not cell by cell.
            missing = islice((id for id in columns if not row.cells.get(id, "").strip()), _FEW)
            names = " and ".join(map(repr, missing)) + (" and others" if len(columns) - filled > _FEW else "")
            yield Finding(item.entry, ("rows", number, "cells"), f"the row {row.aspect!r} has no cell for {names}")


def stray_cell(chapter: Survey) -> Iterator[Finding]:
    """A row of a table has a cell for a column that the table does not have.

    It is never shown.

    Bad:
        # tables.yaml
        tables:
        - id: ways
          title: Two ways
          columns: [{id: count, name: Counting}]
          rows: [{aspect: Cycles, cells: {count: never freed, trace: freed}}]

    Good:
        # tables.yaml
        tables:
        - id: ways
          title: Two ways
          columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
          rows: [{aspect: Cycles, cells: {count: never freed, trace: freed}}]
    """
    for item in chapter.of("table"):
        columns = {column.id: None for column in item.noun.columns}
        for number, row in enumerate(item.noun.rows):
            for id in row.cells:
                if id not in columns:
                    message, hint = f"the table has no column {id!r}", f"the columns are {_listed(columns)}"
                    yield Finding(item.entry, ("rows", number, "cells", id), message, hint, at_key=True)


def stray_edge(chapter: Survey) -> Iterator[Finding]:
    """An edge of a figure begins or ends at a node that the figure does not have, or has no end.

    It is not drawn.

    Bad:
        # figures.yaml
        figures:
        - id: loop
          kind: cycle
          title: Loop
          alt: A box.
          nodes: [{id: mark, name: Mark}]
          edges: [[mark, sweep]]

    Good:
        # figures.yaml
        figures:
        - id: loop
          kind: cycle
          title: Loop
          alt: Two boxes.
          nodes: [{id: mark, name: Mark}, {id: sweep, name: Sweep}]
          edges: [[mark, sweep, all marked]]
    """
    for item in chapter.of("figure"):
        nodes = {node.id: None for node in item.noun.nodes}
        for number, edge in enumerate(item.noun.edges):
            if len(edge) not in (2, 3):
                message = "an edge is [from, to] or [from, to, label]"
                yield Finding(item.entry, ("edges", number), message)
            for position, id in enumerate(edge[:2]):
                if id not in nodes:
                    message, hint = f"the figure has no node {id!r}", f"the nodes are {_listed(nodes)}"
                    yield Finding(item.entry, ("edges", number, position), message, hint)


def _listed(ids: Collection[str]) -> str:
    """The first few of some ids."""
    return ", ".join(islice(ids, 2 * _FEW)) + (" …" if len(ids) > 2 * _FEW else "")


def missing_alt(chapter: Survey) -> Iterator[Finding]:
    """A figure without a text that tells in words what is to be seen.

    Whoever listens to the page, or reads it where nothing can be drawn, gets nothing of the figure.

    Bad:
        # figures.yaml
        figures:
        - {id: loop, kind: cycle, title: Loop, alt: ""}

    Good:
        # figures.yaml
        figures:
        - id: loop
          kind: cycle
          title: Loop
          alt: A ring of two boxes. Marking leads to sweeping and back.
    """
    for item in chapter.of("figure"):
        if not item.noun.alt.strip():
            yield Finding(item.entry, ("alt",), f"the figure {item.entry.slug!r} has no text in 'alt'")


def disputed_without_source(chapter: Survey) -> Iterator[Finding]:
    """A fact is said to be disputed, and nothing says by whom.

    Name the sources of the entry, or cite one in the text of `disputed`.

    Bad:
        # timeline.yaml
        events:
        - id: lisp
          year: 1960
          title: Lisp
          body: It collects.
          disputed: Some say 1959.

    Good:
        # timeline.yaml
        events:
        - id: lisp
          year: 1960
          title: Lisp
          body: It collects.
          disputed: "Some say 1959 [@knuth1968]."
        # ../references.yaml
        references:
        - key: knuth1968
          authors: [Donald Knuth]
          title: Fundamental Algorithms
          venue: Addison-Wesley
          year: 1968
    """
    for item in chapter.items:
        passages = dict(item.passages)
        passage = passages.get(("disputed",))
        known: tuple[str, ...] = getattr(item.noun, "sources", ())
        if passage is not None and not known and not any(mark.kind == "source" for mark in passage.marks):
            yield Finding(item.entry, ("disputed",), "nothing says who disputes it", "cite a source: [@key]")
