"""The schedule (FSRS): when a card is asked again. Neither chance nor the clock has a part in it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli.journal.settings import DEFAULT_RETENTION

if TYPE_CHECKING:  # imported when a card is scheduled, since it takes long
    from fsrs import Card, Scheduler

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class State(IntEnum):
    """The state of a card: new or forgotten, learned in short steps, kept by reviews, learned again."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Grade(IntEnum):
    """The grade of an answer."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Memory(NamedTuple):
    """The memory of a card after an answer: `stability` in days, times in microseconds."""

    state: int
    step: int | None
    stability: float
    difficulty: float
    due: int
    last: int


class Step(NamedTuple):
    """A card after an answer. One with the grade 0 is no answer: the card was forgotten on purpose.

    `predicted` is how probable the right answer was, where a day or more had passed since the one before; `first` is
    when the card was asked for the first time, or for the first time since it was forgotten.
    """

    card: str
    at: int
    event: str
    grade: int
    predicted: float | None = None
    state: int = State.NEW
    step: int | None = None
    stability: float = 0.0
    difficulty: float = 0.0
    due: int | None = None
    first: int | None = None
    reps: int = 0
    lapses: int = 0

    @property
    def memory(self) -> Memory | None:
        """The memory that the schedule goes on from; None if the card is new."""
        # The fields of a step from `state` to `due` are the first ones of a memory.
        return None if self.due is None else Memory._make((*self[5:10], self.at))


class Schedule:
    """FSRS with some parameters, or with its own if there are none."""

    def __init__(self, parameters: Sequence[float] = ()) -> None:
        self._parameters = tuple(parameters)

    def after(self, memory: Memory | None, grade: int, at: int, retention: float = DEFAULT_RETENTION) -> Memory:
        """The memory of a card after an answer `at` a moment; before its first answer there is none."""
        from fsrs import Rating

        now = max(at, memory.last) if memory else at
        card, _ = _scheduler(self._parameters, retention).review_card(_card(memory), Rating(grade), moment(now))
        assert card.stability is not None
        assert card.difficulty is not None
        return Memory(
            state=int(card.state),
            step=card.step,
            stability=card.stability,
            difficulty=card.difficulty,
            due=(card.due - _EPOCH) // _MICROSECOND,
            last=now,
        )

    def recall(self, memory: Memory, at: int) -> float:
        """The probability that the card is known at a moment."""
        scheduler = _scheduler(self._parameters, DEFAULT_RETENTION)
        return float(scheduler.get_card_retrievability(_card(memory), moment(max(at, memory.last))))


def _card(memory: Memory | None) -> "Card":
    from fsrs import Card, State

    if memory is None:
        return Card(card_id=0, due=_EPOCH)
    return Card(
        card_id=0,
        state=State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=moment(memory.due),
        last_review=moment(memory.last),
    )


def moment(microseconds: int) -> datetime:
    """A moment as FSRS takes it: in UTC."""
    return _EPOCH + microseconds * _MICROSECOND


@lru_cache(64)
def _scheduler(parameters: tuple[float, ...], retention: float) -> "Scheduler":
    from fsrs import Scheduler
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    if not parameters:
        return Scheduler(desired_retention=retention, enable_fuzzing=False)
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    within = [min(max(value, low), high) for value, low, high in bounds]
    return Scheduler(within, desired_retention=retention, enable_fuzzing=False)
