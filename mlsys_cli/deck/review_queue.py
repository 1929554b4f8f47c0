"""The queue of a review: the cards that are left, which of them comes next, and when the next ones are due."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mlsys_cli.deck.card_order import in_order, siblings_apart
from mlsys_cli.journal.days import Today, today_at
from mlsys_cli.journal.scheduler import State
from mlsys_cli.journal.study_records import DueCard, StudiedCard


class ReviewQueue(NamedTuple):
    """The cards that are still to be asked: in their order, and those being learned in steps, the soonest first."""

    coming: tuple[str, ...] = ()
    steps: tuple[DueCard, ...] = ()

    @property
    def number(self) -> int:
        """The number of cards."""
        return len(self.coming) + len(self.steps)

    @property
    def cards(self) -> frozenset[str]:
        """The ids of all cards."""
        return frozenset((*self.coming, *(step.card for step in self.steps)))


def review_queue(due: Sequence[DueCard], new: Sequence[str], now: int, seed: int) -> ReviewQueue:
    """A queue of due cards and then new ones, siblings apart."""
    steps = [card for card in due if card.due > now and card.state != State.REVIEW]
    others = in_order([card for card in due if card not in steps] if steps else due, now, seed)
    return ReviewQueue(tuple(siblings_apart([*others, *new])), tuple(sorted(steps, key=_by_due)))


def next_card(queue: ReviewQueue, now: int) -> str | None:
    """The card to ask now: a step whose time has come, else the next one, else the soonest step before its time."""
    if queue.steps and (queue.steps[0].due <= now or not queue.coming):
        return queue.steps[0].card
    return queue.coming[0] if queue.coming else None


def without(queue: ReviewQueue, card: str) -> ReviewQueue:
    """The queue without a card."""
    coming = queue.coming[1:] if queue.coming[:1] == (card,) else tuple(one for one in queue.coming if one != card)
    return ReviewQueue(coming, tuple(step for step in queue.steps if step.card != card))


def with_step(queue: ReviewQueue, step: DueCard) -> ReviewQueue:
    """The queue with a card to be asked once more today."""
    return queue._replace(steps=tuple(sorted((*queue.steps, step), key=_by_due)))


def with_first(queue: ReviewQueue, card: str) -> ReviewQueue:
    """The queue with a card to be asked before all others."""
    return queue._replace(coming=(card, *queue.coming))


def _by_due(card: DueCard) -> tuple[int, str]:
    return card.due, card.card


class Upcoming(NamedTuple):
    """The next day on which cards fall due, and how many."""

    date: date
    due: int


def upcoming(cards: Iterable[StudiedCard], today: Today) -> Upcoming | None:
    """The next day after today on which cards are due; None if there is none."""
    dues = [
        max(card.due, today.end)
        for card in cards
        if card.due is not None and (card.due >= today.end or (card.state == State.REVIEW and card.last >= today.start))
    ]
    if not dues:
        return None
    day = today_at(min(dues), today.starts)
    return Upcoming(day.date, sum(due < day.end for due in dues))
