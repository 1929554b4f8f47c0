"""A page laid out for a width: its lines, and where on them its links and sections are."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.page import Block, Blocks, Heading
from mlsys_cli.page.passages import Passage, passages
from mlsys_cli.render.rich_blocks import parts_centred
from mlsys_cli.render.rich_text import LEADS_TO

SECTION = "section:"
"""The beginning of the target of a section's heading."""

_MARGINS = " │▌"
"""What may stand before the words of a line."""


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
    """A page for a width in columns."""

    lines: Sequence[Text]
    links: Sequence[PageLink]
    parts: Sequence[PlacedBlock]

    def passages(self, end: int) -> Iterator[Passage]:
        """The sections of a page whose text ends before a line."""
        parts = [part for part in self.parts if part.line < end]
        ends = [part.line for part in parts[1:]] + [end]
        heights = [after - part.line for part, after in zip(parts, ends, strict=bool(parts))]
        return passages([part.block for part in parts], heights)

    def section_at(self, line: int) -> str:
        """The slug of the section that a line belongs to; empty before the first one."""
        above = (part.block for part in reversed(self.parts) if part.line <= line)
        headings = (block.target for block in above if isinstance(block, Heading))
        return next((target[len(SECTION) :] for target in headings if target.startswith(SECTION)), "")


def same_place(before: LaidOutPage, after: LaidOutPage, line: int) -> int:
    """The line of a page, after parts of it were folded or opened, with what was on a line before.

    Where that is folded, it is the line after the last part that is still there.
    """
    lines = dict(_keyed(after))
    ends = dict(zip(lines, [*lines.values()][1:], strict=False))
    for key, number in reversed([(key, number) for key, number in _keyed(before) if number <= line]):
        if key in lines:
            return min(lines[key] + line - number, ends.get(key, lines[key] + line - number))
    return line


def _keyed(document: LaidOutPage) -> Iterator[tuple[tuple[Heading | None, int], int]]:
    """The line of each part, by the heading before it and how many parts it comes after that.

    The parts themselves change with the numbers of their citations.
    """
    heading, count = None, 0
    for line, block in document.parts:
        if isinstance(block, Heading):
            heading, count = block, 0
        yield (heading, count), line
        count += 1


def lay_out_page(blocks: Blocks, width: int) -> LaidOutPage:
    """A page with its links in reading order."""
    lines: list[Text] = []
    parts: list[PlacedBlock] = []
    for block, laid in parts_centred(blocks, width):
        parts.append(PlacedBlock(len(lines) + bool(lines), block))  # after the blank line
        lines += laid
    return LaidOutPage(lines, _links(lines), parts)


def _links(lines: Sequence[Text]) -> list[PageLink]:
    found: list[PageLink] = []
    for number, line in enumerate(lines):
        for start, end, style in sorted(span for span in line.spans if LEADS_TO in str(span.style)):
            link = PageLink(str(style).partition(LEADS_TO)[2], (LineRange(number, start, end),))
            if found and _goes_on(found[-1], link, lines):
                link = link._replace(runs=(*found.pop().runs, *link.runs))
            found.append(link)
    return found


def _goes_on(link: PageLink, other: PageLink, lines: Sequence[Text]) -> bool:
    """True if the second link is the rest of the first, which was broken at the end of its line."""
    above, below = link.runs[-1], other.runs[0]
    if link.target != other.target or above.line + 1 != below.line:
        return False
    return not (lines[above.line].plain[above.end :].strip() or lines[below.line].plain[: below.start].strip(_MARGINS))
