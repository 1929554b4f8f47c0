"""A page in lines: each kind of block laid out for a paper of a given width."""

from collections.abc import Iterable
from functools import lru_cache

from mlsys_cli.page import (
    Aside,
    Block,
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
    text_spans,
)
from mlsys_cli.render.wrapping import Line, cut, indent, line_width, pad, text_line, width_of, wrap

PROSE_WIDTH = 88
"""Lines of prose longer than this are hard to follow; tables and drawings may be wider."""


_RULES = {1: "━", 2: "─"}
_TITLE_WIDTH = 30


def lay_out(blocks: Iterable[Block], width: int) -> list[Line]:
    """The lines of a page, none wider than `width` columns, a blank line between blocks."""
    lines: list[Line] = []
    moments: list[TimelineEvent] = []
    for block in [*blocks, None]:
        if isinstance(block, TimelineEvent):
            moments.append(block)
            continue
        if moments:
            from mlsys_cli.render.time_axis import draw_moments

            lines += [*_gap(lines), *draw_moments(moments, min(width, PROSE_WIDTH), lay_out)]
            moments = []
        if block is not None and (laid := _lay_out_block(block, width)):
            lines += [*_gap(lines), *laid]
    return lines


def _gap(lines: list[Line]) -> list[Line]:
    return [()] if lines else []


@lru_cache(1024)
def _lay_out_block(block: Block, width: int) -> list[Line]:
    """The lines of one block, which nobody changes; a page that is shown again has most of its blocks still."""
    prose = min(width, PROSE_WIDTH)
    match block:
        case Paragraph(spans):
            return wrap(spans, prose)
        case Heading():
            return _heading(block, width)
        case Bullets():
            return _bullets(block, prose)
        case OptionList(items):
            return marked_lines(items, prose)
        case Quote(inner):
            return indent(lay_out(inner, prose - 2), "│ ", "│ ", "rule")
        case Code(text):
            return code_lines(text, width, "    " if width >= 60 else "  ")
        case Aside(label, spans, style):
            return _note(label, spans, style, prose)
        case DefinitionList():
            return _fields(block, width)
        case ListEntry(title, text, command):
            margin = "  " if title else ""
            below = [*wrap(text, prose - len(margin)), *wrap(command, prose - len(margin))]
            return [*wrap(title, prose), *indent(below, margin)]
        case Excerpt():
            from mlsys_cli.render.excerpt import draw_excerpt

            return draw_excerpt(block, width)
        case Outline():
            return _outline(block, prose)
        case Table() | Diagram() | TimeAxis() | Meters() | Calendar():
            return _picture(block, width)
    return []


def _picture(block: Table | Diagram | TimeAxis | Meters | Calendar, width: int) -> list[Line]:
    """Something that isn't text. The modules that draw are imported when a page has a picture; few have."""
    if isinstance(block, Meters):
        from mlsys_cli.render.meters import draw_meters

        return draw_meters(block, width)
    if isinstance(block, Calendar):
        from mlsys_cli.render.heatmap import draw_calendar

        return draw_calendar(block, width)
    if isinstance(block, Table):
        from mlsys_cli.render.table import draw_grid

        return draw_grid(block, width)
    if isinstance(block, Diagram):
        from mlsys_cli.render.diagrams.diagram import draw

        return draw(block, width)
    from mlsys_cli.render.time_axis import draw_axis

    return draw_axis(block, width)


def _heading(heading: Heading, width: int) -> list[Line]:
    lines = wrap(text_spans(heading.text, f"heading.{heading.level}"), width)
    if heading.level in _RULES:
        lines.append(text_line(_RULES[heading.level] * max(map(line_width, lines), default=0), "rule"))
    return lines


def _bullets(bullets: Bullets, width: int) -> list[Line]:
    lines: list[Line] = []
    wide = len(str(len(bullets.items))) + 2
    for number, item in enumerate(bullets.items, start=1):
        mark = f"{number}.".ljust(wide) if bullets.ordered else "• "
        lines += indent(_item(item, max(width - len(mark), 8)), mark, None, "mark")
    return lines


def marked_lines(items: Iterable[tuple[Span, Spans]], width: int) -> list[Line]:
    """Items with their marks before them; what is longer than a line goes on under its own beginning."""
    lines: list[Line] = []
    for mark, spans in items:
        room = max(width - width_of(mark.text), 8)
        lines += indent(wrap(spans, room) or [()], mark.text, None, mark.style)
    return lines


def _item(blocks: Iterable[Block], width: int) -> list[Line]:
    """The lines of an item of a list; a list in it follows its words at once."""
    lines: list[Line] = []
    for block in blocks:
        gap = [] if isinstance(block, Bullets) else _gap(lines)
        lines += [*gap, *_lay_out_block(block, width)]
    return lines


def code_lines(text: str, width: int, margin: str = "") -> list[Line]:
    """Code as it stands, broken where the paper ends rather than cut."""
    lines: list[Line] = []
    for line in text.splitlines():
        rest = line or " "
        while rest:
            piece, rest = cut(rest, width - len(margin))
            lines.append((Span(margin), Span(piece, "code")) if piece.strip() else ())
    return lines


def _note(label: str, spans: Iterable[Span], style: str, width: int) -> list[Line]:
    body = wrap([Span(f"{label}:", f"{style}.label"), Span(" "), *spans], width - 2)
    return indent(body, "▌ ", "▌ ", style)


def _outline(outline: Outline, width: int) -> list[Line]:
    """Numbered titles on the left and remarks on the right; below the title where the paper is too narrow.

    What the reader has been through has a tick before it, and how far they are stands behind the title.
    """
    remarks = max((width_of(row.remark) for row in outline.rows), default=0)
    titles = width - remarks - 2
    ticked = any(row.done for row in outline.rows)
    numbers: dict[int, int] = {}
    for row in outline.rows:
        numbers[row.depth] = max(len(row.number), numbers.get(row.depth, 0))
    lines: list[Line] = []
    for row in outline.rows:
        margin = "  " * min(row.depth, width // 6)
        beside = titles >= _TITLE_WIDTH
        number = row.number.ljust(numbers[row.depth]) + "  " if row.number else ""
        named = _title(row, titles if beside else width, margin, number, ticked)
        if beside:
            named[0] = (*pad(named[0], titles), Span(f"  {row.remark.rjust(remarks)}", "caption"))
        elif row.remark:
            named += indent(wrap(text_spans(row.remark, "caption"), width - len(margin) - 2), margin + "  ")
        lines += named
    return lines


def _title(row: OutlineRow, width: int, margin: str, number: str, ticked: bool) -> list[Line]:
    """The lines of a title in an outline, with room for ticks before it if there are any."""
    first = ("✓ " if row.done else "  ") if ticked else ""
    spans = [Span(row.text, "heading.2" if row.depth == 0 else "")]
    if row.way and not row.done:
        spans.append(Span(f" · {row.way}", "done"))
    named = indent(wrap(spans, max(width - len(margin) - len(first) - len(number), 8)), number, None, "mark")
    named = indent(named, margin)
    return indent(named, first, None, "done") if first else named


def _fields(fields: DefinitionList, width: int) -> list[Line]:
    """Labels in a column of their own where there is room for it, else each above its value."""
    label_width = max((width_of(label) for label, _ in fields.rows), default=0)
    beside = label_width + 24 <= width
    lines: list[Line] = []
    for label, spans in fields.rows:
        if beside:
            value = wrap(spans, min(width, PROSE_WIDTH) - label_width - 2)
            first: Line = pad((Span(label, "label"),), label_width + 2)
            lines += [(*first, *value[0]), *indent(value[1:], " " * (label_width + 2))] if value else [first]
        else:
            lines += [*wrap(text_spans(label, "label"), width), *indent(wrap(spans, width - 2), "  ")]
    return lines
