"""Figures of rows: bars to scale, and trees with guides."""

from collections.abc import Iterator
from math import isfinite
from typing import TypeAlias

from mlsys_cli.page import Diagram, Edge, Node, Span
from mlsys_cli.render.diagrams.boxes import words
from mlsys_cli.render.wrapping import Line, indent, join, pad, text_line, width_of, wrap

Lasts: TypeAlias = tuple[bool, ...]
"""The place of a branch in a tree: for each level down to it, whether it hangs from the last twig there."""

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LONGEST_BAR = 48
_SHORTEST_BAR = 20


def amount(value: float | None, unit: str) -> str:
    """A value as it is read, with its unit: `28.2%`, `1,200 W`."""
    if value is None:
        return ""
    number = f"{int(value):,}" if isfinite(value) and value == int(value) else f"{value:,}"
    unit = " ".join(unit.split())
    return number + ("" if unit in {"", "%"} else " ") + unit


def draw_bars(drawing: Diagram, width: int) -> list[Line]:
    """Bars with their names before them and their notes behind or under them where that fits, else under each other."""
    names = max(width_of(_one_line(node.name)) for node in drawing.nodes) + 2
    notes = max(width_of(_one_line(node.note)) for node in drawing.nodes) + 2
    room = width - names - _amounts_width(drawing)
    if room - notes >= _SHORTEST_BAR:
        return _rows(drawing, names, min(room - notes, _LONGEST_BAR), beside=True)
    if room >= _SHORTEST_BAR and notes <= width - names:
        return _rows(drawing, names, min(room, _LONGEST_BAR), beside=False)
    return _blocks(drawing, width)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _amounts_width(drawing: Diagram) -> int:
    """How wide the longest amount is, with the space before it."""
    return max(width_of(amount(node.value, drawing.unit)) for node in drawing.nodes) + 1


def _rows(drawing: Diagram, names: int, length: int, beside: bool) -> list[Line]:
    """One row for each bar, its note at the end of it or under it."""
    lines: list[Line] = []
    for node in drawing.nodes:
        line = (*pad(text_line(_one_line(node.name), "figure.name"), names), *_bar(drawing, node, length))
        note = text_line(_one_line(node.note), "figure.note")
        if beside and note:
            line = (*pad(line, names + length + _amounts_width(drawing) + 2), *note)
        lines.append(_trimmed(line))
        if note and not beside:
            lines += indent([note], " " * names)
    return lines


def _blocks(drawing: Diagram, width: int) -> list[Line]:
    """The name of each bar over it, and its note under it; a very long amount has a line of its own."""
    length = width - _amounts_width(drawing)
    beside = length >= width // 2
    lines: list[Line] = []
    for node in drawing.nodes:
        lines += [()] if lines else []
        lines += words(node.name, "figure.name", width)
        bar = _bar(drawing, node, min(length if beside else width, _LONGEST_BAR))
        lines += [bar] if beside and bar else [line for span in bar for line in wrap([span], width)]
        lines += words(node.note, "figure.note", width)
    return lines


def _trimmed(line: Line) -> Line:
    """The same line without spaces at its end."""
    line = join(line)
    return join((*line[:-1], line[-1]._replace(text=line[-1].text.rstrip()))) if line else line


def _bar(drawing: Diagram, node: Node, length: int) -> Line:
    """The bar of a node and its amount, `length` columns for the greatest; the bar of a negative one is pale."""
    number = amount(node.value, drawing.unit)
    values = [abs(other.value) for other in drawing.nodes if other.value is not None and isfinite(other.value)]
    if node.value is None or not isfinite(node.value) or not max(values):
        return text_line(number, "figure.label")
    eighths = round(abs(node.value) / max(values) * length * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    bar = bar if node.value >= 0 else "░" * max(eighths // 8, 1)
    return (Span(bar, "figure.bar"), Span(f" {number}", "figure.label")) if bar else text_line(number, "figure.label")


def draw_tree(drawing: Diagram, width: int) -> list[Line]:
    """Each root with what hangs from it; a node that was drawn already is named again, without its branches."""
    children: dict[str, list[Edge]] = {}
    for edge in drawing.edges:
        children.setdefault(edge.source, []).append(edge)
    nodes = {node.id: node for node in drawing.nodes}
    below = {edge.target for edge in drawing.edges}
    seen: set[str] = set()
    twigs: list[tuple[Edge, Lasts]] = []
    # A ring has no root: after the roots, whatever is still missing starts a tree of its own.
    for node in [*(n for n in drawing.nodes if n.id not in below), *drawing.nodes]:
        if node.id not in seen:
            twigs += _branches(Edge("", node.id), children, seen)
    depth = max(len(lasts) for _, lasts in twigs)
    step = next((step for step in (3, 2) if depth * step <= width - 10), 1)
    return [line for edge, lasts in twigs for line in _twig(nodes[edge.target], edge, _guides(lasts, step), width)]


def _branches(root: Edge, children: dict[str, list[Edge]], seen: set[str]) -> Iterator[tuple[Edge, Lasts]]:
    """An edge and all below it, from the top down."""
    todo: list[tuple[Edge, Lasts]] = [(root, ())]
    while todo:
        edge, lasts = todo.pop()
        branches = [] if edge.target in seen else children.get(edge.target, [])
        seen.add(edge.target)
        yield edge, lasts
        todo += [(branch, (*lasts, branch is branches[-1])) for branch in reversed(branches)]


def _guides(lasts: Lasts, step: int) -> tuple[str, str]:
    """What stands before the first line of a branch, and before its other lines, `step` columns for each level."""
    line = "─ " if step == 3 else " " * (step - 1)
    levels = [("└" + line, " " * step) if last else ("├" + line, "│".ljust(step)) for last in lasts]
    rest = "".join(after for _, after in levels)
    before = "".join([*(after for _, after in levels[:-1]), *(corner for corner, _ in levels[-1:])])
    return before, rest


def _twig(node: Node, edge: Edge, guides: tuple[str, str], width: int) -> list[Line]:
    """One node of a tree in lines, behind its guides. Of guides that leave no room only the end is kept."""
    before, after = (guide[-max(width - 9, 1) :] for guide in guides)
    spans = [Span(_one_line(node.name), "figure.name")]
    if edge.label.strip():
        spans = [Span(f"{_one_line(edge.label)} → ", "figure.label"), *spans]
    if node.note.strip():
        spans.append(Span(f": {_one_line(node.note)}", "figure.note"))
    return indent(wrap(spans, width - len(before)), before, after, "figure.box")
