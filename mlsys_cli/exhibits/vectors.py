"""Products of vectors, the same on every version of Python (whose own `sum` changed in 3.12), and lines in a square."""

from collections.abc import Iterable, Sequence
from math import exp, fsum, isfinite
from operator import mul
from typing import TypeAlias

from mlsys_cli.errors import UsageError

Line: TypeAlias = tuple[float, float, float, float]
"""From one point to another: x, y, x, y."""


def line_in_square(bias: float, a: float, b: float, low: float, high: float) -> tuple[Line, ...]:
    """The part of the line a·x + b·y + bias = 0 that is in a square."""
    ends: list[tuple[float, float]] = []
    for at in (low, high):
        if b and low <= (y := -(bias + a * at) / b) <= high:
            ends.append((at, y))
        if a and low <= (x := -(bias + b * at) / a) <= high:
            ends.append((x, at))
    ends = sorted(set(ends))
    return ((*ends[0], *ends[-1]),) if len(ends) > 1 else ()


def dot(ones: Iterable[float], others: Iterable[float]) -> float:
    """The sum of the products of two lists of numbers, rounded once."""
    return fsum(map(mul, ones, others))


def logistic(total: float) -> float:
    """The probability for some log odds: between 0 and 1."""
    return 1 / (1 + exp(-total)) if total > -700 else 0.0


def softmax(scores: Sequence[float]) -> list[float]:
    """The shares that some scores give, which add up to 1."""
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = fsum(powers)
    return [power / total for power in powers]


def blames(shares: Sequence[float], right: int) -> list[float]:
    """The slope of the error for each score, if one of them should have had the whole share."""
    return [share - (place == right) for place, share in enumerate(shares)]


def read_vector(name: str, text: str) -> tuple[float, ...]:
    """The numbers in a text such as `0.3, -20`, which is a setting's. Raises UsageError with the setting's name."""
    try:
        numbers = tuple(map(float, text.translate(str.maketrans(",[]", "   ")).split()))
    except ValueError:
        numbers = ()
    if not (numbers and all(map(isfinite, numbers))):
        raise UsageError(f"{name} can't be {text[:40]!r}", ["it is numbers with spaces between them, such as 1 2.5 -3"])
    return numbers
