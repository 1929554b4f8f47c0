"""The places of marks and notes in a text, and the passages of it that were on a screen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Span, prose_spans

PLACES = ("section:", "chapter:")
"""The beginnings of the targets of the headings under which a text is numbered."""

# A journal keeps the texts, and goes from computer to computer: enough to find them again, and no copy of the book.
_LONGEST_BEGINNING = 200
_LONGEST_WORDS = 1000
_ALIKE = 60
"""How alike, out of 100, the beginning of a paragraph must be to one that is anchored and was changed. Chosen, not
measured."""


class Anchor(NamedTuple):
    """A paragraph below the title of an entry, by its number from 1 on and its first words.

    If only a passage of it is meant, which may go on into the next paragraphs, `passage` has its words.
    """

    paragraph: int
    beginning: str
    passage: str = ""

    @property
    def quote(self) -> str:
        """The words that stand for the place."""
        return self.passage or self.beginning

    def values(self) -> dict[str, Any]:
        """The anchor as the journal keeps it."""
        passage = {"words": self.passage} if self.passage else {}
        return {"paragraph": self.paragraph, "beginning": self.beginning, **passage}


def anchor_at(paragraph: int, block: Block, passage: str = "") -> Anchor:
    """The anchor of a block of a text, or of a passage that begins in it."""
    return Anchor(paragraph, _shortened(block_text(block), _LONGEST_BEGINNING), _shortened(passage, _LONGEST_WORDS))


def anchor_of(values: Mapping[str, Any] | None) -> Anchor | None:
    """The anchor that the journal has kept; None for an entry as a whole."""
    return Anchor(values["paragraph"], values["beginning"], values.get("words", "")) if values else None


def _shortened(text: str, most: int) -> str:
    """The whole words at the beginning of a text, with an ellipsis if there are more."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return f"{text[:most].rpartition(' ')[0] or text[:most]}…"


def block_text(block: Block) -> str:
    """The words of a block, without its citations, whose numbers are those of a page."""
    spans: Iterable[Span]
    match block:
        case page.Heading(_, words) | page.Code(words):
            spans = (Span(words),)
        case page.Aside(label, spans):
            spans = (Span(f"{label}: "), *spans)
        case page.DefinitionList(rows):
            spans = chain.from_iterable((Span(f" {label} "), *value) for label, value in rows)
        case page.Table(header, cells):
            spans = (Span(" ".join([*header, *chain.from_iterable(cells)])),)
        case page.Bullets(items):
            return " ".join(map(block_text, chain.from_iterable(items)))
        case page.Quote(blocks):
            return " ".join(map(block_text, blocks))
        case _:  # a drawing of numbers is known by its words
            alt = getattr(block, "alt", "")
            spans = (Span(alt),) if alt else prose_spans((block,))
    text = ""
    for span in spans:
        text = text.rstrip() if span.style == "cite" else text + span.text
    return " ".join(text.split())


def is_own_note(block: Block) -> bool:
    """True if a block is a note of the learner, which isn't part of the text."""
    match block:
        case page.Aside(_, _, style):
            return style == "note.own"
        case page.Quote((page.Paragraph(spans), *_)):
            return bool(spans) and spans[0].style == "note.own.label"
    return False


class NumberedBlock(NamedTuple):
    """A block with its number below the title with the `target`, from 1 on; the title itself has 0."""

    target: str
    ordinal: int
    block: Block

    @property
    def is_paragraph(self) -> bool:
        """True if it can be meant as this paragraph."""
        return self.ordinal > 0 and not isinstance(self.block, page.Heading) and not is_own_note(self.block)


def number_blocks(blocks: Iterable[Block]) -> Iterator[NumberedBlock]:
    """Each block of a page with its number. Notes of the learner have that of the block before them."""
    target, number = "", -1
    for block in blocks:
        if isinstance(block, page.Heading) and block.target.startswith(PLACES):
            target, number = block.target, 0
        elif target and not is_own_note(block):
            number += 1
        yield NumberedBlock(target, max(number, 0), block)


def find_anchor(blocks: Sequence[NumberedBlock], anchor: Anchor) -> int | None:
    """The index of the block with an anchor among those below one title; None if no paragraph is like it any more."""
    texts = {index: block_text(block.block) for index, block in enumerate(blocks) if block.is_paragraph}
    beginning, passage = anchor.beginning.rstrip("…"), anchor.passage.rstrip("…")
    # Of several that are the same, the one that stands nearest to where it stood is meant.
    near = sorted(texts, key=lambda index: abs(blocks[index].ordinal - anchor.paragraph))
    same = [index for index in near if texts[index].startswith(beginning)]
    same = same or [index for index in near if passage and passage in texts[index]]
    if same:
        return same[0]
    from rapidfuzz import fuzz  # most texts stay as they are; of a longer paragraph only as much is compared

    alike = {index: fuzz.ratio(texts[index][: len(beginning)], beginning) for index in near}
    best = max(alike, key=lambda index: alike[index], default=None)
    return best if best is not None and alike[best] >= _ALIKE else None


PlacedNote: TypeAlias = tuple[Anchor | None, Blocks]
"""A note as blocks, and its place in the text of its entry; None is below it."""


def insert_at_anchors(blocks: Iterable[Block], notes: Sequence[PlacedNote]) -> Iterable[Block]:
    """The blocks of one entry, its notes below the paragraphs that they are about or else at the end."""
    numbered = list(number_blocks(blocks))
    below: dict[int, Blocks] = {}
    for anchor, note in notes:
        index = find_anchor(numbered, anchor) if anchor else None
        at = len(numbered) - 1 if index is None else index
        below[at] = (*below.get(at, ()), *note)
    return [block for index, item in enumerate(numbered) for block in (item.block, *below.get(index, ()))]


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
        if isinstance(block, page.Heading) and block.target.startswith(PLACES):
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


def seen_sections(passages: Iterable[Passage], screens: Sequence[range]) -> list[Seen]:
    """The parts of each section of a page that were seen, after some ranges of its lines were on the screen.

    The reader stopped in the last one: in the first section on the last screen that isn't complete, or else the last.
    """
    seen: list[Seen] = []
    stopped: Seen | None = None
    last = screens[-1] if screens else range(0)
    for passage in passages:
        lines = range(passage.paragraphs[0], passage.end)
        shown = [
            both for screen in screens if (both := range(max(screen.start, lines.start), min(screen.stop, lines.stop)))
        ]
        if not shown:
            continue
        parts = merged((passage.share(item.start), passage.share(item.stop)) for item in shown)
        is_there = last.start < lines.stop and lines.start < last.stop
        seen.append(Seen(passage.section, parts, passage.paragraph_at(last.start) if is_there else 0))
        if is_there and (stopped is None or share_of(stopped.parts) == 1):
            stopped = seen[-1]
    return sorted(seen, key=lambda stretch: stretch is stopped)


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same parts in order, with those that overlap or touch made one."""
    ranges: list[Part] = []
    for start, end in sorted(parts):
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
        else:
            ranges.append((start, end))
    return tuple(ranges)


def share_of(parts: Iterable[Part]) -> float:
    """The sum of some parts, from 0 to 1."""
    return sum(end - start for start, end in merged(parts))
