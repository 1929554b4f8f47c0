"""The study of a learner in numbers: their days, what will be due, how well they remembered, and how fast."""

from datetime import timedelta
from typing import TYPE_CHECKING

from mlsys_cli.journal.database import Database
from mlsys_cli.journal.days import DAY_STARTS, LATEST, Today, start_of, today_at
from mlsys_cli.journal.study_queries import (
    CONFIDENCES,
    COUNTS,
    LAST_ANSWERS,
    LAST_TAKEN,
    TAKEN_TODAY,
    count_answers,
    quarters_within,
    times_of,
)
from mlsys_cli.journal.study_records import DayCount, Forecast, Retention

if TYPE_CHECKING:  # questions and their keys, which only the calibration needs
    from mlsys_cli.quiz.state import Calibration


class StudyHistory:
    """The answers in a store, counted."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def days(self, starts: int = DAY_STARTS) -> tuple[DayCount, ...]:
        """The days on which answers were given, the first first."""
        counts: list[DayCount] = []
        end = 0
        count = count_answers("answers", "recalled")
        first = "select at from step where grade > 0 and at >= :end and at < :latest order by at limit 1"
        # Day by day, as only Python knows the days of this time zone; days without answers cost nothing.
        while rows := self.database.rows(first, end=end, latest=LATEST):
            day = today_at(rows[0][0], starts)
            (sums,) = self.database.rows(count, **quarters_within(day.start, day.end))
            counts.append(DayCount(day.date, *sums))
            end = day.end
        return tuple(counts)

    def retention(self, since: int = 0, until: int = LATEST) -> Retention:
        """The number of reviews in a time that were recalled, against that which was predicted."""
        query = count_answers("reviews", "reviews_recalled", "predicted", "told", "told_right")
        rows = self.database.rows(query, **quarters_within(since, until))
        return Retention(*rows[0]) if rows else Retention(0, 0, 0.0)

    def forecast(self, today: Today, days: int = 30) -> tuple[Forecast, ...]:
        """The number of known cards that fall due today, and on each of the following days."""
        rows = self.database.rows(COUNTS, **times_of(today))
        forecasts = [Forecast(today.date, rows[0][0] if rows else 0)]
        passed, falling, start = forecasts[0].due, 0, 0
        for ahead in range(1, days):
            day = today.date + timedelta(days=ahead)
            end = start_of(day + timedelta(days=1), today.starts)
            query = "select count(*) from card where due >= :start and due < :end"
            falling += sum(number for (number,) in self.database.rows(query, start=start, end=end))
            due = max(0, falling - passed)
            passed, start = passed + due, end
            forecasts.append(Forecast(day, due))
        return tuple(forecasts)

    def last_answers(self) -> dict[str, bool]:
        """The cards that were ever answered, each with whether the last answer was right."""
        return {card: bool(right) for card, right, _ in self.database.rows(LAST_ANSWERS)}

    def calibration(self) -> "tuple[Calibration, ...]":
        """The answers of each confidence that was stated, the surest first."""
        from mlsys_cli.quiz.state import Calibration, Confidence

        by_name = {
            name: Calibration(Confidence(name), *counts)
            for name, *counts in self.database.rows(CONFIDENCES)
            if name in set(Confidence)
        }
        return tuple(by_name[level] for level in Confidence if level in by_name)

    def last_taken(self) -> list[tuple[str, float]]:
        """The kind of work that each of the last answers was, and its seconds (0 if unknown), the last first."""
        return [(work or "", seconds or 0.0) for work, seconds in self.database.rows(LAST_TAKEN)]

    def taken_today(self, today: Today) -> list[tuple[str, float]]:
        """The same of the answers of today."""
        rows = self.database.rows(TAKEN_TODAY, **times_of(today))
        return [(work or "", seconds or 0.0) for work, seconds in rows]

    def last_answer_before(self, moment: int) -> int | None:
        """When the last answer before a moment was given."""
        rows = self.database.rows("select max(at) from step where at < :moment and grade > 0", moment=moment)
        return rows[0][0] if rows else None

    def first_reading(self) -> int | None:
        """The moment at which a section was read for the first time."""
        rows = self.database.rows("select min(at) from effective_event where kind = 'read'")
        return rows[0][0] if rows else None
