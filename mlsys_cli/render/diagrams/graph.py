"""Figures of parts that lead to each other in any order."""

from rich.text import Text

from mlsys_cli.page import Diagram
from mlsys_cli.render.diagrams.boxes import connection, content, text_width
from mlsys_cli.render.diagrams.canvas import Canvas
from mlsys_cli.render.diagrams.flow import draw_rails
from mlsys_cli.render.rich_text import indented

_WIDEST_TEXT = 60
_MOST_EDGES = 6
"""More rails than this are a maze."""


def draw_graph(drawing: Diagram, width: int) -> list[Text]:
    """The parts with arrows and rails between them if they are few, else boxes with their edges listed under them."""
    few = 0 < len(drawing.edges) <= _MOST_EDGES
    return list((few and draw_rails(drawing, width)) or _listed(drawing, width))


def _listed(drawing: Diagram, width: int) -> list[Text]:
    """Boxes of one width, each with the edges that leave it."""
    names = {node.id: node.name for node in drawing.nodes}
    inner = min(max(text_width(drawing.nodes), 12), _WIDEST_TEXT, width - 4)
    lines: list[Text] = []
    for node in drawing.nodes:
        canvas = Canvas()
        text = content(node, inner)
        canvas.write_box((0, 0), len(text) + 2, inner + 4, text)
        lines += canvas.lines()
        for edge in drawing.edges:
            if edge.source == node.id:
                lines += indented(connection(edge, names, width - 2), "  ")
    return lines
