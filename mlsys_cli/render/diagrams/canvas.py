"""A sheet to draw boxes, rails and words on, in columns and rows; lines that meet grow the right junction."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from mlsys_cli.page import Span
from mlsys_cli.render.wrapping import Line, join, line_width, pad

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_SQUARE = " │││─┘┐┤─└┌├─┴┬┼"
_ROUND = " │││─╯╮┤─╰╭├─┴┬┼"

Cell: TypeAlias = tuple[int, int]
"""A row and a column."""


class Canvas:
    """What is drawn so far. Rows and columns may start anywhere; the drawing begins at the first that is used."""

    def __init__(self, rounded: bool = True) -> None:
        self._corners = _ROUND if rounded else _SQUARE
        self._arms: dict[Cell, int] = {}
        self._heads: dict[Cell, str] = {}
        self._words: dict[Cell, Line] = {}

    def line(self, start: Cell, end: Cell) -> None:
        """Draw a straight line; it joins what is there at its ends and where it crosses."""
        (top, left), (bottom, right) = min(start, end), max(start, end)
        for row in range(top, bottom):
            self._join((row, left), DOWN)
            self._join((row + 1, left), UP)
        for column in range(left, right):
            self._join((top, column), RIGHT)
            self._join((top, column + 1), LEFT)

    def path(self, *cells: Cell) -> None:
        """Draw lines from each cell to the next."""
        for start, end in pairwise(cells):
            self.line(start, end)

    def head(self, cell: Cell, arrow: str) -> None:
        """Put an arrow head at the end of a line."""
        self._heads[cell] = arrow

    def box(self, corner: Cell, height: int, width: int) -> None:
        """Draw a frame; height and width count its borders."""
        top, left = corner
        bottom, right = top + height - 1, left + width - 1
        self.path((top, left), (top, right), (bottom, right), (bottom, left), (top, left))

    def write(self, cell: Cell, line: Line) -> None:
        """Write words from a cell to the right, over any line that runs there."""
        row, column = cell
        for covered in range(column, column + line_width(line)):
            self._arms.pop((row, covered), None)
        if line:
            self._words[cell] = line

    def write_all(self, cell: Cell, lines: Sequence[Line], width: int = 0) -> None:
        """Write lines below each other from a cell on, in the middle of `width` columns if that is given."""
        for row, line in enumerate(lines, start=cell[0]):
            self.write((row, cell[1] + max(width - line_width(line), 0) // 2), line)

    def write_box(self, corner: Cell, height: int, width: int, content: list[Line]) -> None:
        """Draw a frame with lines in the middle of it."""
        self.box(corner, height, width)
        self.write_all((corner[0] + 1 + (height - 2 - len(content)) // 2, corner[1]), content, width)

    def lines(self) -> list[Line]:
        """The drawing in lines, without spaces at their ends."""
        cells: dict[Cell, Line] = {
            cell: (Span(self._corners[arms], "figure.box"),) for cell, arms in self._arms.items()
        }
        cells |= {cell: (Span(arrow, "figure.box"),) for cell, arrow in self._heads.items()} | self._words
        if not cells:
            return []
        first_row, last_row = min(row for row, _ in cells), max(row for row, _ in cells)
        first_column = min(column for _, column in cells)
        lines: list[Line] = [()] * (last_row - first_row + 1)
        for (row, column), line in sorted(cells.items()):
            lines[row - first_row] = (*pad(lines[row - first_row], column - first_column), *line)
        return [join(line) for line in lines]

    def _join(self, cell: Cell, arm: int) -> None:
        self._arms[cell] = self._arms.get(cell, 0) | arm
