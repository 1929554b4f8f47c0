"""Figures, and comparison tables: whole, reduced to some columns, or transposed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.index.entry_records import FigureRecord, Ref, Remarks, SourceRecord, TableRecord, TermRecord
from mlsys_cli.page.blocks import Blocks, Diagram, TimeAxis, prose_text
from mlsys_cli.views.shared_blocks import figure_blocks, origin_line, table_blocks, when, with_sources
from mlsys_cli.views.view import REMARKS, Document, document, pick

if TYPE_CHECKING:  # few figures are plots
    from mlsys_cli.page.plots import Axis


class FigureView(NamedTuple):
    """One figure."""

    figure: FigureRecord
    sources: Sequence[SourceRecord]

    def blocks(self) -> Blocks:
        """The drawing with its caption and sources."""
        return with_sources((*origin_line(self.figure.ref), *figure_blocks(self.figure, 1)), self.sources)

    def document(self) -> Document:
        """The figure as data, and its text description."""
        figure, drawing = self.figure, self.figure.drawing
        parts: Document
        if isinstance(drawing, TimeAxis):
            parts = pick(drawing, "eras=bands years")
        elif isinstance(drawing, Diagram):
            keys = "id name note value second" if drawing.values else "id name note value"
            parts = {"nodes": [pick(node, keys) for node in drawing.nodes], **pick(drawing, "edges unit?")}
            if figure.kind == "bars":
                parts |= pick(drawing, "log values")
        else:
            series = [
                {**pick(series, "name? points"), "draw": "line" if series.joined else "points"}
                for series in drawing.series
            ]
            parts = {"x": _axis(drawing.x), "y": _axis(drawing.y), "series": series, **pick(drawing, "marks")}
        return document(
            "figure",
            **pick(figure, "id=ref.slug book=ref.book title=ref.name alt figure_kind=kind caption:text"),
            **parts,
            **pick(figure, REMARKS),
        )


def _axis(axis: "Axis") -> Document:
    ends = None if axis.low is None else [axis.low, axis.high]
    return {**pick(axis, "label=name unit? log=is_log"), "range": ends}


def choose_columns(table: TableRecord, wanted: Iterable[str]) -> TableRecord:
    """The table with only these columns, by their ids, in this order."""
    ids = [column for column, _ in table.columns]
    chosen = list(wanted)
    positions = [ids.index(column) for column in chosen]
    return table._replace(
        columns=tuple(table.columns[i] for i in positions),
        rows=tuple((aspect, tuple(cells[i] for i in positions)) for aspect, cells in table.rows),
        cell_remarks=tuple(remark for remark in table.cell_remarks if remark.column in ("", *chosen)),
    )


def transpose(table: TableRecord) -> TableRecord:
    """The table with its columns as rows and its aspects as columns."""
    rows = tuple((name, tuple(cells[i] for _, cells in table.rows)) for i, (_, name) in enumerate(table.columns))
    names = dict(table.columns)
    remarks = tuple(
        remark._replace(aspect=names.get(remark.column, ""), column=remark.aspect) for remark in table.cell_remarks
    )
    columns = tuple((aspect, aspect) for aspect, _ in table.rows)
    return table._replace(columns=columns, rows=rows, cell_remarks=remarks)


def table_of_terms(terms: Sequence[TermRecord], sources: Sequence[SourceRecord]) -> TableRecord:
    """Some terms side by side: a column each, and a row for each part of an entry that any of them has."""
    rows = (
        ("Kind", [term.kind.name for term in terms]),
        ("Definition", [prose_text(term.definition) for term in terms]),
        ("Example", [prose_text(term.example) for term in terms]),
        ("Dates", ["; ".join(f"{when(event)}: {event.ref.name}" for event in term.events) for term in terms]),
        ("Also called", [", ".join(term.aliases) for term in terms]),
        ("Sections", [", ".join(term.numbers[ref.id] for ref in term.sections) for term in terms]),
    )
    return side_by_side([term.ref for term in terms], rows, tuple(source.ref.address for source in sources))


def side_by_side(
    refs: Sequence[Ref], rows: Iterable[tuple[str, Sequence[str]]], sources: tuple[str, ...]
) -> TableRecord:
    """A table of some entries: a column each, and those of the rows that say something of any of them."""
    title, slug = " · ".join(ref.name for ref in refs), "+".join(ref.slug for ref in refs)
    return TableRecord(
        refs[0]._replace(id=0, kind="table", slug=slug, address=slug, name=title, sense=""),
        columns=tuple((ref.slug, ref.name) for ref in refs),
        rows=tuple((aspect, tuple(cells)) for aspect, cells in rows if any(cells)),
        caption=(),
        remarks=Remarks(sources=sources),
    )


class TableView(NamedTuple):
    """One table."""

    table: TableRecord
    sources: Sequence[SourceRecord]

    def blocks(self) -> Blocks:
        """The table with its caption and sources."""
        return with_sources((*origin_line(self.table.ref), *table_blocks(self.table, 1)), self.sources)

    def document(self) -> Document:
        """Columns by id, and each aspect with its cells."""
        table = self.table
        ids = [column for column, _ in table.columns]
        return document(
            "table",
            **pick(table.ref, "id=slug book title=name"),
            columns=[{"id": column, "name": name} for column, name in table.columns],
            rows=[
                {"aspect": aspect, "cells": dict(zip(ids, cells, strict=True)), **self._remarks(aspect)}
                for aspect, cells in table.rows
            ],
            **pick(table, REMARKS),
        )

    def _remarks(self, aspect: str) -> Document:
        """The date and the sources of a row, and of its cells by column."""
        noted = {
            remark.column: pick(remark.remarks, "as_of? sources")
            for remark in self.table.cell_remarks
            if remark.aspect == aspect
        }
        return {**noted.pop("", {"as_of": None, "sources": []}), "cell_remarks": noted}

    def rows(self) -> list[list[Any]]:
        """The header of the table and its rows."""
        header = ["aspect", *(name for _, name in self.table.columns)]
        return [header, *([aspect, *cells] for aspect, cells in self.table.rows)]
