"""Days as a map of weeks: a column for each week, a row for each day of it, a sign for how much was done."""

from datetime import date
from itertools import pairwise

from mlsys_cli.page import Calendar, Span
from mlsys_cli.page.calendar_words import WEEKS, monday
from mlsys_cli.render.meters import side_by_side
from mlsys_cli.render.wrapping import Line, join, text_line

_SIGNS = "·░▒█"
_FROM = (0, 1, 20, 50)
"""How much must have been done on a day for each sign."""

_STYLES = ("meter.4", "meter.3", "meter.2", "meter.1")
_MARGIN = 4
_WIDE = 2 * 52 + _MARGIN
_DAY_NAMES = ("Mon", "", "Wed", "", "Fri", "", "Sun")


def draw_calendar(calendar: Calendar, width: int) -> list[Line]:
    """The last 26 weeks, fewer on a narrow paper and a year on a wide one, with the months over them."""
    weeks = 52 if width >= _WIDE else min(WEEKS, (width - _MARGIN) // 2)
    first = monday(calendar.last) - 7 * (weeks - 1)
    done = dict(calendar.days)
    lines = [_months(first, weeks)]
    for day in range(7):
        days = range(first + day, first + 7 * weeks, 7)
        cells = [_cell(done.get(number, 0), number, calendar.last) for number in days]
        lines.append(
            join((Span(_DAY_NAMES[day].ljust(_MARGIN), "caption"), *(span for cell in cells for span in cell)))
        )
    return [*lines, (), *_legend(calendar, width)]


def _months(first: int, weeks: int) -> Line:
    """The names of the months, each over the first week that begins in it, where there is room."""
    text = " " * _MARGIN
    last = date.fromordinal(first).month if weeks > 4 else 0
    for week in range(weeks):
        month = date.fromordinal(first + 7 * week)
        if month.month != last and len(text) <= _MARGIN + 2 * week and week < weeks - 1:
            text = text.ljust(_MARGIN + 2 * week) + f"{month:%b} "
        last = month.month
    return text_line(text.rstrip(), "caption")


def _level(amount: int) -> int:
    return max(level for level, least in enumerate(_FROM) if amount >= least)


def _cell(amount: int, number: int, last: int) -> Line:
    if number > last:
        return (Span("  "),)
    level = _level(amount)
    return (Span(_SIGNS[level], _STYLES[level]), Span(" "))


def _legend(calendar: Calendar, width: int) -> list[Line]:
    ranges = [f"{low}–{high - 1}" for low, high in pairwise(_FROM[1:])]
    labels = ("none", *ranges, f"{_FROM[-1]} or more {calendar.unit}s")
    return side_by_side(list(zip(_SIGNS, _STYLES, labels, strict=True)), width)
