"""Ten sums of the pixels of an image, one for each digit: a model of 650 numbers that reads digits."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.network.convolution import CLASSES
from mlsys_cli.exhibits.network.digits import SIDE, TRAINING, digits
from mlsys_cli.exhibits.vectors import blames, dot, softmax

Sums: TypeAlias = list[list[float]]
"""A row of 64 weights and a bias for each digit."""

NUMBERS = CLASSES * (SIDE**2 + 1)
"""The numbers that the model has."""


class Case(NamedTuple):
    """The places of an image that have ink, with the values there, then a 1 for the bias; and the digit.

    `inked` takes what a row of the model has at these places.
    """

    pixels: tuple[tuple[int, float], ...]
    values: tuple[float, ...]
    inked: Callable[[Sequence[float]], tuple[float, ...]]
    label: int


@cache
def cases() -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The cases to learn from, and those of the test."""
    made = []
    for image, label in digits():
        pixels = tuple((place, ink) for place, ink in enumerate((*image, 1.0)) if ink)
        places, values = zip(*pixels, strict=True)
        made.append(Case(pixels, values, itemgetter(*places), label))
    return tuple(made[:TRAINING]), tuple(made[TRAINING:])


def nothing() -> Sums:
    """A model that knows nothing: all its numbers are 0."""
    return [[0.0] * (SIDE**2 + 1) for _ in range(CLASSES)]


def scores(sums: Sums, case: Case) -> list[float]:
    """The ten sums of an image."""
    return [dot(case.inked(row), case.values) for row in sums]


def slopes_of(sums: Sums, case: Case) -> list[float]:
    """The slope of the error of a case for each sum; that for a weight is its pixel times this."""
    return blames(softmax(scores(sums, case)), case.label)


def move(sums: Sums, case: Case, steps: Sequence[float]) -> None:
    """Add to each row its step times the image."""
    for row, step in zip(sums, steps, strict=True):
        for place, value in case.pixels:
            row[place] += step * value


def count_right(sums: Sums, tests: Sequence[Case]) -> int:
    """The number of cases that it reads right."""
    return sum((found := scores(sums, case)).index(max(found)) == case.label for case in tests)
