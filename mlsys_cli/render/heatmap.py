"""A heat map: a column for each week, a row for each weekday, a sign for the amount of each day."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from rich.text import Text

from mlsys_cli.page import Calendar
from mlsys_cli.page.calendar_words import WEEKS, monday
from mlsys_cli.render.meters import side_by_side
from mlsys_cli.render.rich_text import joined, line_of

_SIGNS = "░▒█"
_NOTHING = "·"
_MARGIN = 4
_WIDE = 2 * 52 + _MARGIN
_DAY_NAMES = ("Mon", "", "Wed", "", "Fri", "", "Sun")


_FEWEST_WEEKS = 4


def draw_calendar(calendar: Calendar, width: int) -> list[Text]:
    """The last 26 weeks, fewer on a narrow page and a year on a wide one, with the months above.

    The map begins with the week of the first active day. The signs divide this learner's active days into thirds.
    """
    weeks = min(52 if width >= _WIDE else WEEKS, (width - _MARGIN) // 2, _weeks_since_first(calendar))
    first = monday(calendar.last) - 7 * (weeks - 1)
    done = {day: amount for day, amount in calendar.days if amount and first <= day <= calendar.last}
    steps = _steps(done.values())
    lines = [_months(first, weeks)]
    for day in range(7):
        days = range(first + day, min(first + 7 * weeks, calendar.last + 1), 7)
        cells = (part for number in days for part in (_cell(done.get(number, 0), steps), (" ", "")))
        lines.append(joined((_DAY_NAMES[day].ljust(_MARGIN), "caption"), *cells))
    return [*lines, Text(), *_legend(steps, calendar.unit, width)]


def _weeks_since_first(calendar: Calendar) -> int:
    """The number of weeks from the first active day to the last day of the calendar."""
    first = min((day for day, amount in calendar.days if amount), default=calendar.last)
    return max((monday(calendar.last) - monday(first)) // 7 + 1, _FEWEST_WEEKS)


def _steps(amounts: Iterable[int]) -> list[int]:
    """The lowest amount for each sign, so that each covers about a third of the days; fewer if days are alike."""
    ordered = sorted(amounts)
    thirds = {ordered[len(ordered) * third // 3] for third in (1, 2)} if ordered else set()
    return [1, *sorted(thirds - {1, *ordered[:1]})]


def _months(first: int, weeks: int) -> Text:
    """The names of the months, each over the first week that begins in it, where there is room."""
    text = " " * _MARGIN
    last = date.fromordinal(first).month if weeks > 4 else 0
    for week in range(weeks):
        month = date.fromordinal(first + 7 * week)
        if month.month != last and len(text) <= _MARGIN + 2 * week and week < weeks - 1:
            text = text.ljust(_MARGIN + 2 * week) + f"{month:%b} "
        last = month.month
    return line_of(text.rstrip(), "caption")


def _cell(amount: int, steps: Sequence[int]) -> tuple[str, str]:
    """The sign for the amount of a day, and its style."""
    if not amount:
        return _NOTHING, "heat.none"
    return _SIGNS[-len(steps) :][bisect(steps, amount) - 1], "heat"


def _legend(steps: Sequence[int], unit: str, width: int) -> list[Text]:
    ranges = [f"{low}–{high - 1}" if high - 1 > low else str(low) for low, high in pairwise(steps)]
    labels = [*ranges, f"{steps[-1]} or more {unit}s"]
    signs = [(sign, "heat", label) for sign, label in zip(_SIGNS[-len(steps) :], labels, strict=True)]
    return side_by_side([(_NOTHING, "heat.none", "none"), *signs], width)
