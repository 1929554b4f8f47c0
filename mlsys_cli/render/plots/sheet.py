"""A sheet of braille dots with signs and words on it, and two axes with ticks and names around it."""

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.plots import Axis, format_axis
from mlsys_cli.render.plots.scale import Scale, Tick
from mlsys_cli.render.rich_text import assembled, one_line, trimmed, wrap_text

_BLANK = 0x2800  # the cell of braille without dots
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of the dots of a cell, in four rows of two."""

Place: TypeAlias = tuple[float, float]
"""How far to the right, and how far up, from 0 to 1."""

Cell: TypeAlias = tuple[int, int]
"""A row, from the top, and a column."""


class Sheet:
    """A drawing in progress, in `rows` and `columns`; words may also stand in the `margin` of columns beside it."""

    def __init__(self, rows: int, columns: int, margin: int = 0) -> None:
        self.rows, self.columns, self.margin = rows, columns, margin
        self._dots: dict[Cell, int] = {}
        self._styles: dict[Cell, str] = {}
        self._signs: dict[Cell, tuple[str, str]] = {}
        self._texts: dict[Cell, Text] = {}
        self._taken: set[Cell] = set()

    def cell(self, place: Place) -> Cell:
        """The cell of a place that is on the sheet."""
        right, down = self._dot(place)
        return down // 4, right // 2

    def _dot(self, place: Place) -> tuple[int, int]:
        right, up = (min(max(share, 0.0), 1.0) for share in place)
        return round(right * (2 * self.columns - 1)), round((1 - up) * (4 * self.rows - 1))

    def line(self, start: Place, end: Place, style: str) -> None:
        """Draw the part of a straight line that is on the sheet."""
        if clipped := clip(start, end):
            self.stroke(*clipped, style)

    def stroke(self, start: Place, end: Place, style: str) -> None:
        """Draw a straight line between two places on the sheet."""
        (left, top), (right, bottom) = self._dot(start), self._dot(end)
        steps = max(abs(right - left), abs(bottom - top), 1)
        for step in range(steps + 1):
            across = round(left + (right - left) * step / steps)
            down = round(top + (bottom - top) * step / steps)
            cell = down // 4, across // 2
            self._dots[cell] = self._dots.get(cell, 0) | _DOTS[down % 4][across % 2]
            self._styles[cell] = style

    def sign(self, place: Place, sign: str, style: str) -> None:
        """Put a sign at a place, over what is there."""
        self._signs[self.cell(place)] = sign, style

    def has_sign(self, place: Place) -> bool:
        """True if there is a sign where one at this place would stand."""
        return self.cell(place) in self._signs

    def write_near(self, place: Place, text: str, style: str) -> bool:
        """Write a text beside a place, over or under it; False if there is no room."""
        start = self.room_near(place, cell_len(text))
        if start and text:
            self._texts[start] = Text.styled(text, style)
        return start is not None

    def room_near(self, place: Place, long: int) -> Cell | None:
        """The first of `long` cells near a place in which nothing stands, or else only dots; they are taken."""
        cell = row, column = self.cell(place)
        beside = [(row, column + 2), (row, column - 1 - long)]
        diagonal = [(row + up, left) for up in (-1, 1) for left in (column + 1, column - long, column - long // 2)]
        for is_over_dots in (False, True):
            for start in (*beside, *diagonal):
                if self._is_free(start, long, cell, is_over_dots):
                    self._taken |= {(start[0], start[1] + at) for at in range(long)}
                    return start
        return None

    def _is_free(self, start: Cell, long: int, named: Cell, is_over_dots: bool) -> bool:
        row, left = start
        if not (0 <= row < self.rows and left >= 0 and left + long <= self.columns + self.margin):
            return False
        own = {(row, column) for column in range(left, left + long)}
        around = (own | {(row, left - 1), (row, left + long)}) - {named}
        taken = self._taken | self._signs.keys()
        return not (around & taken or (own & self._dots.keys() and not is_over_dots))

    def lines(self) -> list[Text]:
        """The drawing, row by row, without spaces at the ends."""
        return [trimmed(self._line(row)) for row in range(self.rows)]

    def _line(self, row: int) -> Text:
        parts: list[str | tuple[str, str] | Text] = []
        column = 0
        while column < self.columns + self.margin:
            cell = row, column
            if cell in self._texts:
                parts.append(self._texts[cell])
                column += self._texts[cell].cell_len
                continue
            if cell in self._signs:
                parts.append(self._signs[cell])
            elif cell in self._dots:
                parts.append((chr(_BLANK + self._dots[cell]), self._styles[cell]))
            else:
                parts.append(" ")
            column += 1
        return assembled(*parts)


def clip(start: Place, end: Place) -> tuple[Place, Place] | None:
    """The part of a line that is in the square from 0 to 1; None if it misses it (Liang and Barsky 1984)."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    enters, leaves = 0.0, 1.0
    for way, room in ((-dx, x), (dx, 1 - x), (-dy, y), (dy, 1 - y)):
        if way == 0:
            if room < 0:
                return None
        elif way < 0:
            enters = max(enters, room / way)
        else:
            leaves = min(leaves, room / way)
    if enters > leaves or not math.isfinite(enters + leaves):
        return None
    return (x + enters * dx, y + enters * dy), (x + leaves * dx, y + leaves * dy)


_ROWS_A_TICK = 3  # chosen by eye
_GAP = 2  # columns between labels, so that two numbers aren't read as one


class AxisFrame(NamedTuple):
    """The labels around a sheet: of rows in a gutter, of columns in a line below it, and the names of the axes."""

    rows: dict[int, str]
    gutter: int
    columns: dict[int, str]
    below: str
    x_name: str
    y_name: str


def frame_of(
    axes: tuple[Axis, Axis], scales: tuple[Scale, Scale], width: int, rows: int, margin: int = 0
) -> tuple[AxisFrame, Sheet]:
    """The frame of a drawing that is so many columns wide, and the sheet in it, which has so many rows."""
    across, up = scales
    ticks, factor = up.ticks(max((rows + 1) // _ROWS_A_TICK, 3))
    gutter = max(len(tick.label) for tick in ticks)
    sheet = Sheet(rows, width - gutter - 1 - margin, margin)
    labels = {sheet.cell((0, tick.position))[0]: tick.label for tick in ticks}
    columns, below, x_factor = _labels_below(across, sheet, gutter + 1)
    names = (format_axis(axis, by) for axis, by in zip(axes, (x_factor, factor), strict=True))
    return AxisFrame(labels, gutter, columns, below, *map(one_line, names)), sheet


def _labels_below(scale: Scale, sheet: Sheet, left: int) -> tuple[dict[int, str], str, str]:
    """As many labels as fit in a line: the columns of their ticks, the line, and the factor that they leave out."""
    for most in range(max(sheet.columns // 5, 2), 0, -1):
        ticks, factor = scale.ticks(most)
        line = _in_a_line(ticks, sheet, left, most == 1)
        if line is not None:
            return {sheet.cell((tick.position, 0))[1]: tick.label for tick in ticks}, line, factor
    return {}, "", ""


def _in_a_line(ticks: Sequence[Tick], sheet: Sheet, left: int, is_last_try: bool) -> str | None:
    """The labels of some ticks in a line, each under its own; None if two would touch, but on the last try some go."""
    line = ""
    for tick in ticks:
        column = left + sheet.cell((tick.position, 0))[1] - len(tick.label) // 2
        start = max(min(column, left + sheet.columns + sheet.margin - len(tick.label)), 0)
        if line and start < len(line) + _GAP:
            if is_last_try:
                continue
            return None
        line = line.ljust(start) + tick.label
    return line


def framed(frame: AxisFrame, sheet: Sheet, width: int) -> list[Text]:
    """The lines of a sheet with its axes; the name of y stands above its axis, and that of x under the labels."""
    lines = wrap_text(frame.y_name, "axis.name", width)
    for row, line in enumerate(sheet.lines()):
        label = frame.rows.get(row, "")
        rail = f"{label.rjust(frame.gutter)}{'┤' if label else '│'}"
        lines.append(assembled((rail, "axis"), line))
    ruler = "".join("┬" if column in frame.columns else "─" for column in range(sheet.columns))
    lines.append(Text.styled(f"{' ' * frame.gutter}└{ruler}", "axis"))
    if frame.below:
        lines.append(Text.styled(frame.below, "axis"))
    end = frame.gutter + 1 + sheet.columns
    for line in wrap_text(frame.x_name, "axis.name", width):
        lines.append(assembled(" " * max(end - line.cell_len, 0), line))
    return lines
