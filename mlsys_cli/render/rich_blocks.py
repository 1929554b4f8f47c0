"""Each kind of block as lines of Rich's `Text`, which terminal, SVG and HTML show."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

from rich.cells import cell_len, chop_cells
from rich.text import Text

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Span, Spans
from mlsys_cli.render.rich_text import (
    NARROWEST,
    assembled,
    beside_labels,
    indented,
    padded,
    wrap_spans,
    wrap_sum,
    wrap_text,
)
from mlsys_cli.text.english import format_year, year_index

PROSE_WIDTH = 88
"""Lines of prose longer than this are hard to follow; tables and drawings may be wider."""

_PROSE = page.Paragraph | page.Heading | page.Bullets | page.OptionList | page.Quote | page.Code | page.Aside
_PROSE |= page.DefinitionList | page.ListEntry | page.Outline | page.Excerpt
"""The blocks that are no wider than lines of prose."""

_RULES = {1: "━", 2: "─"}  # under headings, by level; deeper ones have none
_TITLE_WIDTH = 26  # that must be left for a title beside its remark; like the other widths chosen, not measured
_MARGIN = 2
_NARROWEST_WITH_MARGIN = 60
_GLOSSED_ROW, _SHORTEST_GLOSS = 65, 24
"""The columns of a row that a gloss fills up beside its label, and the least that is left of it after a long name."""

_NARROWEST_RAIL, _NARROWEST_BESIDE_RAIL, _RAIL_WIDTH = 30, 16, 3
_BEFORE_MARK = 0.6
"""The share of the width that is kept for the text before the mark of an excerpt, if the line doesn't fit."""


def lay_out(blocks: Iterable[page.Block], width: int) -> list[Text]:
    """The lines of a page, none wider than `width` columns, a blank line between blocks."""
    return [line for _, part in _parts(blocks, width) for line in part]


def parts_centred(
    blocks: page.Blocks, width: int, is_wide: bool = False, indent: int = 0
) -> Iterator[tuple[page.Block, list[Text]]]:
    """Each block of a page with its lines on a screen, a blank line before all but the first block; prose is centred.

    A table or a drawing that needs more room than prose is as wide as the screen. Events that follow each other are one
    part. An answer without a title isn't a page, and stays at the left, where the prompt is. A page that `is_wide`
    begins at the left as well, after a narrow margin. All is moved to the right by an `indent`.
    """
    margin = wide_margins(width)
    left, room = (margin, width - 2 * margin) if is_wide else margins(blocks, width)
    return _parts(blocks, room, left + indent, width - 2 * margin, margin + indent)


def wide_margins(width: int) -> int:
    """The columns on each side of a page that takes the whole width of the screen."""
    return max(min((width - _NARROWEST_WITH_MARGIN) // 2, _MARGIN), 0)


def screen_margins(width: int) -> int:
    """The columns on each side of a full screen, which has a margin even if it is narrow."""
    return max(wide_margins(width), 1)


def margins(blocks: page.Blocks, width: int) -> tuple[int, int]:
    """The left margin of a page on a screen, and the width that is left for it."""
    margin = wide_margins(width)
    if not any(isinstance(block, page.Heading) and block.level == 1 for block in blocks):
        return 0, width
    left = (width - min(width - 2 * margin, PROSE_WIDTH)) // 2
    return left, width - left - margin


def heights(blocks: page.Blocks, width: int) -> Iterator[int]:
    """The lines that each block of a page without events takes on a screen, with the blank line before it."""
    (_, room), whole = margins(blocks, width), width - 2 * wide_margins(width)
    return with_gaps(len(_lines_after("", block, room, whole, 0)) for block in blocks)


def with_gaps(counts: Iterable[int]) -> Iterator[int]:
    """Numbers of lines, with the blank line before all but the first that is something."""
    gap = 0
    for count in counts:
        yield count + gap if count else 0
        gap = gap or min(count, 1)


def _parts(
    blocks: Iterable[page.Block], width: int, left: int = 0, whole: int = 0, outer: int = 0
) -> Iterator[tuple[page.Block, list[Text]]]:
    """The lines of blocks of a width after a left margin, of wide ones of the whole width after the outer margin."""
    margin = " " * left
    gap: list[Text] = []
    for kind, group in groupby(blocks, _joined_kind):
        members = list(group)
        if kind == "Pixels":
            from mlsys_cli.render.plots.pixels import draw_pixels

            laid: Iterable[tuple[page.Block, list[Text]]] = [
                (members[0], indented(draw_pixels(members, width), margin))
            ]
        elif kind:
            laid = [(members[0], indented(_events(members, width), margin))]
        else:
            laid = ((block, _lines_after(margin, block, width, whole, outer)) for block in members)
        for block, lines in laid:
            if lines:
                yield block, [*gap, *lines]
                gap = [Text(margin)]


def _joined_kind(block: page.Block) -> str:
    """The kind of a block that is drawn together with others of it; of pixels by name, as few pages import them."""
    return "event" if isinstance(block, page.TimelineEvent) else "Pixels" if type(block).__name__ == "Pixels" else ""


@lru_cache(1024, typed=True)  # named tuples of two types are equal if their values are
def _lines_after(margin: str, block: page.Block, width: int, whole: int, outer: int) -> list[Text]:
    """The lines of one block after a margin; what is wider than prose is centred.

    They are cached: a page that is shown again after a change has most of its blocks still.
    """
    is_drawing = whole > width and not isinstance(block, _PROSE)
    lines = block_lines(block, whole if is_drawing else width)
    if is_drawing and (room := max((line.cell_len for line in lines), default=0)) > width:
        margin = " " * (outer + (whole - room) // 2)
    return indented(lines, margin) if margin else lines


@lru_cache(16, typed=True)  # a list is measured before its page is laid out; pages have their lines after a margin
def block_lines(block: page.Block, width: int) -> list[Text]:
    """The lines of one block; those of the last blocks are kept.

    The modules that draw are imported when a page has a drawing; few have.
    """
    prose = min(width, PROSE_WIDTH)
    match block:
        case page.Paragraph(spans):
            lines = wrap_spans(spans, prose)
            return lines if len(lines) < 2 or spans[0].style != "step" else _step(spans, prose)
        case page.Heading(level, title):
            lines = wrap_text(title, f"heading.{level}", width)
            rule = _RULES.get(level, "") * max((line.cell_len for line in lines), default=0)
            return [*lines, Text.styled(rule, "rule")] if rule else lines
        case page.Bullets(items, in_columns=True):
            from mlsys_cli.render.rows import draw_rows

            return draw_rows(items, width)
        case page.Bullets():
            return _bullets(block, prose)
        case page.OptionList(items):
            return option_lines(items, prose)
        case page.Quote((page.Paragraph((Span(_, "run"), *_)), *_) as inner):  # something to do, not to read
            return indented((line for part in inner for line in block_lines(part, prose - 2)), "▶ ", None, "run")
        case page.Quote(inner):
            return indented(lay_out(inner, prose - 2), "│ ", "│ ", "rule")
        case page.Folded():
            return lay_out(page.unfolded([block]), prose)
        case page.Code(text, _, styles):
            return code_lines(text, width, "    " if width >= 60 else "  ", styles)
        case page.Math(text, source):
            from mlsys_cli.render.math_lines import draw_math

            return draw_math(text, source, width)
        case page.Aside(label, spans, style):
            body = wrap_spans([Span(f"{label}:", f"{style}.label"), Span(" "), *spans], prose - 2)
            return indented(body, "▌ ", "▌ ", style)
        case page.DefinitionList():
            return _definitions(block, width)
        case page.ListEntry(heading, words, command):
            margin = "  " if heading else ""
            below = [line for spans in (words, command) for line in wrap_spans(spans, prose - len(margin))]
            return [*wrap_spans(heading, prose), *indented(below, margin)]
        case page.Outline():
            return _outline(block, prose)
        case page.Excerpt():
            return _excerpt(block, width)
        case page.Table():
            from mlsys_cli.render.table import draw_table

            return draw_table(block, width)
        case page.Diagram():
            from mlsys_cli.render.diagrams.diagram import draw

            return draw(block, width)
        case page.TimeAxis():
            from mlsys_cli.render.time_axis import draw_axis

            return draw_axis(block, width)
        case page.Meters():
            from mlsys_cli.render.charts import draw_meters

            return draw_meters(block, width)
        case page.Calendar():
            from mlsys_cli.render.charts import draw_calendar

            return draw_calendar(block, width)
        case page.Embed() | page.TimelineEvent():
            return []
        case _:
            from mlsys_cli.render.plots.plot import draw_numbers

            return draw_numbers(block, width)


def _step(spans: Spans, width: int) -> list[Text]:
    """The words of a step that is longer than a line, and its sum below them."""
    return [*wrap_spans(spans[:1], width), *wrap_sum(spans[1:], width)]


def _bullets(bullets: page.Bullets, width: int) -> list[Text]:
    lines: list[Text] = []
    wide = len(str(len(bullets.items))) + 2
    is_loose = any(len([block for block in item if not isinstance(block, page.Bullets)]) > 1 for item in bullets.items)
    for number, item in enumerate(bullets.items, start=1):
        mark = f"{number}.".ljust(wide) if bullets.ordered else "• "
        below: list[Text] = []
        for block in item:
            if below and not isinstance(block, page.Bullets):  # a list follows the words of its item at once
                below.append(Text())
            below += block_lines(block, max(width - len(mark), NARROWEST))
        lines += [*([Text()] if lines and is_loose else []), *indented(below, mark, None, "mark")]
    return lines


def option_lines(items: Iterable[tuple[Span, Spans]], width: int) -> list[Text]:
    """Items with their marks before them; what is longer than a line goes on under its own beginning."""
    lines: list[Text] = []
    for mark, spans in items:
        room = max(width - cell_len(mark.text), NARROWEST)
        lines += indented(wrap_spans(spans, room) or [Text()], mark.text, None, mark.style)
    return lines


def code_lines(text: str, width: int, margin: str = "", styles: Iterable[tuple[str, int, int]] = ()) -> list[Text]:
    """Code as it is written, broken where the page ends rather than cut, on a ground with two columns of the margin."""
    code = Text("\n".join(text.splitlines()))
    for style, start, end in styles:
        code.stylize(style, start, end)
    room = width - len(margin)
    lines: list[Text] = []
    for line in code.split(allow_blank=True) if text else ():
        lines += line.divide(accumulate(map(len, chop_cells(line.plain, room)[:-1])))
    wide = max([min(width, PROSE_WIDTH) - len(margin[2:]), *(line.cell_len + len(margin[:2]) for line in lines)])
    lines = [assembled(margin[:2], line, " " * (wide - len(margin[:2]) - line.cell_len)) for line in lines]
    for line in lines:
        line.stylize_before("code.block")
    return indented(lines, margin[2:])


def _outline(outline: page.Outline, width: int) -> list[Text]:
    """Numbered titles on the left and remarks on the right; below the title where the page is too narrow.

    What the reader has been through has a tick before it; of what they have begun, the remark is how far they are.
    """
    aligned = (*outline.rows, *outline.beside)
    ends = [row.way if row.way and not row.done else row.remark for row in aligned]
    remarks = max(map(cell_len, {*ends}), default=0)
    beside = width - remarks - 2 >= _TITLE_WIDTH
    titles = width - remarks - 2 if beside else width
    ticked = any(row.done for row in aligned)
    # The widest number of each depth; of many rows there are few widths.
    numbers = dict(sorted({(row.depth, len(row.label)) for row in aligned}))
    lines: list[Text] = []
    for row, end in zip(outline.rows, ends, strict=False):
        margin = "  " * min(row.depth, width // 6)
        number = row.label.ljust(numbers[row.depth]) + "  " if row.label else ""
        tick = ("✓ " if row.done else "  ") if ticked else ""
        head = assembled((tick, "done"), margin, (number, "mark"))
        title = Span(row.text, "outline.title" if row.depth else "heading.2", row.target)
        first, *rest = wrap_spans([title], max(titles - head.cell_len, NARROWEST)) or [Text()]
        style = "caption" if end == row.remark else "done"
        first = assembled(head, first)
        if beside:
            lines.append(assembled(padded(first, titles), (f"  {end.rjust(remarks)}", style)))
        else:
            lines.append(first)
        lines += indented(rest, " " * head.cell_len)
        if not beside:
            lines += indented(wrap_text(end, style, width - len(margin) - 2), margin + "  ")
    return lines


def _definitions(block: page.DefinitionList, width: int) -> list[Text]:
    """Labels in a column of their own where there is room for it, else each above its value."""
    column = max((cell_len(label) for label, _ in block.rows), default=0) + 2
    longest = max((cell_len("".join(span.text for span in spans)) for _, spans in block.rows), default=0)
    rows = [(label, _with_short_glosses(spans)) for label, spans in block.rows]
    # Sentences need 22 columns to be read beside their labels; what is shorter, such as a number, needs only its own.
    if column + min(longest, 22) <= width:
        return beside_labels(rows, "label", column, min(width, PROSE_WIDTH))
    lines: list[Text] = []
    for label, spans in rows:
        lines += [*wrap_text(label, "label", width), *indented(wrap_sum(spans, width - 2), "  ")]
    return lines


def _with_short_glosses(spans: Spans) -> Spans:
    """The spans, with a gloss cut at a comma or a word so that the row takes about a line, also on a narrow page."""
    others = cell_len("".join(span.text for span in spans if span.style != "gloss"))
    room = max(_GLOSSED_ROW - others, _SHORTEST_GLOSS)
    shortened: list[Span] = []
    for span in spans:
        if span.style == "gloss" and cell_len(span.text) > room:
            words = span.text[:room].rpartition(" ")[0]
            comma = words.rfind(",")  # in the first half it would leave too little
            span = span._replace(text=words[:comma] if comma > room // 2 else f"{words.rstrip(',:;')}…")
        shortened.append(span)
    return tuple(shortened)


def _events(events: Iterable[page.Block], width: int) -> list[Text]:
    """Events that follow each other, which are one drawing: a rail with when they happened to the left of it.

    Where there is little room, that has a line of its own. A year is not repeated; the months stay aligned. Where years
    go by without an event the rail is broken, with a line for each five years, and their number if they are many.
    """
    run = [event for event in events if isinstance(event, page.TimelineEvent)]
    whens = [run[0].when]
    for before, event in pairwise(run):
        known = format_year(event.year)
        is_known = event.year == before.year and f" {event.when}".endswith(f" {known}")
        whens.append(event.when.removesuffix(known) + " " * len(known) if is_known else event.when)
    width = min(width, PROSE_WIDTH)
    gutter = max(map(cell_len, whens)) + 1
    beside = width >= _NARROWEST_RAIL and width - gutter - _RAIL_WIDTH >= _NARROWEST_BESIDE_RAIL
    margin = " " * gutter if beside else ""
    room = width - len(margin) - _RAIL_WIDTH
    lines: list[Text] = []
    for index, (event, when) in enumerate(zip(run, whens, strict=True)):
        if index:
            passed = year_index(event.year) - year_index(run[index - 1].year)
            rail = ["┊"] * min(passed // 5, 4) or ["│"]  # at most four lines, as a gap is no event; chosen by eye
            if passed > 10:
                rail[(len(rail) - 1) // 2] = f"┊ {passed} years"
            lines += [assembled(margin, (piece, "axis")) for piece in rail]
        text = [*wrap_spans([Span(event.title, "event.title", event.target)], room), *lay_out(event.blocks, room)]
        left = assembled(" " * (gutter - cell_len(when) - 1), (when, "event.year"), " ")
        if not beside:
            left, text = Text(), [*wrap_text(when, "event.year", room), *text]
        lines.append(assembled(left, ("●─ ", "axis"), *text[:1]))
        lines += indented(indented(text[1:], "│  ", "│  ", "axis"), margin)
    return lines


def _excerpt(excerpt: page.Excerpt, width: int) -> list[Text]:
    """The title, the line with a mark below it, and the hint. Of a line that is too long, the part around the mark."""
    margin = f" {excerpt.line} │ "
    blank = " " * (len(margin) - 2) + "│ "
    lines = list(wrap_spans(excerpt.title, width))
    if excerpt.text.strip():
        room = width - len(margin)
        start = excerpt.column - 1
        before, marked = excerpt.text[:start], excerpt.text[start:]
        if cell_len(excerpt.text[: start + room]) > room:
            before = before[-max(int(room * _BEFORE_MARK), 1) :]
            while cell_len(before) > room * _BEFORE_MARK:
                before = before[1:]
        if len(before) < start:
            before = f"…{before[1:]}"
        first, *rest = chop_cells(before + marked[: room + 1], room)
        column = cell_len(before)
        length = max(1, min(cell_len(marked[: excerpt.length]), room - column))
        lines.append(assembled((margin, "rule"), f"{first[:-1]}…" if rest else first))
        lines.append(assembled((blank, "rule"), " " * column, ("^" * length, "pointer")))
    if excerpt.hint:
        hint = wrap_spans(excerpt.hint, max(width - len(blank) - 2, NARROWEST))
        lines += indented(hint, blank.replace("│", "="), " " * len(blank), "rule")
    return lines
