"""Figures of steps in their order, or of parts in any: arrows lead to the next one, other edges run on rails."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import Diagram, Edge, Node
from mlsys_cli.render.diagrams.boxes import Canvas, connection, content, longest_word, text_width, word_width, words
from mlsys_cli.render.rich_text import indented

_MOST_EDGES, _MOST_RAILS_IN_ROW = 6, 5
"""More rails than this are a maze."""

# Widths of texts: in the boxes of a row (and their height), over its arrows, in a column, and in boxes without rails.
# Chosen by looking at the figures of the book, not measured.
_NARROWEST_IN_ROW, _WIDEST_IN_ROW, _TALLEST_IN_ROW = 10, 26, 4
_WIDEST_LABEL_IN_ROW = 14
_NARROWEST_IN_COLUMN, _WIDEST_IN_COLUMN = 8, 44
_NARROWEST, _WIDEST = 12, 60

_SHORT_LABEL = 16
"""A label of a rail that isn't broken if there is room for all such labels."""

_SPINE = 3
"""The column of the arrows if they can't leave from the middle of the boxes."""

_BESIDE = 3
"""The columns that a rail takes besides its label."""


class _Rail(NamedTuple):
    """An edge that passes other steps, by their numbers; lane 0 is the nearest to the boxes.

    `ordinal` tells rails apart that are alike.
    """

    source: int
    target: int
    label: str
    lane: int
    ordinal: int


class _Flow(NamedTuple):
    """Steps and the edges between them.

    `arrows` has the label of the arrow to the next step after each step that has one, `others` all other edges
    with the numbers of their ends, and `rails` those of them that don't lead back to the same step.
    """

    nodes: tuple[Node, ...]
    arrows: dict[int, str]
    rails: tuple[_Rail, ...]
    others: tuple[tuple[int, int, Edge], ...]


class _Row(NamedTuple):
    """The layout of a row: the texts in the boxes and over the arrows, the boxes' first columns and widths."""

    contents: Sequence[Sequence[Text]]
    labels: Sequence[Sequence[Text]]
    lefts: list[int]
    widths: list[int]

    @property
    def across(self) -> int:
        return self.lefts[-1] + self.widths[-1]


def draw_flow(drawing: Diagram, width: int) -> list[Text]:
    """Steps in a row if all fits, else in a column with rails at its side, else with the other edges in words."""
    flow = _flow(drawing)
    return _on_rails(flow, width) or _in_words(flow, width)


def draw_graph(drawing: Diagram, width: int) -> list[Text]:
    """The parts with arrows and rails between them if they are few, else boxes with their edges listed under them."""
    if 0 < len(drawing.edges) <= _MOST_EDGES and (lines := _on_rails(_flow(drawing), width)):
        return lines
    names = {node.id: node.name for node in drawing.nodes}
    inner = min(max(text_width(drawing.nodes), _NARROWEST), _WIDEST, width - 4)
    lines = []
    for node in drawing.nodes:
        canvas = Canvas()
        text = content(node, inner)
        canvas.write_box((0, 0), len(text) + 2, inner + 4, text)
        lines += canvas.lines()
        for edge in drawing.edges:
            if edge.source == node.id:
                lines += indented(connection(edge, names, width - 2), "  ")
    return lines


def _flow(drawing: Diagram) -> _Flow:
    """The edges sorted into arrows to the next step and others; short rails run inside.

    Two rails share a lane if there is a box between them. A figure without edges leaves them to the order of its nodes.
    """
    nodes, edges = drawing.nodes, drawing.edges
    if not edges:
        edges = tuple(Edge(one.id, other.id) for one, other in pairwise(nodes))
        if drawing.kind == "cycle" and edges:
            edges = (*edges, Edge(nodes[-1].id, nodes[0].id))
    position = {node.id: number for number, node in reversed([*enumerate(nodes)])}
    arrows: dict[int, str] = {}
    others: list[tuple[int, int, Edge]] = []
    for edge in edges:
        source, target = position[edge.source], position[edge.target]
        if target == source + 1 and source not in arrows:
            arrows[source] = edge.label
        else:
            others.append((source, target, edge))
    rails: list[_Rail] = []
    for source, target, edge in sorted(others, key=lambda other: abs(other[0] - other[1])):
        if source != target:
            low, high = sorted((source, target))
            beside = [r for r in rails if min(r.source, r.target) <= high and low <= max(r.source, r.target)]
            lane = max((rail.lane + 1 for rail in beside), default=0)
            rails.append(_Rail(source, target, edge.label, lane, len(rails)))
    return _Flow(nodes, arrows, tuple(rails), tuple(others))


def _on_rails(flow: _Flow, width: int) -> list[Text]:
    """Steps in a row or a column with rails for the other edges; nothing if there is no room for them."""
    if any(source == target for source, target, _ in flow.others):
        return []
    return _row(flow, width) or _column(flow, width)


def _ends(rails: Sequence[_Rail], box: int) -> list[_Rail]:
    """The rails that meet a box, in the order in which they don't cross each other there."""
    here = [rail for rail in rails if box in (rail.source, rail.target)]
    back = [rail for rail in here if rail.source + rail.target < 2 * box]
    on = [rail for rail in here if rail.source + rail.target > 2 * box]
    return [*sorted(back, key=lambda rail: rail.lane), *sorted(on, key=lambda rail: -rail.lane)]


def _label_place(
    rail: _Rail, rails: Sequence[_Rail], ends: Mapping[tuple[int, _Rail], int], size: int, gap: int
) -> int | None:
    """The start of `size` places in a row along a rail, as near its middle as possible, where no outer rail passes.

    `ends` has the place at which each rail meets each of its boxes; `gap` places are left free there.
    """
    first, last = sorted((ends[rail.source, rail], ends[rail.target, rail]))
    first, last = first + gap, last - gap
    taken = {ends[box, other] for other in rails if other.lane > rail.lane for box in (other.source, other.target)}
    middle = (first + last - size + 1) / 2
    starts = sorted(range(first, last - size + 2), key=lambda start: abs(start - middle))
    return next((start for start in starts if taken.isdisjoint(range(start, start + size))), None)


def _starts(sizes: Sequence[int], gaps: Sequence[int]) -> list[int]:
    """The first row or column of each box."""
    return [sum(sizes[:i]) + sum(gaps[:i]) for i in range(len(sizes))]


def _row(flow: _Flow, width: int) -> list[Text]:
    """The steps in a row with rails below; nothing if it is too wide, boxes get too tall, or a label has no place."""
    labels = flow.arrows.values()
    if len(flow.nodes) < 2 or len(flow.rails) > _MOST_RAILS_IN_ROW or longest_word(*labels) > _WIDEST_LABEL_IN_ROW:
        return []
    if _measured(flow, _NARROWEST_IN_ROW).across > width:
        return []
    widest = min(_WIDEST_IN_ROW, max(text_width(flow.nodes), _NARROWEST_IN_ROW))
    for limit in range(widest, _NARROWEST_IN_ROW - 1, -1):
        row = _measured(flow, limit)
        if row.across <= width and max(map(len, row.contents)) <= _TALLEST_IN_ROW:
            return _drawn_row(flow, row)
    return []


def _measured(flow: _Flow, limit: int) -> _Row:
    """The steps in boxes with lines of at most `limit` columns, or the longest word."""
    contents = [content(node, max(limit, word_width([node]))) for node in flow.nodes]
    broadest = [max((line.cell_len for line in lines), default=0) for lines in contents]
    widths = [max(wide, 3 * len(_ends(flow.rails, i))) + 4 for i, wide in enumerate(broadest)]
    labels = [words(flow.arrows.get(i, ""), "figure.label", _WIDEST_LABEL_IN_ROW) for i in range(len(widths) - 1)]
    gaps = [max((line.cell_len for line in label), default=3) + 2 for label in labels]
    return _Row(contents, labels, _starts(widths, gaps), widths)


def _drawn_row(flow: _Flow, row: _Row) -> list[Text]:
    canvas = Canvas()
    height = max(map(len, row.contents)) + 2
    middle = (height - 1) // 2
    columns: dict[tuple[int, _Rail], int] = {}
    for box, (left, wide) in enumerate(zip(row.lefts, row.widths, strict=True)):
        ends = _ends(flow.rails, box)
        columns |= {(box, rail): left + wide * n // (len(ends) + 1) for n, rail in enumerate(ends, start=1)}
        canvas.write_box((0, left), height, wide, row.contents[box])
        if box in flow.arrows:
            start, end = left + wide, row.lefts[box + 1] - 1
            canvas.path((middle, start - 1), (middle, end), arrow="►")
            canvas.write_all((middle - len(row.labels[box]), start), row.labels[box], end - start + 1)
    for rail in flow.rails:
        start, end = columns[rail.source, rail], columns[rail.target, rail]
        under = height + 1 + rail.lane
        canvas.path((height - 1, start), (under, start), (under, end), (height, end), arrow="▲")
    for rail in flow.rails:
        if rail.label:
            place = _label_place(rail, flow.rails, columns, cell_len(rail.label) + 2, gap=2)
            if place is None:
                return []
            canvas.write_all((height + 1 + rail.lane, place), [Text.styled(f" {rail.label} ", "figure.label")])
    return canvas.lines()


def _column(flow: _Flow, width: int) -> list[Text]:
    """The steps in a column with rails to the right; nothing if an edge or its label has no place.

    The arrows leave from the middle of the boxes, or from the left if only there is room for their labels.
    """
    natural = min(max(text_width(flow.nodes), _NARROWEST_IN_COLUMN), _WIDEST_IN_COLUMN)
    least = min(natural, max(word_width(flow.nodes), _NARROWEST_IN_COLUMN))
    labels = flow.arrows.values()
    for inner in range(min(natural, width - 4), least - 1, -1):
        box = inner + 4
        across = box if flow.rails else width  # the labels of arrows must not come in the way of a rail
        spine = box // 2 if max(map(cell_len, labels), default=0) <= across - box // 2 - 3 else _SPINE
        lanes = _lane_widths(flow.rails, width - box - 1)
        if lanes is not None and longest_word(*labels) <= across - spine - 3:
            for gap in (1, 2):
                if lines := _drawn_column(flow, box, spine, across - spine - 3, lanes=lanes, gap=gap):
                    return lines
    return []


def _lane_widths(rails: Sequence[_Rail], room: int) -> list[int] | None:
    """The width of the labels of each lane if there is room: half their length, so that long ones take two lines."""
    lanes = [[r.label for r in rails if r.lane == lane] for lane in range(max((r.lane + 1 for r in rails), default=0))]
    least = [longest_word(*labels) for labels in lanes]
    full = [max(map(cell_len, labels)) for labels in lanes]
    widths = [min(max(long // 2 + 2, short), long) for long, short in zip(full, least, strict=True)]
    whole = [long if long <= _SHORT_LABEL else wide for long, wide in zip(full, widths, strict=True)]
    if sum(whole) + _BESIDE * len(lanes) <= room:
        return whole
    if sum(least) + _BESIDE * len(lanes) > room:
        return None
    while sum(widths) + _BESIDE * len(lanes) > room:
        widths[max(range(len(lanes)), key=lambda lane: widths[lane] - least[lane])] -= 1
    return widths


def _drawn_column(flow: _Flow, box: int, spine: int, room: int, *, lanes: Sequence[int], gap: int) -> list[Text]:
    """A column of boxes of a width, at least `gap` rows apart, whose arrows have `room` columns for their labels."""
    contents = [content(node, box - 4) for node in flow.nodes]
    heights = [max(len(lines), len(_ends(flow.rails, i)), 1) + 2 for i, lines in enumerate(contents)]
    labels = [words(flow.arrows.get(i, ""), "figure.label", room) for i in range(len(heights))]
    tops = _starts(heights, [max(len(label) + 1 if label else 1, gap) for label in labels])
    canvas = Canvas()
    rows: dict[tuple[int, _Rail], int] = {}
    for index, (top, height) in enumerate(zip(tops, heights, strict=True)):
        ends = _ends(flow.rails, index)
        first = top + 1 + (height - 2 - len(ends)) // 2
        rows |= {(index, rail): row for row, rail in enumerate(ends, start=first)}
        canvas.write_box((top, 0), height, box, contents[index])
        if index in flow.arrows:
            canvas.path((top + height - 1, spine), (tops[index + 1] - 1, spine), arrow="▼")
            canvas.write_all((top + height, spine + 2), labels[index])
    for rail in flow.rails:
        label = words(rail.label, "figure.label", lanes[rail.lane])
        place = _label_place(rail, flow.rails, rows, len(label), gap=1)
        if place is None:
            return []
        start, end = rows[rail.source, rail], rows[rail.target, rail]
        at = box + 2 + sum(lanes[: rail.lane]) + _BESIDE * rail.lane
        canvas.path((start, box - 1), (start, at), (end, at), (end, box), arrow="◄")
        canvas.write_all((place, at + 2), label)
    return canvas.lines()


def _in_words(flow: _Flow, width: int) -> list[Text]:
    """The steps in a column, and beside each arrow in words what else leads away from the step."""
    names = {node.id: node.name for node in flow.nodes}
    inner = min(max(text_width(flow.nodes), _NARROWEST), _WIDEST_IN_COLUMN, width - 4)
    room = width - _SPINE - 2
    canvas, top = Canvas(), 0
    for index, node in enumerate(flow.nodes):
        lines = content(node, inner)
        bottom = top + len(lines) + 1
        canvas.write_box((top, 0), len(lines) + 2, inner + 4, lines)
        beside: list[Text] = []
        for source, target, edge in flow.others:
            if source == index:
                beside += connection(edge, names, room, "↑" if target < source else "↓" if target > source else "→")
        beside += words(flow.arrows.get(index, ""), "figure.label", room)
        top = bottom + len(beside) + 2
        if index in flow.arrows:
            canvas.path((bottom, _SPINE), (top - 1, _SPINE), arrow="▼")
        canvas.write_all((bottom + 1, _SPINE + 2), beside)
    return canvas.lines()
