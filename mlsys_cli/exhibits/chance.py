"""Chance that is the same for the same seed on every version of Python."""

from collections.abc import Sequence
from math import cos, log, sqrt, tau
from random import Random
from typing import TypeVar

_Item = TypeVar("_Item")

FIRST_SEED = 1
"""The seed of a run for which none was chosen."""


class Chance:
    """Draws made of `Random.random()` alone, whose numbers Python promises not to change."""

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random

    def random(self) -> float:
        """A number from 0 to below 1."""
        return self._next()

    def uniform(self, low: float, high: float) -> float:
        """A number from `low` to below `high`."""
        return low + (high - low) * self._next()

    def below(self, bound: int) -> int:
        """A whole number from 0 to below another."""
        return int(self._next() * bound)

    def choice(self, items: Sequence[_Item]) -> _Item:
        """One of some items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """The items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def normal(self) -> float:
        """A number from the normal distribution of mean 0 and variance 1."""
        return sqrt(-2 * log(1 - self._next())) * cos(tau * self._next())
