"""A selection of words of a page, which keys and the mouse extend."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.page.blocks import Aside, Block, Bullets, Heading, Math, Paragraph, Quote
from mlsys_cli.reader.page_layout import LaidOutPage, LineRange

_WORD = r"\S+"
_new = tuple.__new__  # a long page has so many words that its speed counts
_PROSE = (Paragraph, Heading, Quote, Aside)
_ITEM = r" (?=•|[0-9]+\. )"
_RULES = " ━─"
_EDGES = ("│", "▌", "▶")
"""The signs to the left of a quotation, a remark or an exhibit, which aren't words."""


SELECTION_KEYS = (
    "c note",
    "m mark",
    "y copy",
    "↓ ↑ lines",
    "→ ← words",
    "Space paragraph",
    "Tab next",
    "o other end",
    "Esc",
)
"""The keys of a selection, by their importance; the last one is always shown."""


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

    def words_on(self, line: int) -> Iterator[LineRange]:
        """The selected part of a line, if there is any."""
        start, end = max(_at_line(self.words, line), self.first), min(_at_line(self.words, line + 1) - 1, self.last)
        if start <= end:
            yield LineRange(line, self.words[start].start, self.words[end].end)

    def _by(self, steps: int, run_of: Callable[[PlacedWord], int]) -> "Selection":
        """Extend or shrink it by lines or parts, to their ends or, before the fixed word, to their beginnings."""
        runs = [list(run) for _, run in groupby(range(len(self.words)), lambda index: run_of(self.words[index]))]
        stops = [run[0] for run in runs if run[0] < self.fixed] + [run[-1] for run in runs if run[-1] >= self.fixed]
        here = bisect_right(stops, self.moving) - 1 if steps > 0 else bisect_left(stops, self.moving)
        return self._to(stops[min(max(here + steps, 0), len(stops) - 1)])

    def _to(self, moving: int) -> "Selection":
        return self._replace(moving=min(max(moving, 0), len(self.words) - 1))

    def by_key(self, key: str, rows: int, paragraphs: Sequence[int]) -> "Selection | None":
        """Extend, shrink or move it as a key says, on a screen of some rows; paragraphs are some of the parts.

        None for a key that does nothing of that.
        """
        match key.removeprefix("shift+"):
            case "down" | "j" | "up" | "k":
                return self._by(1 if key.endswith(("down", "j")) else -1, attrgetter("line"))
            case "pagedown" | "pageup":
                return self._by(rows if key.endswith("down") else -rows, attrgetter("line"))
            case "right" | "left":
                return self._to(self.moving + (1 if key.endswith("right") else -1))
            case "space":
                return self._by(1, attrgetter("part"))
            case "tab":
                step, here = -1 if key.startswith("shift") else 1, self.ends[0].part
                parts = [part for part in paragraphs[::step] if (part - here) * step > 0]
                return whole_part(self.words, parts[0]) if parts else self
            case "o":
                return self._replace(fixed=self.moving, moving=self.fixed)
        return None

    def laid_out(self, words: Sequence[PlacedWord]) -> "Selection | None":
        """The same words on the page after it was laid out again; None if it has no words."""
        fixed, moving = (_same_word(self.words, number, words) for number in (self.fixed, self.moving))
        return Selection(words, fixed, moving) if words else None


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
        words += [_new(PlacedWord, (number, *match.span(), part)) for match in re.finditer(_WORD, text)]
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


def selection_between(
    words: Sequence[PlacedWord], start: tuple[int, int] | None, end: tuple[int, int] | None
) -> Selection:
    """The words from a character of a line to before another one; None is the beginning or the end of the page."""
    first = bisect_right(words, start, key=lambda word: (word.line, word.end)) if start else 0
    last = bisect_left(words, end, key=lambda word: (word.line, word.start)) - 1 if end else len(words) - 1
    first = min(first, len(words) - 1)
    return Selection(words, first, max(first, last))


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
    for line, words in groupby(selection.words[selection.first : selection.last + 1], attrgetter("line")):
        first, *others = words
        end = others[-1].end if others else first.end
        texts.setdefault(first.part, []).append(document.lines[line].plain[first.start : end])
    return "\n\n".join(_pasted(document.parts[part].block, lines) for part, lines in texts.items())


def _pasted(block: Block, lines: Sequence[str]) -> str:
    if isinstance(block, Math):
        return block.text
    if isinstance(block, Bullets):
        return re.sub(_ITEM, "\n", " ".join(lines))
    return (" " if isinstance(block, _PROSE) else "\n").join(lines)
