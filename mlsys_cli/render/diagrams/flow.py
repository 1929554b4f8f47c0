"""Figures of steps in their order, or of parts in any; what doesn't lead to the next one runs on rails."""

from itertools import pairwise

from rich.text import Text

from mlsys_cli.page import Diagram, Edge
from mlsys_cli.render.diagrams.boxes import connection, content, text_width, words
from mlsys_cli.render.diagrams.canvas import Canvas
from mlsys_cli.render.diagrams.edge_lanes import Flow, lanes
from mlsys_cli.render.diagrams.flow_horizontal import draw_row
from mlsys_cli.render.diagrams.flow_vertical import draw_arrow, draw_column
from mlsys_cli.render.rich_text import indented

_WIDEST_TEXT = 44
_WIDEST_PART = 60
_SPINE = 3
_MOST_EDGES = 6
"""More rails than this are a maze."""


def draw_flow(drawing: Diagram, width: int) -> list[Text]:
    """Steps in a row if all fits, else in a column with rails at its side, else with the other edges in words."""
    return _rails(drawing, width) or _in_words(_flow(drawing), width)


def draw_graph(drawing: Diagram, width: int) -> list[Text]:
    """The parts with arrows and rails between them if they are few, else boxes with their edges listed under them."""
    few = 0 < len(drawing.edges) <= _MOST_EDGES
    return list((few and _rails(drawing, width)) or _listed(drawing, width))


def _listed(drawing: Diagram, width: int) -> list[Text]:
    """Boxes of one width, each with the edges that leave it."""
    names = {node.id: node.name for node in drawing.nodes}
    inner = min(max(text_width(drawing.nodes), 12), _WIDEST_PART, width - 4)
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


def _rails(drawing: Diagram, width: int) -> list[Text]:
    """Steps in a row or a column with rails for the other edges; nothing if there is no room for them."""
    flow = _flow(drawing)
    return [] if flow.loops else draw_row(flow, width) or draw_column(flow, width)


def _flow(drawing: Diagram) -> Flow:
    """The edges sorted into arrows to the next step and others."""
    position = {node.id: number for number, node in reversed([*enumerate(drawing.nodes)])}
    arrows: dict[int, str] = {}
    others: list[tuple[int, int, Edge]] = []
    for edge in drawing.edges or _implied(drawing):
        source, target = position[edge.source], position[edge.target]
        if target == source + 1 and source not in arrows:
            arrows[source] = " ".join(edge.label.split())
        else:
            others.append((source, target, edge))
    rails = [(source, target, " ".join(edge.label.split())) for source, target, edge in others if source != target]
    return Flow(drawing.nodes, arrows, lanes(rails), tuple(others), len(rails) < len(others))


def _implied(drawing: Diagram) -> tuple[Edge, ...]:
    """The edges of a figure that leaves them to the order of its nodes."""
    edges = tuple(Edge(one.id, other.id) for one, other in pairwise(drawing.nodes))
    closed = drawing.kind == "cycle" and edges
    return (*edges, Edge(drawing.nodes[-1].id, drawing.nodes[0].id)) if closed else edges


def _in_words(flow: Flow, width: int) -> list[Text]:
    """The steps in a column, and beside each arrow in words what else leads away from the step."""
    inner = min(max(text_width(flow.nodes), 12), _WIDEST_TEXT, width - 4)
    canvas, top = Canvas(), 0
    for number, node in enumerate(flow.nodes):
        lines = content(node, inner)
        bottom = top + len(lines) + 1
        canvas.write_box((top, 0), len(lines) + 2, inner + 4, lines)
        beside = _others(flow, number, width - _SPINE - 2)
        beside += words(flow.arrows.get(number, ""), "figure.label", width - _SPINE - 2)
        top = bottom + len(beside) + 2
        if number in flow.arrows:
            draw_arrow(canvas, (bottom, _SPINE), (top - 1, _SPINE))
        for row, line in enumerate(beside, start=bottom + 1):
            canvas.write((row, _SPINE + 2), line)
    return canvas.lines()


def _others(flow: Flow, step: int, width: int) -> list[Text]:
    """The edges of a step that don't lead to the next one, in words, an arrow up or down before each."""
    names = {node.id: node.name for node in flow.nodes}
    lines: list[Text] = []
    for source, target, edge in flow.others:
        if source == step:
            lines += connection(edge, names, width, "↑" if target < source else "↓" if target > source else "→")
    return lines
