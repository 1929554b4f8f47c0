"""Lines of characters as vector graphics: strokes of boxes as paths, arrow heads and bars as shapes, words as text."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.render.diagrams.boxes import DOWN, LEFT, RIGHT, ROUND, SQUARE, UP
from mlsys_cli.render.rich_text import LEADS_TO
from mlsys_cli.render.theme import GROUNDS, font, page_ink

WIDE, HIGH = 8, 18
"""The size of a cell in pixels."""

_FONT, _BASELINE = 13, 13.5
_ARMS = {sign: arms for signs in (SQUARE, ROUND) for arms, sign in enumerate(signs) if arms}
_ARMS |= {"│": UP + DOWN, "─": LEFT + RIGHT, "╷": DOWN, "╵": UP}
_ROUNDED = frozenset(ROUND) - frozenset(SQUARE)
_HEADS = {"►": (1, 0), "◄": (-1, 0), "▼": (0, 1), "▲": (0, -1)}
_SHADES = {"█": 1.0, "▄": 1.0, "▓": 0.75, "▒": 0.5, "░": 0.3}
_EIGHTHS = "▏▎▍▌▋▊▉"
_INSET = 3
"""The pixels above and below a bar: those of two lines don't touch."""

_KINDS = {
    **dict.fromkeys(_HEADS, "head"),
    **dict.fromkeys([*_SHADES, *_EIGHTHS], "bar"),
    **dict.fromkeys(_ARMS, "stroke"),
}
_WORDS = re.compile(r"\S+(?: \S+)*")


def cells_svg(lines: Sequence[Text], alt: str, ink: Callable[[str], str] = page_ink, classes: str = "") -> str:
    """Some lines as an SVG element, with the words that say what it shows; `ink` gives the colour of a style."""
    signs = [[*_signs(line)] for line in lines]
    parts = [*_grounds(lines)]
    parts += [f'<path d="{path}" fill="none" stroke="{ink(style)}"/>' for style, path in _strokes(signs).items()]
    for row, line in enumerate(signs):
        for (kind, style), run in groupby(line, lambda sign: (_KINDS.get(sign[1], ""), sign[2])):
            placed = [*run]
            text, left = "".join(sign for _, sign, _ in placed), placed[0][0] * WIDE
            parts += _DRAWN[kind](text, left, row * HIGH, ink(style), font(style)) if kind != "stroke" else ()
    wide, high = cells_size(lines)
    words = f' role="img" aria-label="{escape(alt)}"' if alt else ""
    head = f'<svg xmlns="http://www.w3.org/2000/svg"{words}'
    named = f' class="{classes}"' if classes else ""
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" overflow="visible"'
    letters = f'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{_FONT}"'
    return f"{head}{named} {size} {letters}>{''.join(parts)}</svg>"


def cells_size(lines: Sequence[Text]) -> tuple[int, int]:
    """The width and height in pixels of some lines as a drawing."""
    return max((line.cell_len for line in lines), default=0) * WIDE, len(lines) * HIGH


_Sign = tuple[int, str, str]
"""The column of a sign, the sign, and its style."""


def _signs(line: Text) -> Iterator[_Sign]:
    styles = [""] * len(line.plain)
    for start, end, style in line.spans:
        styles[start:end] = [str(style).partition(LEADS_TO)[0]] * len(styles[start:end])
    column = 0
    for sign, style in zip(line.plain, styles, strict=True):
        yield column, sign, style
        column += cell_len(sign)


def _grounds(lines: Sequence[Text]) -> Iterator[str]:
    """The elements behind the words of code."""
    for row, line in enumerate(lines):
        for start, end, style in line.spans:
            if str(style) in GROUNDS and end > start:
                left, wide = cell_len(line.plain[:start]) * WIDE, cell_len(line.plain[start:end]) * WIDE
                yield f'<rect x="{left}" y="{row * HIGH}" width="{wide}" height="{HIGH}" fill-opacity="0.06"/>'


def _strokes(signs: Sequence[Sequence[_Sign]]) -> dict[str, str]:
    """The path of the strokes of each style: as few long lines as there are, and the rounded corners."""
    across: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    down: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    paths: dict[str, list[str]] = defaultdict(list)
    for row, line in enumerate(signs):
        for column, sign, style in line:
            arms = _ARMS.get(sign, 0)
            left, top = column * WIDE, row * HIGH
            x, y = left + WIDE // 2, top + HIGH // 2
            if sign in _ROUNDED:
                end = left + WIDE if arms & RIGHT else left
                paths[style].append(f"M{x} {top + HIGH if arms & DOWN else top}Q{x} {y} {end} {y}")
                continue
            if arms & (LEFT | RIGHT):
                across[style, y].append((left if arms & LEFT else x, left + WIDE if arms & RIGHT else x))
            if arms & (UP | DOWN):
                down[style, x].append((top if arms & UP else y, top + HIGH if arms & DOWN else y))
    for (style, y), parts in across.items():
        paths[style] += [f"M{start} {y}H{end}" for start, end in _joined(parts)]
    for (style, x), parts in down.items():
        paths[style] += [f"M{x} {start}V{end}" for start, end in _joined(parts)]
    return {style: "".join(path) for style, path in paths.items()}


def _joined(parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, with those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _words(text: str, left: int, top: int, colour: str, letters: str) -> Iterator[str]:
    """Words where they stand among the cells; whatever the font is, they are as wide as these."""
    for words in _WORDS.finditer(text):
        x, wide = left + cell_len(text[: words.start()]) * WIDE, cell_len(words[0]) * WIDE
        long = f' textLength="{wide}"' if len(words[0]) > 1 else ""
        yield f'<text x="{x}" y="{top + _BASELINE:g}"{long} fill="{colour}"{letters}>{escape(words[0])}</text>'


def _bars(text: str, left: int, top: int, colour: str, letters: str) -> Iterator[str]:
    for sign, run in groupby(text):
        long = len([*run]) * WIDE
        wide = long * (_EIGHTHS.index(sign) + 1) / 8 if sign in _EIGHTHS else long
        pale = f' fill-opacity="{_SHADES[sign]}"' if _SHADES.get(sign, 1) < 1 else ""
        place = f'x="{left}" y="{top + _INSET}" width="{wide:g}" height="{HIGH - 2 * _INSET}"'
        yield f'<rect {place} fill="{colour}"{pale}/>'
        left += long


def _heads(text: str, left: int, top: int, colour: str, letters: str) -> Iterator[str]:
    """Arrow heads, from the middle of one side of the cell to beyond the other, where a box begins."""
    for sign in text:
        right, down = _HEADS[sign]
        x, y = left + WIDE / 2, top + HIGH / 2
        tip = x + right * (WIDE - 1), y + down * (HIGH - 1)
        back = x - right * WIDE / 2, tip[1] - down * 10
        wings = [(back[0] - down * 4, back[1] - right * 4), (back[0] + down * 4, back[1] + right * 4)]
        if not down:
            wings = [(back[0], y - 4), (back[0], y + 4)]
        stem = f'<path d="M{x:g} {y - down * HIGH / 2:g}V{back[1]:g}" stroke="{colour}"/>' if down else ""
        corners = " ".join(f"{a:g},{b:g}" for a, b in (tip, *wings))
        yield f'{stem}<polygon points="{corners}" fill="{colour}"/>'
        left += WIDE


_DRAWN = {"": _words, "bar": _bars, "head": _heads}
