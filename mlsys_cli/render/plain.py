"""A page for screen readers and grep: no boxes, no columns, every fact on a line of its own."""

from collections.abc import Iterable, Iterator

from rich.text import Text

from mlsys_cli.page import (
    Aside,
    Block,
    Bullets,
    Calendar,
    Code,
    DefinitionList,
    Diagram,
    Heading,
    ListEntry,
    Meters,
    OptionList,
    Outline,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
    TimeAxis,
    TimelineEvent,
    text_spans,
)
from mlsys_cli.page.calendar_words import weeks_in_words
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, code_lines, option_lines
from mlsys_cli.render.rich_text import indented, wrap_spans


def lay_out_plain(blocks: Iterable[Block], width: int, tight: bool = False) -> list[Text]:
    """The lines of a page without any drawing, a blank line between blocks; if `tight`, none before a list."""
    lines: list[Text] = []
    for block in blocks:
        laid = list(_lay_out(block, min(width, PROSE_WIDTH)))
        if laid:
            lines += [*([Text()] if lines and not (tight and isinstance(block, Bullets)) else []), *laid]
    return lines


def _lay_out(block: Block, width: int) -> Iterator[Text]:
    match block:
        case Paragraph(spans):
            yield from wrap_spans(spans, width)
        case Heading(_, heading):
            yield from wrap_spans(text_spans(heading), width)
        case Bullets(items, ordered):
            for number, item in enumerate(items, start=1):
                mark = f"{number}. " if ordered else "- "
                yield from indented(lay_out_plain(item, width - len(mark), tight=True), mark)
        case OptionList(items):
            yield from option_lines(items, width)
        case Quote(inner):
            yield from indented(lay_out_plain(inner, width - 2), "  ")
        case Code(code):
            yield from code_lines(code, width)
        case Aside(label, spans):
            yield from wrap_spans((Span(f"{label}: "), *spans), width)
        case DefinitionList(rows):
            yield from _fields(rows, width)
        case ListEntry(title, text, command):
            for part in (title, text, command):
                yield from wrap_spans(part, width)
        case Outline(rows):
            for row in rows:
                margin = "  " * min(row.depth, width // 6)
                named = f"{row.number} {row.text}".strip()
                remarks = ", ".join(part for part in (named, row.remark, row.way) if part)
                yield from indented(wrap_spans(text_spans(f"{remarks}: {row.command}"), width - len(margin)), margin)
        case Table():
            yield from _grid(block, width)
        case Meters(labels, meters):
            for meter in meters:
                done = ", read" if meter.done else ""
                parts = ", ".join(f"{part} {label}" for part, label in zip(meter.parts, labels, strict=True))
                yield from wrap_spans(
                    text_spans(f"{meter.name}{done}: {parts if any(meter.parts) else 'no cards'}"), width
                )
        case Calendar():
            yield from (line for week in weeks_in_words(block) for line in wrap_spans(text_spans(week), width))
        case Diagram() | TimeAxis():
            yield from wrap_spans(text_spans(block.alt), width)
        case TimelineEvent(_, when, what, inner):
            yield from wrap_spans(text_spans(f"{when}: {what}"), width)
            yield from (line for line in lay_out_plain(inner, width) if line)


def _fields(rows: Iterable[tuple[str, Spans]], width: int) -> Iterator[Text]:
    last = ""
    for label, spans in rows:
        last = label or last
        yield from wrap_spans((Span(f"{last}: "), *spans), width)


def _grid(grid: Table, width: int) -> Iterator[Text]:
    """One record for each row: its aspect, then `Header: value` lines."""
    for number, (aspect, *cells) in enumerate(grid.rows):
        if number:
            yield Text()
        yield from wrap_spans(text_spans(aspect), width)
        for header, cell in zip(grid.header[1:], cells, strict=True):
            yield from wrap_spans(text_spans(f"{header}: {cell}"), width)
