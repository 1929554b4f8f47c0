"""AdaBoost with stumps on rectangle features, and cascades of such classifiers, as Viola and Jones trained them."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias

MOST_FEATURES = 12
"""How many features a stage may have."""

_SLACK = 1e-9
"""More than what rounding may change in an error."""

Values: TypeAlias = tuple[float, ...]


class Stump(NamedTuple):
    """A feature with a threshold: it says face if the feature is above it, or below where `parity` is -1."""

    feature: int
    threshold: float
    parity: int
    vote: float

    def says_face(self, value: float) -> bool:
        """True if the value of the feature looks like a face's."""
        return self.parity * value > self.parity * self.threshold


class Stage(NamedTuple):
    """Stumps that vote, and the votes that a window needs to go on."""

    stumps: tuple[Stump, ...]
    needed: float

    def votes(self, value: Callable[[int], float]) -> float:
        """The votes of a window; `value` is that of a feature by its number."""
        return math.fsum(stump.vote for stump in self.stumps if stump.says_face(value(stump.feature)))

    def passes(self, value: Callable[[int], float]) -> bool:
        """True if the window goes on."""
        return self.votes(value) >= self.needed


class Trained(NamedTuple):
    """A stage with what it lets through of the faces that it was tried with, and of the others that it learned from."""

    stage: Stage
    faces: float
    others: float


def best_stump(
    columns: Sequence[Values], orders: Sequence[Sequence[int]], faces: int, weights: Sequence[float]
) -> Stump:
    """The stump with the least weighted error; the first `faces` examples are faces.

    `columns` has the values of each feature, and `orders` the examples by that value. The vote is log(1/β).
    """
    all_faces, all_others = math.fsum(weights[:faces]), math.fsum(weights[faces:])
    signed = [*weights[:faces], *(-weight for weight in weights[faces:])]
    best, least = Stump(0, 0.0, 1, 0.0), math.inf
    for feature, order in enumerate(orders):
        surplus = [*accumulate(map(signed.__getitem__, order))]  # of faces below each threshold
        if min(all_others + min(surplus), all_faces - max(surplus)) > least + _SLACK:
            continue  # no threshold is better
        column = columns[feature]
        for rank, (example, more) in enumerate(zip(order, surplus, strict=True)):
            above, below = all_others + more, all_faces - more  # the errors, if it says face above or below
            error, parity = (above, 1) if above < below else (below, -1)
            if error < least - 1e-12:
                after = column[order[rank + 1]] if rank + 1 < len(order) else column[example] + 1
                if after > column[example]:
                    best, least = Stump(feature, (column[example] + after) / 2, parity, 0.0), error
    beta = max(least, 1e-6) / (1 - min(least, 1 - 1e-6))
    return best._replace(vote=math.log(1 / beta))


def boost(faces: Sequence[Values], others: Sequence[Values]) -> Iterator[tuple[Stump, ...]]:
    """The stumps after each round of AdaBoost: examples that are wrong weigh more in the next."""
    examples = [*faces, *others]
    columns = list(zip(*examples, strict=True))
    orders = [sorted(range(len(examples)), key=column.__getitem__) for column in columns]
    weights = [0.5 / len(faces)] * len(faces) + [0.5 / len(others)] * len(others)
    stumps: tuple[Stump, ...] = ()
    while True:
        total = math.fsum(weights)
        weights = [weight / total for weight in weights]
        stump = best_stump(columns, orders, len(faces), weights)
        stumps = (*stumps, stump)
        yield stumps
        beta, column = math.exp(-stump.vote), columns[stump.feature]
        weights = [
            weight * (beta if stump.says_face(column[place]) == (place < len(faces)) else 1.0)
            for place, weight in enumerate(weights)
        ]


def train_stage(
    faces: Sequence[Values], others: Sequence[Values], more_faces: Sequence[Values], detection: float, passing: float
) -> Trained:
    """A stage that lets through so many of some more faces, and at most so many of the others, if it can.

    It gets features until it does; the votes that a window needs are lowered until enough faces have them.
    """
    for stumps in boost(faces, others):
        stage = Stage(stumps, 0.0)
        votes = sorted(stage.votes(face.__getitem__) for face in more_faces)
        half = math.fsum(stump.vote for stump in stumps) / 2
        stage = stage._replace(needed=min(votes[math.floor((1 - detection) * len(votes))], half) - 1e-9)
        share = sum(stage.passes(other.__getitem__) for other in others) / len(others)
        if share <= passing or len(stumps) == MOST_FEATURES:
            kept = sum(stage.passes(face.__getitem__) for face in more_faces) / len(more_faces)
            return Trained(stage, kept, share)
    raise AssertionError
