"""A page for screen readers and grep: no boxes, no columns, every fact on a line of its own."""

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Span, map_spans
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, code_lines, option_lines, with_gaps
from mlsys_cli.render.rich_text import indented, wrap_spans


def lay_out_plain(blocks: Iterable[page.Block], width: int, tight: bool = False) -> list[Text]:
    """The lines of a page without any drawing, a blank line between blocks; if `tight`, none before a list."""
    lines: list[Text] = []
    for block in with_math_in_words(page.unfolded(blocks)):
        laid = list(_lay_out(block, min(width, PROSE_WIDTH)))
        if laid:
            lines += [*([Text()] if lines and not (tight and isinstance(block, page.Bullets)) else []), *laid]
    return lines


def plain_heights(blocks: Iterable[page.Block], width: int) -> Iterator[int]:
    """The lines that each block of a page takes, with the blank line before it."""
    return with_gaps(len(lay_out_plain([block], width)) for block in blocks)


def with_math_in_words(blocks: Iterable[page.Block]) -> page.Blocks:
    """The same blocks with formulas in ASCII and words: `sqrt(x) <= 2`, `sum from i=1 to n of x_i`."""
    return map_spans(blocks, _words)


def _words(span: Span) -> Span:
    if span.style not in page.MATH:
        return span
    from mlsys_cli.page.math.one_line import in_one_line  # few pages have formulas

    return Span(in_one_line(span.target, ascii_only=True))


def _row(spans: Sequence[Span], width: int) -> list[Text]:
    """A row of a list; of one that says what kind of entry it is, as much as fits into a line."""
    lines = indented(wrap_spans(spans, width - 3), "- ")
    is_cut = len(lines) > 1 and any(span.style == "kind" for span in spans)
    return [lines[0].append("…")] if is_cut else lines


def _lay_out(block: page.Block, width: int) -> Iterator[Text]:
    match block:
        case page.Paragraph(spans):
            yield from wrap_spans(spans, width)
        case page.Heading(_, title):
            yield from wrap_spans([Span(title)], width)
        case page.Bullets(items, in_columns=True):
            for item in items:
                yield from _row(page.prose_spans(item), width)
        case page.Bullets(items, ordered):
            for number, item in enumerate(items, start=1):
                mark = f"{number}. " if ordered else "- "
                yield from indented(lay_out_plain(item, width - len(mark), tight=True), mark)
        case page.OptionList(items):
            yield from option_lines(items, width)
        case page.Quote(inner):
            yield from indented(lay_out_plain(inner, width - 2), "  ")
        case page.Code(code):
            yield from code_lines(code, width)
        case page.Aside(label, spans):
            yield from wrap_spans((Span(f"{label}: "), *spans), width)
        case page.DefinitionList(rows):
            last = ""
            for label, spans in rows:
                last = label or last
                words = (span for span in spans if span.style not in page.BARS)
                yield from wrap_spans((Span(f"{last}: "), *words), width)
        case page.ListEntry():
            for spans in block:
                yield from wrap_spans(spans, width)
        case page.Outline(rows):
            for row in rows:
                margin = "  " * min(row.depth, width // 6)
                named = f"{row.label} {row.text}".strip()
                remarks = ", ".join(part for part in (named, row.remark, row.way) if part)
                yield from indented(wrap_spans([Span(f"{remarks}: {row.command}")], width - len(margin)), margin)
        case page.Table(header, rows):  # a record for each row: its aspect, then `Header: value` lines
            for number, (aspect, *cells) in enumerate(rows):
                if number:
                    yield Text()
                yield from wrap_spans([Span(aspect)], width)
                for name, cell in zip(header[1:], cells, strict=True):
                    yield from wrap_spans([Span(f"{name}: {cell}")], width)
        case page.Meters(labels, meters):
            for meter in meters:
                done = ", read" if meter.done else ""
                parts = ", ".join(f"{part} {label}" for part, label in zip(meter.parts, labels, strict=True))
                yield from wrap_spans([Span(f"{meter.name}{done}: {parts if any(meter.parts) else 'no cards'}")], width)
        case page.Calendar():
            for week in page.format_weeks(block):
                yield from wrap_spans([Span(week)], width)
        case page.Diagram() | page.TimeAxis():
            yield from wrap_spans([Span(block.alt)], width)
        case page.TimelineEvent(_, when, title, inner, _):
            yield from wrap_spans([Span(f"{when}: {title}")], width)
            yield from (line for line in lay_out_plain(inner, width) if line)
        case page.Embed() | page.Excerpt() | page.Math() | page.Folded():
            return
        case _:
            from mlsys_cli.page.plots import in_lines

            for line in in_lines(block):
                yield from wrap_spans([Span(line)], width)
