"""The perceptron of the demonstration of 1958: a retina, random association units, and cards marked left or right."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number
from mlsys_cli.page.plots import Axis, Pixels, Plot, PlotMark, Series

Card: TypeAlias = tuple[tuple[int, ...], ...]

SIDE = 20
"""The width and height of the retina, in photocells."""
_MARK = 6
"""The width and height of the mark on a card."""
_UNITS = 100
_EXCITING, _INHIBITING, _THRESHOLD = 10, 5, 2
"""The association units, the photocells that excite and inhibit each, and what must be exceeded: our own choice."""
_SIDES = {1: "right", -1: "left"}


AssociationUnit: TypeAlias = tuple[tuple[int, int], ...]
"""A unit: the places in the retina that it sees, each with 1 if it excites the unit, or -1 if it inhibits it."""


class Attempt(NamedTuple):
    """A card, the side on which it is marked (1: right, -1: left), the answer, and the weights after it.

    The answer is 0 if the sum of the weights is.
    """

    card: Card
    side: int
    answer: int
    weights: tuple[int, ...]

    @property
    def is_right(self) -> bool:
        """True if the answer is the side."""
        return self.answer == self.side


def association_units(chance: Chance) -> list[AssociationUnit]:
    """Units whose connections to the retina are random, and never change."""
    signs = [1] * _EXCITING + [-1] * _INHIBITING
    return [tuple((chance.below(SIDE * SIDE), sign) for sign in signs) for _ in range(_UNITS)]


def marked_card(side: int, chance: Chance) -> Card:
    """A card with a square at a random place in one of its halves."""
    top, left = chance.below(SIDE - _MARK + 1), chance.below(SIDE // 2 - _MARK + 1) + (SIDE // 2 if side > 0 else 0)
    return tuple(
        tuple(int(top <= row < top + _MARK and left <= column < left + _MARK) for column in range(SIDE))
        for row in range(SIDE)
    )


def active(unit: AssociationUnit, card: Card) -> bool:
    """True if more of the exciting cells see the mark than of the inhibiting ones, by the threshold at least."""
    return sum(sign * card[cell // SIDE][cell % SIDE] for cell, sign in unit) >= _THRESHOLD


def attempts(count: int, chance: Chance) -> Iterator[Attempt]:
    """So many cards, one after the other; the weights of the active units change after a wrong answer."""
    units = association_units(chance)
    weights = (0,) * len(units)
    for _ in range(count):
        side = chance.choice((-1, 1))
        card = marked_card(side, chance)
        activity = [active(unit, card) for unit in units]
        total = sum(weight for weight, is_active in zip(weights, activity, strict=True) if is_active)
        answer = (total > 0) - (total < 0)
        if answer != side:
            weights = tuple(w + side * is_active for w, is_active in zip(weights, activity, strict=True))
        yield Attempt(card, side, answer, weights)


def frames(count: int, chance: Chance) -> Iterator[Frame]:
    """A frame for each attempt."""
    right: list[bool] = []
    for step, attempt in enumerate(attempts(count, chance)):
        right.append(attempt.is_right)
        recent = right[-10:]
        numbers = (
            Number("attempts", step + 1),
            Number("mistakes", right.count(False)),
            Number("right", right.count(True)),
            Number("right of the last ten", recent.count(True)),
            Number("weights that aren't 0", sum(weight != 0 for weight in attempt.weights)),
        )
        yield Frame(_words(attempt), numbers, (_retina(attempt), _curve(right)))


def _words(attempt: Attempt) -> str:
    side, answer = _SIDES[attempt.side], _SIDES.get(attempt.answer)
    if attempt.is_right:
        return f"The mark is on the {side}, and it says so. Nothing changes."
    said = f"it says {answer}" if answer else "it can't decide"
    change = "up" if attempt.side > 0 else "down"
    return f"The mark is on the {side}, but {said}: the weight of every active unit goes {change} by 1."


def _retina(attempt: Attempt) -> Pixels:
    side = _SIDES[attempt.side]
    return Pixels(f"A card of {SIDE} by {SIDE} cells with a square on the {side}.", attempt.card, "what it sees")


def _curve(right: list[bool]) -> Plot:
    points = tuple((float(n), float(sum(right[max(0, n - 10) : n]))) for n in range(1, len(right) + 1))
    alt = f"Right answers among the last ten: {points[-1][1]:.0f} after {len(right)} attempts."
    marks = (PlotMark(50.0, points[49][1], "fifty attempts"),) if len(points) >= 50 else ()
    axes = (Axis("attempts", low=0, is_whole=True), Axis("right of the last ten", low=0, high=10))
    return Plot(alt, *axes, (Series("right of the last ten", points),), marks)
