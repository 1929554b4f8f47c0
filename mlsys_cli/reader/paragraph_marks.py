"""Paragraphs of a laid-out page: which one is meant, which lines are marked, and the signs in the margin."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice
from operator import attrgetter
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.page.anchors import Anchor, NumberedBlock, anchor_at, find_anchor, number_blocks
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.selection import PlacedWord, Selection, plain_words, words_as_said, words_of

MARKED, MEANT, NEW = "┃", "│", "▸"
"""The signs beside the lines that are marked, beside the paragraph that a key is about, and where a screen ended."""


class TextPlace(NamedTuple):
    """A paragraph of a page, or a passage that begins in it: the target of its heading, its anchor and its lines."""

    target: str
    anchor: Anchor
    lines: range


def paragraph_on(document: LaidOutPage, shown: range) -> TextPlace | None:
    """The paragraph that is meant: the first that is wholly on the screen, or else the one with the most lines there.

    None if no paragraph of the text is on the screen.
    """
    found = [(one, lines) for one, lines in _placed(document) if one.is_paragraph and lines.start < document.text_end]
    found = [(one, lines) for one, lines in found if _common(lines, shown)]
    whole = (both for both in found if _common(both[1], shown) == len(both[1]))
    one, lines = next(whole, None) or max(found, key=lambda both: _common(both[1], shown), default=(None, range(0)))
    return TextPlace(one.target, anchor_at(one.ordinal, one.block), lines) if one else None


def selected_place(document: LaidOutPage, selection: Selection) -> TextPlace | None:
    """The place of a selection; None if it is in no paragraph."""
    first, last = selection.ends
    parts = range(first.part, last.part + 1)
    found = (one for number, (one, _) in enumerate(_placed(document)) if number in parts and one.is_paragraph)
    one = next(found, None)
    if one is None:
        return None
    words = "" if selection.is_whole_paragraph else plain_words(document, selection)
    return TextPlace(one.target, anchor_at(one.ordinal, one.block, words), range(first.line, last.line + 1))


def paragraph_parts(document: LaidOutPage) -> list[int]:
    """The numbers of those parts of a page that are paragraphs."""
    return [number for number, (one, _) in enumerate(_placed(document)) if one.is_paragraph]


def marked_lines(document: LaidOutPage, marks: Sequence[tuple[str, Anchor]]) -> dict[int, str]:
    """The sign of each marked line. Each mark has the target of the heading that it is under."""
    placed = list(_placed(document)) if marks else []
    words = words_of(document) if any(anchor.passage for _, anchor in marks) else []
    lines: dict[int, str] = {}
    for target, anchor in marks:
        under = [number for number, (one, _) in enumerate(placed) if one.target == target]
        index = find_anchor([placed[number][0] for number in under], anchor)
        if index is not None:
            whole = placed[under[index]][1]
            marked = _lines_of(document, words, whole, anchor.passage) if anchor.passage else None
            lines |= dict.fromkeys(marked or whole, MARKED)
    return lines


def is_same_place(document: LaidOutPage, spot: TextPlace, target: str, anchor: Anchor) -> bool:
    """True if a mark is at a place, whatever the text was when it was made."""
    if spot.target != target or spot.anchor.passage != anchor.passage:
        return False
    under = [one for one, _ in _placed(document) if one.target == target]
    index = find_anchor(under, anchor)
    return index is not None and under[index].ordinal == spot.anchor.paragraph


def _placed(document: LaidOutPage) -> Iterator[tuple[NumberedBlock, range]]:
    """Each part of a page with its lines, without the blank one before the next part."""
    numbered = number_blocks(part.block for part in document.parts)
    ends = chain((part.line - 1 for part in document.parts[1:]), [len(document.lines)])
    return ((one, range(part.line, end)) for one, part, end in zip(numbered, document.parts, ends, strict=False))


def _common(lines: range, others: range) -> int:
    return len(range(max(lines.start, others.start), min(lines.stop, others.stop)))


def _lines_of(document: LaidOutPage, words: Sequence[PlacedWord], lines: range, passage: str) -> range | None:
    """The lines with a passage that begins on some lines; None if it isn't there."""
    wanted = "".join(passage.rstrip("…").split())  # a sign behind a citation is a word of its own on the page
    first = bisect_left(words, lines.start, key=attrgetter("line"))
    said = list(words_as_said(document, islice(words, first, None)))
    text = "".join(word for word, _ in said)
    starts = list(accumulate((len(word) for word, _ in said), initial=0))
    for start, (_, line) in zip(starts, said, strict=False):
        if line in lines and text.startswith(wanted, start):
            return range(line, said[bisect_left(starts, start + len(wanted)) - 1][1] + 1)
    return None


def with_sign(document: LaidOutPage, row: int, sign: str) -> Text:
    """A line of a page with a sign in the margin."""
    line, at = document.lines[row].copy(), max(document.margin - 2, 0)
    line.pad_right(max(at + 1 - len(line), 0))
    return line[:at].append(sign, "caption" if sign == NEW else "note.own.label").append_text(line[at + 1 :])
