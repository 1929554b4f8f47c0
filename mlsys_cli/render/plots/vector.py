"""Plots, planes and pixels as vector graphics, to stand in the SVG and HTML of a page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from math import ceil, isfinite
from typing import NamedTuple, TypeAlias

from rich.text import Text

from mlsys_cli.page.blocks import Block
from mlsys_cli.page.plots import Axis, Pixels, Plane, Plot, format_axis, remarks
from mlsys_cli.render.charts import legend
from mlsys_cli.render.plots import plot
from mlsys_cli.render.plots.scale import Scale
from mlsys_cli.render.plots.sheet import Place, clip
from mlsys_cli.render.rich_text import one_line, wrap_text

COLUMN, LINE = 12.2, 24.4
"""The width of a column and the height of a line in Rich's SVG, in pixels."""

_FONT, _LETTER = 14, 7.6
"""The height of a letter, and about the mean width of one in the fonts of systems, which can't be measured here."""

_RADIUS = 4.5
_TICK = 5
_LARGEST_PIXEL = 2 * COLUMN

Ink: TypeAlias = Callable[[str], str]
"""The colour of a style, as #rrggbb."""

Point: TypeAlias = tuple[float, float]
"""How far from the left and from the top, in pixels."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


class Picture(NamedTuple):
    """A drawing as an SVG element that is `lines` high, its place left open, and the lines of text under it."""

    element: str
    lines: int
    below: list[Text]


class _Area(NamedTuple):
    """The part of a picture between its axes, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def point(self, place: Place) -> Point:
        right, up = place
        return self.left + right * (self.right - self.left), self.bottom - up * (self.bottom - self.top)


def drawn(blocks: Iterable[Block], width: int, ink: Ink) -> Iterator[Picture]:
    """The pictures of some blocks, none wider than `width` columns; pixels that follow each other are one."""
    grids: list[Pixels] = []
    for block in blocks:
        if isinstance(block, Pixels):
            grids.append(block)
            continue
        yield from _pixels(grids, width, ink)
        grids = []
        if isinstance(block, Plot):
            yield _plot(block, min(width, plot.WIDEST), ink)
        elif isinstance(block, Plane):
            yield _plane(block, min(width, plot.WIDEST_PLANE), ink)
    yield from _pixels(grids, width, ink)


def _plot(block: Plot, width: int, ink: Ink) -> Picture:
    block = plot.shown(block)
    scales = plot.scales_of(block)
    lines = plot.rows_for(width) + 3
    area, parts = _frame((block.x, block.y), scales, width * COLUMN, lines * LINE, ink)
    taken: list[Box] = []
    corner = area.point((0.0, 0.0))
    drawn = [(corner, area.point((0.0, 1.0))), (corner, area.point((1.0, 0.0)))]  # the axes, and lines
    entries = []
    for number, series in enumerate(block.series):
        colour = ink(plot.series_style(number))
        if series.joined:
            for start, end in pairwise(series.points):
                if plot.has_place(start, block) and plot.has_place(end, block):
                    ends = (plot.place_of(start, scales), plot.place_of(end, scales))
                    parts += _line(area, *ends, colour, 2)
                    drawn += [(area.point(ends[0]), area.point(ends[1]))]
        is_long = series.joined and plot.is_long(series, width)
        if series.name:
            sign = plot.LINE if is_long and len(block.series) == 1 else plot.SIGNS[number]
            entries.append((sign, plot.series_style(number), series.name))
        chosen = plot.signed_points(block, number, width)
        for point in chosen:
            x, y = area.point(plot.place_of(point, scales))
            parts.append(_sign(plot.SIGNS[number], x, y, colour))
            taken.append((x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS))
    for mark in block.marks:
        if plot.is_shown((mark.x, mark.y), block):
            x, y = area.point(plot.place_of((mark.x, mark.y), scales))
            if not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in taken):
                parts.append(_sign(plot.MARK, x, y, ink("")))
            room = width * COLUMN, lines * LINE
            parts.append(_label(mark.label, (x, y), room, (taken, drawn), ink("figure.label")))
    return _titled(block, parts, entries, width, lines=lines)


def _plane(block: Plane, width: int, ink: Ink) -> Picture:
    scales = plot.plane_scales(block)
    lines = max(round(width * COLUMN * 0.8 / LINE), 8)  # about a square, beside labels and below a name
    area, parts = _frame((block.x, block.y), scales, width * COLUMN, lines * LINE, ink)
    for start, end in plot.plane_lines(block, scales):
        parts += _line(area, start, end, ink("plot.line"), 2)
    for point in sorted(plot.shown_points(block), key=lambda point: point.is_wrong):
        sign, style = plot.sign_of(point)
        parts.append(_sign(sign, *area.point((scales[0].place(point.x), scales[1].place(point.y))), ink(style)))
    return _titled(block, parts, plot.plane_legend(block), width, lines=lines)


def _titled(
    block: Plot | Plane, parts: Sequence[str], entries: Sequence[tuple[str, str, str]], width: int, *, lines: int
) -> Picture:
    """The picture of a drawing over axes, with its legend and remarks below."""
    title = f"{format_axis(block.y)} over {format_axis(block.x)}"
    return _picture(parts, (title, block.alt), width, lines, [*legend(entries, width), *_remarks(block, width)])


def _remarks(block: Plot | Plane | Pixels, width: int) -> list[Text]:
    """The remarks on a drawing, and the names that are too long for the picture."""
    names = [block.title] if isinstance(block, Pixels) else [format_axis(block.y), format_axis(block.x)]
    cut = [one_line(name) for name in names if _short(name, width * COLUMN) != one_line(name)]
    return [line for words in (*cut, *remarks(block)) for line in wrap_text(words, "caption", width)]


def _picture(
    parts: Sequence[str], title_and_alt: tuple[str, str], width: int, lines: int, below: list[Text]
) -> Picture:
    title, alt = title_and_alt
    size = f'width="{width * COLUMN:g}" height="{lines * LINE:g}" viewBox="0 0 {width * COLUMN:g} {lines * LINE:g}"'
    words = f"<title>{escape(one_line(title))}</title><desc>{escape(one_line(alt))}</desc>"
    font = f'font-family="system-ui, sans-serif" font-size="{_FONT}"'
    return Picture(f'<svg role="img" {size} {font}>{words}{"".join(parts)}</svg>', lines, below)


def _frame(
    axes: tuple[Axis, Axis], scales: tuple[Scale, Scale], width: float, height: float, ink: Ink
) -> tuple[_Area, list[str]]:
    """The area between two axes, and these with grid lines, labels and names."""
    ticks, factor = scales[1].ticks(max(int(height / (4 * _FONT)), 2))
    gutter = max(len(tick.label) for tick in ticks) * _LETTER + _TICK + 4
    area = _Area(gutter, 2 * _FONT, width - 2 * _FONT, height - 3.4 * _FONT)
    most = max(int((area.right - area.left) / (9 * _LETTER)), 2)
    below, x_factor = scales[0].ticks(most)
    faint, dark = ink("axis"), ink("")
    parts = []
    for tick in ticks:
        _, y = area.point((0, tick.position))
        parts.append(_stroke((area.left, y), (area.right, y), faint, 0.5, 0.4))
        parts.append(_text(tick.label, area.left - _TICK, y + _FONT / 3, dark, "end"))
    for tick in below:
        x, _ = area.point((tick.position, 0))
        parts.append(_stroke((x, area.bottom), (x, area.bottom + _TICK), faint, 1))
        parts.append(_text(tick.label, x, area.bottom + _TICK + _FONT, dark, "middle"))
    parts.append(_stroke((area.left, area.top), (area.left, area.bottom), faint, 1))
    parts.append(_stroke((area.left, area.bottom), (area.right, area.bottom), faint, 1))
    parts.append(_text(_short(format_axis(axes[1], factor), width), 2, _FONT, dark))
    parts.append(_text(_short(format_axis(axes[0], x_factor), width), area.right, height - 4, dark, "end"))
    return area, parts


def _short(text: str, width: float) -> str:
    """Words that fit into a width, cut if they must be; they then stand below the picture in full."""
    text, most = one_line(text), int(width / _LETTER) - 1
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _line(area: _Area, start: Place, end: Place, colour: str, thick: float) -> list[str]:
    clipped = clip(start, end)
    return [_stroke(area.point(clipped[0]), area.point(clipped[1]), colour, thick)] if clipped else []


def _stroke(start: Point, end: Point, colour: str, thick: float, opacity: float = 1) -> str:
    (x, y), (to_x, to_y) = start, end
    faint = f' opacity="{opacity}"' if opacity < 1 else ""
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}"'
        f' stroke-width="{thick}" stroke-linecap="round"{faint}/>'
    )


def _text(text: str, x: float, y: float, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'


def _sign(sign: str, x: float, y: float, colour: str) -> str:
    """A sign of the terminal as a shape."""
    r = _RADIUS
    outline = f'fill="none" stroke="{colour}" stroke-width="1.5"' if sign in "○□" else f'fill="{colour}"'
    match sign:
        case "●" | "○":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" {outline}/>'
        case "■" | "□":
            return f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}" {outline}/>'
        case "✖" | "✕":
            thick = 3 if sign == "✖" else 1.5
            return _stroke((x - r, y - r), (x + r, y + r), colour, thick) + _stroke(
                (x - r, y + r), (x + r, y - r), colour, thick
            )
        case "✚" | "✛":
            thick = 3 if sign == "✚" else 1.5
            return _stroke((x - r, y), (x + r, y), colour, thick) + _stroke((x, y - r), (x, y + r), colour, thick)
    diamond = f"{x:.1f},{y - r:.1f} {x + r:.1f},{y:.1f} {x:.1f},{y + r:.1f} {x - r:.1f},{y:.1f}"
    return f'<polygon points="{diamond}" {outline}/>'


def _label(
    text: str, point: Point, room: Point, there: tuple[list[Box], Sequence[tuple[Point, Point]]], colour: str
) -> str:
    """A label beside, over or under its point, where it covers no sign, and no line if there is such a place."""
    (width, height), (taken, drawn) = room, there
    (x, y), long = point, (len(text) + 1) * _LETTER
    away = _RADIUS + 4
    lefts = [(x + away, y), (x - away - long, y)]
    lefts += [(left, y + way * (_FONT + 4)) for way in (-1, 1) for left in (x - long / 2, x + 2, x - long)]
    boxes = [(left, middle - _FONT / 2, left + long, middle + _FONT / 2) for left, middle in lefts]
    inside = [box for box in boxes if box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height] or boxes[:1]
    free = [one for one in inside if not any(_overlap(one, other) for other in taken)] or inside[:1]
    box = next((one for one in free if not any(_crosses(start, end, one) for start, end in drawn)), free[0])
    taken.append(box)
    return _text(text, box[0], box[3] - 3, colour)


def _crosses(start: Point, end: Point, box: Box) -> bool:
    """True if a line goes through a box."""
    left, top, right, bottom = box
    shares = [((x - left) / (right - left), (y - top) / (bottom - top)) for x, y in (start, end)]
    return clip(*shares) is not None


def _overlap(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _pixels(grids: Sequence[Pixels], width: int, ink: Ink) -> Iterator[Picture]:
    """Grids beside each other, in as many rows as they need; each row is a picture."""
    row: list[tuple[Pixels, float]] = []
    reached = 0.0
    for grid in grids:
        across = max(map(len, grid.rows), default=0)
        size = min(_LARGEST_PIXEL, (width * COLUMN - 2) / max(across, 1))
        wide = max(across * size, min(len(one_line(grid.title)) * _LETTER, width * COLUMN))
        if row and reached + wide > width * COLUMN:
            yield _row_of_pixels(row, width, ink)
            row, reached = [], 0.0
        row.append((grid, size))
        reached += wide + 2 * COLUMN
    if row:
        yield _row_of_pixels(row, width, ink)


def _row_of_pixels(row: Sequence[tuple[Pixels, float]], width: int, ink: Ink) -> Picture:
    parts: list[str] = []
    left, high = 1.0, 0.0
    for grid, size in row:
        across = max(map(len, grid.rows), default=0)
        title = _short(grid.title, width * COLUMN)
        parts.append(_text(title, left, _FONT, ink("")))
        top = 1.5 * _FONT
        parts += _squares(grid, left, top, size, ink)
        high = max(high, top + len(grid.rows) * size)
        left += max(across * size, len(title) * _LETTER) + 2 * COLUMN
    alts = [grid for grid, _ in row]
    below = [line for grid in alts for line in _remarks(grid, width)]
    lines = ceil((high + 2) / LINE)
    words = ", ".join(grid.title for grid in alts), " ".join(grid.alt for grid in alts)
    return _picture(parts, words, width, lines, below)


def _squares(grid: Pixels, left: float, top: float, size: float, ink: Ink) -> Iterator[str]:
    across = max(map(len, grid.rows), default=0)
    for down, values in enumerate(grid.rows):
        for right, value in enumerate(values):
            if isfinite(value) and abs(value) >= 0.005:
                colour = ink("pixel" if value > 0 else "pixel.negative")
                place = (
                    f'x="{left + right * size:.1f}" y="{top + down * size:.1f}" width="{size:.1f}" height="{size:.1f}"'
                )
                yield f'<rect {place} fill="{colour}" fill-opacity="{min(abs(value), 1):.2f}"/>'
    frame = f'width="{across * size:.1f}" height="{len(grid.rows) * size:.1f}" fill="none" stroke="{ink("axis")}"'
    yield f'<rect x="{left:.1f}" y="{top:.1f}" {frame}/>'
