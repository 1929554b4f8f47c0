"""Suggestions for misspelt words, by RapidFuzz, which is imported only when a word has missed."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

_NUMBER = r"\d+(?:[a-z]\b)?"  # `4` of gpt-4, `4o` of gpt-4o

SHORTEST = 5
"""Words of fewer letters have too many neighbours: `bert` and `best` are one edit apart."""

LONG = 9
"""The length from which a word may have two typos."""

_LIKE = 67.0
"""The similarity, of 100, from which a name is worth suggesting."""

_LONGEST = 200
"""A text of more characters was never meant as a name."""

_AT_ONCE = 1000
"""Words are compared in parts of this many, which stay in the processor's cache: of 200,000 in half the time."""


class Closest(NamedTuple):
    """A known word, and how like the asked one it is (0 to 100)."""

    word: str
    score: float


def slips_allowed(word: str) -> int:
    """The number of insertions, deletions, replacements and swaps that a word of this length is forgiven."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def edit_distance(word: str, other: str) -> int:
    """The number of insertions, deletions, replacements and swaps between two words."""
    from rapidfuzz.distance import OSA

    return OSA.distance(word, other)


def words_within(word: str, candidates: list[str], slips: int) -> list[str]:
    """The candidates that a word can be turned into by so many slips."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return [name for name, _, _ in near]


def closest(word: str, candidates: Iterable[str]) -> Closest | None:
    """The candidate that is clearly nearest, within the allowed number of typos."""
    nearest = within_reach(word, candidates)
    return nearest[0] if len(nearest) == 1 else None


def within_reach(word: str, candidates: Iterable[str], most: int = 2) -> list[Closest]:
    """The nearest candidates, within the allowed number of typos and no more than `most`, none of them in a number.

    A model or machine with another number is another one, and so is one with a letter behind it: GPT-4o isn't GPT-4.
    """
    allowed = min(slips_allowed(word), most)
    if not allowed:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA, Indel

    distances: dict[str, int] = {}
    numbers = re.findall(_NUMBER, word)
    for names in _parts(candidates):
        # No slip is more than two insertions and deletions, and these are counted in half the time.
        near = process.extract(word, names, scorer=Indel.distance, score_cutoff=2 * allowed, limit=None)
        distances |= {name: OSA.distance(word, name) for name, _, _ in near if re.findall(_NUMBER, name) == numbers}
    best = min(distances.values(), default=0)
    return [
        Closest(name, round(100 * (1 - best / max(len(word), len(name))), 1))
        for name, distance in distances.items()
        if distance == best <= allowed
    ]


def suggest(word: str, candidates: Iterable[str], limit: int = 1, cutoff: float = _LIKE) -> list[str]:
    """The candidates that resemble a word, begin with it or contain it, the most alike first."""
    if len(word) > _LONGEST:
        return []
    from rapidfuzz import fuzz, process

    near: list[tuple[str, float]] = []
    for names in _parts(candidates):
        alike = process.extract(word, names, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
        scores = {place: score for _, score, place in alike}
        for place, name in enumerate(names):
            if word in name and (len(word) >= 4 or (len(word) == 3 and name.startswith(word))):
                # A name that begins with the word may be as long as a title; one that has it inside may not.
                longer = len(name) - len(word)
                scores[place] = 90.0 - (min(longer, 15) if name.startswith(word) else longer)
        near += [(names[place], scores[place]) for place in sorted(scores) if scores[place] >= cutoff]
    best = sorted(near, key=lambda pair: -pair[1])
    return list(dict.fromkeys(name for name, _ in best))[:limit]


def _parts(words: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(words)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A hint at the candidate that is most like this one, if any is."""
    near = suggest(word.lower(), candidates)
    return f"did you mean {near[0]!r}?" if near else ""


def either(words: Iterable[str]) -> str:
    """Some words as a choice: `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
