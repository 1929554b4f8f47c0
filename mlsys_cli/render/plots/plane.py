"""Points of several sides in a plane, and lines across it."""

from collections.abc import Sequence
from itertools import chain

from rich.text import Text

from mlsys_cli.page.plot_numbers import drawable, is_outside, remarks
from mlsys_cli.page.plots import Plane, PlanePoint
from mlsys_cli.render.charts import legend
from mlsys_cli.render.plots.axes import frame_of, framed
from mlsys_cli.render.plots.plot import SIGNS, rows_for
from mlsys_cli.render.plots.scale import Scale, scale_of
from mlsys_cli.render.plots.sheet import Place
from mlsys_cli.render.rich_text import one_line, wrap_words

WIDEST = 60
"""Such a plane is about as high as it is wide."""

WRONG_SIGNS = "✖✕✚✛"


def side_style(side: int) -> str:
    """The style of the points of a side."""
    return f"plot.{side + 1}"


def sign_of(point: PlanePoint) -> tuple[str, str]:
    """The sign of a point and its style; one on the wrong side has a sign of its own."""
    side = point.side % len(SIGNS)
    return (WRONG_SIGNS[side], "wrong") if point.is_wrong else (SIGNS[side], side_style(side))


def draw_plane(plane: Plane, width: int) -> list[Text]:
    """The lines of a plane, none wider than `width` columns (20 or more), and what its signs mean."""
    width = min(width, WIDEST)
    scales = plane_scales(plane)
    frame, sheet = frame_of((plane.x, plane.y), scales, width, rows_for(min(width * 3 // 2, 80)))
    for start, end in plane_lines(plane, scales):
        sheet.line(start, end, "plot.line")
    for point in sorted(shown_points(plane), key=lambda point: point.is_wrong):
        sheet.sign(sheet.cell((scales[0].place(point.x), scales[1].place(point.y))), *sign_of(point))
    lines = framed(frame, sheet, width)
    if entries := plane_legend(plane):
        lines += [Text(), *legend(entries, width)]
    below = [line for words in remarks(plane) for line in wrap_words(words, "caption", width)]
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
        (*sign, f"{_name(plane.sides, point.side)}, on the wrong side")
        for sign, point in sorted(found.items(), key=lambda item: item[1].side)
        if point.is_wrong
    ]
    return [*rights, *unnamed, *wrong]


def _name(sides: Sequence[str], side: int) -> str:
    return one_line(sides[side]) if 0 <= side < len(sides) else f"side {side + 1}"
