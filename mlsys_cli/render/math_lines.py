"""A formula in lines of its own: fractions are stacked, limits are above and below, brackets as tall as needed.

Where that is too wide, the formula takes one line, which is broken before its relations.
"""

import re
from itertools import chain
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.math import math_parts as parts
from mlsys_cli.page.math.one_line import lowered, one_line_of, pieces_of, raised
from mlsys_cli.page.math.parse import parse_math
from mlsys_cli.page.math.signs import ALIGNED
from mlsys_cli.render.rich_text import indented, wrap

_RELATION = re.compile(r" (?=[=≤≥≠≈∝∈→←⇒⇔<>∼≡] )")  # the space before the sign in `a = b`
# The signs of tall brackets from top to bottom; of curly ones the last is what fills them up.
_TALL = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "|": "│││", "‖": "║║║", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦", "⌈": "⎡⎢⎢",
    "⌉": "⎤⎥⎥",
}  # fmt: skip  # several signs a line
_CURLY = {"{": "⎧⎨⎩⎪", "}": "⎫⎬⎭⎪"}
_MOST_LINES = 24
"""The lines of a usual screen: of a taller formula one would never see both ends."""


class Box(NamedTuple):
    """Some lines, all of the same width; what stands on the line with the number `base` stands in the row's line."""

    lines: tuple[str, ...]
    base: int

    @property
    def width(self) -> int:
        """The columns that it takes."""
        return cell_len(self.lines[0]) if self.lines else 0


def draw_math(text: str, source: str, width: int) -> list[Text]:
    """The lines of a formula, none wider than `width` columns."""
    margin = "    " if width >= 60 else "  "  # chosen, not measured
    room = width - len(margin)
    box = _row(parse_math(source).root)
    if box.width > room or len(box.lines) > _MOST_LINES:
        lines = _broken(text, room)
    else:
        lines = [Text(line.rstrip()) for line in box.lines]
    # An empty line gets no margin, so that nothing ends with spaces.
    return [line if line.plain.strip() else Text() for line in indented(lines, margin, margin)]


def _broken(text: str, width: int) -> list[Text]:
    """A formula in one line broken before its relations, or at any space."""
    first, *pieces = _RELATION.split(text)
    lines = [first]
    for piece in pieces:
        if cell_len(f"{lines[-1]} {piece}") > width:
            lines.append(f"  {piece}")
        else:
            lines[-1] += f" {piece}"
    below = (indented(wrap(Text(line.lstrip()), max(width - 2, 2)), "  ") for line in lines[1:])
    return [*wrap(Text(lines[0]), width), *chain.from_iterable(below)]


def _box(text: str) -> Box:
    return Box((text,), 0)


def _centred(lines: tuple[str, ...], width: int) -> tuple[str, ...]:
    return tuple(_filled(" " * ((width - cell_len(line)) // 2) + line, width) for line in lines)


def _filled(line: str, width: int) -> str:
    return line + " " * (width - cell_len(line))


def _beside(boxes: list[Box]) -> Box:
    """Boxes in a row, their base lines on one line."""
    base = max((box.base for box in boxes), default=0)
    below = max((len(box.lines) - box.base for box in boxes), default=1)
    columns = []
    for box in boxes:
        blank = (" " * box.width,)
        columns.append((*blank * (base - box.base), *box.lines, *blank * (below - len(box.lines) + box.base)))
    return Box(tuple(map("".join, zip(*columns, strict=True))) or ("",), base)


def _stacked(over: Box, middle: Box, under: Box) -> Box:
    """Three boxes above each other and centred; the second is on the line of the row."""
    width = max(over.width, middle.width, under.width)
    lines = (*_centred(over.lines, width), *_centred(middle.lines, width), *_centred(under.lines, width))
    return Box(lines, len(over.lines) + middle.base)


def _row(row: parts.MathRow) -> Box:
    """A row: what fits on the line is written as in one line, with what is taller between."""
    boxes, words = [], ""
    for text, node in pieces_of(row):
        box = _node(node)
        if len(box.lines) == 1:
            words += text
        else:
            # A letter stands apart from a fraction bar or a bracket, a factor such as the 2 of 2(a/b) close to it.
            gap = " " if text.startswith(" ") or words[-1:].isalpha() else ""
            boxes += [_box(words + gap), box]
            words = ""
    return _beside([*boxes, _box(words)])


def _is_raised(node: parts.Scripts) -> bool:
    """True if Unicode lacks letters for an index or a power, which then has a line of its own."""
    below, above = (one_line_of(part) if part else "" for part in (node.below, node.above))
    return bool((below and not lowered(below)) or (above and not raised(above)))


def _node(node: parts.Node) -> Box:
    only = parts.single(node) or parts.MathRow(())
    match only:
        case (parts.MathRow() as body) | parts.Styled(_, body):
            return _row(body)
        case parts.Matrix(_, _, _, name) if name in ALIGNED:
            return _aligned(only)
        case parts.Fraction(over, under):
            above, below = _row(over), _row(under)
            return _stacked(above, _box("─" * (max(above.width, below.width) + 2)), below)
        case parts.Root(body, degree):
            return _root(_row(body), one_line_of(degree) if degree else "")
        case parts.Scripts(base, below, above) if parts.has_limits(base):
            top, bottom = (_row(part) if part else Box((), 0) for part in (above, below))
            return _stacked(top, _node(base), bottom)
        case parts.Scripts(base, below, above) if len((inner := _node(base)).lines) > 1 or _is_raised(only):
            return _raised(inner, below, above)
        case parts.Fenced(left, body, right):
            return _fenced(left, _row(body), right)
        case parts.Matrix(rows, left, right, _):
            return _fenced(left, _matrix(rows), right)
    return _box(one_line_of(parts.MathRow((only,))))


def _raised(base: Box, below: parts.MathRow | None, above: parts.MathRow | None) -> Box:
    """A part with a power above its right and an index below it."""
    high, low = (_row(part) if part else Box((), 0) for part in (above, below))
    width = max(high.width, low.width)
    beside = (
        *(_filled(line, width) for line in high.lines),
        *(" " * width for _ in base.lines),
        *(_filled(line, width) for line in low.lines),
    )
    blank = (" " * base.width,)
    left = (*blank * len(high.lines), *base.lines, *blank * len(low.lines))
    return Box(tuple(map("".join, zip(left, beside, strict=True))), len(high.lines) + base.base)


def _root(body: Box, degree: str) -> Box:
    sign = f"{raised(degree)}√" if raised(degree) else f"{degree}√"
    if len(body.lines) == 1:
        text = body.lines[0].strip()
        return _box(f"{sign}{text}" if re.fullmatch(r"\w+", text) else f"{sign}({text})")
    signs = [" " * cell_len(sign)] * (len(body.lines) - 1) + [sign]
    lines = [f"{before}│{line}" for before, line in zip(signs, body.lines, strict=True)]
    bar = f"{' ' * cell_len(sign)}┌{'─' * body.width}"
    return Box((bar, *lines), body.base + 1)


def _fenced(left: str, body: Box, right: str) -> Box:
    if len(body.lines) == 1:
        return _box(f"{left}{body.lines[0]}{right}")
    return _beside([_bracket(left, body), body, _bracket(right, body)])


def _bracket(sign: str, body: Box) -> Box:
    """A bracket as tall as a box."""
    height = len(body.lines)
    if not sign:
        return Box(("",) * height, body.base)
    if sign in _CURLY:
        top, middle, bottom, bar = tuple(_CURLY[sign])
        lines = [bar] * height
        lines[0], lines[-1] = top, bottom
        lines[height // 2] = middle if height > 2 else lines[height // 2]
        return Box(tuple(lines), body.base)
    top, middle, bottom = tuple(_TALL.get(sign, sign * 3))
    return Box((top, *[middle] * (height - 2), bottom), body.base)


def _aligned(formulas: parts.Matrix) -> Box:
    """Formulas below each other, which meet where their first cell ends."""
    firsts = [_row(cells[0]) for cells in formulas.rows]
    margin = max((box.width for box in firsts), default=0)
    lines: list[str] = []
    for first, row in zip(firsts, formulas.rows, strict=True):
        rest = _row(parts.MathRow(tuple(item for cell in row[1:] for item in cell.items)))
        lines += _beside([_box(" " * (margin - first.width)), first, _box(" "), rest]).lines
    width = max(map(cell_len, lines), default=0)
    return Box(tuple(_filled(line, width) for line in lines) or ("",), len(lines) // 2)


def _matrix(rows: tuple[tuple[parts.MathRow, ...], ...]) -> Box:
    """Cells in columns, two spaces between them."""
    boxes = [[_row(cell) for cell in row] for row in rows]
    count = max(map(len, boxes), default=0)
    widths = [max((row[at].width for row in boxes if at < len(row)), default=0) for at in range(count)]
    lines: list[str] = []
    for row in boxes:
        row += [_box("")] * (count - len(row))
        cells = [Box(_centred(box.lines, width), box.base) for box, width in zip(row, widths, strict=True)]
        spaced = [part for cell in cells for part in (cell, _box("  "))][:-1]
        lines += _beside(spaced).lines
    return Box(tuple(lines) or ("",), (len(lines) or 1) // 2)
