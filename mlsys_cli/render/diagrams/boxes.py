"""Figures of boxes: layers glued on each other, and pillars between a roof and a base."""

from collections.abc import Iterable, Sequence

from mlsys_cli.page import Diagram, Edge, Node, Span
from mlsys_cli.render.diagrams.canvas import Canvas
from mlsys_cli.render.wrapping import Line, indent, join, line_width, pad, text_line, width_of, wrap

_WIDEST_TEXT = 60
_WIDEST_PILLAR = 20


def words(text: str, style: str, width: int) -> list[Line]:
    """A text of one style in lines of at most `width` columns."""
    return wrap([Span(" ".join(text.split()), style)], max(width, 1))


def content(node: Node, width: int) -> list[Line]:
    """The name of a node and its note under it, in lines."""
    return [*words(node.name, "figure.name", width), *words(node.note, "figure.note", width)]


def text_width(nodes: Iterable[Node]) -> int:
    """How wide the longest name or note is, unbroken."""
    return max((width_of(" ".join(text.split())) for node in nodes for text in (node.name, node.note)), default=0)


def longest_word(*texts: str) -> int:
    """How many columns the longest word of some texts takes."""
    return max((width_of(word) for text in texts for word in text.split()), default=0)


def word_width(nodes: Iterable[Node]) -> int:
    """How wide the longest word of the names and notes is."""
    return longest_word(*(text for node in nodes for text in (node.name, node.note)))


def connection(edge: Edge, names: dict[str, str], width: int, arrow: str = "→") -> list[Line]:
    """An edge in words, as it is listed at its source: an arrow, where it leads, and its label."""
    label = [Span(f": {' '.join(edge.label.split())}", "figure.label")] if edge.label.strip() else []
    lines = wrap([Span(" ".join(names[edge.target].split()), "figure.name"), *label], max(width - 2, 1))
    return indent(lines, f"{arrow} ", "  ", "figure.label")


def draw_stack(drawing: Diagram, width: int) -> list[Line]:
    """Layers from the top down, in boxes of one width that share their borders."""
    names = {node.id: node.name for node in drawing.nodes}
    following = set(zip(names, list(names)[1:], strict=False))
    told = [edge for edge in drawing.edges if edge.label.strip() or edge[:2] not in following]
    inner = min(max(text_width(drawing.nodes), 12), _WIDEST_TEXT, width - 4)
    layers = _side_by_side(drawing.nodes, width - 4) or [
        _centred(content(node, inner), inner) for node in drawing.nodes
    ]
    inner = max([inner, *(line_width(line) for layer in layers for line in layer)])
    for node, layer in zip(drawing.nodes, layers, strict=True):
        for edge in told:
            if edge.source == node.id:
                layer += connection(edge, names, inner)
    return _glue(layers, inner)


def _side_by_side(nodes: Sequence[Node], room: int) -> list[list[Line]]:
    """The layers with each note to the right of its name, if there is room for all in one line."""
    left = max(width_of(node.name) for node in nodes) + 3
    right = max(width_of(node.note) for node in nodes)
    if not right or left + right > room:
        return []
    return [
        [join((*pad(text_line(node.name, "figure.name"), left), *text_line(node.note, "figure.note")))]
        for node in nodes
    ]


def _centred(lines: Iterable[Line], width: int) -> list[Line]:
    return [join((Span(" " * ((width - line_width(line)) // 2)), *line)) for line in lines]


def _glue(layers: Iterable[Sequence[Line]], inner: int) -> list[Line]:
    """Boxes of one width, each on top of the next."""
    canvas, row = Canvas(rounded=False), 0
    for layer in layers:
        canvas.box((row, 0), len(layer) + 2, inner + 4)
        canvas.write_all((row + 1, 2), layer)
        row += len(layer) + 1
    return canvas.lines()


def draw_pillars(drawing: Diagram, width: int) -> list[Line]:
    """A temple if the pillars fit side by side, else boxes on each other with the base as the lowest."""
    count = len(drawing.nodes)
    room = (width - 1 - count) // count - 4
    inner = min(room, max(text_width(drawing.nodes), 8), _WIDEST_PILLAR)
    if inner >= max(word_width(drawing.nodes), 8) and count > 1:
        return _temple(drawing, inner)
    inner = min(max(text_width(drawing.nodes), width_of(drawing.base), 12), _WIDEST_TEXT, width - 4)
    layers = [_centred(content(node, inner), inner) for node in drawing.nodes]
    if drawing.base.strip():
        layers.append(_centred(words(drawing.base, "figure.name", inner), inner))
    return _glue(layers, inner)


def _temple(drawing: Diagram, inner: int) -> list[Line]:
    """Pillars between a stepped roof and the base."""
    contents = [content(node, inner) for node in drawing.nodes]
    height = max(map(len, contents)) + 2
    across = len(contents) * (inner + 5) + 1
    canvas = Canvas(rounded=False)
    step = across // 6
    canvas.box((-3, 2 * step), 2, across - 4 * step)
    canvas.box((-2, step), 2, across - 2 * step)
    canvas.box((-1, 0), 2, across)
    for number, lines in enumerate(contents):
        left = 1 + number * (inner + 5)
        canvas.box((0, left), height, inner + 4)
        canvas.write_all((1, left), lines, inner + 4)
    base = words(drawing.base, "figure.name", across - 4)
    canvas.write_box((height - 1, 0), len(base) + 2, across, base)
    return canvas.lines()
