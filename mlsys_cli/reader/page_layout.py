"""A page laid out for a width: its lines, and where on them its links and sections are."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from rich.text import Text

from mlsys_cli.page.anchors import Passage, is_own_note, number_blocks, passages
from mlsys_cli.page.blocks import Aside, Block, Blocks, Bullets, DefinitionList, Heading, Paragraph, Quote
from mlsys_cli.reader.location import TOP, PagePosition
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, parts_centred, wide_margins
from mlsys_cli.render.rich_text import LEADS_TO, wrap_text

NARROW = 50
"""The columns below which a screen has no room for more than the page: margins of one, and short titles."""

PREVIEW_FROM, PANES_FROM = 110, 150
"""The columns from which on a list has a preview of the chosen row, and a text the panes beside it."""

_TEXT = PROSE_WIDTH + 2 * wide_margins(PROSE_WIDTH + 4) + 1
"""The columns of a page of prose with its margins and the scroll bar."""

_MOST_CONTENTS, _MOST_ASIDE, _MOST_PREVIEW = 56, 46, 92

SECTION = "section:"
"""The beginning of the target of a section's heading."""

MOST_LINES = 10_000
"""The lines of a page that are shown; the longest chapter of the book has 2,200 at 80 columns."""

TOO_LONG = "The rest of this page is too long for the reader. The sections have pages of their own: t lists them."

_MOST_FOUND = 10_000
_PROSE = (Aside, Bullets, DefinitionList, Paragraph, Quote)
"""The blocks that stay whole only up to half a screen, as one can read on in them; others up to two thirds."""

_SHOWN_AGAIN, _LOW = 2, 6
"""The lines that two screens have in common, but not on one of so few lines."""

_MARGINS = " │▌"
"""What may stand before the words of a line."""


_Key: TypeAlias = tuple[Heading | None, int]


def preview_width(width: int) -> int:
    """The columns of the preview beside a list on a screen; 0 without room for one."""
    return min(width * 9 // 20, _MOST_PREVIEW) if width >= PREVIEW_FROM else 0


def pane_widths(width: int) -> tuple[int, int]:
    """The columns of the contents, and of the pane on the right of a text, on a screen; 0 without room for them."""
    contents = min((width - _TEXT) * 11 // 20, _MOST_CONTENTS)
    return (contents, min(width - _TEXT - contents, _MOST_ASIDE)) if width >= PANES_FROM else (0, 0)


class LineRange(NamedTuple):
    """A part of one line, from the character `start` to before `end`."""

    line: int
    start: int
    end: int


class PageLink(NamedTuple):
    """A link with its runs, which are several where it is broken over lines."""

    target: str
    runs: tuple[LineRange, ...]

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.runs[0].line


class PlacedBlock(NamedTuple):
    """A block of the page, and the line on which it begins."""

    line: int
    block: Block


class LaidOutPage(NamedTuple):
    """A page for a width in columns: its text ends before a line, and the first columns of its prose are a `margin`."""

    lines: Sequence[Text]
    links: Sequence[PageLink]
    parts: Sequence[PlacedBlock]
    text_end: int = 0
    margin: int = 0

    def passages(self) -> Iterator[Passage]:
        """The sections of the text."""
        parts = [part for part in self.parts if part.line < self.text_end]
        ends = [part.line for part in parts[1:]] + [self.text_end]
        heights = [after - part.line for part, after in zip(parts, ends, strict=bool(parts))]
        return passages([part.block for part in parts], heights)

    @property
    def sections(self) -> list[tuple[int, Heading]]:
        """The headings of sections with their lines, that of the page itself among them if it is a section."""
        headings = ((line, block) for line, block in self.parts if isinstance(block, Heading))
        return [(line, heading) for line, heading in headings if heading.target.startswith(SECTION)]

    def section_at(self, line: int) -> str:
        """The slug of the section that a line belongs to; empty before the first one."""
        above = (heading.target for start, heading in reversed(self.sections) if start <= line)
        return next(above, "").removeprefix(SECTION)

    def links_on(self, lines: range) -> range:
        """The numbers of the links that begin on some lines."""
        first, end = (bisect_left(self.links, line, key=attrgetter("line")) for line in (lines.start, lines.stop))
        return range(first, end)

    def is_citation(self, link: PageLink) -> bool:
        """True if a link is the number of a source in brackets."""
        run = link.runs[0]
        return self.lines[run.line].plain[run.start] == "["

    def position(self, line: int) -> PagePosition:
        """The position of a line."""
        part = max(bisect_right(self.parts, line, key=attrgetter("line")) - 1, 0)
        return PagePosition(part, line - self.parts[part].line) if self.parts else TOP

    def line_at(self, position: PagePosition) -> int:
        """The line at a position, or the last one of its part."""
        starts = [part.line for part in self.parts[position.part : position.part + 2]]
        if not starts:
            return 0
        end = starts[1] if len(starts) > 1 else len(self.lines)
        return max(min(starts[0] + position.row, end - 1), starts[0])

    def part_from(self, start: int, room: int) -> range:
        """The lines from one on that fit into some room: whole blocks if they fill half of it, no heading last."""
        if len(self.lines) - start <= room:
            return range(start, len(self.lines))
        ends = [line for before, (line, _) in pairwise(self.parts) if not isinstance(before.block, Heading)]
        last = max((line for line in ends if start + room // 2 < line <= start + room), default=start + room)
        return range(start, last)

    def next_screen(self, shown: range) -> int:
        """The first line of the screen after some lines: a part of which not all is among them, if it isn't too high.

        A heading stays with what is below it. Of a part that is too high, two of the lines are shown again.
        """
        starts = [part.line for part in self.parts]
        number = bisect_right(starts, shown.stop) - 1
        if number < 0:
            return shown.stop
        end = starts[number + 1] - 1 if number + 1 < len(starts) else len(self.lines)
        if starts[number] < shown.stop < end:
            is_prose = isinstance(self.parts[number].block, _PROSE)
            if starts[number] <= shown.start or end - starts[number] > len(shown) * (3 if is_prose else 4) // 6:
                return shown.stop - (_SHOWN_AGAIN if len(shown) > _LOW else 0)
        elif starts[number] < shown.stop:
            number += 1
        while number and isinstance(self.parts[number - 1].block, Heading) and starts[number - 1] > shown.start:
            number -= 1
        return starts[number] if number < len(starts) else shown.stop

    def find(self, query: str) -> tuple[LineRange, ...]:
        """Each place with some words, whatever their case."""
        wanted = query.casefold()
        matches: list[LineRange] = []
        for number, line in enumerate(self.lines) if wanted else ():
            text = line.plain.casefold()
            start = text.find(wanted)
            while start >= 0 and len(matches) < _MOST_FOUND:
                matches.append(LineRange(number, start, start + len(wanted)))
                start = text.find(wanted, start + len(wanted))
        return tuple(matches)

    def paragraph_line(self, paragraph: int) -> int:
        """The line of a paragraph of the first text on the page, or of its last one if it has fewer."""
        numbered = list(number_blocks(part.block for part in self.parts))
        target = next((one.target for one in numbered if one.target), "")
        texts = [both for both in zip(numbered, self.parts, strict=True) if not is_own_note(both[0].block)]
        lines = [part.line for one, part in texts if one.target == target and one.ordinal <= paragraph]
        return lines[-1] if target and lines else 0


def lay_out(
    blocks: Blocks, width: int, is_wide: bool = False, indent: int = 0, end: "Block | None" = None
) -> LaidOutPage:
    """A page for a screen so many columns wide, cut after `MOST_LINES`; one that `is_wide` is not centred.

    Its text ends before the block `end`, if it is there.
    """
    lines: list[Text] = []
    parts: list[PlacedBlock] = []
    for block, laid in parts_centred(blocks, width, is_wide, indent):
        parts.append(PlacedBlock(len(lines) + bool(lines), block))  # after the blank line
        lines += laid
        if len(lines) > MOST_LINES:
            lines[MOST_LINES:] = [Text(), *wrap_text(TOO_LONG, "caption", width)]
            break
    first = lines[: parts[1].line] if len(parts) > 1 else lines  # a table below it may begin further to the left
    margin = min((indentation(line) for line in first if line), default=0)
    return LaidOutPage(lines, _links_on(lines), parts, _text_end(lines, parts, end), margin)


def indentation(line: Text) -> int:
    """The number of spaces with which a line begins."""
    return len(line.plain) - len(line.plain.lstrip())


def same_place(before: Iterable[PlacedBlock], after: Iterable[PlacedBlock], line: int) -> int:
    """The line of a page, after parts of it were folded or opened, with what was on a line before.

    Where that is folded, it is the line after the last part that is still there.
    """
    keyed = list(_keyed(before))
    below = {key for key, number in keyed if number > line}
    lines: dict[_Key, int] = {}
    for key, number in _keyed(after):
        lines[key] = number
        if key in below:  # what was above it comes before it
            break
    ends = dict(zip(lines, [*lines.values()][1:], strict=False))
    for key, number in reversed(keyed):
        if number <= line and key in lines:
            return min(lines[key] + line - number, ends.get(key, lines[key] + line - number))
    return line


def _keyed(parts: Iterable[PlacedBlock]) -> Iterator[tuple[_Key, int]]:
    """The line of each part, by the heading before it and how many parts it comes after that.

    The parts themselves change with the numbers of their citations.
    """
    heading, count = None, 0
    for line, block in parts:
        if isinstance(block, Heading):
            heading, count = block, 0
        yield (heading, count), line
        count += 1


def lay_out_lines(blocks: Blocks, width: int, end: "Block | None" = None) -> LaidOutPage:
    """A page without any drawing, to be read line by line; its text ends before the block `end`, if it is there."""
    from mlsys_cli.render.plain import lay_out_plain

    lines: list[Text] = []
    parts: list[PlacedBlock] = []
    for block in blocks:
        if laid := lay_out_plain([block], width):
            parts.append(PlacedBlock(len(lines) + bool(lines), block))
            lines += [*([Text()] if lines else []), *laid]
    return LaidOutPage(lines, _links_on(lines), parts, _text_end(lines, parts, end))


def _text_end(lines: Sequence[Text], parts: Iterable[PlacedBlock], end: "Block | None") -> int:
    return next((line for line, block in parts if block is end), len(lines))


def _links_on(lines: Sequence[Text]) -> list[PageLink]:
    """The links on some lines, in reading order."""
    links: list[PageLink] = []
    for number, line in enumerate(lines):
        for first, end, style in sorted([span for span in line.spans if LEADS_TO in str(span.style)]):
            link = PageLink(str(style).partition(LEADS_TO)[2], (LineRange(number, first, end),))
            if links and _goes_on(links[-1], link, lines):
                link = link._replace(runs=(*links.pop().runs, *link.runs))
            links.append(link)
    return links


def _goes_on(link: PageLink, other: PageLink, lines: Sequence[Text]) -> bool:
    """True if the second link is the rest of the first, which was broken at the end of its line or of its column."""
    above, below = link.runs[-1], other.runs[0]
    if link.target != other.target or above.line + 1 != below.line:
        return False
    is_at_end = above.start == below.start or not lines[above.line].plain[above.end :].strip()
    return is_at_end and not lines[below.line].plain[: below.start].strip(_MARGINS)
