"""A table in lines: ruled columns where they fit, else a record for each column of the table, with nothing cut."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Table
from mlsys_cli.render.rich_text import assembled, indented, wrap_words

_NARROWEST = 9
_NARROWEST_OF_MANY = 12
_MANY = 5
"""From so many columns on, narrow ones would be lists of single words."""

_GAP = 2


def draw_table(table: Table, width: int) -> list[Text]:
    """The table in columns if each column can have a legible width, else as records."""
    widths = _column_widths(table, width)
    if not widths:
        return _records(table, width)
    header = _row(table.header, ["table.header"] * len(widths), widths)
    lines = [*header, Text.styled("─" * (sum(widths) + _GAP * (len(widths) - 1)), "rule")]
    rows = [_row(row, ["table.aspect", *[""] * (len(widths) - 1)], widths) for row in table.rows]
    for number, row in enumerate(rows):
        if number and max(len(row), len(rows[number - 1])) > 1:
            lines.append(Text())
        lines += row
    return lines


def _column_widths(table: Table, width: int) -> list[int]:
    """The width of each column so that all fit side by side; none if a column would break its longest word."""
    columns = list(zip(table.header, *table.rows, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    narrowest = _NARROWEST_OF_MANY if len(columns) >= _MANY else _NARROWEST
    longest_words = [max(map(cell_len, {*" ".join(column).split()}), default=0) for column in columns]
    least = [max(min(wide, narrowest), word) for wide, word in zip(widths, longest_words, strict=True)]
    room = width - _GAP * (len(columns) - 1)
    if sum(least) > room:
        return []
    while sum(widths) > room:  # the widest that can gives way
        able = [i for i in range(len(widths)) if widths[i] > least[i]]
        widths[max(able, key=lambda i: widths[i])] -= 1
    return widths


def _row(cells: Sequence[str], styles: Sequence[str], widths: Sequence[int]) -> list[Text]:
    """One row of a table, as many lines as its tallest cell needs."""
    wrapped = [wrap_words(*cell) for cell in zip(cells, styles, widths, strict=True)]
    lines: list[Text] = []
    for number in range(max(map(len, wrapped), default=0)):
        parts: list[str | Text] = []
        reached = left = 0
        for cell, width in zip(wrapped, widths, strict=True):
            if number < len(cell):
                parts += [" " * (left - reached), cell[number]]
                reached = left + cell[number].cell_len
            left += width + _GAP
        lines.append(assembled(*parts))
    return lines


def _records(table: Table, width: int) -> list[Text]:
    """One record for each column but the first: its name, then every aspect with what the table says of it."""
    lines: list[Text] = []
    for position, name in enumerate(table.header[1:], start=1):
        lines += [Text()] if lines else []
        lines += wrap_words(name, "table.header", width)
        lines.append(Text.styled("─" * min(width, max((line.cell_len for line in lines[-1:]), default=1)), "rule"))
        for aspect, *cells in table.rows:
            lines += wrap_words(aspect, "table.aspect", width)
            lines += indented(wrap_words(cells[position - 1], "", width - 2), "  ")
    return lines
