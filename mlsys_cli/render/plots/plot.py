"""Series of points and lines over two axes."""

from collections.abc import Iterator
from itertools import pairwise

from rich.text import Text

from mlsys_cli.page.plot_numbers import drawable, is_outside, remarks, thinned
from mlsys_cli.page.plots import Plot, PlotMark, Series
from mlsys_cli.render.charts import legend
from mlsys_cli.render.plots.axes import frame_of, framed, text_width
from mlsys_cli.render.plots.scale import Scale, scale_of
from mlsys_cli.render.plots.sheet import Cell, Place, Sheet
from mlsys_cli.render.rich_text import indented, one_line, wrap_words

WIDEST = 100
"""A wider drawing is hard to take in."""

SIGNS = "●○■□"
MOST_SERIES = len(SIGNS)
MARK = "◆"
LINE = "⠒⠒"
_SHORTEST_WITH_MARGIN = 50
_SIGNS_ON_ALINE = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows_for(width: int) -> int:
    """The height of a drawing of some width, in lines."""
    return min(max(width // 5, 6), 16)


def series_style(number: int) -> str:
    """The style of a series by its number, from 0 on."""
    return f"plot.{number + 1}"


def draw_plot(plot: Plot, width: int) -> list[Text]:
    """The lines of a plot, none wider than `width` columns (20 or more).

    Series are told apart by sign and colour. Their names, and those of marks, stand in the drawing where there is room,
    else in a legend below. Sentences say which points had to be left out.
    """
    width = min(width, WIDEST)
    plot = shown(plot)
    below = [line for words in remarks(plot) for line in wrap_words(words, "caption", width)]
    scales = scales_of(plot)
    names = [series.name for series in plot.series if series.joined] if len(plot.series) > 1 else []
    margin = text_width(names) + 1 if names and width >= _SHORTEST_WITH_MARGIN else 0
    margin = margin if margin <= width // 4 else 0
    frame, sheet = frame_of((plot.x, plot.y), scales, width, rows_for(width), margin)
    for number, series in enumerate(plot.series):
        _draw_lines(sheet, series, plot, scales, series_style(number))
    for number in range(len(plot.series)):
        _draw_signs(sheet, plot, scales, number)
    ends: set[Cell] = set()
    entries = [
        (_sign_of(plot, number), series_style(number), series.name)
        for number, series in enumerate(plot.series)
        if series.name and not _is_named_at_its_end(sheet, plot, scales, number, ends)
    ]
    listed = list(_write_marks(sheet, plot, scales))
    lines = framed(frame, sheet, width)
    if entries:
        lines += [Text(), *legend(entries, width)]
    for letter, mark in listed:
        lines += indented(wrap_words(mark.label, "figure.label", width - 2), f"{letter} ", None, "plot.mark")
    return [*lines, *([Text()] if below else []), *below]


def shown(plot: Plot) -> Plot:
    """The plot with as many series as have signs, and texts of one line."""
    series = tuple(one._replace(name=one_line(one.name)) for one in plot.series[:MOST_SERIES])
    marks = tuple(mark._replace(label=one_line(mark.label)) for mark in plot.marks)
    return plot._replace(series=series, marks=marks)


def scales_of(plot: Plot) -> tuple[Scale, Scale]:
    """The scales of both axes; each is long enough for the points that have a place on both."""
    points = [point for series in plot.series for point in series.points]
    points += [(mark.x, mark.y) for mark in plot.marks]
    placed = [point for point in points if has_place(point, plot)]
    return scale_of(plot.x, (x for x, _ in placed)), scale_of(plot.y, (y for _, y in placed))


def has_place(point: tuple[float, float], plot: Plot) -> bool:
    """True if a point can be drawn on axes that are long enough."""
    return drawable(point[0], plot.x) and drawable(point[1], plot.y)


def is_shown(point: tuple[float, float], plot: Plot) -> bool:
    """True if a point can be drawn, and is between the ends of the axes."""
    return has_place(point, plot) and not is_outside(point[0], plot.x) and not is_outside(point[1], plot.y)


def place_of(point: tuple[float, float], scales: tuple[Scale, Scale]) -> Place:
    """The place of a point on both axes."""
    return scales[0].place(point[0]), scales[1].place(point[1])


def _draw_lines(sheet: Sheet, series: Series, plot: Plot, scales: tuple[Scale, Scale], style: str) -> None:
    if series.joined:
        for start, end in pairwise(series.points):
            if has_place(start, plot) and has_place(end, plot):
                sheet.line(place_of(start, scales), place_of(end, scales), style)


def _draw_signs(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale], number: int) -> None:
    for point in signed_points(plot, number, sheet.columns):
        sheet.sign(sheet.cell(place_of(point, scales)), SIGNS[number], series_style(number))


def signed_points(plot: Plot, number: int, columns: int) -> list[tuple[float, float]]:
    """The points of a series that get a sign: all, but on a long line only a few that tell it from the others."""
    series = plot.series[number]
    points = [point for point in series.points if is_shown(point, plot)]
    if not series.joined or not is_long(series, columns):
        return points
    if len(plot.series) == 1:
        return []
    chosen = thinned(range(len(points)), _SIGNS_ON_ALINE * (MOST_SERIES + 1))
    return [points[at] for at in chosen[number + 1 :: MOST_SERIES + 1]]


def is_long(series: Series, columns: int) -> bool:
    """True if a line has too many points for a sign at each."""
    return len(series.points) > max(columns // 3, 2)


def _sign_of(plot: Plot, number: int) -> str:
    """The sign of a series in the legend: a line if it has none of its own."""
    series = plot.series[number]
    return LINE if len(plot.series) == 1 and series.joined and is_long(series, WIDEST) else SIGNS[number]


def _is_named_at_its_end(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale], number: int, ends: set[Cell]) -> bool:
    """Write the name of a line at its end if there are several and there is room; True if it was written.

    `ends` are the cells at which other lines are named; of two that end in the same, only one can have its sign there.
    """
    series = plot.series[number]
    visible = [point for point in series.points if is_shown(point, plot)]
    if not (visible and series.joined and sheet.margin):
        return False
    cell = sheet.cell(place_of(visible[-1], scales))
    if cell[1] < sheet.columns // 2 or cell in ends:
        return False
    ends.add(cell)
    sheet.sign(cell, SIGNS[number], series_style(number))
    return sheet.write_near(cell, Text.styled(series.name, series_style(number)))


def _write_marks(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale]) -> Iterator[tuple[str, PlotMark]]:
    """Draw each mark with its label; yield those without room for it, and the letters that stand for them."""
    drawn = [mark for mark in plot.marks if is_shown((mark.x, mark.y), plot)]
    cells = [sheet.cell(place_of((mark.x, mark.y), scales)) for mark in drawn]
    for cell in cells:
        if not sheet.has_sign(cell):
            sheet.sign(cell, MARK, "plot.mark")
    letters = iter(_LETTERS)
    for mark, cell in zip(drawn, cells, strict=True):
        if not sheet.write_near(cell, Text.styled(mark.label, "figure.label")):
            letter = next(letters, MARK)
            sheet.sign(cell, letter, "plot.mark")
            yield letter, mark
