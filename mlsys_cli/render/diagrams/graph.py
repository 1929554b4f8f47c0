"""Figures of things that are all connected: three as a triangle, more as boxes with their edges listed under them."""

from itertools import combinations

from mlsys_cli.page import Diagram
from mlsys_cli.render.diagrams.boxes import connection, content, text_width
from mlsys_cli.render.diagrams.canvas import Canvas
from mlsys_cli.render.diagrams.triangle import draw_triangle
from mlsys_cli.render.wrapping import Line, indent

_WIDEST_TEXT = 60


def draw_graph(drawing: Diagram, width: int) -> list[Line]:
    """A triangle if there are three nodes, all connected, and room; else boxes with their edges listed under them."""
    pairs = {edge[:2] for edge in drawing.edges}
    corners = len(drawing.nodes) == len({node.id for node in drawing.nodes}) == 3
    plain = len(pairs) == len(drawing.edges) and all(source != target for source, target in pairs)
    if corners and plain and all({(a.id, b.id), (b.id, a.id)} & pairs for a, b in combinations(drawing.nodes, 2)):
        return draw_triangle(drawing, width) or _listed(drawing, width)
    return _listed(drawing, width)


def _listed(drawing: Diagram, width: int) -> list[Line]:
    """Boxes of one width, each with the edges that leave it."""
    names = {node.id: node.name for node in drawing.nodes}
    inner = min(max(text_width(drawing.nodes), 12), _WIDEST_TEXT, width - 4)
    lines: list[Line] = []
    for node in drawing.nodes:
        canvas = Canvas()
        text = content(node, inner)
        canvas.write_box((0, 0), len(text) + 2, inner + 4, text)
        lines += canvas.lines()
        for edge in drawing.edges:
            if edge.source == node.id:
                lines += indent(connection(edge, names, width - 2), "  ")
    return lines
