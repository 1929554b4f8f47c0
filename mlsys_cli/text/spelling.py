"""Which known word a misspelt one was meant to be. The only home of RapidFuzz, imported when a name has missed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

_SHORTEST = 5
"""Words of fewer letters have too many neighbours: `bert` and `best` are one edit apart."""

_LONG = 9
"""Words from this length on may have two slips in them."""

_LIKE = 72.0
"""The similarity, of 100, from which a name is worth suggesting."""


class Closest(NamedTuple):
    """A known word, and how like the asked one it is (0 to 100)."""

    word: str
    score: float


def slips_allowed(word: str) -> int:
    """How many insertions, deletions, replacements and swaps a word of this length is forgiven."""
    return 0 if len(word) < _SHORTEST else 1 if len(word) < _LONG else 2


def closest(word: str, known: Sequence[str]) -> Closest | None:
    """The one known word within the allowed slips that no other is as near to."""
    nearest = within_reach(word, known)
    return nearest[0] if len(nearest) == 1 else None


def within_reach(word: str, known: Sequence[str]) -> list[Closest]:
    """The known words that are as near as any, and within the allowed slips."""
    allowed = slips_allowed(word)
    if not allowed:
        return []
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    best = min((distance for _, distance, _ in found), default=0)
    return [
        Closest(name, round(100 * (1 - best / max(len(word), len(name))), 1))
        for name, distance, _ in found
        if distance == best
    ]


def nearest_names(word: str, known: Iterable[str], limit: int) -> list[str]:
    """Known words that resemble this one or begin with it, the most alike first."""
    found = process.extract(word, list(dict.fromkeys(known)), scorer=_likeness, score_cutoff=_LIKE, limit=limit)
    return [name for name, _, _ in found]


def _likeness(word: str, name: str, *, score_cutoff: float | None = None) -> float:
    if len(word) >= 3 and (name.startswith(word) or (len(word) >= 4 and word in name)):
        return 90.0 - min(len(name) - len(word), 15)
    return float(fuzz.ratio(word, name, score_cutoff=score_cutoff))
