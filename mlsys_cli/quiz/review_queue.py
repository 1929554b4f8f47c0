"""What is left of a review, which card comes next, and how an answer is graded. Nothing here knows of a terminal."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mlsys_cli.journal.days import Today, today_at
from mlsys_cli.journal.scheduler import Grade, State
from mlsys_cli.journal.study_records import Card, DueCard
from mlsys_cli.quiz.card_order import in_order, siblings_apart
from mlsys_cli.quiz.state import QuizItem, Response, grade_of

SLOW = {"recall": 45.0, "understand": 90.0, "apply": 240.0}
"""After how many seconds a right answer was hard, by what is asked for: reading the question is in it."""


class ReviewQueue(NamedTuple):
    """The cards that are still to be asked: in their order, and those that are learned in steps, the soonest first."""

    coming: tuple[str, ...] = ()
    steps: tuple[DueCard, ...] = ()

    @property
    def number(self) -> int:
        """How many they are."""
        return len(self.coming) + len(self.steps)

    @property
    def cards(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.coming, *(step.card for step in self.steps)))


def review_queue(due: Sequence[DueCard], new: Sequence[str], now: int, seed: int) -> ReviewQueue:
    """What is due, and then what is new, siblings apart."""
    steps = [card for card in due if card.due > now and card.state != State.REVIEW]
    others = in_order([card for card in due if card not in steps] if steps else due, now, seed)
    return ReviewQueue(tuple(siblings_apart([*others, *new])), tuple(sorted(steps, key=_moment)))


def next_card(left: ReviewQueue, now: int) -> str | None:
    """What to ask now: a step whose time has come, else what is next, else the soonest step before its time."""
    if left.steps and (left.steps[0].due <= now or not left.coming):
        return left.steps[0].card
    return left.coming[0] if left.coming else None


def without(left: ReviewQueue, card: str) -> ReviewQueue:
    """What is left when a card has been asked."""
    coming = left.coming[1:] if left.coming[:1] == (card,) else tuple(one for one in left.coming if one != card)
    return ReviewQueue(coming, tuple(step for step in left.steps if step.card != card))


def with_step(left: ReviewQueue, step: DueCard) -> ReviewQueue:
    """What is left when a card is to be asked once more today."""
    return left._replace(steps=tuple(sorted((*left.steps, step), key=_moment)))


def with_first(left: ReviewQueue, card: str) -> ReviewQueue:
    """What is left when a card is to be asked before all others."""
    return left._replace(coming=(card, *left.coming))


def _moment(card: DueCard) -> tuple[int, str]:
    return card.due, card.card


class Grades(NamedTuple):
    """What an answer suggests, and how long it would be until the card is asked again after each grade."""

    proposed: Grade
    waits: tuple[int, ...]


class Done(NamedTuple):
    """What was done with a card: the answer and the grade that it got, or neither if the card was suspended."""

    turn: QuizItem
    grade: Grade | None = None
    event: str = ""


def proposed(given: Response, seconds: float, level: str) -> Grade:
    """The grade that an answer suggests: what was wrong again; slow, hinted, with a slip, or overruled hard; else good.

    Whether it was easy only the learner knows.
    """
    grade = grade_of(given)
    hard = given.overruled or seconds > SLOW.get(level, SLOW["understand"])
    return Grade.HARD if grade is Grade.GOOD and hard else grade


class Upcoming(NamedTuple):
    """The next day on which something falls due, and how much."""

    date: date
    due: int


def upcoming(cards: Iterable[Card], today: Today) -> Upcoming | None:
    """When the next cards after today are due; None if there are none."""
    dues = [
        max(card.due, today.end)
        for card in cards
        if card.due is not None and (card.due >= today.end or (card.state == State.REVIEW and card.last >= today.start))
    ]
    if not dues:
        return None
    day = today_at(min(dues), today.starts)
    return Upcoming(day.date, sum(due < day.end for due in dues))
