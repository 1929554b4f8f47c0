"""Figures of trees, drawn by Rich."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.text import Text
from rich.tree import Tree

from mlsys_cli.page import Diagram, Edge, Node
from mlsys_cli.render.diagrams.boxes import one_line
from mlsys_cli.render.rich_text import indented, joined, rendered_lines, wrap

_GUIDE = 4
"""The columns that Rich gives to a level."""
_ROOM = 12
"""The columns that must be left for the words at the deepest level."""


class _Branch(NamedTuple):
    """A node of a tree as it is drawn: how deep, and its words."""

    depth: int
    label: Text


def draw_tree(drawing: Diagram, width: int) -> list[Text]:
    """Each root with what hangs from it; a node that was drawn already is named again, without its branches."""
    children: dict[str, list[Edge]] = {}
    for edge in drawing.edges:
        children.setdefault(edge.source, []).append(edge)
    nodes = {node.id: node for node in drawing.nodes}
    below = {edge.target for edge in drawing.edges}
    seen: set[str] = set()
    branches: list[_Branch] = []
    # A ring has no root: after the roots, whatever is still missing starts a tree of its own.
    for node in [*(n for n in drawing.nodes if n.id not in below), *drawing.nodes]:
        if node.id not in seen:
            branches += _branches(nodes, Edge("", node.id), children, seen)
    if max(branch.depth for branch in branches) * _GUIDE + _ROOM > width:
        return _indented(branches, width)
    return [line for tree in _trees(branches) for line in rendered_lines(tree, width)]


def _branches(nodes: dict[str, Node], root: Edge, children: dict[str, list[Edge]], seen: set[str]) -> Iterator[_Branch]:
    """A node and all below it, from the top down."""
    todo = [(root, 0)]
    while todo:
        edge, depth = todo.pop()
        below = [] if edge.target in seen else children.get(edge.target, [])
        seen.add(edge.target)
        yield _Branch(depth, _label(nodes[edge.target], edge))
        todo += [(branch, depth + 1) for branch in reversed(below)]


def _label(node: Node, edge: Edge) -> Text:
    before = f"{one_line(edge.label)} → " if edge.label.strip() else ""
    after = f": {one_line(node.note)}" if node.note.strip() else ""
    return joined((before, "figure.label"), (one_line(node.name), "figure.name"), (after, "figure.note"))


def _trees(branches: list[_Branch]) -> list[Tree]:
    """The branches as Rich's trees."""
    trees: list[Tree] = []
    path: list[Tree] = []
    for depth, label in branches:
        tree = path[depth - 1].add(label) if depth else Tree(label, guide_style="figure.box")
        path[depth:] = [tree]
        if not depth:
            trees.append(tree)
    return trees


def _indented(branches: list[_Branch], width: int) -> list[Text]:
    """The branches without guides, for which there is no room, each as far to the right as it is deep."""
    lines: list[Text] = []
    for depth, label in branches:
        margin = " " * min(depth, width // 3)
        lines += indented(wrap(label, width - len(margin) - 2), f"{margin}• " if depth else "", None, "figure.box")
    return lines
