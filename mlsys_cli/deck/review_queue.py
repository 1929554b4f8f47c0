"""The queue of a review: the cards that are left, and which of them comes next."""

from collections.abc import Iterable
from typing import NamedTuple

from mlsys_cli.journal.study_records import DueCard


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

    def with_next(self, card: str) -> "ReviewQueue":
        """The queue with a card to be asked before the others."""
        return self._replace(coming=(card, *self.coming))

    def with_steps(self, *steps: DueCard) -> "ReviewQueue":
        """The queue with cards to be asked once more today."""
        return self._replace(steps=_by_due((*self.steps, *steps)))


def _by_due(cards: Iterable[DueCard]) -> tuple[DueCard, ...]:
    return tuple(sorted(cards, key=lambda card: (card.due, card.card)))
