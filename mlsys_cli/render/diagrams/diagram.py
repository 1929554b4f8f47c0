"""A figure drawn in text from its data, at any width, with nothing of its words left out; trees are drawn here."""

from collections import defaultdict

from rich.text import Text

from mlsys_cli.page.blocks import Diagram, Edge
from mlsys_cli.render.diagrams.bars import draw_bars
from mlsys_cli.render.diagrams.boxes import connection, draw_pillars, draw_stack
from mlsys_cli.render.diagrams.flow import draw_flow, draw_graph
from mlsys_cli.render.rich_text import assembled, indented, one_line, trimmed, wrap, wrap_text

_GUIDE = 4
"""The columns of a level."""
_ROOM = 12
"""The columns that must be left for the words at the deepest level."""


def draw_tree(drawing: Diagram, width: int) -> list[Text]:
    """Each root with what hangs from it, without guides if there is no room for them."""
    branches = _branches(drawing)
    if max(depth for depth, _ in branches) * _GUIDE + _ROOM > width:
        lines: list[Text] = []
        for depth, label in branches:
            margin = " " * min(depth, width // 3)
            lines += indented(wrap(label, width - len(margin) - 2), f"{margin}• " if depth else "", None, "figure.box")
        return lines
    followed: set[int] = set()
    """The levels at which another node follows, seen from the last node up."""
    rows: list[Text] = []
    for depth, label in reversed(branches):
        guides = [("│   " if level in followed else "    ", "figure.box") for level in range(1, depth + 1)]
        marks = [("├── " if depth in followed else "└── ", "figure.box")] if depth else []
        first, *rest = wrap(label, width - _GUIDE * depth) or [Text()]
        lines = [assembled(*guides[:-1], *marks, first), *(assembled(*guides, line) for line in rest)]
        rows[:0] = map(trimmed, lines)
        followed = {level for level in followed if level < depth} | {depth}
    return rows


def _branches(drawing: Diagram) -> list[tuple[int, Text]]:
    """The depth and words of each node and of all below it; one that came before is only named again."""
    nodes = {node.id: node for node in drawing.nodes}
    children: dict[str, list[Edge]] = defaultdict(list)
    for edge in drawing.edges:
        children[edge.source].append(edge)
    below = {edge.target for edge in drawing.edges}
    seen: set[str] = set()
    branches: list[tuple[int, Text]] = []
    # A ring has no root: after the roots, whatever is still missing starts a tree of its own.
    for root in [*(node for node in drawing.nodes if node.id not in below), *drawing.nodes]:
        todo = [] if root.id in seen else [(0, Edge("", root.id))]
        while todo:
            depth, edge = todo.pop()
            node = nodes[edge.target]
            before = f"{edge.label} → " if edge.label else ""
            after = f": {node.note}" if node.note else ""
            label = assembled((before, "figure.label"), (node.name, "figure.name"), (after, "figure.note"))
            branches.append((depth, label))
            if node.id not in seen:
                todo += [(depth + 1, child) for child in reversed(children[node.id])]
            seen.add(node.id)
    return branches


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
        lines += wrap_text(names[edge.source], "figure.name", width)
        lines += indented(connection(edge, names, width - 2), "  ")
    return lines
