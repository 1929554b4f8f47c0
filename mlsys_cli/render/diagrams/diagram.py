"""A figure drawn in text from its data, at any width, with nothing of its words left out."""

from rich.text import Text

from mlsys_cli.page.blocks import Diagram
from mlsys_cli.render.diagrams.bars import draw_bars
from mlsys_cli.render.diagrams.boxes import connection, draw_pillars, draw_stack
from mlsys_cli.render.diagrams.flow import draw_flow, draw_graph
from mlsys_cli.render.diagrams.tree import draw_tree
from mlsys_cli.render.rich_text import indented, one_line, wrap_words

_WIDEST = 112
"""Wider drawings are hard to take in, whatever the screen has room for."""


def draw(drawing: Diagram, width: int) -> list[Text]:
    """The lines of a figure, none wider than `width` columns (20 or more); none for a time line, drawn elsewhere."""
    width = min(width, _WIDEST)
    ids = {node.id for node in drawing.nodes}
    drawing = drawing._replace(
        nodes=tuple(node._replace(name=one_line(node.name), note=one_line(node.note)) for node in drawing.nodes),
        edges=tuple(e._replace(label=one_line(e.label)) for e in drawing.edges if {e.source, e.target} <= ids),
        unit=one_line(drawing.unit),
        base=one_line(drawing.base),
        values=tuple(map(one_line, drawing.values)),
    )
    if not drawing.nodes:
        return []
    match drawing.kind:
        case "flow" | "cycle":
            return draw_flow(drawing, width)
        case "stack":
            return draw_stack(drawing, width)
        case "tree":
            return draw_tree(drawing, width)
        case "bars":
            return [*draw_bars(drawing, width), *_connections(drawing, width)]
        case "pillars":
            return [*draw_pillars(drawing, width), *_connections(drawing, width)]
        case "timeline":
            return []
    return draw_graph(drawing, width)


def _connections(drawing: Diagram, width: int) -> list[Text]:
    """The edges of a figure that has no other place for them, one after the other."""
    names = {node.id: node.name for node in drawing.nodes}
    lines: list[Text] = []
    for edge in drawing.edges:
        lines += wrap_words(names[edge.source], "figure.name", width)
        lines += indented(connection(edge, names, width - 2), "  ")
    return lines
