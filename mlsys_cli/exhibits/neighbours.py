"""The nearest neighbours of a flower vote on its kind."""

import math
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.page.blocks import Table
from mlsys_cli.page.plots import Axis, Plane, PlanePoint

_KINDS = ("setosa", "versicolor", "virginica")
_MEASURES = ("sepal-length", "sepal-width", "petal-length", "petal-width")


class Flower(NamedTuple):
    """Four lengths in centimetres, and the kind."""

    lengths: tuple[float, ...]
    kind: str


def flowers() -> tuple[Flower, ...]:
    """Fisher's 150 irises."""
    lines = (files("mlsys_cli.exhibits") / "data/iris.csv").read_text("utf-8").splitlines()
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    return tuple(Flower(tuple(map(float, lengths)), kind) for *lengths, kind in rows)


def vote(nearest: Sequence[Flower]) -> str:
    """The kind of most of the flowers; of two that are equal, the first in the alphabet."""
    counts = Counter(flower.kind for flower in nearest)
    return min(counts, key=lambda kind: (-counts[kind], kind))


def by_distance(flowers: Sequence[Flower], lengths: Sequence[float]) -> list[Flower]:
    """The known flowers, the nearest first; of two at the same distance, the one that is known longer."""
    return sorted(flowers, key=lambda flower: round(math.dist(flower.lengths, lengths), 9))


def left_out(flowers: Sequence[Flower], k: int) -> list[str]:
    """The kind of each flower by the k nearest of the others."""
    guesses = []
    for place, flower in enumerate(flowers):
        others = [*flowers[:place], *flowers[place + 1 :]]
        guesses.append(vote(by_distance(others, flower.lengths)[:k]))
    return guesses


def _result(settings: Settings, chance: Chance) -> Frame:
    known, k = flowers(), settings["k"]
    guesses = left_out(known, k)
    right = sum(flower.kind == guess for flower, guess in zip(known, guesses, strict=True))
    lengths = [settings[name] for name in _MEASURES]
    nearest = by_distance(known, lengths)[:k]
    counts = Counter(flower.kind for flower in nearest)
    numbers = (
        Number("right", right),
        Number("of", len(known)),
        Number("accuracy", round(right / len(known), 4)),
        Number("kind of the point", vote(nearest)),
        *(Number(f"votes for {kind}", counts[kind]) for kind in _KINDS),
    )
    words = f"With k = {k}, {right} of {len(known)} flowers are recognised by the others; the point is {vote(nearest)}."
    confused = Counter((flower.kind, guess) for flower, guess in zip(known, guesses, strict=True))
    rows = tuple((kind, *(str(confused[kind, guess]) for guess in _KINDS)) for kind in _KINDS)
    return Frame(words, numbers, (_picture(known, guesses, lengths), Table(("kind", *_KINDS), rows)))


def _picture(flowers: Sequence[Flower], guesses: Sequence[str], lengths: Sequence[float]) -> Plane:
    points = [
        PlanePoint(flower.lengths[2], flower.lengths[3], _KINDS.index(flower.kind), flower.kind != guess)
        for flower, guess in zip(flowers, guesses, strict=True)
    ]
    wrong = sum(point.is_wrong for point in points)
    alt = f"150 flowers by the length and width of their petals; {wrong} are not recognised by their neighbours."
    axes = Axis("petal length", "cm"), Axis("petal width", "cm")
    return Plane(alt, *axes, (*_KINDS, "your point"), (*points, PlanePoint(lengths[2], lengths[3], 3)))


PROGRAM = Program(Dials(_result))
