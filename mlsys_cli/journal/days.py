"""Days as the learner lives them: in local time, each from the hour at which it starts to that of the next."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

DAY = 86_400_000_000
"""Microseconds in 24 hours."""

LATEST = 7_258_118_400_000_000
"""The end of the time that can be logged: the year 2200. A card due a century later still has a date."""

DAY_STARTS = 4 * 60
"""The start of a day unless the learner has set another, in minutes after midnight: late at night it is still today."""


class Today(NamedTuple):
    """The day in which `now` lies, from `start` up to `end`, all in microseconds; `starts` is the minute it begins."""

    now: int
    date: date
    start: int
    end: int
    starts: int = DAY_STARTS


def today_at(now: int, starts: int = DAY_STARTS) -> Today:
    """The day of a moment, in the zone of this machine.

    It ends when the next one starts, so that it has 23 or 25 hours where the clock is changed, and a date that a
    place once skipped has none.
    """
    day = datetime.fromtimestamp(now / 1e6).date() + timedelta(days=1)
    while start_of(day, starts) > now:
        day -= timedelta(days=1)
    return Today(now, day, start_of(day, starts), start_of(day + timedelta(days=1), starts), starts)


def start_of(day: date, starts: int) -> int:
    """The moment at which a date starts; where the clock jumps over it, the moment after the jump."""
    local = datetime.combine(day, time(starts // 60, starts % 60))
    return int(local.timestamp()) * 1_000_000


def day_of(at: int) -> date:
    """The day of a moment, in the zone of this machine."""
    return datetime.fromtimestamp(at / 1e6).date()


def date_text(at: int) -> str:
    """A moment as text, in UTC to the second: `2026-11-25T13:24:27Z`."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
