"""Sums of products that are the same on every version of Python, whose own `sum` changed in 3.12."""

from collections.abc import Iterable
from math import fsum
from operator import mul


def dot(ones: Iterable[float], others: Iterable[float]) -> float:
    """The sum of the products of two lists of numbers, rounded once."""
    return fsum(map(mul, ones, others))
