"""Comparison tables, whole, reduced to some columns, or transposed."""

from collections.abc import Iterable, Sequence
from typing import Any

from mlsys_cli.index.entry_records import SourceRecord, TableRecord
from mlsys_cli.page import Blocks
from mlsys_cli.views.shared_blocks import origin_line, table_blocks, with_sources
from mlsys_cli.views.view import Document, document, remark_fields


def choose_columns(table: TableRecord, wanted: Iterable[str]) -> TableRecord:
    """The table with only these columns, by their ids, in this order."""
    ids = [column for column, _ in table.columns]
    positions = [ids.index(column) for column in wanted]
    return table._replace(
        columns=tuple(table.columns[i] for i in positions),
        rows=tuple((aspect, tuple(cells[i] for i in positions)) for aspect, cells in table.rows),
    )


def transpose(table: TableRecord) -> TableRecord:
    """The table with its columns as rows and its aspects as columns."""
    rows = tuple((name, tuple(cells[i] for _, cells in table.rows)) for i, (_, name) in enumerate(table.columns))
    return table._replace(columns=tuple((aspect, aspect) for aspect, _ in table.rows), rows=rows)


class TableView:
    """One table."""

    def __init__(self, table: TableRecord, sources: Sequence[SourceRecord]) -> None:
        self._table = table
        self._sources = sources

    def page(self) -> Blocks:
        """The table with its caption and sources."""
        return with_sources((*origin_line(self._table.ref), *table_blocks(self._table, 1)), self._sources)

    def document(self) -> Document:
        """Columns by id, and each aspect with its cells."""
        ids = [column for column, _ in self._table.columns]
        return document(
            "table",
            id=self._table.ref.slug,
            book=self._table.ref.book,
            title=self._table.ref.name,
            columns=[{"id": column, "name": name} for column, name in self._table.columns],
            rows=[
                {"aspect": aspect, "cells": dict(zip(ids, cells, strict=True))} for aspect, cells in self._table.rows
            ],
            **remark_fields(self._table.remarks),
        )

    def rows(self) -> list[list[Any]]:
        """The header of the table and its rows."""
        return [
            ["aspect", *(name for _, name in self._table.columns)],
            *([aspect, *cells] for aspect, cells in self._table.rows),
        ]
