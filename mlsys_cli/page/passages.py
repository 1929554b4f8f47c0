"""The sections of a page as ranges of lines, and how much of each was on the screen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mlsys_cli.page.anchors import PLACES, is_own_note
from mlsys_cli.page.blocks import Block, Heading

Part = tuple[float, float]
"""A part of a section, from 0 at its beginning to 1 at its end."""


class Passage(NamedTuple):
    """A section on a page, without those below it: the first line of each of its paragraphs, and where it ends."""

    section: str
    paragraphs: tuple[int, ...]
    end: int

    def share(self, line: int) -> float:
        """The place of a line in the section, from 0 to 1."""
        start = self.paragraphs[0]
        return (min(max(line, start), self.end) - start) / (self.end - start)

    def paragraph_at(self, line: int) -> int:
        """The number of the paragraph that a line belongs to, from 0."""
        return max(sum(first <= line for first in self.paragraphs) - 1, 0)


class Seen(NamedTuple):
    """The parts of a section that were on the screen, and the number of the paragraph at which its reader stopped."""

    section: str
    parts: tuple[Part, ...]
    paragraph: int = 0


def passages(blocks: Iterable[Block], heights: Iterable[int]) -> Iterator[Passage]:
    """The sections of a page, of which each block has so many lines."""
    section, firsts, line = "", list[int](), 0
    for block, height in zip(blocks, heights, strict=False):
        if isinstance(block, Heading) and block.target.startswith(PLACES):
            if section and line > firsts[0]:
                yield Passage(section, tuple(firsts), line)
            section, firsts = block.target.removeprefix(PLACES[0]), []
            if block.target.startswith(PLACES[1]):
                section = ""
        if not is_own_note(block):
            firsts.append(line)
        line += height
    if section and line > firsts[0]:
        yield Passage(section, tuple(firsts), line)


def seen_sections(found: Iterable[Passage], screens: Sequence[range]) -> list[Seen]:
    """The parts of each section of a page that were seen, after some ranges of its lines were on the screen.

    The reader stopped in the last one: in the first section on the last screen that isn't complete, or else the last.
    """
    seen: list[Seen] = []
    stopped: Seen | None = None
    last = screens[-1] if screens else range(0)
    for passage in found:
        lines = range(passage.paragraphs[0], passage.end)
        shown = [
            both for screen in screens if (both := range(max(screen.start, lines.start), min(screen.stop, lines.stop)))
        ]
        if not shown:
            continue
        parts = merged((passage.share(one.start), passage.share(one.stop)) for one in shown)
        is_there = last.start < lines.stop and lines.start < last.stop
        seen.append(Seen(passage.section, parts, passage.paragraph_at(last.start) if is_there else 0))
        if is_there and (stopped is None or share_of(stopped.parts) == 1):
            stopped = seen[-1]
    return sorted(seen, key=lambda one: one is stopped)


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same parts in order, with those that overlap or touch made one."""
    found: list[Part] = []
    for start, end in sorted(parts):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def share_of(parts: Iterable[Part]) -> float:
    """The sum of some parts, from 0 to 1."""
    return sum(end - start for start, end in merged(parts))
