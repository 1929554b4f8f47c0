"""A selection of words of a page, which keys and the mouse extend."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import attrgetter
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import Aside, Block, Bullets, Heading, Math, Paragraph, Quote
from mlsys_cli.reader.page_layout import LaidOutPage, LineRange

_WORD = re.compile(r"\S+")
_new = tuple.__new__  # a long page has so many words that its speed counts
_PROSE = (Paragraph, Heading, Quote, Aside)
_ITEM = re.compile(r" (?=•|[0-9]+\. )")
_RULES = " ━─"
_EDGES = ("│", "▌", "▶")
"""The signs to the left of a quotation, a remark or an exhibit, which aren't words."""


class PlacedWord(NamedTuple):
    """A word on a line, from the character `start` to before `end`, and the number of its part of the page."""

    line: int
    start: int
    end: int
    part: int


class Selection(NamedTuple):
    """The words from one number to another, of which the `moving` one may come first."""

    words: Sequence[PlacedWord]
    fixed: int
    moving: int

    @property
    def first(self) -> int:
        """The number of the first word."""
        return min(self.fixed, self.moving)

    @property
    def last(self) -> int:
        """The number of the last word."""
        return max(self.fixed, self.moving)

    @property
    def ends(self) -> tuple[PlacedWord, PlacedWord]:
        """The first and the last word."""
        return self.words[self.first], self.words[self.last]

    @property
    def is_whole_paragraph(self) -> bool:
        """True if all words of one part are selected, and no others."""
        first, last = self.ends
        return first.part == last.part and (self.first, self.last) == _bounds(self.words, first.part)

    def ranges(self) -> Iterator[LineRange]:
        """The selected part of each line."""
        first, last = self.ends
        for line in range(first.line, last.line + 1):
            start, end = max(_at_line(self.words, line), self.first), min(_at_line(self.words, line + 1) - 1, self.last)
            if start <= end:
                yield LineRange(line, self.words[start].start, self.words[end].end)

    def by_words(self, steps: int) -> "Selection":
        """Extend or shrink it by words."""
        return self._to(self.moving + steps)

    def by_lines(self, steps: int) -> "Selection":
        """Extend or shrink it by lines, to their ends or, before the word that is fixed, to their beginnings."""
        moved = self
        for _ in range(abs(steps)):
            moved = moved._by_line(1 if steps > 0 else -1)
        return moved

    def _by_line(self, step: int) -> "Selection":
        return self._by_range(step, self._line_of(self.moving), self._line_of)

    def by_parts(self, step: int) -> "Selection":
        """Extend or shrink it by a paragraph, or whatever else is on the page."""
        return self._by_range(step, self._part_of(self.moving), self._part_of)

    def _line_of(self, index: int) -> tuple[int, int]:
        line = self.words[index].line
        return _at_line(self.words, line), _at_line(self.words, line + 1) - 1

    def _part_of(self, index: int) -> tuple[int, int]:
        return _bounds(self.words, self.words[index].part)

    def _by_range(self, step: int, here: tuple[int, int], range_of: Callable[[int], tuple[int, int]]) -> "Selection":
        """Go to the end of this range of words, or if the moving word is there, to that of the next one."""
        start, end = here
        if step > 0:
            there = self.moving if self.fixed <= self.moving < end else end + 1
        else:
            there = self.moving if start < self.moving <= self.fixed else start - 1
        return self._to_nearer(*range_of(there)) if 0 <= there < len(self.words) else self

    def _to_nearer(self, start: int, end: int) -> "Selection":
        is_before = self.moving < self.fixed
        return self._to(start if (start if is_before else end) < self.fixed else end)

    def _to(self, index: int) -> "Selection":
        return self._replace(moving=min(max(index, 0), len(self.words) - 1))

    def from_other_end(self) -> "Selection":
        """The same words, of which the other end moves."""
        return self._replace(fixed=self.moving, moving=self.fixed)

    def laid_out(self, words: Sequence[PlacedWord]) -> "Selection":
        """The same words on the page after it was laid out again."""
        fixed, moving = (_same_word(self.words, number, words) for number in (self.fixed, self.moving))
        return Selection(words, fixed, moving)


def whole_part(words: Sequence[PlacedWord], part: int) -> Selection:
    """All words of one part of the page, the last one moving."""
    return Selection(words, *_bounds(words, part))


def _bounds(words: Sequence[PlacedWord], part: int) -> tuple[int, int]:
    """The numbers of the first and the last word of a part."""
    start = bisect_left(words, part, key=lambda word: word.part)
    return start, max(bisect_right(words, part, key=lambda word: word.part) - 1, start)


def _at_line(words: Sequence[PlacedWord], line: int) -> int:
    """The number of the first word on a line or after it."""
    return bisect_left(words, line, key=lambda word: word.line)


def _same_word(before: Sequence[PlacedWord], index: int, after: Sequence[PlacedWord]) -> int:
    part = before[index].part
    start, end = _bounds(after, part)
    return min(start + index - _bounds(before, part)[0], end, len(after) - 1)


def words_of(document: LaidOutPage) -> list[PlacedWord]:
    """Every word on a page, without the numbers of its citations and the rules below its titles."""
    firsts = [part.line for part in document.parts]
    words: list[PlacedWord] = []
    for number, line in enumerate(document.lines):
        text = _without_citations(line)
        if not text:
            continue
        part, first = bisect_right(firsts, number) - 1, len(words)
        if isinstance(document.parts[part].block, Heading) and not text.strip(_RULES):
            continue
        words += [_new(PlacedWord, (number, *match.span(), part)) for match in _WORD.finditer(text)]
        if text.lstrip()[:2].rstrip() in _EDGES:
            del words[first]
    return words


def _without_citations(line: Text) -> str:
    """The characters of a line, with spaces in place of its citations."""
    text = line.plain
    for start, end, style in line.spans:
        if str(style).partition(" ")[0] == "cite":
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def word_at(document: LaidOutPage, words: Sequence[PlacedWord], line: int, column: int) -> int:
    """The number of the word at a column of a line, or of the last one before it."""
    plain = document.lines[line].plain if line < len(document.lines) else ""
    ends = accumulate(map(cell_len, plain))
    start = next((at for at, end in enumerate(ends) if end > column), len(plain))
    return max(bisect_right(words, (line, start), key=lambda word: word[:2]) - 1, 0)


def plain_words(document: LaidOutPage, selection: Selection) -> str:
    """The selected words in one line."""
    words = selection.words[selection.first : selection.last + 1]
    return _joined(text for text, _ in words_as_said(document, words))


def words_as_said(document: LaidOutPage, words: Iterable[PlacedWord]) -> Iterator[tuple[str, int]]:
    """Words in reading order, each with its line; a formula has those of its form in one line."""
    for part, group in groupby(words, key=attrgetter("part")):
        block = document.parts[part].block
        if not isinstance(block, Math):
            yield from ((document.lines[line].plain[start:end], line) for line, start, end, _ in group)
        else:
            first, *others = group
            for text in block.text.split():
                yield text, first.line
                first = others[-1] if others else first


def _joined(words: Iterator[str]) -> str:
    """Words with a space between them; a sign behind a citation belongs to the word before that."""
    return re.sub(r" ([.,;:!?)]+)(?= |$)", r"\1", " ".join(words))


def selected_text(document: LaidOutPage, selection: Selection) -> str:
    """The selected words as text to paste: prose and formulas without breaks of lines, all else line by line."""
    texts: dict[int, list[str]] = {}
    for run in selection.ranges():
        part = selection.words[_at_line(selection.words, run.line)].part
        texts.setdefault(part, []).append(document.lines[run.line].plain[run.start : run.end])
    return "\n\n".join(_pasted(document.parts[part].block, lines) for part, lines in texts.items())


def _pasted(block: Block, lines: Sequence[str]) -> str:
    if isinstance(block, Math):
        return block.text
    if isinstance(block, Bullets):
        return _ITEM.sub("\n", " ".join(lines))
    return (" " if isinstance(block, _PROSE) else "\n").join(lines)
