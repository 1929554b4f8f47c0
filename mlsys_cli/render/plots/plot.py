"""Series over two axes, and points of several sides in a plane, as lines of text."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import Block
from mlsys_cli.page.plots import (
    Pixels,
    Plane,
    PlanePoint,
    Plot,
    PlotMark,
    Series,
    drawable,
    is_outside,
    points_of,
    remarks,
    side_name,
    thinned,
)
from mlsys_cli.render.charts import legend
from mlsys_cli.render.plots.pixels import draw_pixels
from mlsys_cli.render.plots.scale import Scale, scale_of
from mlsys_cli.render.plots.sheet import Cell, Place, Sheet, frame_of, framed
from mlsys_cli.render.rich_text import indented, one_line, wrap_text

WIDEST = 100
"""A wider drawing is hard to take in."""

WIDEST_PLANE = 60
"""Chosen by eye: the sixteen rows of a drawing are about half as high, and a wider one looks squashed."""

_SIGNS = "●○■□"
_WRONG_SIGNS = "✖✕✚✛"
_MARK = "◆"
_LINE = "⠒⠒"
_SHORTEST_WITH_MARGIN = 50  # columns, with names beside the lines; like the next one chosen by eye
_SIGNS_ON_ALINE = 4  # of each series, where signs would make a band of a long line
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows_for(width: int) -> int:
    """The height of a drawing of some width, in lines."""
    return min(max(width // 5, 6), 16)  # chosen by looking: a screen of 24 lines also has room for a legend


def draw_plot(plot: Plot, width: int, rows: int = 0) -> list[Text]:
    """The lines of a plot, none wider than `width` columns (20 or more), with so many rows between its axes.

    By default these are as many as suit the width. Series are told apart by sign and colour. Their names, and those of
    marks, stand in the drawing where there is room, else in a legend below. Sentences say which points had to be left
    out.
    """
    width = min(width, WIDEST)
    plot = shown(plot)
    scales = scales_of(plot)
    names = [series.name for series in plot.series if series.joined] if len(plot.series) > 1 else []
    margin = max(map(cell_len, names)) + 1 if names and width >= _SHORTEST_WITH_MARGIN else 0
    margin = margin if margin <= width // 4 else 0  # long names would take the width of the lines that they name
    frame, sheet = frame_of((plot.x, plot.y), scales, width, rows or rows_for(width), margin)
    entries = draw_series(sheet, plot, scales)
    listed = [
        line
        for letter, mark in draw_marks(sheet, plot, scales)
        for line in indented(wrap_text(mark.label, "figure.label", width - 2), f"{letter} ", None, "plot.mark")
    ]
    return _finished(plot, framed(frame, sheet, width), entries, listed, width)


def _finished(
    block: Plot | Plane, drawn: list[Text], entries: Sequence[tuple[str, str, str]], listed: Sequence[Text], width: int
) -> list[Text]:
    """A drawing with its legend, the labels that had no room, and the remarks below it."""
    below = [line for words in remarks(block) for line in wrap_text(words, "caption", width)]
    named = [Text(), *legend(entries, width)] if entries else []
    return [*drawn, *named, *listed, *([Text()] if below else []), *below]


def shown(plot: Plot) -> Plot:
    """The plot with as many series as have signs, and texts of one line."""
    series = tuple(item._replace(name=one_line(item.name)) for item in plot.series[: len(_SIGNS)])
    marks = tuple(mark._replace(label=one_line(mark.label)) for mark in plot.marks)
    return plot._replace(series=series, marks=marks)


def scales_of(block: Plot | Plane) -> tuple[Scale, Scale]:
    """The scales of both axes; each is long enough for the points that have a place on both.

    The lines of a plane may go on beyond its points.
    """
    points = points_of(block)
    if isinstance(block, Plane) and not points:
        points = [end for a, b, c, d in block.lines for end in ((a, b), (c, d))]
    placed = [point for point in points if _has_place(point, block)]
    return scale_of(block.x, (x for x, _ in placed)), scale_of(block.y, (y for _, y in placed))


def _has_place(point: tuple[float, float], block: Plot | Plane) -> bool:
    """True if a point can be drawn on axes that are long enough."""
    return drawable(point[0], block.x) and drawable(point[1], block.y)


def _is_shown(point: tuple[float, float], block: Plot | Plane) -> bool:
    """True if a point can be drawn, and is between the ends of the axes."""
    return _has_place(point, block) and not is_outside(point[0], block.x) and not is_outside(point[1], block.y)


def _place_of(point: tuple[float, float], scales: tuple[Scale, Scale]) -> Place:
    """The place of a point on both axes."""
    return scales[0].place(point[0]), scales[1].place(point[1])


def _series_style(index: int) -> str:
    """The style of a series or of a side of a plane, by its index."""
    return f"plot.{index + 1}"


def draw_series(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale]) -> list[tuple[str, str, str]]:
    """Draw the series of a plot; the legend for those whose names have no room at their ends."""
    for index, series in enumerate(plot.series):
        for start, end in pairwise(series.points if series.joined else ()):
            if _has_place(start, plot) and _has_place(end, plot):
                sheet.line(_place_of(start, scales), _place_of(end, scales), _series_style(index))
    for index in range(len(plot.series)):
        for point in _signed_points(plot, index, sheet.columns):
            sheet.sign(_place_of(point, scales), _SIGNS[index], _series_style(index))
    ends: set[Cell] = set()
    return [
        (_sign_of(plot, index, sheet.columns), _series_style(index), series.name)
        for index, series in enumerate(plot.series)
        if series.name and not _is_named_at_its_end(sheet, plot, scales, index, ends)
    ]


def _signed_points(plot: Plot, index: int, columns: int) -> Sequence[tuple[float, float]]:
    """The points of a series that get a sign: all, but on a long line only a few that tell it from the others."""
    series = plot.series[index]
    points = [point for point in series.points if _is_shown(point, plot)]
    if not _is_long(series, columns):
        return points
    if len(plot.series) == 1:
        return []
    # Each series begins at another of the chosen points, so that lines that run together don't hide each other's signs.
    return thinned(points, _SIGNS_ON_ALINE * (len(_SIGNS) + 1))[index + 1 :: len(_SIGNS) + 1]


def _is_long(series: Series, columns: int) -> bool:
    """True for a line that has too many points for a sign at each."""
    return series.joined and len(series.points) > max(columns // 3, 2)


def _sign_of(plot: Plot, index: int, columns: int) -> str:
    """The sign of a series in the legend: a line if it has none of its own."""
    return _LINE if len(plot.series) == 1 and _is_long(plot.series[index], columns) else _SIGNS[index]


def _is_named_at_its_end(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale], index: int, ends: set[Cell]) -> bool:
    """Write the name of a line at its end if there are several and there is room; True if it was written.

    `ends` are the cells at which other lines are named; of two that end in the same, only one can have its sign there.
    """
    series = plot.series[index]
    visible = [point for point in series.points if _is_shown(point, plot)]
    if not (visible and series.joined and sheet.margin):
        return False
    place = _place_of(visible[-1], scales)
    cell = sheet.cell(place)
    if cell[1] < sheet.columns // 2 or cell in ends:
        return False
    ends.add(cell)
    sheet.sign(place, _SIGNS[index], _series_style(index))
    return sheet.write_near(place, series.name, _series_style(index))


def draw_marks(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale]) -> Iterator[tuple[str, PlotMark]]:
    """Draw each mark with its label; yield those without room for it, and the letters that stand for them."""
    drawn = [(mark, _place_of(mark[:2], scales)) for mark in plot.marks if _is_shown(mark[:2], plot)]
    for _, place in drawn:
        if not sheet.has_sign(place):
            sheet.sign(place, _MARK, "plot.mark")
    letters = iter(_LETTERS)
    for mark, place in drawn:
        if not sheet.write_near(place, mark.label, "figure.label"):
            letter = next(letters, _MARK)
            sheet.sign(place, letter, "plot.mark")
            yield letter, mark


def _sign_in_plane(point: PlanePoint) -> tuple[str, str]:
    """The sign of a point and its style; one on the wrong side has a sign of its own."""
    side = point.side % len(_SIGNS)
    return (_WRONG_SIGNS[side], "wrong") if point.is_wrong else (_SIGNS[side], _series_style(side))


def draw_plane(plane: Plane, width: int, rows: int = 0) -> list[Text]:
    """The lines of a plane, none wider than `width` columns (20 or more), and what its signs mean.

    By default it has more rows than a plot of that width: its two directions are alike.
    """
    width = min(width, max(WIDEST_PLANE, 3 * rows))
    scales = scales_of(plane)
    rows = rows or rows_for(min(width * 3 // 2, 80))  # from 80 columns on a plot has the most rows
    frame, sheet = frame_of((plane.x, plane.y), scales, width, rows)
    entries = draw_sides(sheet, plane, scales)
    return _finished(plane, framed(frame, sheet, width), entries, [], width)


def draw_sides(sheet: Sheet, plane: Plane, scales: tuple[Scale, Scale]) -> list[tuple[str, str, str]]:
    """Draw the lines and points of a plane; the legend for its signs."""
    for a, b, c, d in plane.lines:
        if _has_place((a, b), plane) and _has_place((c, d), plane):
            sheet.line(_place_of((a, b), scales), _place_of((c, d), scales), "plot.line")
    for point in sorted(plane.points, key=lambda point: point.is_wrong):
        if _is_shown(point[:2], plane):
            sheet.sign(_place_of(point[:2], scales), *_sign_in_plane(point))
    return _plane_legend(plane)


def _plane_legend(plane: Plane) -> list[tuple[str, str, str]]:
    """Each sign of the sides that have names or points, its style, and what it means; wrong ones come last."""
    meanings = {
        _sign_in_plane(PlanePoint(0, 0, side)): one_line(name) for side, name in enumerate(plane.sides[: len(_SIGNS)])
    }
    for point in sorted(plane.points, key=lambda point: (point.is_wrong, point.side)):
        if (sign := _sign_in_plane(point)) not in meanings:
            name = one_line(side_name(plane.sides, point.side))
            meanings[sign] = f"{name}, on the wrong side" if point.is_wrong else name
    return [(*sign, meaning) for sign, meaning in meanings.items()]


def draw_numbers(block: Block, width: int, rows: int = 0) -> list[Text]:
    """The lines of a block that draws numbers, with so many rows or by default what suits the width; none for another.

    Pixels have at most so many rows.
    """
    match block:
        case Plot():
            return draw_plot(block, width, rows)
        case Plane():
            return draw_plane(block, width, rows)
        case Pixels():
            return draw_pixels([block], width, rows)
    return []
