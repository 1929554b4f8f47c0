"""Grids of greys, several side by side where there is room; numbers where there is hardly any."""

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeAlias

from rich.text import Text

from mlsys_cli.page.blocks import Block
from mlsys_cli.page.plots import Pixels, remarks
from mlsys_cli.render.rich_text import assembled, padded, trimmed, wrap_text

_SHADES = "░▒▓█"
_NEGATIVE = "·•○●"
"""The signs of negative numbers, which are told apart from shades without colour too."""

_NARROW = 24
"""On a page that isn't wider, a grid is drawn with digits: shades would be cramped."""

# Pixels, of two columns each, and columns between grids: chosen by eye.
_MOST_ACROSS = 60
_GAP = 3

Grid: TypeAlias = Sequence[Sequence[float]]


def draw_pixels(blocks: Iterable[Block], width: int, rows: int = 0) -> list[Text]:
    """The lines of the grids among some blocks, none wider than `width` columns (20 or more).

    With more pixels than fit into so many `rows`, a sign stands for several. As many are beside each other as fit.
    """
    lines: list[Text] = []
    row: list[list[Text]] = []
    for drawn in (_draw(block, width, rows) for block in blocks if isinstance(block, Pixels)):
        if row and sum(map(_widest, [*row, drawn])) + _GAP * len(row) > width:
            lines += [*([Text()] if lines else []), *_beside(row)]
            row = []
        row.append(drawn)
    return [*lines, *([Text()] if lines else []), *_beside(row)] if row else lines


def _widest(lines: Sequence[Text]) -> int:
    return max((line.cell_len for line in lines), default=0)


def _beside(grids: Sequence[Sequence[Text]]) -> list[Text]:
    """Some drawings beside each other; they stand on one line."""
    if len(grids) == 1:
        return list(grids[0])
    height = max(map(len, grids))
    lines = []
    for number in range(height):
        parts: list[str | Text] = []
        for grid in grids:
            place = number - (height - len(grid))
            parts += [padded(grid[place] if place >= 0 else Text(), _widest(grid)), " " * _GAP]
        lines.append(trimmed(assembled(*parts)))
    return lines


def _draw(block: Pixels, width: int, high: int) -> list[Text]:
    """A grid with its title over it and remarks under it."""
    below = list(remarks(block))
    across = max(map(len, block.rows), default=0)
    if not across:
        lines: list[Text] = []
    elif width <= _NARROW:
        grid, words = _digits(block, across, width)
        lines, below = grid, [words, *below]
    else:
        lines, words = _shaded(block, across, min(width, 2 * _MOST_ACROSS), high or len(block.rows))
        below = [words, *below] if words else below
    room = max(_widest(lines), min(width, 28))  # a title or remark under a narrow grid still gets a few words a line
    title = wrap_text(block.title, "figure.name", min(room, width))
    return [*title, *lines, *(line for words in below for line in wrap_text(words, "caption", min(room, width)))]


def _shaded(block: Pixels, across: int, width: int, high: int) -> tuple[list[Text], str]:
    """A framed grid in shades: two columns a pixel, or else two rows of pixels a line, so that squares stay squares."""
    width -= 2
    step = max(math.ceil(across / width), math.ceil(len(block.rows) / 2 / high), 1)
    if 2 * across <= width and len(block.rows) <= high:
        rows, wide = [[*row] for row in block.rows], 2
    else:
        rows, wide = averaged(block.rows, 2 * step, step), 1  # a character is about twice as high as wide
    words = f"Each sign is the mean of {2 * step} × {step} pixels." if step > 1 else ""
    columns = max(map(len, rows))
    edge = "─" * wide * columns
    filled = ([*row, *[0.0] * (columns - len(row))] for row in rows)
    lines = [assembled(("│", "axis"), *(shade(value, wide) for value in row), ("│", "axis")) for row in filled]
    return [Text.styled(f"╭{edge}╮", "axis"), *lines, Text.styled(f"╰{edge}╯", "axis")], words


def shade(value: float, wide: int = 1) -> tuple[str, str]:
    """The sign of a number from -1 to 1, so many columns wide, and its style."""
    if not math.isfinite(value):
        return "?" * wide, "caption"
    level = math.ceil(min(abs(value), 1.0) * 4 - 0.5)  # rounded down in the middle: up to 0.125 is still nothing
    if level <= 0:
        return " " * wide, ""
    sign, style = (_SHADES, "pixel") if value > 0 else (_NEGATIVE, "pixel.negative")
    return sign[level - 1] * wide, style


def _digits(block: Pixels, across: int, width: int) -> tuple[list[Text], str]:
    """A grid in tenths, `·` for none and `X` for a whole one, and words that say so."""
    signed = any(value < 0 for value in chain.from_iterable(block.rows))
    wide = 2 if signed or 2 * across <= width else 1
    step = math.ceil(across * wide / width)
    rows = averaged(block.rows, step, step) if step > 1 else block.rows
    lines = [trimmed(assembled(*(_digit(value, wide) for value in row))) for row in rows]
    mean = f" Each is the mean of {step} × {step} pixels." if step > 1 else ""
    return lines, f"In tenths; X is 10.{mean}"


def _digit(value: float, wide: int) -> tuple[str, str]:
    if not math.isfinite(value):
        return "?".rjust(wide), "caption"
    tenths = round(min(max(value, -1.0), 1.0) * 10)
    digit = "X" if abs(tenths) == 10 else str(abs(tenths)) if tenths else "·"
    if tenths < 0:
        return f"-{digit}", "pixel.negative"
    return digit.rjust(wide), "pixel"


def averaged(rows: Grid, down: int, across: int) -> list[list[float]]:
    """A coarser grid: each number is the mean of so many rows and columns; those that aren't finite are left out."""
    wide = max(map(len, rows))
    return [
        [
            _mean([value for row in rows[top : top + down] for value in row[left : left + across]])
            for left in range(0, wide, across)
        ]
        for top in range(0, len(rows), down)
    ]


def _mean(values: Sequence[float]) -> float:
    finite = [min(max(value, -1.0), 1.0) for value in values if math.isfinite(value)]
    return sum(finite) / len(finite) if finite else math.nan if values else 0.0
