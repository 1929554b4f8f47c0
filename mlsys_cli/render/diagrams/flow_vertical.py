"""Steps from the top down, with rails to the right of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.render.diagrams.boxes import content, longest_word, text_width, word_width, words
from mlsys_cli.render.diagrams.canvas import Canvas, Cell
from mlsys_cli.render.diagrams.edge_lanes import Flow, Rail, ends, free_run

_WIDEST_TEXT = 44
_NARROWEST_TEXT = 8
_BESIDE = 3
"""The columns that a rail takes besides its label."""


class VerticalFlow(NamedTuple):
    """The layout of a column: the texts in the boxes and beside the arrows, the boxes' first rows and heights."""

    box: int
    spine: int
    contents: Sequence[Sequence[Text]]
    labels: Sequence[Sequence[Text]]
    tops: list[int]
    heights: list[int]


class Places(NamedTuple):
    """The width of the labels in each lane, and the first row and the lines of each label."""

    widths: list[int]
    labels: Mapping[Rail, tuple[int, Sequence[Text]]]


def draw_column(flow: Flow, width: int) -> list[Text]:
    """The steps in a column with the rails to the right; nothing if an edge or its label has no place."""
    natural = min(max(text_width(flow.nodes), _NARROWEST_TEXT), _WIDEST_TEXT)
    least = min(natural, max(word_width(flow.nodes), _NARROWEST_TEXT))
    if _label_widths(flow.rails, width - least - 5) is None:
        return []
    for inner in range(min(natural, width - 4), least - 1, -1):
        for gap in (1, 2):
            column = _measure(flow, inner, width, gap)
            rows = _end_rows(flow.rails, column)
            places = _label_places(flow.rails, rows, width - column.box - 1)
            if places and _spine_room(flow, column, width) >= longest_word(*flow.arrows.values()):
                return _lines(flow, column, rows, places)
    return []


def _measure(flow: Flow, inner: int, width: int, gap: int) -> VerticalFlow:
    """The steps in boxes with lines of `inner` columns, at least `gap` rows between them.

    The arrows leave from the middle of the boxes, or from the left if only there is room for their labels.
    """
    contents = [content(node, inner) for node in flow.nodes]
    heights = [max(len(lines), len(ends(flow.rails, i)), 1) + 2 for i, lines in enumerate(contents)]
    box = inner + 4
    column = VerticalFlow(box, spine=box // 2, contents=contents, labels=[], tops=[], heights=heights)
    if max(map(cell_len, flow.arrows.values()), default=0) > _spine_room(flow, column, width):
        column = column._replace(spine=3)
    room = _spine_room(flow, column, width)
    labels = [words(flow.arrows.get(i, ""), "figure.label", room) for i in range(len(heights))]
    gaps = [max(len(label) + 1 if label else 1, gap) for label in labels]
    tops = [sum(heights[:i]) + sum(gaps[:i]) for i in range(len(heights))]
    return column._replace(labels=labels, tops=tops)


def _spine_room(flow: Flow, column: VerticalFlow, width: int) -> int:
    """The columns for the labels of the arrows, which must not come in the way of a rail."""
    return (column.box if flow.rails else width) - column.spine - 3


def _end_rows(rails: Sequence[Rail], column: VerticalFlow) -> dict[tuple[int, Rail], int]:
    """The row in which each rail meets each of its boxes."""
    rows: dict[tuple[int, Rail], int] = {}
    for box, (top, height) in enumerate(zip(column.tops, column.heights, strict=True)):
        here = ends(rails, box)
        first = top + 1 + (height - 2 - len(here)) // 2
        rows |= {(box, rail): first + number for number, rail in enumerate(here)}
    return rows


def _label_places(rails: Sequence[Rail], rows: Mapping[tuple[int, Rail], int], room: int) -> Places | None:
    """Places for all labels between the rows where outer rails pass; None if there are none."""
    widths = _label_widths(rails, room)
    if widths is None:
        return None
    labels: dict[Rail, tuple[int, Sequence[Text]]] = {}
    for rail in rails:
        lines = words(rail.label, "figure.label", widths[rail.lane])
        taken = {rows[box, other] for other in rails if other.lane > rail.lane for box in (other.source, other.target)}
        first, last = sorted((rows[rail.source, rail], rows[rail.target, rail]))
        place = free_run(first + 1, last - 1, taken, len(lines))
        if place is None:
            return None
        labels[rail] = (place, lines)
    return Places(widths, labels)


def _label_widths(rails: Sequence[Rail], room: int) -> list[int] | None:
    """The width of the labels of each lane: half their length if there is room, so that they take two lines."""
    lanes = [[r.label for r in rails if r.lane == lane] for lane in range(max((r.lane + 1 for r in rails), default=0))]
    least = [longest_word(*labels) for labels in lanes]
    full = [max(map(cell_len, labels)) for labels in lanes]
    widths = [min(max(long // 2 + 2, short), long) for long, short in zip(full, least, strict=True)]
    if sum(least) + _BESIDE * len(lanes) > room:
        return None
    while sum(widths) + _BESIDE * len(lanes) > room:
        widths[max(range(len(lanes)), key=lambda lane: widths[lane] - least[lane])] -= 1
    return widths


def _lines(flow: Flow, column: VerticalFlow, rows: Mapping[tuple[int, Rail], int], places: Places) -> list[Text]:
    canvas = Canvas()
    for number, (top, height) in enumerate(zip(column.tops, column.heights, strict=True)):
        canvas.write_box((top, 0), height, column.box, column.contents[number])
        if number in flow.arrows:
            draw_arrow(canvas, (top + height - 1, column.spine), (column.tops[number + 1] - 1, column.spine))
            canvas.write_all((top + height, column.spine + 2), column.labels[number])
    for rail, (top, label) in places.labels.items():
        start, end = rows[rail.source, rail], rows[rail.target, rail]
        at = column.box + 2 + sum(places.widths[: rail.lane]) + _BESIDE * rail.lane
        canvas.path((start, column.box - 1), (start, at), (end, at), (end, column.box))
        canvas.head((end, column.box), "◄")
        canvas.write_all((top, at + 2), label)
    return canvas.lines()


def draw_arrow(canvas: Canvas, start: Cell, end: Cell) -> None:
    """Draw an arrow down."""
    canvas.line(start, end)
    canvas.head(end, "▼")
