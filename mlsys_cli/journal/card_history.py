"""What follows from a card's events. Nothing else goes into it, so that all machines with the same log agree."""

from collections.abc import Iterable
from typing import NamedTuple

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.scheduler import Memory, Schedule, State
from mlsys_cli.journal.settings import DEFAULT_RETENTION


class Step(NamedTuple):
    """What an answer made of a card. One with the grade 0 is no answer: the card was forgotten on purpose.

    `predicted` is how probable the right answer was, where a day or more had passed since the one before; `first` is
    when the card was first met, or met again after it was forgotten.
    """

    card: str
    at: int
    event: str
    grade: int
    predicted: float | None
    state: int
    step: int | None
    stability: float
    difficulty: float
    due: int | None
    first: int | None
    reps: int
    lapses: int

    @property
    def memory(self) -> Memory | None:
        """What the schedule goes on from; None if the card is new."""
        if self.due is None:
            return None
        return Memory(self.state, self.step, self.stability, self.difficulty, self.due, self.at)


def replay(card: str, events: Iterable[JournalEvent], schedule: Schedule) -> list[Step]:
    """Each step of a card through its answers and forgettings, which come sorted by time and id."""
    steps: list[Step] = []
    last: Step | None = None
    for event in events:
        if event.kind == "answer":
            last = _answered(card, last, event, schedule)
        elif last is not None and last.grade:
            last = Step(card, event.at, event.id, 0, None, State.NEW, None, 0.0, 0.0, None, None, 0, 0)
        else:
            continue  # there was nothing to forget
        steps.append(last)
    return steps


def _answered(card: str, last: Step | None, event: JournalEvent, schedule: Schedule) -> Step:
    values = event.values
    grade = values["grade"]
    before = last.memory if last else None
    after = schedule.after(before, grade, event.at, values.get("retention", DEFAULT_RETENTION))
    reviewed = before is not None and before.state == State.REVIEW
    waited = before is not None and event.at - before.last >= DAY
    return Step(
        card,
        event.at,
        event.id,
        grade,
        schedule.recall(before, event.at) if before is not None and reviewed and waited else None,
        after.state,
        after.step,
        after.stability,
        after.difficulty,
        after.due,
        last.first if last and last.first is not None else event.at,
        (last.reps if last else 0) + 1,
        (last.lapses if last else 0) + (reviewed and grade == 1),
    )
