"""The weeks of a calendar, in words."""

from collections.abc import Iterator
from datetime import date

from mlsys_cli.page import Calendar

WEEKS = 26
"""How many weeks are looked back on, where there is no room for more and no need of it."""


def monday(number: int) -> int:
    """The Monday of the week of a day, both as ordinal numbers, of which day 1 is a Monday."""
    return number - (number - 1) % 7


def weeks_in_words(calendar: Calendar) -> Iterator[str]:
    """Each of the last weeks in which something was done, the latest first, on how many days, and how much."""
    weeks: dict[int, list[int]] = {}
    for number, amount in calendar.days:
        if amount and monday(calendar.last) - 7 * (WEEKS - 1) <= number <= calendar.last:
            weeks.setdefault(monday(number), []).append(amount)
    for first in sorted(weeks, reverse=True):
        done, days = sum(weeks[first]), len(weeks[first])
        answers = f"{done} {calendar.unit}{'s' if done > 1 else ''}"
        yield f"Week of {date.fromordinal(first).isoformat()}: {answers} on {days} day{'s' if days > 1 else ''}"
