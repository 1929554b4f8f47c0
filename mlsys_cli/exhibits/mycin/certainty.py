"""Certainty factors from -1, surely not, to 1, surely: how evidence for and against adds up."""

from collections.abc import Iterable
from functools import reduce

CUT_OFF = 0.2
"""What is believed no more than this doesn't count as true."""


def combined(first: float, other: float) -> float:
    """Two pieces of evidence together, as in EMYCIN; sure evidence for and against cancels out."""
    if first >= 0 and other >= 0:
        return first + other - first * other
    if first <= 0 and other <= 0:
        return first + other + first * other
    weaker = min(abs(first), abs(other))
    return (first + other) / (1 - weaker) if weaker < 1 else 0.0


def of_emycin(evidence: Iterable[float]) -> float:
    """All evidence together, piece by piece."""
    return reduce(combined, evidence, 0.0)


def of_1975(evidence: Iterable[float]) -> float:
    """All evidence together as in 1975: the belief from what speaks for it, less the disbelief from the rest."""
    pieces = [*evidence]
    return of_emycin(piece for piece in pieces if piece > 0) + of_emycin(piece for piece in pieces if piece < 0)


def in_words(certainty: float) -> str:
    """The strength of evidence in MYCIN's words."""
    size = abs(certainty)
    strength = "conclusive" if size == 1 else "strongly suggestive" if size > 0.8 else "suggestive"
    strength = "no" if size == 0 else "weakly suggestive" if size <= 0.5 else strength
    return f"{strength} evidence{' against' if certainty < 0 else ''}"
