"""Pictures of a program on the whole screen, in few bytes."""

import re
from collections.abc import Iterable
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments
from textual._context import visible_screen_stack  # which a picture without a running program needs
from textual.app import App

_RECT = re.compile(
    r'<rect fill="(#\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="[\d.]+" shape-rendering="crispEdges"/>'
)
_TEXT = re.compile(
    r'<text class="mlsys-(r\d+)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" clip-path="[^"]*">(.*?)</text>'
)
_CLIPS = re.compile(r'<clipPath id="mlsys-line.*?</clipPath>\s*', re.DOTALL)
_WINDOW = Path(__file__).with_name("terminal_window.svg").read_text(encoding="utf-8")
_ROW, _OVERLAP = 24.4, 0.25


def svg_of(app: App[None]) -> str:
    """The screen as SVG, in the frame of a window."""
    console = Console(file=StringIO(), record=True, width=app.size.width, color_system=None, _environ={})
    visible_screen_stack.set(app._background_screens)
    strips = app.screen._compositor.render_strips()
    parts = [part for strip in strips for part in (*Segment.simplify(visible(strip)), Segment.line())]
    console.print(Segments(parts), soft_wrap=True, end="")
    svg = console.export_svg(title="mlsys", code_format=_WINDOW, unique_id="mlsys")
    rects = _merged([(float(y), float(x), float(width), fill) for fill, x, y, width in _RECT.findall(svg)])
    svg = _RECT.sub("", _CLIPS.sub("", svg)).replace(".mlsys-r", ".r")
    svg = _TEXT.sub(lambda found: _text(*found.groups()), svg)
    return svg.replace('<g class="mlsys-matrix">', f'{"".join(rects)}\n<g class="mlsys-matrix">', 1) + "\n"


def visible(line: Iterable[Segment]) -> Iterable[Segment]:
    """A line without the places for the mouse that Textual keeps in its styles, and the random numbers of links."""
    return (Segment(text, style and style.clear_meta_and_links()) for text, style, _ in line)


def _text(style: str, x: str, y: str, length: str, words: str) -> str:
    """Some words; none where only their background is seen."""
    is_blank = not words.replace("&#160;", "").strip()
    return "" if is_blank else f'<text class="{style}" x="{x}" y="{y}" textLength="{length}">{words}</text>'


def _merged(cells: Iterable[tuple[float, float, float, str]]) -> list[str]:
    """The backgrounds (y, x, width, colour) as rectangles: one for those beside or under each other in one colour."""
    columns: dict[tuple[float, float, str], list[float]] = {}
    for y, row in groupby(sorted(cells), lambda cell: cell[0]):
        for fill, run in groupby(row, lambda cell: cell[3]):
            beside = list(run)
            x, end = beside[0][1], beside[-1][1] + beside[-1][2]
            columns.setdefault((x, round(end - x, 1), fill), []).append(y)
    rects: list[str] = []
    for (x, width, fill), rows in columns.items():
        for _, group in groupby(enumerate(rows), lambda row: round(row[1] / _ROW) - row[0]):
            under = [y for _, y in group]
            height = round(under[-1] - under[0] + _ROW + _OVERLAP, 2)
            rects.append(f'<rect fill="{fill}" x="{x:g}" y="{under[0]:g}" width="{width:g}" height="{height:g}"/>')
    return rects
