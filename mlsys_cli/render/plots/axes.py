"""Two axes with ticks and names around a sheet."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.plot_numbers import axis_words
from mlsys_cli.page.plots import Axis
from mlsys_cli.render.plots.scale import Scale, Tick
from mlsys_cli.render.plots.sheet import Sheet
from mlsys_cli.render.rich_text import assembled, one_line, wrap_words

_ROWS_A_TICK = 3
_GAP = 2


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
    labels = {sheet.cell((0, tick.place))[0]: tick.label for tick in ticks}
    columns, below, x_factor = _labels_below(across, sheet, gutter + 1)
    names = (axis_words(axis, by) for axis, by in zip(axes, (x_factor, factor), strict=True))
    return AxisFrame(labels, gutter, columns, below, *map(one_line, names)), sheet


def _labels_below(scale: Scale, sheet: Sheet, left: int) -> tuple[dict[int, str], str, str]:
    """As many labels as fit in a line: the columns of their ticks, the line, and the factor that they leave out."""
    for most in range(max(sheet.columns // 5, 2), 0, -1):
        ticks, factor = scale.ticks(most)
        line = _in_a_line(ticks, sheet, left, most == 1)
        if line is not None:
            return {sheet.cell((tick.place, 0))[1]: tick.label for tick in ticks}, line, factor
    return {}, "", ""


def _in_a_line(ticks: Sequence[Tick], sheet: Sheet, left: int, is_last_try: bool) -> str | None:
    """The labels of some ticks in a line, each under its own; None if two would touch, but on the last try some go."""
    line = ""
    for tick in ticks:
        column = left + sheet.cell((tick.place, 0))[1] - len(tick.label) // 2
        start = max(min(column, left + sheet.columns + sheet.margin - len(tick.label)), 0)
        if line and start < len(line) + _GAP:
            if is_last_try:
                continue
            return None
        line = line.ljust(start) + tick.label
    return line


def framed(frame: AxisFrame, sheet: Sheet, width: int) -> list[Text]:
    """The lines of a sheet with its axes; the name of y stands above its axis, and that of x under the labels."""
    lines = wrap_words(frame.y_name, "axis.name", width)
    for row, line in enumerate(sheet.lines()):
        label = frame.rows.get(row, "")
        rail = f"{label.rjust(frame.gutter)}{'┤' if label else '│'}"
        lines.append(assembled((rail, "axis"), line))
    ruler = "".join("┬" if column in frame.columns else "─" for column in range(sheet.columns))
    lines.append(Text.styled(f"{' ' * frame.gutter}└{ruler}", "axis"))
    if frame.below:
        lines.append(Text.styled(frame.below, "axis"))
    end = frame.gutter + 1 + sheet.columns
    for line in wrap_words(frame.x_name, "axis.name", width):
        lines.append(assembled(" " * max(end - line.cell_len, 0), line))
    return lines


def text_width(texts: Sequence[str]) -> int:
    """The columns of the longest of some texts."""
    return max(map(cell_len, texts), default=0)
