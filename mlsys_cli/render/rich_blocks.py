"""Each kind of block as lines of Rich's `Text`, and a page of them as a Rich renderable."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.text import Text

from mlsys_cli.page import (
    Aside,
    Block,
    Blocks,
    Bullets,
    Calendar,
    Code,
    DefinitionList,
    Diagram,
    Excerpt,
    Heading,
    ListEntry,
    Meters,
    OptionList,
    Outline,
    OutlineRow,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
    TimeAxis,
    TimelineEvent,
)
from mlsys_cli.render.rich_text import indented, joined, line_of, padded, trimmed, with_label, wrap_spans, wrap_words

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

PROSE_WIDTH = 88
"""Lines of prose longer than this are hard to follow; tables and drawings may be wider."""

_RULES = {1: "━", 2: "─"}
_TITLE_WIDTH = 30
_MARGIN = 2
_NARROWEST_WITH_MARGIN = 60
_NARROWEST = 8
_GLOSSED_ROW, _SHORTEST_GLOSS = 70, 24


class Page:
    """The blocks of a page as a Rich renderable."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = tuple(blocks)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> Iterator[Segment]:
        for line in lay_out(self._blocks, options.max_width):
            yield from trimmed(line).render(console, end="\n")


def lay_out(blocks: Iterable[Block], width: int) -> list[Text]:
    """The lines of a page, none wider than `width` columns, a blank line between blocks."""
    lines: list[Text] = []
    for are_events, group in groupby(blocks, lambda block: isinstance(block, TimelineEvent)):
        for laid in [_events(group, width)] if are_events else (block_lines(block, width) for block in group):
            lines += [*_gap(lines), *laid] if laid else []
    return lines


def lay_out_centred(blocks: Blocks, width: int) -> list[Text]:
    """The lines of a page for a screen of `width` columns: prose in the middle of it, and drawings from there on.

    An answer without a title isn't a page, and stays at the left, where the prompt is.
    """
    margin = max(min((width - _NARROWEST_WITH_MARGIN) // 2, _MARGIN), 0)
    if not any(isinstance(block, Heading) and block.level == 1 for block in blocks):
        return lay_out(blocks, width)
    left = (width - min(width - 2 * margin, PROSE_WIDTH)) // 2
    return indented(lay_out(blocks, width - left - margin), " " * left)


def _gap(lines: list[Text]) -> list[Text]:
    return [Text()] if lines else []


def _events(events: Iterable[Block], width: int) -> list[Text]:
    """Events that follow each other, which are one drawing."""
    from mlsys_cli.render.event_rail import draw_events

    found = [event for event in events if isinstance(event, TimelineEvent)]
    return draw_events(found, min(width, PROSE_WIDTH), lay_out)


@lru_cache(1024)
def block_lines(block: Block, width: int) -> list[Text]:
    """The lines of one block, cached: a page that is shown again after a change has most of its blocks still."""
    prose = min(width, PROSE_WIDTH)
    match block:
        case Paragraph(spans):
            return wrap_spans(spans, prose)
        case Heading():
            return _heading(block, width)
        case Bullets():
            return _bullets(block, prose)
        case OptionList(items):
            return option_lines(items, prose)
        case Quote(inner):
            return indented(lay_out(inner, prose - 2), "│ ", "│ ", "rule")
        case Code(text):
            return code_lines(text, width, "    " if width >= 60 else "  ")
        case Aside(label, spans, style):
            body = wrap_spans([Span(f"{label}:", f"{style}.label"), Span(" "), *spans], prose - 2)
            return indented(body, "▌ ", "▌ ", style)
        case DefinitionList():
            return _definitions(block, width)
        case ListEntry(title, text, command):
            margin = "  " if title else ""
            below = [*wrap_spans(text, prose - len(margin)), *wrap_spans(command, prose - len(margin))]
            return [*wrap_spans(title, prose), *indented(below, margin)]
        case Outline():
            return _outline(block, prose)
        case Table() | Diagram() | TimeAxis() | Meters() | Calendar() | Excerpt():
            return _drawing(block, width)
    return []


def _drawing(block: Table | Diagram | TimeAxis | Meters | Calendar | Excerpt, width: int) -> list[Text]:
    """The lines of what isn't text. The modules that draw are imported when a page has a drawing; few have."""
    match block:
        case Table():
            from mlsys_cli.render.table import draw_table

            return draw_table(block, width)
        case Diagram():
            from mlsys_cli.render.diagrams.diagram import draw

            return draw(block, width)
        case TimeAxis():
            from mlsys_cli.render.time_axis import draw_axis

            return draw_axis(block, width)
        case Meters():
            from mlsys_cli.render.meters import draw_meters

            return draw_meters(block, width)
        case Calendar():
            from mlsys_cli.render.heatmap import draw_calendar

            return draw_calendar(block, width)
        case Excerpt():
            from mlsys_cli.render.excerpt import draw_excerpt

            return draw_excerpt(block, width)


def _heading(heading: Heading, width: int) -> list[Text]:
    lines = wrap_words(heading.text, f"heading.{heading.level}", width)
    if heading.level in _RULES:
        rule = _RULES[heading.level] * max((line.cell_len for line in lines), default=0)
        lines = [*lines, line_of(rule, "rule")]
    return lines


def _bullets(bullets: Bullets, width: int) -> list[Text]:
    lines: list[Text] = []
    wide = len(str(len(bullets.items))) + 2
    for number, item in enumerate(bullets.items, start=1):
        mark = f"{number}.".ljust(wide) if bullets.ordered else "• "
        lines += indented(_item(item, max(width - len(mark), _NARROWEST)), mark, None, "mark")
    return lines


def _item(blocks: Iterable[Block], width: int) -> list[Text]:
    """The lines of an item of a list; a list in it follows its words at once."""
    lines: list[Text] = []
    for block in blocks:
        gap = [] if isinstance(block, Bullets) else _gap(lines)
        lines += [*gap, *block_lines(block, width)]
    return lines


def option_lines(items: Iterable[tuple[Span, Spans]], width: int) -> list[Text]:
    """Items with their marks before them; what is longer than a line goes on under its own beginning."""
    lines: list[Text] = []
    for mark, spans in items:
        room = max(width - cell_len(mark.text), _NARROWEST)
        lines += indented(wrap_spans(spans, room) or [Text()], mark.text, None, mark.style)
    return lines


def code_lines(text: str, width: int, margin: str = "") -> list[Text]:
    """Code as it stands, broken where the page ends rather than cut."""
    lines: list[Text] = []
    for line in text.splitlines():
        pieces = chop_cells(line, width - len(margin)) if line.strip() else [""]
        lines += [joined((margin, ""), (piece, "code")) if piece.strip() else Text() for piece in pieces]
    return lines


def _outline(outline: Outline, width: int) -> list[Text]:
    """Numbered titles on the left and remarks on the right; below the title where the page is too narrow.

    What the reader has been through has a tick before it, and how far they are stands behind the title.
    """
    remarks = max((cell_len(row.remark) for row in outline.rows), default=0)
    titles = width - remarks - 2
    beside = titles >= _TITLE_WIDTH
    ticked = any(row.done for row in outline.rows)
    numbers: dict[int, int] = {}
    for row in outline.rows:
        numbers[row.depth] = max(len(row.number), numbers.get(row.depth, 0))
    lines: list[Text] = []
    for row in outline.rows:
        margin = "  " * min(row.depth, width // 6)
        number = row.number.ljust(numbers[row.depth]) + "  " if row.number else ""
        named = _outline_title(row, titles if beside else width, margin, number, ticked)
        if beside:
            named[0] = joined(padded(named[0], titles), (f"  {row.remark.rjust(remarks)}", "caption"))
        else:
            named += indented(wrap_words(row.remark, "caption", width - len(margin) - 2), margin + "  ")
        lines += named
    return lines


def _outline_title(row: OutlineRow, width: int, margin: str, number: str, ticked: bool) -> list[Text]:
    """The lines of a title in an outline, with room for ticks before it if there are any."""
    first = ("✓ " if row.done else "  ") if ticked else ""
    spans = [Span(row.text, "heading.2" if row.depth == 0 else "")]
    if row.way and not row.done:
        spans.append(Span(f" · {row.way}", "done"))
    room = max(width - len(margin) - len(first) - len(number), _NARROWEST)
    named = indented(indented(wrap_spans(spans, room), number, None, "mark"), margin)
    return indented(named, first, None, "done") if first else named


def _definitions(block: DefinitionList, width: int) -> list[Text]:
    """Labels in a column of their own where there is room for it, else each above its value."""
    label_width = max((cell_len(label) for label, _ in block.rows), default=0)
    beside = label_width + 24 <= width
    lines: list[Text] = []
    for label, spans in block.rows:
        if beside:
            room = min(width, PROSE_WIDTH) - label_width - 2
            value = wrap_spans(_with_short_glosses(spans), room)
            lines += with_label(label, label_width + 2, value)
        else:
            lines += [
                *wrap_words(label, "label", width),
                *indented(wrap_spans(_with_short_glosses(spans), width - 2), "  "),
            ]
    return lines


def _with_short_glosses(spans: Spans) -> Spans:
    """The spans, with a gloss shortened so that the row takes about a line; a narrow page loses nothing more."""
    others = cell_len("".join(span.text for span in spans if span.style != "gloss"))
    room = max(_GLOSSED_ROW - others, _SHORTEST_GLOSS)
    return tuple(span._replace(text=_shortened(span.text, room)) if span.style == "gloss" else span for span in spans)


def _shortened(text: str, room: int) -> str:
    """A text cut at a comma or a word so that it takes at most `room` columns."""
    if cell_len(text) <= room:
        return text
    words = text[:room].rpartition(" ")[0]
    comma = words.rfind(",")
    return words[:comma] if comma > room // 2 else f"{words}…"
