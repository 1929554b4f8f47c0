"""A table in lines: ruled columns where they fit, else a record for each column of the table, with nothing cut."""

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import Table
from mlsys_cli.render.rich_text import assembled, indented, wrap_text

# Chosen by looking at the tables of the book, not measured.
_NARROWEST = 9
_NARROWEST_OF_MANY = 10
_MANY = 5
"""From so many columns on, narrow ones would be lists of single words."""

_COMFORTABLE = 16
"""A column that isn't narrower is good to read; where columns can be scrolled, only so many are shown."""

_GAP = 2  # columns between two cells

_NUMBER = r"(?P<whole>([^\W\d]{1,6} |[~≈<>+−-] ?)?[$€]?\d[\d,]*)(\.\d+)?( ?[^\d\s]\S*)?|[–—-]?"
"""A cell of a column of numbers, such as 1,407 or about 61.1 M or $2.00/h, or a dash or nothing for no number."""


def draw_table(table: Table, width: int) -> list[Text]:
    """The table in columns if each column can have a legible width, else as records."""
    widths = _column_widths(table, width)
    if not widths:
        return _records(table, width)
    return [line for row in _rows(table, widths) for line in row]


def row_heights(table: Table, width: int) -> list[int]:
    """The lines of the head of a table, and of each row with the rule after it, if any; none if it isn't in columns."""
    widths = _column_widths(table, width)
    return [len(row) for row in _rows(table, widths)] if widths else []


def _rows(table: Table, widths: Sequence[int]) -> Iterator[list[Text]]:
    """The lines of the head with its rule, and of each row.

    Rules part the rows if several columns have cells that are taller than a line; of one column it is clear where the
    next cell begins.
    """
    header_shifts, *shifts = zip(*map(_shifts, _columns(table), widths), strict=True)
    rule = Text.styled("─" * (sum(widths) + _GAP * (len(widths) - 1)), "rule")
    header = [wrap_text(cell, "table.header", width) for cell, width in zip(table.header, widths, strict=True)]
    yield [*_row(header, widths, header_shifts), rule]
    styles = ["table.aspect", *[""] * (len(widths) - 1)]
    rows = [[wrap_text(*cell) for cell in zip(row, styles, widths, strict=True)] for row in table.rows]
    tall = {column for row in rows for column, cell in enumerate(row) if len(cell) > 1}
    for number, (row, shift) in enumerate(zip(rows, shifts, strict=True), start=1):
        yield _row(row, widths, shift) + ([rule] if len(tall) > 1 and number < len(rows) else [])


def columns_that_fit(table: Table, width: int, first: int, step: int) -> int:
    """The number of columns that are good to read beside that of the aspects, from one on (0 is the one after it).

    It is at least one. With a step of -1 they are counted from there to the left.
    """
    names = [table.header[0], *(row[0] for row in table.rows)]
    room = width - _least(names)
    count = 0
    for place in range(first, len(table.header) - 1 if step > 0 else -1, step):
        room -= _GAP + _least([table.header[place + 1], *(row[place + 1] for row in table.rows)])
        if room < 0 and count:
            break
        count += 1
    return count


def _least(column: Sequence[str]) -> int:
    """The width from which on a column is good to read."""
    return max(min(max(map(cell_len, column)), _COMFORTABLE), _longest_word(column))


def _longest_word(column: Sequence[str]) -> int:
    return max(map(cell_len, {*" ".join(column).split()}), default=0)


def _column_widths(table: Table, width: int) -> list[int]:
    """The width of each column so that all fit side by side; none if a column would break its longest word."""
    columns = _columns(table)
    widths = [min(max(cell_len(column[0]), _breadth(column), *map(cell_len, column[1:])), width) for column in columns]
    narrowest = _NARROWEST_OF_MANY if len(columns) >= _MANY else _NARROWEST
    least = [max(min(wide, narrowest), _longest_word(column)) for wide, column in zip(widths, columns, strict=True)]
    room = width - _GAP * (len(columns) - 1)
    if sum(least) > room:
        return []
    while sum(widths) > room:  # the widest that can gives way
        able = [i for i in range(len(widths)) if widths[i] > least[i]]
        widths[max(able, key=lambda i: widths[i])] -= 1
    return widths


def _columns(table: Table) -> list[tuple[str, ...]]:
    """The columns of a table, each with its head."""
    return list(zip(table.header, *table.rows, strict=True))


def _places(column: Sequence[str]) -> list[tuple[int, int]]:
    """The widths of each cell before its decimal point and after it; none if the column isn't of numbers."""
    found = [re.fullmatch(_NUMBER, cell) for cell in column[1:]]
    if sum(bool(number and number["whole"]) for number in found) < 2 or not all(found):
        return []
    before = [len(number["whole"] or number[0]) for number in found if number]  # a dash stands where digits do
    return [(whole, cell_len(cell) - whole) for whole, cell in zip(before, column[1:], strict=True)]


def is_numeric(column: Sequence[str]) -> bool:
    """True if a column, given with its head, is one of numbers."""
    return bool(_places(column))


def _breadth(column: Sequence[str]) -> int:
    """The width of the numbers of a column when their decimal points stand in one line; 0 if it isn't of numbers."""
    return sum(map(max, zip(*_places(column), strict=True)))


def _shifts(column: Sequence[str], width: int) -> list[int]:
    """The columns by which the head and each cell are moved right, so that decimal points stand in one line."""
    places = _places(column)
    if not places or _breadth(column) > width:
        return [0] * len(column)
    after = max(rest for _, rest in places)
    return [max(width - cell_len(column[0]), 0), *(width - after - whole for whole, _ in places)]


def _row(wrapped: Sequence[Sequence[Text]], widths: Sequence[int], shifts: Sequence[int]) -> list[Text]:
    """One row of a table, as many lines as its tallest cell needs."""
    lines: list[Text] = []
    for number in range(max(map(len, wrapped), default=0)):
        parts: list[str | Text] = []
        reached = left = 0
        for cell, width, shift in zip(wrapped, widths, shifts, strict=True):
            if number < len(cell):
                parts += [" " * (left + shift - reached), cell[number]]
                reached = left + shift + cell[number].cell_len
            left += width + _GAP
        lines.append(assembled(*parts))
    return lines


def _records(table: Table, width: int) -> list[Text]:
    """One record for each column but the first: its name, then every aspect with what the table says of it."""
    lines: list[Text] = []
    for position, name in enumerate(table.header[1:], start=1):
        lines += [Text()] if lines else []
        lines += wrap_text(name, "table.header", width)
        lines.append(Text.styled("─" * min(width, max((line.cell_len for line in lines[-1:]), default=1)), "rule"))
        for aspect, *cells in table.rows:
            lines += wrap_text(aspect, "table.aspect", width)
            lines += indented(wrap_text(cells[position - 1], "", width - 2), "  ")
    return lines
