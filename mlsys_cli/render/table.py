"""A table in lines: ruled columns where they fit, else a record for each column of the table, with nothing cut."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Table
from mlsys_cli.render.rich_text import indented, joined, line_of, padded, wrap_words

_NARROWEST = 9
_NARROWEST_OF_MANY = 12
_MANY = 5
"""From so many columns on, narrow ones would be lists of single words."""

_GAP = 2


def draw_table(table: Table, width: int) -> list[Text]:
    """The table in columns if each column can have a legible width, else as records."""
    widths = column_widths(table, width)
    return _columns(table, widths) if widths else _records(table, width)


def column_widths(table: Table, width: int) -> list[int]:
    """The width of each column so that all fit side by side; none if a column would break its longest word."""
    cells = [table.header, *table.rows]
    natural = [max(cell_len(row[i]) for row in cells) for i in range(len(table.header))]
    narrowest = _NARROWEST_OF_MANY if len(natural) >= _MANY else _NARROWEST
    least = [max(min(n, narrowest), *_word_widths(row[i] for row in cells)) for i, n in enumerate(natural)]
    room = width - _GAP * (len(natural) - 1)
    if sum(least) > room:
        return []
    return _share(natural, least, room)


def _word_widths(texts: Iterable[str]) -> list[int]:
    return [0, *(cell_len(word) for text in texts for word in text.split())]


def _share(natural: list[int], least: list[int], room: int) -> list[int]:
    """Give every column what it needs, and let the widest give way where that is too much."""
    widths = list(natural)
    while sum(widths) > room:
        candidates = [i for i in range(len(widths)) if widths[i] > least[i]]
        widest = max(candidates, key=lambda i: widths[i])
        widths[widest] -= 1
    return widths


def _columns(table: Table, widths: Sequence[int]) -> list[Text]:
    lines = _row(table.header, ["table.header"] * len(widths), widths)
    lines.append(line_of("─" * (sum(widths) + _GAP * (len(widths) - 1)), "rule"))
    styles = ["table.aspect", *[""] * (len(widths) - 1)]
    rows = [_row(row, styles, widths) for row in table.rows]
    for number, row in enumerate(rows):
        if number and max(len(row), len(rows[number - 1])) > 1:
            lines.append(Text())
        lines += row
    return lines


def _row(cells: Sequence[str], styles: Sequence[str], widths: Sequence[int]) -> list[Text]:
    """One row of a table, as many lines as its tallest cell needs."""
    wrapped = [wrap_words(*cell) for cell in zip(cells, styles, widths, strict=True)]
    lines: list[Text] = []
    for number in range(max(map(len, wrapped), default=0)):
        line, left = Text(), 0
        for cell, width in zip(wrapped, widths, strict=True):
            if number < len(cell):
                line = joined(padded(line, left), cell[number])
            left += width + _GAP
        lines.append(line)
    return lines


def _records(table: Table, width: int) -> list[Text]:
    """One record for each column but the first: its name, then every aspect with what the table says of it."""
    lines: list[Text] = []
    for position, name in enumerate(table.header[1:], start=1):
        lines += [Text()] if lines else []
        lines += wrap_words(name, "table.header", width)
        lines.append(line_of("─" * min(width, max((line.cell_len for line in lines[-1:]), default=1)), "rule"))
        for aspect, *cells in table.rows:
            lines += wrap_words(aspect, "table.aspect", width)
            lines += indented(wrap_words(cells[position - 1], "", width - 2), "  ")
    return lines
