"""Steps from left to right, with rails below them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.render.diagrams.boxes import content, longest_word, word_width, words
from mlsys_cli.render.diagrams.canvas import Canvas
from mlsys_cli.render.diagrams.edge_lanes import Flow, Rail, ends, free_run
from mlsys_cli.render.rich_text import line_of

_WIDEST_TEXT = 26
_NARROWEST_TEXT = 10
_WIDEST_LABEL = 14
_TALLEST = 4
_MOST_RAILS = 5


class HorizontalFlow(NamedTuple):
    """The layout of a row: the texts in the boxes and over the arrows, the boxes' first columns and widths."""

    contents: Sequence[Sequence[Text]]
    labels: Sequence[Sequence[Text]]
    lefts: list[int]
    widths: list[int]

    @property
    def height(self) -> int:
        """The rows of every box, with its borders."""
        return max(map(len, self.contents), default=0) + 2

    @property
    def across(self) -> int:
        """The width of the whole."""
        return self.lefts[-1] + self.widths[-1]


def draw_row(flow: Flow, width: int) -> list[Text]:
    """The steps in a row; nothing if it is too wide, boxes become too tall, or a label has no place."""
    if len(flow.nodes) < 2 or len(flow.rails) > _MOST_RAILS or longest_word(*flow.arrows.values()) > _WIDEST_LABEL:
        return []
    if _measure(flow, _NARROWEST_TEXT).across > width:
        return []
    for limit in range(_WIDEST_TEXT, _NARROWEST_TEXT - 1, -1):
        row = _measure(flow, limit)
        if row.across <= width and row.height - 2 <= _TALLEST:
            columns = _end_columns(flow.rails, row)
            places = _label_places(flow.rails, columns)
            return [] if places is None else _lines(flow, row, columns, places)
    return []


def _measure(flow: Flow, limit: int) -> HorizontalFlow:
    """The steps in boxes with lines of at most `limit` columns, or the longest word."""
    contents = [content(node, max(limit, word_width([node]))) for node in flow.nodes]
    broadest = [max((line.cell_len for line in lines), default=0) for lines in contents]
    widths = [max(wide, 3 * len(ends(flow.rails, i))) + 4 for i, wide in enumerate(broadest)]
    labels = [words(flow.arrows.get(i, ""), "figure.label", _WIDEST_LABEL) for i in range(len(widths) - 1)]
    gaps = [max((line.cell_len for line in label), default=3) + 2 for label in labels]
    return HorizontalFlow(contents, labels, [sum(widths[:i]) + sum(gaps[:i]) for i in range(len(widths))], widths)


def _end_columns(rails: Sequence[Rail], row: HorizontalFlow) -> dict[tuple[int, Rail], int]:
    """The column in which each rail meets each of its boxes."""
    columns: dict[tuple[int, Rail], int] = {}
    for box, (left, wide) in enumerate(zip(row.lefts, row.widths, strict=True)):
        here = ends(rails, box)
        columns |= {(box, rail): left + wide * (n + 1) // (len(here) + 1) for n, rail in enumerate(here)}
    return columns


def _label_places(rails: Sequence[Rail], columns: Mapping[tuple[int, Rail], int]) -> dict[Rail, int] | None:
    """The column of each label in the line of its rail, where no outer rail crosses; None if one has no place."""
    places: dict[Rail, int] = {}
    for rail in rails:
        first, last = sorted((columns[rail.source, rail], columns[rail.target, rail]))
        taken = {
            columns[box, other] for other in rails if other.lane > rail.lane for box in (other.source, other.target)
        }
        place = free_run(first + 2, last - 2, taken, cell_len(rail.label) + 2)
        if place is None and rail.label:
            return None
        places[rail] = place or 0
    return places


def _lines(
    flow: Flow, row: HorizontalFlow, columns: Mapping[tuple[int, Rail], int], places: Mapping[Rail, int]
) -> list[Text]:
    canvas = Canvas()
    middle = (row.height - 1) // 2
    for i, (left, wide) in enumerate(zip(row.lefts, row.widths, strict=True)):
        canvas.write_box((0, left), row.height, wide, row.contents[i])
        if i in flow.arrows:
            start, end = left + wide, row.lefts[i + 1] - 1
            canvas.line((middle, start - 1), (middle, end))
            canvas.head((middle, end), "►")
            canvas.write_all((middle - len(row.labels[i]), start), row.labels[i], end - start + 1)
    for rail in flow.rails:
        start, end = columns[rail.source, rail], columns[rail.target, rail]
        under = row.height + 1 + rail.lane
        canvas.path((row.height - 1, start), (under, start), (under, end), (row.height, end))
        canvas.head((row.height, end), "▲")
    for rail in flow.rails:
        if rail.label:
            canvas.write((row.height + 1 + rail.lane, places[rail]), line_of(f" {rail.label} ", "figure.label"))
    return canvas.lines()
