"""Everything that the learner has: what they did, what follows from it, and how well it goes."""

from bisect import bisect_left
from itertools import islice, pairwise

from mlsys_cli.journal.card_history import Step
from mlsys_cli.journal.database import translate_sqlite_errors
from mlsys_cli.journal.days import DAY_STARTS, LATEST, Today, days_from, today_at
from mlsys_cli.journal.projections import parameters
from mlsys_cli.journal.scheduler import Grade, Schedule
from mlsys_cli.journal.settings import DEFAULT_RETENTION
from mlsys_cli.journal.study_records import DayCount, Forecast, Retention
from mlsys_cli.journal.writer import Log


class Store(Log):
    """The learner's store. It is opened when it is first asked, and for writing when there is something to remember."""

    # --- what is to come -----------------------------------------------------------------------------------------

    def schedule(self) -> Schedule:
        """The schedule by which cards are asked."""
        if not self.exists or self._db is None:
            return Schedule()
        with translate_sqlite_errors(self.path):
            return Schedule(parameters(self._db))

    def preview(self, card: str, now: int, retention: float = DEFAULT_RETENTION) -> tuple[int, ...]:
        """When a card would be due after each of the four grades."""
        schedule, last = self.schedule(), self.last_step(card, now)
        memory = last.memory if last else None
        return tuple(schedule.after(memory, grade, now, retention).due for grade in Grade)

    def recall(self, now: int) -> dict[str, float]:
        """How probable it is, for each card that is known, that it would be answered right now."""
        schedule = self.schedule()
        steps = self._rows(
            "select step.* from step join card on card.card = step.card and card.last = step.at order by step.event"
        )
        memories = {step.card: step.memory for step in (Step(*row) for row in steps)}
        return {card: schedule.recall(memory, now) for card, memory in memories.items() if memory}

    def forecast(self, today: Today, days: int = 30) -> tuple[Forecast, ...]:
        """How many of the cards that are known fall due today, and on each of the following days."""
        dues = [due for (due,) in self._rows("select due from card where due is not null order by due")]
        first = self.counts(today).due
        starts = islice(days_from(today.date, today.starts), days + 1)
        found = []
        passed = first
        for (day, _), (_, end) in pairwise(starts):
            due = first if day == today.date else max(0, bisect_left(dues, end) - passed)
            passed += due if day != today.date else 0
            found.append(Forecast(day, due))
        return tuple(found)

    # --- what was ------------------------------------------------------------------------------------------------

    def days(self, starts: int = DAY_STARTS) -> tuple[DayCount, ...]:
        """The days on which answers were given, the first first."""
        counts: list[DayCount] = []
        end = 0
        while rows := self._rows("select at from step where grade > 0 and at >= :end order by at limit 1", end=end):
            day = today_at(rows[0][0], starts)
            (found,) = self._rows(
                "select count(*), sum(grade > 1) from step where grade > 0 and at >= :start and at < :end",
                start=day.start,
                end=day.end,
            )
            counts.append(DayCount(day.date, *found))
            end = day.end
        return tuple(counts)

    def retention(self, since: int = 0, until: int = LATEST) -> Retention:
        """How many reviews in a time were right, against how many were predicted to be."""
        rows = self._rows(
            "select count(*), sum(grade > 1), sum(predicted) from step"
            " where predicted is not null and grade > 0 and at >= :since and at < :until",
            since=since,
            until=until,
        )
        reviews, right, predicted = rows[0] if rows else (0, 0, 0.0)
        return Retention(reviews, right or 0, predicted or 0.0)
