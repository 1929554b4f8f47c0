"""The study of a learner in numbers: their days, what will be due, how well they remembered, and how fast."""

from datetime import timedelta
from typing import TYPE_CHECKING

from mlsys_cli.journal.database import Database
from mlsys_cli.journal.days import DAY_STARTS, LATEST, Today, start_of, today_at
from mlsys_cli.journal.journal_schema import QUARTER
from mlsys_cli.journal.study_queries import DUE, times_of
from mlsys_cli.journal.study_records import DayCount, Forecast, Retention

if TYPE_CHECKING:  # questions and their keys, which only the calibration needs
    from mlsys_cli.quiz.state import Calibration


_STEPS = "event cross join step on step.at = event.at and step.event = event.id"
"""The log with its steps. SQLite reads the log once, in its order, instead of looking up the event of each step."""

_LAST_ANSWERS = """
select step.card, coalesce(case when json_valid(data) then json_extract(data, '$.right') end, grade > 1)
from (select card, last from card where last is not null order by last desc limit :most) latest
cross join step on step.card = latest.card and step.at = latest.last
cross join event on event.id = step.event where grade > 0
"""
"""The cards with whether the last answer was right, which of older answers only the grade tells."""

_CONFIDENCES = f"""
select json_extract(data, '$.confidence'), count(*), sum(coalesce(json_extract(data, '$.right'), grade > 1))
from {_STEPS} where grade > 0 and instr(data, '"confidence"') > 0 and json_valid(data)
group by 1
"""
"""The answers of each confidence, and how many of them were right."""

_TAKEN = """
select coalesce(json_extract(data, '$.work'), ''), coalesce(json_extract(data, '$.spent'), 0.0)
from step cross join event on event.id = step.event where grade > 0 and json_valid(data)
"""
"""The answers: the kind of work that each was, and its seconds with the explanation, 0 where they aren't known."""


def _count_answers(*columns: str) -> str:
    """A query for sums of some columns of `quarter` in a time, whose ends are counted answer by answer."""
    sums, counted = ", ".join(f"coalesce(sum({column}), 0)" for column in columns), ", ".join(columns)
    return (
        f"select {sums} from (select {counted} from quarter where number >= :first and number < :last"
        f" union all select {counted} from counted_answer where at >= :start and at < min(:first * {QUARTER}, :end)"
        f" union all select {counted} from counted_answer where at >= :last * {QUARTER} and at < :end)"
    )


def _quarters_within(start: int, end: int) -> dict[str, int]:
    """A time, and the quarters of an hour that lie wholly in it, by the names that `_count_answers` uses."""
    first = -(-start // QUARTER)
    return {"start": start, "end": end, "first": first, "last": max(first, end // QUARTER)}


class StudyHistory:
    """The answers in a store, counted."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def days(self, starts: int = DAY_STARTS, since: int = 0) -> tuple[DayCount, ...]:
        """The days on which answers were given since a moment, which is the beginning of a day, the first first."""
        counts: list[DayCount] = []
        end = since
        count = _count_answers("answers", "recalled")
        first = "select at from step where grade > 0 and at >= :end and at < :latest order by at limit 1"
        # Day by day, as only Python knows the days of this time zone; days without answers cost nothing.
        while rows := self.database.rows(first, end=end, latest=LATEST):
            day = today_at(rows[0][0], starts)
            (sums,) = self.database.rows(count, **_quarters_within(day.start, day.end))
            counts.append(DayCount(day.date, *sums))
            end = day.end
        return tuple(counts)

    def days_in_a_row(self, today: Today) -> int:
        """The number of days with answers without one between them, up to today or yesterday, as today isn't over."""
        last = "select at from step where grade > 0 and at < :end order by at desc limit 1"
        count, after, end = 0, today, today.end
        while rows := self.database.rows(last, end=end):
            day = today_at(rows[0][0], today.starts)
            if after.date - day.date > timedelta(days=1):
                break
            count, after, end = count + 1, day, day.start
        return count

    def retention(self, since: int = 0, until: int = LATEST) -> Retention:
        """The number of reviews in a time that were recalled, against that which was predicted."""
        query = _count_answers("reviews", "reviews_recalled", "predicted", "told", "told_right")
        rows = self.database.rows(query, **_quarters_within(since, until))
        return Retention(*rows[0]) if rows else Retention(0, 0, 0.0)

    def forecast(self, today: Today, days: int = 30) -> tuple[Forecast, ...]:
        """The number of known cards that fall due today, and on each of the following days."""
        rows = self.database.rows(f"select count(*) from ({DUE})", **times_of(today))
        forecasts = [Forecast(today.date, rows[0][0] if rows else 0)]
        # A card that waits for a sibling today has been due already, and is counted on the next day.
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

    def last_answers(self, most: int = -1) -> dict[str, bool]:
        """The cards that were answered, each with whether the last answer was right; no more than `most`, the latest.

        With -1 these are all but those that were forgotten on purpose since.
        """
        return {card: bool(right) for card, right in self.database.rows(_LAST_ANSWERS, most=most)}

    def calibration(self) -> "tuple[Calibration, ...]":
        """The answers of each confidence that was stated, the surest first."""
        from mlsys_cli.quiz.state import Calibration, Confidence

        counts = {name: numbers for name, *numbers in self.database.rows(_CONFIDENCES)}
        return tuple(Calibration(level, *counts[level]) for level in Confidence if level in counts)

    def last_taken(self) -> list[tuple[str, float]]:
        """The kind of work that each of the last answers was, and its seconds (0 if unknown), the last first."""
        # Enough for the fifteen of each kind of work that `seconds_by_work` takes, unless one is rare.
        return self.database.rows(f"{_TAKEN} order by step.at desc, step.event desc limit 300")

    def taken_today(self, today: Today) -> list[tuple[str, float]]:
        """The same of the answers of today."""
        return self.database.rows(f"{_TAKEN} and step.at between :start and :near", **times_of(today))

    def last_answer_before(self, moment: int) -> int | None:
        """When the last answer before a moment was given."""
        rows = self.database.rows("select max(at) from step where at < :moment and grade > 0", moment=moment)
        return rows[0][0] if rows else None

    def first_reading(self) -> int | None:
        """The moment at which a section was read for the first time."""
        rows = self.database.rows("select min(at) from effective_event where kind = 'read'")
        return rows[0][0] if rows else None
