"""A table in lines: ruled columns where they fit, else a record for each column of the table, with nothing cut."""

from collections.abc import Iterable, Sequence

from mlsys_cli.page import Span, Table
from mlsys_cli.render.wrapping import Line, indent, line_width, pad, text_line, width_of, wrap

_NARROWEST = 9
_GAP = 2


def draw_grid(grid: Table, width: int) -> list[Line]:
    """The table in columns if each column can have a legible width, else as records."""
    widths = column_widths(grid, width)
    return _columns(grid, widths) if widths else _records(grid, width)


def column_widths(grid: Table, width: int) -> list[int]:
    """The width of each column so that all fit side by side; none if a column would break its longest word."""
    cells = [grid.header, *grid.rows]
    natural = [max(width_of(row[i]) for row in cells) for i in range(len(grid.header))]
    least = [
        max([_NARROWEST if n > _NARROWEST else n, *_word_widths(row[i] for row in cells)])
        for i, n in enumerate(natural)
    ]
    room = width - _GAP * (len(natural) - 1)
    if sum(least) > room:
        return []
    return _share(natural, least, room)


def _word_widths(texts: Iterable[str]) -> list[int]:
    return [width_of(word) for text in texts for word in text.split()]


def _share(natural: list[int], least: list[int], room: int) -> list[int]:
    """Give every column what it needs, and let the widest give way where that is too much."""
    widths = list(natural)
    while sum(widths) > room:
        candidates = [i for i in range(len(widths)) if widths[i] > least[i]]
        widest = max(candidates, key=lambda i: widths[i])
        widths[widest] -= 1
    return widths


def _columns(grid: Table, widths: Sequence[int]) -> list[Line]:
    lines = _row([text_line(text, "table.header") for text in grid.header], widths)
    lines.append(text_line("─" * (sum(widths) + _GAP * (len(widths) - 1)), "rule"))
    tall = any(len(_row([text_line(text) for text in row], widths)) > 1 for row in grid.rows)
    for number, (aspect, *cells) in enumerate(grid.rows):
        if number and tall:
            lines.append(())
        lines += _row([text_line(aspect, "table.aspect"), *(text_line(cell) for cell in cells)], widths)
    return lines


def _row(cells: Sequence[Line], widths: Sequence[int]) -> list[Line]:
    """One row of a table, as many lines as its tallest cell needs."""
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines: list[Line] = []
    for number in range(max(map(len, wrapped), default=0)):
        line: Line = ()
        left = 0
        for cell, width in zip(wrapped, widths, strict=True):
            part = cell[number] if number < len(cell) else ()
            if part:
                line = (*pad(line, left), *part)
            left += width + _GAP
        lines.append(line)
    return lines


def _records(grid: Table, width: int) -> list[Line]:
    """One record for each column but the first: its name, then every aspect with what the table says of it."""
    lines: list[Line] = []
    for position, name in enumerate(grid.header[1:], start=1):
        if position > 1:
            lines.append(())
        lines += wrap([Span(name, "table.header")], width)
        lines.append(text_line("─" * min(width, max(map(line_width, lines[-1:]), default=1)), "rule"))
        for row in grid.rows:
            lines += indent(wrap([Span(row[0], "table.aspect")], width), "")
            lines += indent(wrap([Span(row[position])], width - 2), "  ")
    return lines
