"""The schedule (FSRS): when a card is asked again, and with which parameters. Neither chance nor the clock decides."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli.errors import NotFoundError, require_extra
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.settings import DEFAULT_RETENTION
from mlsys_cli.journal.statistics import LEAST

if TYPE_CHECKING:  # imported when a card is scheduled, since it takes long
    from fsrs import Card, Scheduler


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_STEP = timedelta(minutes=10)
"""When a card that is new, and wasn't known, is asked again. A right answer teaches little more on the same day.

In a simulated half-year, one such step instead of two gave 13 to 24 % more remembered cards in the same time.
"""

_DECAY = 0.1542
"""The last of the default parameters: how fast the probability of recall falls."""

_LONGEST = 64  # the optimiser looks at no more answers of a card


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


class Step(NamedTuple):
    """A card after an answer. One with the grade 0 is no answer: the card was forgotten on purpose, and is new again.

    `stability` is in days, times are in microseconds. `predicted` is how probable the right answer was, if at least one
    of the `whole_days` had passed since the one before; `first` is when the card was asked for the first time, or for
    the first time since it was forgotten.
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


class Schedule:
    """FSRS with some parameters, or with its own if there are none."""

    def __init__(self, parameters: Sequence[float] = ()) -> None:
        self._parameters = tuple(parameters)

    def after(self, last: Step | None, grade: int, at: int, retention: float = DEFAULT_RETENTION) -> Step:
        """The step that an answer makes of a card, of which `last` is the one before. Its card and event are empty."""
        from fsrs import Rating

        now = max(at, last.at) if last else at  # a preview by a clock that has gone back
        days = whole_days(last.at, now) if last else 0
        counted = last.at + days * DAY if last else now  # FSRS counts only full days, which must be as many
        card, _ = _scheduler(self._parameters, retention).review_card(_card(last), Rating(grade), _moment(counted))
        assert card.stability is not None
        assert card.difficulty is not None
        reviewed = last if last and last.state == State.REVIEW else None
        return Step(
            card="",
            at=now,
            event="",
            grade=grade,
            predicted=self.recall(reviewed.stability, days) if reviewed and days else None,
            state=int(card.state),
            step=card.step,
            stability=card.stability,
            difficulty=card.difficulty,
            due=now + (card.due - _moment(counted)) // _MICROSECOND,
            first=last.first if last and last.first is not None else now,
            reps=(last.reps if last else 0) + 1,
            lapses=(last.lapses if last else 0) + (reviewed is not None and grade == Grade.AGAIN),
        )

    def recall(self, stability: float, days: int) -> float:
        """The probability that a card is known so many days after its last answer. FSRS itself takes long to import."""
        decay = -(self._parameters[20] if self._parameters else _DECAY)
        return float((1 + (DEFAULT_RETENTION ** (1 / decay) - 1) * days / stability) ** decay) if stability else 0.0


def whole_days(before: int, after: int) -> int:
    """The days between two answers: twelve hours or more count as one.

    So whoever studies a little earlier each day has still let a day pass. No time zone decides, and all machines agree.
    """
    return max(after - before + DAY // 2, 0) // DAY


def _card(last: Step | None) -> "Card":
    from fsrs import Card, State

    if last is None or last.due is None:
        return Card(card_id=0, due=_EPOCH)  # without an id, the library sleeps for a millisecond to make one
    return Card(
        card_id=0,
        state=State(last.state),
        step=last.step,
        stability=last.stability,
        difficulty=last.difficulty,
        due=_moment(last.due),
        last_review=_moment(last.at),
    )


def _moment(microseconds: int) -> datetime:
    """A moment as FSRS takes it: in UTC."""
    return _EPOCH + microseconds * _MICROSECOND


@lru_cache(64)
def _scheduler(parameters: tuple[float, ...], retention: float) -> "Scheduler":
    from fsrs import Scheduler
    from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    bounds = zip(parameters or DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    # The log may have parameters of another version of the library, which refuses what is out of bounds.
    within = [min(max(value, low), high) for value, low, high in bounds]
    # Fuzzing moves due dates by chance, and two machines would disagree (docs/decisions/fsrs.md).
    return Scheduler(within, retention, learning_steps=(_STEP,), enable_fuzzing=False)


# --- parameters that fit one learner -----------------------------------------------------------------------------


def learnable(steps: Sequence[Step]) -> list[list[Step]]:
    """The answers to each card. Raises NotFoundError if they are too few, or if the optimiser isn't installed."""
    answers = sorted(step for step in steps if step.grade)
    # A card begins once more where it was forgotten on purpose.
    histories = [list(group)[:_LONGEST] for _, group in groupby(answers, lambda step: (step.card, step.first))]
    reviews = sum(whole_days(before.at, after.at) > 0 for history in histories for before, after in pairwise(history))
    if reviews < LEAST:
        raise NotFoundError(
            f"{LEAST} reviews are needed, but there are only {reviews}",
            ["only reviews on a later day than the previous answer to the card count"],
        )
    require_extra("optimise", "the optimiser", "torch")
    return histories


def optimised(histories: Sequence[Sequence[Step]]) -> tuple[float, ...]:
    """The parameters that predict these answers best. The optimiser is an extra, since it needs PyTorch."""
    from fsrs import Optimizer, Rating, ReviewLog

    logs = []
    for index, answers in enumerate(histories):
        counted = answers[0].at  # the optimiser counts only full days, as FSRS does
        for before, step in zip((answers[0], *answers), answers, strict=False):
            counted += whole_days(before.at, step.at) * DAY or 1  # a microsecond, so that their order is known
            logs.append(ReviewLog(index, Rating(step.grade), _moment(counted), None))
    # To four places, as FSRS gives its own.
    return tuple(round(float(value), 4) for value in Optimizer(logs).compute_optimal_parameters())


# --- leeches: cards that are forgotten again and again -----------------------------------------------------------

# They rest, or are set aside, so that others get their time. A few cards that never stay took 17 to 24 % of the time of
# simulated learners; with these numbers they remembered 10 to 15 % more cards after half a year, in the same minutes.

REST = 14 * DAY
"""How long a card rests, in microseconds."""

_OFTEN = 4
"""The lapses from which on a card rests, at this one and each second one after it."""

_TOO_OFTEN = 6
"""The lapses at which a card is suspended."""

_FIRM = 30.0
"""The stability in days at which a right answer makes up for the lapses before it."""


class Remedy(StrEnum):
    """The fate of a card after a lapse: each is the kind of the event that says so."""

    NONE = ""
    REST = "rest"
    SUSPEND = "suspend"


def lapses_lately(steps: Iterable[Step]) -> int:
    """The number of times that a card was forgotten since it was last known after a long time."""
    lapses = 0
    for before, step in pairwise(steps):
        if not step.grade or (step.grade > Grade.AGAIN and before.stability >= _FIRM):
            lapses = 0
        elif step.lapses > before.lapses:
            lapses += 1
    return lapses


def remedy_of(steps: list[Step]) -> Remedy:
    """The fate of a card after its last step."""
    if len(steps) < 2 or steps[-1].lapses <= steps[-2].lapses:
        return Remedy.NONE
    lapses = lapses_lately(steps)
    if lapses == _TOO_OFTEN:
        return Remedy.SUSPEND
    return Remedy.REST if lapses >= _OFTEN and lapses % 2 == 0 else Remedy.NONE
