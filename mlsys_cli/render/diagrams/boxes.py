"""Figures of boxes, and the canvas that they are drawn on: layers glued on each other, and pillars below a roof."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TypeAlias

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import Diagram, Edge, Node
from mlsys_cli.render.rich_text import assembled, indented, padded, wrap, wrap_text

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
SQUARE = " │││─┘┐┤─└┌├─┴┬┼"
ROUND = " │││─╯╮┤─╰╭├─┴┬┼"
"""The strokes by the sum of their arms: 5 = UP + LEFT is the sixth, `┘`."""


Cell: TypeAlias = tuple[int, int]
"""A row and a column."""


class Canvas:
    """A drawing in progress. Rows and columns may start anywhere; the drawing begins at the first that is used."""

    def __init__(self, rounded: bool = True) -> None:
        self._corners = ROUND if rounded else SQUARE
        self._arms: dict[Cell, int] = defaultdict(int)
        self._heads: dict[Cell, str] = {}
        self._texts: dict[Cell, Text] = {}

    def line(self, start: Cell, end: Cell) -> None:
        """Draw a straight line; it joins what is there at its ends and where it crosses."""
        (top, left), (bottom, right) = min(start, end), max(start, end)
        for row in range(top, bottom):
            self._arms[row, left] |= DOWN
            self._arms[row + 1, left] |= UP
        for column in range(left, right):
            self._arms[top, column] |= RIGHT
            self._arms[top, column + 1] |= LEFT

    def path(self, *cells: Cell, arrow: str = "") -> None:
        """Draw lines from each cell to the next, with an arrow head at the end of the last one."""
        for start, end in pairwise(cells):
            self.line(start, end)
        if arrow:
            self._heads[cells[-1]] = arrow

    def box(self, corner: Cell, height: int, width: int) -> None:
        """Draw a frame; height and width count its borders."""
        top, left = corner
        bottom, right = top + height - 1, left + width - 1
        self.path((top, left), (top, right), (bottom, right), (bottom, left), (top, left))

    def write_all(self, cell: Cell, lines: Sequence[Text], width: int = 0) -> None:
        """Write lines below each other from a cell on, in the middle of `width` columns if that is given.

        They cover any line that runs there.
        """
        for row, line in enumerate(lines, start=cell[0]):
            left = cell[1] + max(width - line.cell_len, 0) // 2
            for column in range(left, left + line.cell_len):
                self._arms.pop((row, column), None)
            if line:
                self._texts[row, left] = line

    def write_box(self, corner: Cell, height: int, width: int, content: Sequence[Text]) -> None:
        """Draw a frame with lines in the middle of it."""
        self.box(corner, height, width)
        self.write_all((corner[0] + 1 + (height - 2 - len(content)) // 2, corner[1]), content, width)

    def lines(self) -> list[Text]:
        """The drawing in lines, without spaces at their ends."""
        strokes = {cell: self._corners[arms] for cell, arms in self._arms.items()} | self._heads
        texts = dict(self._texts)
        # Strokes that stand side by side become one text.
        beside = enumerate(sorted(strokes.keys() - texts.keys()))
        for _, run in groupby(beside, lambda item: (item[1][0], item[1][1] - item[0])):
            cells = [cell for _, cell in run]
            texts[cells[0]] = Text.styled("".join(strokes[cell] for cell in cells), "figure.box")
        left = min((column for _, column in texts), default=0)
        parts: dict[int, list[str | Text]] = defaultdict(list)
        reached: dict[int, int] = defaultdict(lambda: left)
        for row, column in sorted(texts):
            text = texts[row, column]
            parts[row] += [" " * (column - reached[row]), text]
            reached[row] = max(column, reached[row]) + text.cell_len
        return [assembled(*parts[row]) for row in range(min(parts, default=0), max(parts, default=-1) + 1)]


# Like the least widths, 8 and 12, chosen by looking at the figures of the book, not measured.
_WIDEST_TEXT, _WIDEST_PILLAR = 60, 20


@lru_cache(4096)
def words(text: str, style: str, width: int) -> Sequence[Text]:
    """A text of one style in lines of at most `width` columns, cached: a drawing tries many widths."""
    return wrap_text(text, style, width)


def content(node: Node, width: int) -> list[Text]:
    """The name of a node and its note under it, in lines."""
    return [*words(node.name, "figure.name", width), *words(node.note, "figure.note", width)]


def text_width(nodes: Iterable[Node]) -> int:
    """The width of the longest name or note, unbroken."""
    return max(cell_len(text) for node in nodes for text in (node.name, node.note))


def longest_word(*texts: str) -> int:
    """The width of the longest word of some texts."""
    return max((cell_len(word) for text in texts for word in text.split()), default=0)


def word_width(nodes: Iterable[Node]) -> int:
    """The width of the longest word of the names and notes."""
    return longest_word(*(text for node in nodes for text in (node.name, node.note)))


def connection(edge: Edge, names: dict[str, str], width: int, arrow: str = "→") -> list[Text]:
    """An edge in words, as it is listed at its source: an arrow, where it leads, and its label."""
    label = f": {edge.label}" if edge.label else ""
    target = assembled((names[edge.target], "figure.name"), (label, "figure.label"))
    return indented(wrap(target, width - 2), f"{arrow} ", "  ", "figure.label")


def draw_stack(drawing: Diagram, width: int) -> list[Text]:
    """Layers from the top down, in boxes of one width that share their borders.

    Each note is to the right of its name if there is room for all in one line, else under it.
    """
    nodes = drawing.nodes
    inner = min(max(text_width(nodes), 12), _WIDEST_TEXT, width - 4)
    left = max(cell_len(node.name) for node in nodes) + 3
    right = max(cell_len(node.note) for node in nodes)
    if right and left + right <= width - 4:
        names = [padded(Text.styled(node.name, "figure.name"), left) for node in nodes]
        layers = [[name.append(node.note, "figure.note")] for name, node in zip(names, nodes, strict=True)]
    else:
        layers = [_centred(content(node, inner), inner) for node in nodes]
    inner = max([inner, *(line.cell_len for layer in layers for line in layer)])
    name_of = {node.id: node.name for node in nodes}
    following = set(pairwise(name_of))
    for node, layer in zip(nodes, layers, strict=True):
        for edge in drawing.edges:
            if edge.source == node.id and (edge.label or edge[:2] not in following):
                layer += connection(edge, name_of, inner)
    return _glue(layers, inner)


def _centred(lines: Iterable[Text], width: int) -> list[Text]:
    return [assembled(" " * ((width - line.cell_len) // 2), line) for line in lines]


def _glue(layers: Iterable[Sequence[Text]], inner: int) -> list[Text]:
    """Boxes of one width, each on top of the next."""
    canvas, row = Canvas(rounded=False), 0
    for layer in layers:
        canvas.box((row, 0), len(layer) + 2, inner + 4)
        canvas.write_all((row + 1, 2), layer)
        row += len(layer) + 1
    return canvas.lines()


def draw_pillars(drawing: Diagram, width: int) -> list[Text]:
    """A temple if the pillars fit side by side, else boxes on each other with the base as the lowest."""
    nodes = drawing.nodes
    room = (width - 1 - len(nodes)) // len(nodes) - 4
    inner = min(room, max(text_width(nodes), 8), _WIDEST_PILLAR)
    if inner >= max(word_width(nodes), 8) and len(nodes) > 1:
        return _temple(drawing, inner)
    inner = min(max(text_width(nodes), cell_len(drawing.base), 12), _WIDEST_TEXT, width - 4)
    base = [words(drawing.base, "figure.name", inner)] if drawing.base else []
    return _glue([_centred(layer, inner) for layer in (*(content(node, inner) for node in nodes), *base)], inner)


def _temple(drawing: Diagram, inner: int) -> list[Text]:
    """Pillars between a stepped roof and the base."""
    contents = [content(node, inner) for node in drawing.nodes]
    height = max(map(len, contents)) + 2
    across = len(contents) * (inner + 5) + 1
    canvas = Canvas(rounded=False)
    for step in range(3):
        margin = step * (across // 6)
        canvas.box((-1 - step, margin), 2, across - 2 * margin)
    for index, lines in enumerate(contents):
        left = 1 + index * (inner + 5)
        canvas.box((0, left), height, inner + 4)
        canvas.write_all((1, left), lines, inner + 4)
    base = words(drawing.base, "figure.name", across - 4)
    canvas.write_box((height - 1, 0), len(base) + 2, across, base)
    return canvas.lines()
