"""Rectangle features, and the integral image that makes each of them a few look-ups."""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from operator import add, mul
from typing import NamedTuple, TypeAlias

Picture: TypeAlias = Sequence[Sequence[float]]
"""Rows of greys from 0 (black) to 1 (white)."""

SHAPES = {
    "two beside": ((1, -1),),
    "two above": ((1,), (-1,)),
    "three beside": ((1, -2, 1),),
    "three above": ((1,), (-2,), (1,)),
    "four": ((1, -1), (-1, 1)),
}
"""The kinds of features: rows of equal rectangles, with what their sums count."""


class Feature(NamedTuple):
    """A feature: its kind, its place in the window, and the size of each of its rectangles."""

    kind: str
    x: int
    y: int
    width: int
    height: int


class Integral(NamedTuple):
    """For each corner, the sum of all pixels above and to the left: of the greys, and of their squares."""

    sums: list[float]
    squares: list[float]
    stride: int

    def rectangle(self, x: int, y: int, width: int, height: int) -> float:
        """The sum over a rectangle, from four look-ups."""
        top, bottom = y * self.stride, (y + height) * self.stride
        s = self.sums
        return s[bottom + x + width] - s[bottom + x] - s[top + x + width] + s[top + x]

    def spread(self, x: int, y: int, size: int) -> float:
        """The standard deviation of the greys in a square window."""
        top, bottom = y * self.stride + x, (y + size) * self.stride + x
        total, square = (t[bottom + size] - t[bottom] - t[top + size] + t[top] for t in (self.sums, self.squares))
        mean = total / size**2
        return math.sqrt(max(square / size**2 - mean * mean, 0.0))


def integral(picture: Picture) -> Integral:
    """The integral image of a picture, made in one pass."""
    stride = len(picture[0]) + 1
    sums, squares = [0.0] * stride, [0.0] * stride
    for row in picture:
        sums += map(add, sums[-stride:], accumulate(row, initial=0.0))
        squares += map(add, squares[-stride:], accumulate(map(mul, row, row), initial=0.0))
    return Integral(sums, squares, stride)


def features(window: int, kind: str) -> Iterator[Feature]:
    """Every feature of a kind in a square window, at each place and size."""
    rows, columns = len(SHAPES[kind]), len(SHAPES[kind][0])
    for height in range(1, window // rows + 1):
        for width in range(1, window // columns + 1):
            for y in range(window - rows * height + 1):
                for x in range(window - columns * width + 1):
                    yield Feature(kind, x, y, width, height)


def count_features(window: int) -> dict[str, int]:
    """The number of features of each kind in a window."""
    return {kind: sum(1 for _ in features(window, kind)) for kind in SHAPES}


Lookups: TypeAlias = tuple[tuple[int, float], ...]


@cache
def lookups(feature: Feature, stride: int, scale: int) -> Lookups:
    """The places in an integral image whose weighted sum is the feature, from the window's own corner, per point."""
    kind, x, y, width, height = feature
    weights: dict[int, float] = {}
    for row, counts in enumerate(SHAPES[kind]):
        for column, count in enumerate(counts):
            left, top = (x + column * width) * scale, (y + row * height) * scale
            right, bottom = left + width * scale, top + height * scale
            for place, sign in (
                (bottom * stride + right, 1),
                (bottom * stride + left, -1),
                (top * stride + right, -1),
                (top * stride + left, 1),
            ):
                weights[place] = weights.get(place, 0.0) + sign * count / scale**2
    return tuple((place, weight) for place, weight in sorted(weights.items()) if weight)
