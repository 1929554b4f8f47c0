"""Plots, planes and pixels as vector graphics."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from math import ceil, isfinite
from typing import NamedTuple, TypeAlias

from rich.text import Text

from mlsys_cli.page.blocks import Block
from mlsys_cli.page.plots import Pixels, Plane, Plot, format_axis, remarks
from mlsys_cli.render.charts import legend
from mlsys_cli.render.diagrams.cells import HIGH, WIDE
from mlsys_cli.render.plots import plot
from mlsys_cli.render.plots.scale import Scale
from mlsys_cli.render.plots.sheet import Place, Sheet
from mlsys_cli.render.rich_text import one_line, wrap_text

_FONT, _LETTER = 14, 7.6
"""The height of a letter, and about the mean width of one in the fonts of systems, which can't be measured here."""

# Pixels that look right beside letters of that size; nobody measured them.
_RADIUS = 4.5
_TICK = 5
_LARGEST_PIXEL = 2 * WIDE
_RIGHT = 2 * _FONT

Ink: TypeAlias = Callable[[str], str]
"""The colour of a style, as #rrggbb."""

Point: TypeAlias = tuple[float, float]
"""How far from the left and from the top, in pixels."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


class Picture(NamedTuple):
    """A drawing as an SVG element of this width and height in pixels, and the lines of text under it."""

    element: str
    wide: float
    high: float
    below: list[Text]


class _PictureSheet(Sheet):
    """A sheet between two axes, whose lines and signs are drawn in true lines, in pixels from the left and the top.

    Labels are where they would stand on a terminal, by whose cells it is known what is free.
    """

    def __init__(self, rows: int, columns: int, area: Box, ink: Ink) -> None:
        super().__init__(rows, columns)
        self.parts: list[str] = []
        self._area = area
        self._ink = ink
        self._points: list[Point] = []

    def point(self, place: Place) -> Point:
        """The point at a place."""
        (right, up), (left, top, end, bottom) = place, self._area
        return left + right * (end - left), bottom - up * (bottom - top)

    def stroke(self, start: Place, end: Place, style: str) -> None:
        """Draw a straight line between two places on the sheet."""
        super().stroke(start, end, style)
        self.parts.append(_stroke(self.point(start), self.point(end), self._ink(style), 2))

    def sign(self, place: Place, sign: str, style: str) -> None:
        """Draw a sign at a place."""
        super().sign(place, sign, style)
        self._points.append(self.point(place))
        self.parts.append(_sign(sign, *self._points[-1], self._ink(style)))

    def has_sign(self, place: Place) -> bool:
        """True if one at this place would cover another."""
        x, y = self.point(place)
        return any(abs(left - x) <= _RADIUS and abs(top - y) <= _RADIUS for left, top in self._points)

    def write_near(self, place: Place, text: str, style: str) -> bool:
        """Write a text beside a place, over or under it; on its right, if there is no room."""
        left, top, end, bottom = self._area
        wide, high = (end - left) / self.columns, (bottom - top) / self.rows
        row, column = self.cell(place)
        row, column = self.room_near(place, ceil(len(text) * _LETTER / wide)) or (row, column + 2)
        middle, slack = top + (row + 0.5) * high, (high - _FONT) / 2
        y = min(max(self.point(place)[1], middle - slack), middle + slack)
        self.parts.append(_text(text, left + column * wide, y + _FONT / 2 - 3, self._ink(style)))
        return True


def drawn(blocks: Iterable[Block], width: int, ink: Ink) -> Iterator[Picture]:
    """The pictures of some blocks, none wider than `width` columns; pixels that follow each other are one."""
    for kind, group in groupby(blocks, type):
        members = list(group)
        if kind is Pixels:
            yield from _pixels([block for block in members if isinstance(block, Pixels)], width, ink)
        for block in members:
            if isinstance(block, Plot):
                yield _plot(block, min(width, plot.WIDEST), ink)
            elif isinstance(block, Plane):
                yield _plane(block, min(width, plot.WIDEST_PLANE), ink)


def _plot(block: Plot, width: int, ink: Ink) -> Picture:
    block = plot.shown(block)
    scales = plot.scales_of(block)
    # As high as the drawing in letters, with its three lines of labels and names.
    sheet = _framed(block, scales, width, plot.rows_for(width) + 3, ink)
    entries = plot.draw_series(sheet, block, scales)
    list(plot.draw_marks(sheet, block, scales))
    return _titled(block, sheet, entries, width)


def _plane(block: Plane, width: int, ink: Ink) -> Picture:
    scales = plot.scales_of(block)
    lines = max(round(width * WIDE * 0.8 / HIGH), 8)  # about a square, beside labels and below a name
    sheet = _framed(block, scales, width, lines, ink)
    return _titled(block, sheet, plot.draw_sides(sheet, block, scales), width)


def _titled(block: Plot | Plane, sheet: _PictureSheet, entries: Sequence[tuple[str, str, str]], width: int) -> Picture:
    """The picture of a drawing over axes, with its legend and remarks below."""
    title = f"{format_axis(block.y)} over {format_axis(block.x)}"
    signs = [(sign.replace("⠒", "━"), style, label) for sign, style, label in entries]  # a line isn't of dots here
    below = [*legend(signs, width), *_remarks(block, width)]
    return _picture(sheet.parts, (title, block.alt), width, sheet.rows, below)


def _remarks(block: Plot | Plane | Pixels, width: int) -> list[Text]:
    """The remarks on a drawing, and the names that are too long for the picture."""
    names = [block.title] if isinstance(block, Pixels) else [format_axis(block.y), format_axis(block.x)]
    cut = [one_line(name) for name in names if _short(name, width * WIDE - _RIGHT) != one_line(name)]
    return [line for words in (*cut, *remarks(block)) for line in wrap_text(words, "caption", width)]


def _picture(
    parts: Sequence[str], title_and_alt: tuple[str, str], width: int, lines: int, below: list[Text]
) -> Picture:
    title, alt = title_and_alt
    wide, high = width * WIDE, lines * HIGH
    size = f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
    words = f"<title>{escape(one_line(title))}</title><desc>{escape(one_line(alt))}</desc>"
    font = f'font-family="system-ui, sans-serif" font-size="{_FONT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {font}>'
    return Picture(f"{svg}{words}{''.join(parts)}</svg>", wide, high, below)


def _framed(block: Plot | Plane, scales: tuple[Scale, Scale], columns: int, lines: int, ink: Ink) -> _PictureSheet:
    """A sheet with two axes around it, grid lines, labels and names."""
    width, height = columns * WIDE, lines * HIGH
    ticks, factor = scales[1].ticks(max(int(height / (4 * _FONT)), 2))
    left = max(len(tick.label) for tick in ticks) * _LETTER + _TICK + 4
    top, right, bottom = 2 * _FONT, width - _RIGHT, height - 3.4 * _FONT
    below, x_factor = scales[0].ticks(max(int((right - left) / (9 * _LETTER)), 2))
    faint, dark = ink("axis"), ink("")
    sheet = _PictureSheet(lines, columns, (left, top, right, bottom), ink)
    for tick in ticks:
        _, y = sheet.point((0, tick.position))
        sheet.parts += [
            _stroke((left, y), (right, y), faint, 0.5, 0.4),
            _text(tick.label, left - _TICK, y + _FONT / 3, dark, "end"),
        ]
    for tick in below:
        x, _ = sheet.point((tick.position, 0))
        sheet.parts += [
            _stroke((x, bottom), (x, bottom + _TICK), faint, 1),
            _text(tick.label, x, bottom + _TICK + _FONT, dark, "middle"),
        ]
    sheet.parts += [
        _stroke((left, top), (left, bottom), faint, 1),
        _stroke((left, bottom), (right, bottom), faint, 1),
        _text(_short(format_axis(block.y, factor), right), 2, _FONT, dark),
        _text(_short(format_axis(block.x, x_factor), right), right, height - 4, dark, "end"),
    ]
    return sheet


def _short(text: str, width: float) -> str:
    """Words that fit into a width, cut if they must be; they then stand below the picture in full."""
    text, most = one_line(text), int(width / _LETTER) - 1
    return text if len(text) <= most else f"{text[: most - 1]}…"


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
        case "✖" | "✕" | "✚" | "✛":
            ends = ((-r, -r), (-r, r)) if sign in "✖✕" else ((-r, 0), (0, -r))
            thick = 3 if sign in "✖✚" else 1.5
            return "".join(_stroke((x + a, y + b), (x - a, y - b), colour, thick) for a, b in ends)
    diamond = f"{x:.1f},{y - r:.1f} {x + r:.1f},{y:.1f} {x:.1f},{y + r:.1f} {x - r:.1f},{y:.1f}"
    return f'<polygon points="{diamond}" {outline}/>'


def _pixels(grids: Sequence[Pixels], width: int, ink: Ink) -> Iterator[Picture]:
    """Grids beside each other, in as many rows as they need; each row is a picture."""
    row: list[tuple[Pixels, float, float]] = []
    reached = 0.0
    for grid in grids:
        across = max(map(len, grid.rows), default=0)
        size = min(_LARGEST_PIXEL, (width * WIDE - 2) / max(across, 1))
        wide = max(across * size, len(_short(grid.title, width * WIDE)) * _LETTER)
        if row and reached + wide > width * WIDE:
            yield _row_of_pixels(row, width, ink)
            row, reached = [], 0.0
        row.append((grid, size, wide))
        reached += wide + 2 * WIDE
    if row:
        yield _row_of_pixels(row, width, ink)


def _row_of_pixels(row: Sequence[tuple[Pixels, float, float]], width: int, ink: Ink) -> Picture:
    """The picture of some grids, the size of their pixels, and the width of each with its title."""
    parts: list[str] = []
    left, high = 1.0, 0.0  # a pixel in, or half of the frame's line would be cut off
    for grid, size, wide in row:
        parts.append(_text(_short(grid.title, width * WIDE), left, _FONT, ink("")))
        top = 1.5 * _FONT
        parts += _squares(grid, left, top, size, ink)
        high = max(high, top + len(grid.rows) * size)
        left += wide + 2 * WIDE
    below = [line for grid, *_ in row for line in _remarks(grid, width)]
    words = ", ".join(grid.title for grid, *_ in row), " ".join(grid.alt for grid, *_ in row)
    return _picture(parts, words, width, ceil((high + 2) / HIGH), below)


def _squares(grid: Pixels, left: float, top: float, size: float, ink: Ink) -> Iterator[str]:
    across = max(map(len, grid.rows), default=0)
    for down, values in enumerate(grid.rows):
        for right, value in enumerate(values):
            if isfinite(value) and abs(value) >= 0.005:  # else its opacity would be written as 0.00
                colour = ink("pixel" if value > 0 else "pixel.negative")
                place = (
                    f'x="{left + right * size:.1f}" y="{top + down * size:.1f}" width="{size:.1f}" height="{size:.1f}"'
                )
                yield f'<rect {place} fill="{colour}" fill-opacity="{min(abs(value), 1):.2f}"/>'
    frame = f'width="{across * size:.1f}" height="{len(grid.rows) * size:.1f}" fill="none" stroke="{ink("axis")}"'
    yield f'<rect x="{left:.1f}" y="{top:.1f}" {frame}/>'
