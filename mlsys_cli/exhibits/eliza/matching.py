"""The reading of a line by ELIZA, and the patterns that take it apart."""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple, TypeAlias

from mlsys_cli.text.sanitize import HARMFUL


class WordChoice(NamedTuple):
    """A part of a pattern that is one of several words: (*SAD UNHAPPY), or those with one of some tags: (/FAMILY).

    The words with a tag are all known only when the whole script has been read.
    """

    text: str
    groups: tuple[Collection[str], ...]

    def fits(self, word: str) -> bool:
        """True for one of the words."""
        return any(word in group for group in self.groups)


Pattern: TypeAlias = tuple[str | int | WordChoice, ...]
"""The parts of a pattern: a word, so many words (0 for any number), or a choice."""
Words: TypeAlias = list[str]

_SIGNS = str.maketrans(
    dict.fromkeys('‘`"«»‚‛“”„‟‹›¡¿', " ") | dict.fromkeys(":;–—", ",") | {"’": "'", "!": ".", "?": "."}
)
"""Signs that a typewriter of the time didn't have."""


def typewritten(text: str) -> str:
    """A text in capitals and in signs of the time; a question mark is a period."""
    return re.sub(HARMFUL, " ", text.translate(_SIGNS)).upper()


def words_of(line: str) -> list[str]:
    """The words of a line in capitals. Commas and periods are words of their own."""
    return typewritten(line).replace(",", " , ").replace(".", " . ").split()


def decompose(pattern: Pattern, words: Words, spend: Callable[[int], None] = lambda _: None) -> list[Words] | None:
    """The words that each part of a pattern stands for; None if it doesn't fit. `spend` is told the comparisons made.

    As in SLIP, what follows a 0 is sought from the left, up to the next 0, and once found stays where it is; what
    follows the last 0 has to end the sentence.
    """
    parts: list[Words] = []
    at = begin = 0
    for end in (*(place for place, part in enumerate(pattern) if part == 0 and place), len(pattern)):
        is_open = pattern[begin] == 0
        fixed = pattern[begin + is_open : end]
        latest = len(words) - sum(map(_length, fixed))
        first = latest if is_open and end == len(pattern) else at
        start = _place(fixed, words, first, latest if is_open else at, spend) if at <= first <= latest else None
        if start is None:
            return None
        if is_open:
            parts.append(words[at:start])
        for part in fixed:
            parts.append(words[start : start + _length(part)])
            start += _length(part)
        at, begin = start, end
    return parts if at == len(words) else None


def _place(fixed: Pattern, words: Words, first: int, last: int, spend: Callable[[int], None]) -> int | None:
    """The first place, from one to another, at which the parts fit the words."""
    place = first
    while True:
        ahead = _ahead(fixed, words, place, last)
        spend((ahead - place) // 20 + len(fixed))
        if ahead > last or _fits(fixed, words, ahead):
            return ahead if ahead <= last else None
        place = ahead + 1


def _ahead(fixed: Pattern, words: Words, start: int, last: int) -> int:
    """The next place at which the first part could fit; beyond the last if there is none."""
    if fixed and isinstance(fixed[0], str) and start <= last:
        try:
            return words.index(fixed[0], start, last + 1)
        except ValueError:
            return last + 1
    return start


def _length(part: str | int | WordChoice) -> int:
    return part if isinstance(part, int) else 1


def _fits(parts: Pattern, words: Words, start: int) -> bool:
    for part in parts:
        if isinstance(part, str):
            if words[start] != part:
                return False
        elif isinstance(part, WordChoice) and not part.fits(words[start]):
            return False
        start += _length(part)
    return True


def written(pattern: Pattern) -> str:
    """A pattern as it is written in a script."""
    return f"({' '.join(part.text if isinstance(part, WordChoice) else str(part) for part in pattern)})"
