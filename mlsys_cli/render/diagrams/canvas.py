"""A sheet to draw boxes, rails and words on, in columns and rows; lines that meet grow the right junction."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import TypeAlias

from rich.text import Text

from mlsys_cli.render.rich_text import line_of

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_SQUARE = " │││─┘┐┤─└┌├─┴┬┼"
_ROUND = " │││─╯╮┤─╰╭├─┴┬┼"

Cell: TypeAlias = tuple[int, int]
"""A row and a column."""


class Canvas:
    """A drawing in progress. Rows and columns may start anywhere; the drawing begins at the first that is used."""

    def __init__(self, rounded: bool = True) -> None:
        self._corners = _ROUND if rounded else _SQUARE
        self._arms: dict[Cell, int] = {}
        self._heads: dict[Cell, str] = {}
        self._words: dict[Cell, Text] = {}

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

    def write(self, cell: Cell, line: Text) -> None:
        """Write words from a cell to the right, over any line that runs there."""
        row, column = cell
        for covered in range(column, column + line.cell_len):
            self._arms.pop((row, covered), None)
        if line:
            self._words[cell] = line

    def write_all(self, cell: Cell, lines: Sequence[Text], width: int = 0) -> None:
        """Write lines below each other from a cell on, in the middle of `width` columns if that is given."""
        for row, line in enumerate(lines, start=cell[0]):
            self.write((row, cell[1] + max(width - line.cell_len, 0) // 2), line)

    def write_box(self, corner: Cell, height: int, width: int, content: Sequence[Text]) -> None:
        """Draw a frame with lines in the middle of it."""
        self.box(corner, height, width)
        self.write_all((corner[0] + 1 + (height - 2 - len(content)) // 2, corner[1]), content, width)

    def lines(self) -> list[Text]:
        """The drawing in lines, without spaces at their ends."""
        strokes = {cell: self._corners[arms] for cell, arms in self._arms.items()} | self._heads
        strokes = {cell: stroke for cell, stroke in strokes.items() if cell not in self._words}
        cells = {**self._words, **{cell: line_of(run, "figure.box") for cell, run in _runs(strokes)}}
        if not cells:
            return []
        rows = [row for row, _ in cells]
        first_column = min(column for _, column in cells)
        lines = [Text() for _ in range(min(rows), max(rows) + 1)]
        for (row, column), text in sorted(cells.items(), key=lambda item: item[0]):
            line = lines[row - min(rows)]
            line.pad_right(max(column - first_column - line.cell_len, 0))
            line.append_text(text)
        return lines

    def _join(self, cell: Cell, arm: int) -> None:
        self._arms[cell] = self._arms.get(cell, 0) | arm


def _runs(strokes: Mapping[Cell, str]) -> Iterator[tuple[Cell, str]]:
    """The strokes that stand side by side, joined to one text, with the cell where each begins."""
    for _, run in groupby(enumerate(sorted(strokes)), lambda item: (item[1][0], item[1][1] - item[0])):
        cells = [cell for _, cell in run]
        yield cells[0], "".join(strokes[cell] for cell in cells)
