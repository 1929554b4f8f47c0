"""A figure of three things that are all connected: one above, two below, arrows along the sides."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mlsys_cli.page import Diagram, Node
from mlsys_cli.render.diagrams.boxes import content, longest_word, word_width, words
from mlsys_cli.render.diagrams.canvas import Canvas
from mlsys_cli.render.wrapping import Line, line_width, width_of

_WIDEST_TEXT = 36
_NARROWEST_TEXT = 12


class Triangle(NamedTuple):
    """Three corners, the top first, the label of each edge by their numbers, and the widths of all parts.

    `lower` is the width of each lower box, `gap` what is between them, `outer` the width of the labels between
    the two rails of a side.
    """

    nodes: tuple[Node, ...]
    labels: Mapping[tuple[int, int], str]
    lower: int
    gap: int
    outer: int

    @property
    def across(self) -> int:
        """The width of the whole."""
        return 2 * self.lower + self.gap

    @property
    def pairs(self) -> bool:
        """Whether a side has arrows in both directions."""
        return any((0, low) in self.labels and (low, 0) in self.labels for low in (1, 2))

    @property
    def inner_rail(self) -> int:
        """How far the innermost rail of a side is from the edge of the drawing."""
        return self.outer + 6 if self.pairs else self.lower // 2

    @property
    def top_text(self) -> int:
        """How wide the text of the top box may be, with an arrow on each side of the box."""
        return min(self.across - 2 * (self.inner_rail + 4) - 4, _WIDEST_TEXT)

    @property
    def inner_text(self) -> int:
        """How wide a label may be between an innermost rail and the middle."""
        return self.across // 2 - 3 - self.inner_rail


def draw_triangle(drawing: Diagram, width: int) -> list[Line]:
    """The first node above the two others; nothing where there is no room without breaking a word."""
    number = {node.id: i for i, node in enumerate(drawing.nodes)}
    labels = {(number[edge.source], number[edge.target]): " ".join(edge.label.split()) for edge in drawing.edges}
    for text in range(_WIDEST_TEXT, _NARROWEST_TEXT - 1, -1):
        triangle = _measure(drawing.nodes, labels, text)
        if triangle.across <= width and _legible(triangle, text):
            return _lines(triangle)
    return []


def _measure(nodes: tuple[Node, ...], labels: Mapping[tuple[int, int], str], text: int) -> Triangle:
    """A triangle whose lower boxes have lines of at most `text` columns."""
    sides = [label for edge, label in labels.items() if 0 in edge]
    level = [label for edge, label in labels.items() if 0 not in edge]
    outer = max(longest_word(*sides), min(text // 2, max(map(width_of, sides))))
    boxes = max(line_width(line) for node in nodes[1:] for line in content(node, text)) + 4
    gap = max(longest_word(*level), min(text, max(map(width_of, level))), 6) + 2
    triangle = Triangle(nodes, labels, max(boxes, outer + 9), gap, outer)
    missing = max(word_width(nodes[:1]), 8) - triangle.top_text, longest_word(*sides) - triangle.inner_text
    return triangle._replace(gap=gap + max(missing[0], 2 * missing[1], 0))


def _legible(triangle: Triangle, text: int) -> bool:
    """Whether every word fits unbroken into its place."""
    boxes_fit = text >= word_width(triangle.nodes[1:]) and triangle.top_text >= word_width(triangle.nodes[:1])
    return boxes_fit and triangle.inner_text >= longest_word(*triangle.labels.values())


def _lines(triangle: Triangle) -> list[Line]:
    canvas = Canvas()
    top = content(triangle.nodes[0], triangle.top_text)
    height = max(len(top), 2 if triangle.pairs else 1) + 2
    size = max(max(map(line_width, top)) + 4, 12)
    size += (triangle.across - size) % 2
    left = (triangle.across - size) // 2
    canvas.write_box((0, left), height, size, top)
    rails = [*_rails(triangle)]
    base = height + 1 + max(len(label) - (0 if inner else height - 2) for _, _, inner, label in rails)
    for edge, column, inner, label in rails:
        _draw_rail(canvas, triangle, (edge, column, inner, label), (left, height, max(base, height + 2)))
    _draw_base(canvas, triangle, max(base, height + 2))
    return canvas.lines()


def _rails(triangle: Triangle) -> Iterator[tuple[tuple[int, int], int, bool, list[Line]]]:
    """The edges to and from the top: their column as on the left side, whether they run inside, and their label."""
    for low in (1, 2):
        edges = [edge for edge in ((0, low), (low, 0)) if edge in triangle.labels]
        for edge in edges:
            inner = edge == edges[-1]
            room = triangle.inner_text if inner else triangle.outer
            label = words(triangle.labels[edge], "figure.label", room)
            yield edge, triangle.inner_rail if inner else 3, inner, label


def _draw_rail(
    canvas: Canvas, triangle: Triangle, rail: tuple[tuple[int, int], int, bool, list[Line]], place: tuple[int, int, int]
) -> None:
    """Draw a rail from a side of the top box down to a lower one, with its label towards the middle."""
    (source, target), column, inner, label = rail
    left, height, base = place
    right = 2 in (source, target)

    def cell(row: int, column: int) -> tuple[int, int]:
        return row, triangle.across - 1 - column if right else column

    row = 2 if inner and triangle.pairs else 1
    if source == 0:
        canvas.path(cell(row, left), cell(row, column), cell(base - 1, column))
        canvas.head(cell(base - 1, column), "▼")
    else:
        canvas.path(cell(row, left - 1), cell(row, column), cell(base, column))
        canvas.head(cell(row, left - 1), "◄" if right else "►")
    first = height if inner else row + 1
    first += (base - 1 - first - len(label)) // 2
    for number, line in enumerate(label, start=first):
        canvas.write(cell(number, column + 1 + (line_width(line) if right else 1)), line)


def _draw_base(canvas: Canvas, triangle: Triangle, base: int) -> None:
    """Draw the lower corners and the arrows between them, one label over and one under the arrows."""
    labels = {edge: words(triangle.labels.get(edge, ""), "figure.label", triangle.gap - 2) for edge in ((1, 2), (2, 1))}
    row = base + max(len(labels[1, 2]), 1)
    contents = [content(node, triangle.lower - 4) for node in triangle.nodes[1:]]
    height = max(*map(len, contents), row - base + ((1, 2) in triangle.labels and (2, 1) in triangle.labels)) + 2
    right = triangle.lower + triangle.gap
    for left, lines in zip((0, right), contents, strict=True):
        canvas.write_box((base, left), height, triangle.lower, lines)
    if (1, 2) in triangle.labels:
        canvas.line((row, triangle.lower - 1), (row, right - 1))
        canvas.head((row, right - 1), "►")
        canvas.write_all((row - len(labels[1, 2]), triangle.lower), labels[1, 2], triangle.gap)
        row += 1
    if (2, 1) in triangle.labels:
        canvas.line((row, triangle.lower), (row, right))
        canvas.head((row, triangle.lower), "◄")
        canvas.write_all((row + 1, triangle.lower), labels[2, 1], triangle.gap)
