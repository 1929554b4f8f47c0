"""Suggestions for misspelt words, by RapidFuzz, which is imported only when a word has missed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

_SHORTEST = 5
"""Words of fewer letters have too many neighbours: `bert` and `best` are one edit apart."""

_LONG = 9
"""Words of this length or more may have two slips."""

_LIKE = 66.0
"""The similarity, of 100, from which a name is worth suggesting."""

_LONGEST = 200
"""A text of more characters was never meant as a name."""


class Closest(NamedTuple):
    """A known word, and how like the asked one it is (0 to 100)."""

    word: str
    score: float


def slips_allowed(word: str) -> int:
    """The number of insertions, deletions, replacements and swaps that a word of this length is forgiven."""
    return 0 if len(word) < _SHORTEST else 1 if len(word) < _LONG else 2


def edit_distance(one: str, other: str) -> int:
    """The number of insertions, deletions, replacements and swaps between two words."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)


def closest(word: str, known: Sequence[str]) -> Closest | None:
    """The one known word within the allowed slips that no other is as near to."""
    nearest = within_reach(word, known)
    return nearest[0] if len(nearest) == 1 else None


def within_reach(word: str, known: Sequence[str]) -> list[Closest]:
    """The known words that are as near as any, and within the allowed slips."""
    allowed = slips_allowed(word)
    if not allowed:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    best = min((distance for _, distance, _ in found), default=0)
    return [
        Closest(name, round(100 * (1 - best / max(len(word), len(name))), 1))
        for name, distance, _ in found
        if distance == best
    ]


def suggest(word: str, known: Iterable[str], limit: int = 1, cutoff: float = _LIKE) -> list[str]:
    """The known words that resemble this one, begin with it or contain it, the most alike first."""
    if len(word) > _LONGEST:
        return []
    from rapidfuzz import fuzz, process

    names = list(dict.fromkeys(known))
    alike = process.extract(word, names, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
    scores = {place: score for _, score, place in alike}
    for place, name in enumerate(names):
        if len(word) >= 3 and (name.startswith(word) or (len(word) >= 4 and word in name)):
            scores[place] = 90.0 - min(len(name) - len(word), 15)
    best = sorted(scores, key=lambda place: (-scores[place], place))
    return [names[place] for place in best if scores[place] >= cutoff][:limit]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is most like this one, if any is."""
    near = suggest(word.lower(), known)
    return f"did you mean {near[0]!r}?" if near else ""


def either(words: Iterable[str]) -> str:
    """Some words as a choice: `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
