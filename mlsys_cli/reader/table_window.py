"""The width of pages: lists, timelines and tables fill the screen, and of a wide table it has the columns that fit."""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from mlsys_cli.page.blocks import Block, Blocks, Bullets, Heading, ListEntry, Meters, Paragraph, Span, Table
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.render.rich_blocks import block_lines, margins, wide_margins
from mlsys_cli.render.table import columns_that_fit, row_heights

_FEW = 50
"""A page that isn't about a table shows tables of so many columns whole."""


class TableWindow(NamedTuple):
    """A page of which the table has the columns that fit, from `first` on, which can be at most `last`.

    Columns count from 0, without the one that names the rows. `room` is the width of the table, and a page that
    `is_wide` is not centred, so that there is more of it.
    """

    blocks: Blocks
    first: int = 0
    last: int = 0
    room: int = 0
    is_wide: bool = False

    @property
    def is_cut(self) -> bool:
        """True if there are more columns than are shown."""
        return self.last > 0


def fit_table(blocks: Blocks, width: int, first: int = 0, *, is_peek: bool = False) -> TableWindow:
    """A page for a width, whose table begins with a column; a page of anything but a table has only huge ones cut."""
    is_of_table = is_peek or is_about_table(blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, Table) and (is_of_table or len(block.header) > _FEW):
            way = Span("← →", "command") if is_of_table else _table_link(blocks[place - 1])
            room = width if is_peek else width - 2 * wide_margins(width)
            way = Span("Enter shows the others") if is_peek else way
            window = _cut(block, room, first if is_of_table else 0, way)
            if not window.is_cut:
                prose = margins(blocks, width)[1]
                return TableWindow(blocks, is_wide=any(line.cell_len > prose for line in block_lines(block, room)))
            rest = blocks[place + 1 :] if is_of_table else fit_table(blocks[place + 1 :], width).blocks
            shown = (*blocks[:place], *window.blocks, *rest)
            return window._replace(blocks=shown, is_wide=True) if is_of_table else TableWindow(shown)
    is_list = any(isinstance(block, Bullets) and block.in_columns for block in blocks)
    return TableWindow(blocks, is_wide=is_list or any(isinstance(block, ListEntry | Meters) for block in blocks))


def is_about_table(blocks: Iterable[Block]) -> bool:
    """True for the page of a table, and not for one that has tables among other things."""
    headings = (block for block in blocks if isinstance(block, Heading))
    return any(heading.level == 1 and heading.target.startswith("table:") for heading in headings)


def _table_link(heading: Block) -> Span:
    """A link to the table that a heading is over."""
    return Span(heading.text, "link", heading.target) if isinstance(heading, Heading) else Span("a part of it")


def _cut(table: Table, room: int, first: int, way: Span) -> TableWindow:
    """The columns of a table that fit, under a line that says which they are, and the way to the others."""
    count = len(table.header) - 1
    last = count - columns_that_fit(table, room, count - 1, -1)
    first = min(max(first, 0), last)
    end = first + columns_that_fit(table, room, first, 1)
    names = f"Column {first + 1}" if end == first + 1 else f"Columns {first + 1:,}–{end:,}"
    line = Paragraph((Span(f"{names} of {count:,} · ", "caption"), way))
    shown = Table(
        (table.header[0], *table.header[first + 1 : end + 1]),
        tuple((row[0], *row[first + 1 : end + 1]) for row in table.rows),
    )
    return TableWindow((line, shown), first, last, room)


class FrozenHead(NamedTuple):
    """The lines with the names of a table's columns, and the line after the last one of the table."""

    lines: range = range(0)
    end: int = 0

    def line_at(self, top: int, row: int) -> int:
        """The line of a page in a row of the screen, whose first one is `top`: the head stays over its table."""
        number = len(self.lines)
        if row < number and self.lines.start < top and top + number < self.end:
            return self.lines.start + row
        return top + row


def frozen_head(document: LaidOutPage) -> FrozenHead:
    """The head of the first table on the page of a table."""
    ends = [part.line for part in document.parts[1:]] + [len(document.lines)]
    for (start, block), end in zip(document.parts, ends, strict=True):
        if isinstance(block, Table):
            rule = next((n for n in range(start, end) if not document.lines[n].plain.strip(" ─")), start - 1)
            return FrozenHead(range(start, rule + 1), end)
    return FrozenHead()


def same_row(before: LaidOutPage, after: LaidOutPage, room: int, line: int) -> int:
    """The line of a table with other columns where the row is that was on a line before."""
    old, new = (_row_lines(document, room) for document in (before, after))
    row = max((number for number, start in enumerate(old) if start <= line), default=None)
    return line if row is None or row >= len(new) else new[row]


def _row_lines(document: LaidOutPage, room: int) -> list[int]:
    """The line on which each row of the table begins, the head first."""
    for line, block in document.parts:
        if isinstance(block, Table):
            return list(accumulate(row_heights(block, room), initial=line))[:-1]
    return []
