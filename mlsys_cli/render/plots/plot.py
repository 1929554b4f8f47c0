"""Series over two axes, and points of several sides in a plane, as lines of text."""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

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
    remarks,
    side_name,
    thinned,
)
from mlsys_cli.render.charts import legend
from mlsys_cli.render.plots.pixels import draw_pixels
from mlsys_cli.render.plots.scale import Scale, scale_of
from mlsys_cli.render.plots.sheet import Cell, Place, Sheet, frame_of, framed, text_width
from mlsys_cli.render.rich_text import indented, one_line, wrap_text

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


def series_style(index: int) -> str:
    """The style of a series or of a side of a plane, by its index."""
    return f"plot.{index + 1}"


def draw_plot(plot: Plot, width: int) -> list[Text]:
    """The lines of a plot, none wider than `width` columns (20 or more).

    Series are told apart by sign and colour. Their names, and those of marks, stand in the drawing where there is room,
    else in a legend below. Sentences say which points had to be left out.
    """
    width = min(width, WIDEST)
    plot = shown(plot)
    below = [line for words in remarks(plot) for line in wrap_text(words, "caption", width)]
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
        lines += indented(wrap_text(mark.label, "figure.label", width - 2), f"{letter} ", None, "plot.mark")
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


def _draw_signs(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale], index: int) -> None:
    for point in signed_points(plot, index, sheet.columns):
        sheet.sign(sheet.cell(place_of(point, scales)), SIGNS[index], series_style(index))


def signed_points(plot: Plot, index: int, columns: int) -> list[tuple[float, float]]:
    """The points of a series that get a sign: all, but on a long line only a few that tell it from the others."""
    series = plot.series[index]
    points = [point for point in series.points if is_shown(point, plot)]
    if not series.joined or not is_long(series, columns):
        return points
    if len(plot.series) == 1:
        return []
    chosen = thinned(range(len(points)), _SIGNS_ON_ALINE * (MOST_SERIES + 1))
    return [points[at] for at in chosen[index + 1 :: MOST_SERIES + 1]]


def is_long(series: Series, columns: int) -> bool:
    """True if a line has too many points for a sign at each."""
    return len(series.points) > max(columns // 3, 2)


def _sign_of(plot: Plot, index: int) -> str:
    """The sign of a series in the legend: a line if it has none of its own."""
    series = plot.series[index]
    return LINE if len(plot.series) == 1 and series.joined and is_long(series, WIDEST) else SIGNS[index]


def _is_named_at_its_end(sheet: Sheet, plot: Plot, scales: tuple[Scale, Scale], index: int, ends: set[Cell]) -> bool:
    """Write the name of a line at its end if there are several and there is room; True if it was written.

    `ends` are the cells at which other lines are named; of two that end in the same, only one can have its sign there.
    """
    series = plot.series[index]
    visible = [point for point in series.points if is_shown(point, plot)]
    if not (visible and series.joined and sheet.margin):
        return False
    cell = sheet.cell(place_of(visible[-1], scales))
    if cell[1] < sheet.columns // 2 or cell in ends:
        return False
    ends.add(cell)
    sheet.sign(cell, SIGNS[index], series_style(index))
    return sheet.write_near(cell, Text.styled(series.name, series_style(index)))


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


WIDEST_PLANE = 60
"""Such a plane is about as high as it is wide."""

WRONG_SIGNS = "✖✕✚✛"


def sign_of(point: PlanePoint) -> tuple[str, str]:
    """The sign of a point and its style; one on the wrong side has a sign of its own."""
    side = point.side % len(SIGNS)
    return (WRONG_SIGNS[side], "wrong") if point.is_wrong else (SIGNS[side], series_style(side))


def draw_plane(plane: Plane, width: int) -> list[Text]:
    """The lines of a plane, none wider than `width` columns (20 or more), and what its signs mean."""
    width = min(width, WIDEST_PLANE)
    scales = plane_scales(plane)
    frame, sheet = frame_of((plane.x, plane.y), scales, width, rows_for(min(width * 3 // 2, 80)))
    for start, end in plane_lines(plane, scales):
        sheet.line(start, end, "plot.line")
    for point in sorted(shown_points(plane), key=lambda point: point.is_wrong):
        sheet.sign(sheet.cell((scales[0].place(point.x), scales[1].place(point.y))), *sign_of(point))
    lines = framed(frame, sheet, width)
    if entries := plane_legend(plane):
        lines += [Text(), *legend(entries, width)]
    below = [line for words in remarks(plane) for line in wrap_text(words, "caption", width)]
    return [*lines, *([Text()] if below else []), *below]


def plane_scales(plane: Plane) -> tuple[Scale, Scale]:
    """The scales of both axes; they are long enough for all points, but lines may go on beyond them."""
    points = [(point.x, point.y) for point in plane.points]
    points = points or [*chain.from_iterable(((line[0], line[1]), (line[2], line[3])) for line in plane.lines)]
    placed = [(x, y) for x, y in points if drawable(x, plane.x) and drawable(y, plane.y)]
    return scale_of(plane.x, (x for x, _ in placed)), scale_of(plane.y, (y for _, y in placed))


def shown_points(plane: Plane) -> list[PlanePoint]:
    """The points that can be drawn between the ends of the axes."""
    return [
        point
        for point in plane.points
        if all(
            drawable(value, axis) and not is_outside(value, axis)
            for value, axis in ((point.x, plane.x), (point.y, plane.y))
        )
    ]


def plane_lines(plane: Plane, scales: tuple[Scale, Scale]) -> list[tuple[Place, Place]]:
    """Each line that can be drawn, from place to place."""
    lines = []
    for a, b, c, d in plane.lines:
        if drawable(a, plane.x) and drawable(c, plane.x) and drawable(b, plane.y) and drawable(d, plane.y):
            lines.append(((scales[0].place(a), scales[1].place(b)), (scales[0].place(c), scales[1].place(d))))
    return lines


def plane_legend(plane: Plane) -> list[tuple[str, str, str]]:
    """Each sign of the sides that have names or points, its style, and what it means; wrong ones come last."""
    found = {sign_of(point): point for point in plane.points}
    rights = [(*sign_of(PlanePoint(0, 0, side)), one_line(name)) for side, name in enumerate(plane.sides[: len(SIGNS)])]
    known = {sign for sign, _, _ in rights}
    unnamed = [
        (*sign, f"side {point.side + 1}")
        for sign, point in found.items()
        if not point.is_wrong and sign[0] not in known
    ]
    wrong = [
        (*sign, f"{one_line(side_name(plane.sides, point.side))}, on the wrong side")
        for sign, point in sorted(found.items(), key=lambda item: item[1].side)
        if point.is_wrong
    ]
    return [*rights, *unnamed, *wrong]


def draw_numbers(block: Block, width: int) -> list[Text]:
    """The lines of a block that draws numbers; none for another."""
    match block:
        case Plot():
            return draw_plot(block, width)
        case Plane():
            return draw_plane(block, width)
        case Pixels():
            return draw_pixels([block], width)
    return []


def draw_beside(blocks: Iterable[Block], width: int) -> list[Text]:
    """The lines of pixels that follow each other."""
    return draw_pixels([block for block in blocks if isinstance(block, Pixels)], width)
