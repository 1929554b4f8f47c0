"""The queue of a review: the cards that are left, and which of them comes next."""

from collections import deque
from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.scheduler import State
from mlsys_cli.journal.study_records import DueCard

APART = 5
"""The number of cards between two siblings, where there are enough others: one gives the other away."""


class ReviewQueue(NamedTuple):
    """The cards that are still to be asked: in their order, and those being learned in steps, the soonest first."""

    coming: tuple[str, ...] = ()
    steps: tuple[DueCard, ...] = ()

    def next(self, now: int) -> str | None:
        """The card to ask now: a step whose time has come, else the next one, else the soonest step before its time."""
        if self.steps and (self.steps[0].due <= now or not self.coming):
            return self.steps[0].card
        return self.coming[0] if self.coming else None

    def without(self, card: str) -> "ReviewQueue":
        """The queue without a card."""
        coming = self.coming[1:] if self.coming[:1] == (card,) else tuple(one for one in self.coming if one != card)
        return ReviewQueue(coming, tuple(step for step in self.steps if step.card != card))

    def with_steps(self, *steps: DueCard) -> "ReviewQueue":
        """The queue with cards to be asked once more today."""
        return self._replace(steps=_by_due((*self.steps, *steps)))


def review_queue(due: Sequence[DueCard], new: Sequence[str], now: int, seed: int) -> ReviewQueue:
    """A queue of due cards, the longest due first and those of one day mixed, and then of new ones, siblings apart.

    A card that is learned in steps waits for the time of the next one.
    """
    chance = Random(seed)
    early = [card for card in due if card.due > now and card.state != State.REVIEW]
    mixed = sorted(sorted(set(due).difference(early)), key=lambda card: (card.due // DAY, chance.random()))
    return ReviewQueue(tuple(siblings_apart([*(card.card for card in mixed), *new])), _by_due(early))


def _by_due(cards: Iterable[DueCard]) -> tuple[DueCard, ...]:
    return tuple(sorted(cards, key=lambda card: (card.due, card.card)))


def siblings_apart(cards: Sequence[str]) -> list[str]:
    """The same cards in nearly the same order, siblings as far from each other as there are others."""
    coming, held = deque(cards), deque[str]()
    placed: list[str] = []
    recent: deque[str] = deque(maxlen=APART)
    while coming or held:
        card = _next(coming, held, recent)
        placed.append(card)
        recent.append(entry_subject(card))
    return placed


def _next(coming: deque[str], held: deque[str], recent: deque[str]) -> str:
    for number, card in enumerate(held):
        if entry_subject(card) not in recent:
            del held[number]
            return card
    while coming:
        card = coming.popleft()
        if entry_subject(card) not in recent:
            return card
        held.append(card)
    # Only siblings are left: first the one whose last sibling is longest ago.
    last_places = {subject: place for place, subject in enumerate(recent)}
    card = min(held, key=lambda card: last_places[entry_subject(card)])
    held.remove(card)
    return card
