"""A sheet to draw boxes, rails and words on, in columns and rows; lines that meet get the right junction."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TypeAlias

from rich.text import Text

from mlsys_cli.render.rich_text import assembled

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_SQUARE = " │││─┘┐┤─└┌├─┴┬┼"
_ROUND = " │││─╯╮┤─╰╭├─┴┬┼"

Cell: TypeAlias = tuple[int, int]
"""A row and a column."""


class Canvas:
    """A drawing in progress. Rows and columns may start anywhere; the drawing begins at the first that is used."""

    def __init__(self, rounded: bool = True) -> None:
        self._corners = _ROUND if rounded else _SQUARE
        self._arms: dict[Cell, int] = defaultdict(int)
        self._heads: dict[Cell, str] = {}
        self._words: dict[Cell, Text] = {}

    def line(self, start: Cell, end: Cell) -> None:
        """Draw a straight line; it joins what is there at its ends and where it crosses."""
        (top, left), (bottom, right) = min(start, end), max(start, end)
        for row in range(top, bottom):
            self._arms[row, left] |= DOWN
            self._arms[row + 1, left] |= UP
        for column in range(left, right):
            self._arms[top, column] |= RIGHT
            self._arms[top, column + 1] |= LEFT

    def path(self, *cells: Cell, arrow: str = "") -> None:
        """Draw lines from each cell to the next, with an arrow head at the end of the last one."""
        for start, end in pairwise(cells):
            self.line(start, end)
        if arrow:
            self._heads[cells[-1]] = arrow

    def box(self, corner: Cell, height: int, width: int) -> None:
        """Draw a frame; height and width count its borders."""
        top, left = corner
        bottom, right = top + height - 1, left + width - 1
        self.path((top, left), (top, right), (bottom, right), (bottom, left), (top, left))

    def write_all(self, cell: Cell, lines: Sequence[Text], width: int = 0) -> None:
        """Write lines below each other from a cell on, in the middle of `width` columns if that is given.

        They cover any line that runs there.
        """
        for row, line in enumerate(lines, start=cell[0]):
            left = cell[1] + max(width - line.cell_len, 0) // 2
            for column in range(left, left + line.cell_len):
                self._arms.pop((row, column), None)
            if line:
                self._words[row, left] = line

    def write_box(self, corner: Cell, height: int, width: int, content: Sequence[Text]) -> None:
        """Draw a frame with lines in the middle of it."""
        self.box(corner, height, width)
        self.write_all((corner[0] + 1 + (height - 2 - len(content)) // 2, corner[1]), content, width)

    def lines(self) -> list[Text]:
        """The drawing in lines, without spaces at their ends."""
        strokes = {cell: self._corners[arms] for cell, arms in self._arms.items()} | self._heads
        texts = dict(self._words)
        # Strokes that stand side by side become one text.
        beside = enumerate(sorted(strokes.keys() - texts.keys()))
        for _, run in groupby(beside, lambda item: (item[1][0], item[1][1] - item[0])):
            cells = [cell for _, cell in run]
            texts[cells[0]] = Text.styled("".join(strokes[cell] for cell in cells), "figure.box")
        left = min((column for _, column in texts), default=0)
        parts: dict[int, list[str | Text]] = defaultdict(list)
        reached: dict[int, int] = defaultdict(lambda: left)
        for row, column in sorted(texts):
            text = texts[row, column]
            parts[row] += [" " * (column - reached[row]), text]
            reached[row] = max(column, reached[row]) + text.cell_len
        return [assembled(*parts[row]) for row in range(min(parts, default=0), max(parts, default=-1) + 1)]
