"""Charts of a learner's progress: parts of a whole as bars, and a heat map of days; signs tell without colour."""

from bisect import bisect
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import WEEKS, Calendar, Meter, Meters, monday
from mlsys_cli.render.rich_text import assembled, indented, padded, trimmed, wrap, wrap_text

_PARTS = (("█", "meter.1"), ("▒", "meter.2"), ("░", "meter.3"), ("·", "meter.4"))
# Chosen by looking at 40, 80 and 200 columns, not measured.
_BAR, _LONGEST_BAR = 20, 60
_NARROWEST_NAME = 16

_AMOUNTS = "░▒█"
_NOTHING = "·"
_MARGIN = 4  # for the names of days, of three letters
_WIDE = 2 * 52 + _MARGIN  # a year of weeks, each of a sign and a space
_FEWEST_WEEKS = 4  # so that the names of the months have room
_DAY_NAMES = ("Mon", "", "Wed", "", "Fri", "", "Sun")  # every other one, as the lines have no space between them


def draw_meters(meters: Meters, width: int) -> list[Text]:
    """A row for each name: a bar, and how much there is of all parts but the last; then what the signs mean.

    On a narrow page the bar is below the name, and on a wide one it is longer.
    """
    ticked = any(row.done for row in meters.rows)
    counts = [f"{sum(row.parts[:-1])}/{sum(row.parts)}" if any(row.parts) else "" for row in meters.rows]
    wide = max(map(cell_len, counts), default=0)
    names = max((cell_len(row.name) + 2 * row.depth for row in meters.rows), default=0) + (2 if ticked else 0)
    length = min(max(width // 2 - _BAR, _BAR), _LONGEST_BAR)
    room = min(names, width - length - wide - 4)
    lines: list[Text] = []
    for row, count in zip(meters.rows, counts, strict=True):
        bar = Text()
        if any(row.parts):
            cells = zip(_PARTS, shares(row.parts, min(length, width - 4)), strict=False)
            bar = assembled(*((sign * cell, style) for (sign, style), cell in cells))
            bar.append(f"  {count.rjust(wide)}", "figure.label")
        if room >= _NARROWEST_NAME:
            first, *rest = _name(row, ticked, room)
            lines += [assembled(padded(first, room + 2), bar) if bar else first, *rest]
        else:
            lines += _name(row, ticked, width)
            lines += indented(wrap(bar, width - 4), "    ")
    signs = [(*part, label) for part, label in zip(_PARTS, meters.labels, strict=False)]
    return [*lines, Text(), *legend(signs, width)]


def _name(row: Meter, ticked: bool, width: int) -> list[Text]:
    margin = " " * min(2 * row.depth, width // 3)
    tick = ("✓ " if row.done else "  ") if ticked else ""
    room, style = width - len(margin) - len(tick), "heading.2" if row.depth == 0 else ""
    names = wrap_text(row.name, style, room)
    if len(names) > 1:
        names = indented(wrap_text(row.name, style, room - 2), "", "  ")
    return indented(indented(names, margin), tick, None, "done")


def shares(parts: Sequence[int], length: int) -> list[int]:
    """So many whole cells for each part that they are `length` together; at least one for each that isn't nothing."""
    whole = sum(parts)
    # What rounding has given or taken too much is corrected where it is least wrong (the largest remainder).
    cells = [max(round(part / whole * length), 1) if part else 0 for part in parts]
    while sum(cells) != length:
        step = 1 if sum(cells) < length else -1
        off = [cell - part / whole * length for cell, part in zip(cells, parts, strict=True)]
        able = [n for n, part in enumerate(parts) if part and (step > 0 or cells[n] > 1)]
        chosen = max(able, key=lambda n: -step * off[n])
        cells[chosen] += step
    return cells


def draw_calendar(calendar: Calendar, width: int) -> list[Text]:
    """A heat map: a column for each week with the months above, a row for each weekday, a sign for each day's amount.

    It has the last 26 weeks, fewer on a narrow page and a year on a wide one, and begins with the week of the first
    active day. The signs divide this learner's active days into thirds, fewer parts if days are alike.
    """
    active = min((day for day, amount in calendar.days if amount), default=calendar.last)
    since_active = max((monday(calendar.last) - monday(active)) // 7 + 1, _FEWEST_WEEKS)
    weeks = min(52 if width >= _WIDE else WEEKS, (width - _MARGIN) // 2, since_active)
    first = monday(calendar.last) - 7 * (weeks - 1)
    done = {day: amount for day, amount in calendar.days if amount and first <= day <= calendar.last}
    ordered = sorted(done.values())
    thirds = {ordered[len(ordered) * third // 3] for third in (1, 2)} if ordered else set()
    steps = [1, *sorted(thirds - {1, *ordered[:1]})]
    signs = _AMOUNTS[-len(steps) :]
    lines = [_months(first, weeks)]
    for day in range(7):
        line = Text.styled(_DAY_NAMES[day].ljust(_MARGIN), "caption")
        for number in range(first + day, min(first + 7 * weeks, calendar.last + 1), 7):
            amount = done.get(number, 0)
            sign, style = (signs[bisect(steps, amount) - 1], "heat") if amount else (_NOTHING, "heat.none")
            line.append(sign, style).append(" ")
        lines.append(line)
    ranges = [f"{low}–{high - 1}" if high - 1 > low else str(low) for low, high in pairwise(steps)]
    labels = [*ranges, f"{steps[-1]} or more {calendar.unit}s"]
    amounts = [(sign, "heat", label) for sign, label in zip(signs, labels, strict=True)]
    return [*lines, Text(), *legend([(_NOTHING, "heat.none", "none"), *amounts], width)]


def _months(first: int, weeks: int) -> Text:
    """The names of the months, each over the first week that begins in it, where there is room.

    If none begins in time, that of the first week.
    """
    text = " " * _MARGIN
    last = date.fromordinal(first).month
    for week in range(weeks):
        month = date.fromordinal(first + 7 * week)
        if month.month != last and len(text) <= _MARGIN + 2 * week and week < weeks - 1:
            text = text.ljust(_MARGIN + 2 * week) + f"{month:%b} "
        last = month.month
    named = text.rstrip() or f"{text}{date.fromordinal(first):%b}"
    return Text.styled(named, "caption")


def legend(signs: Sequence[tuple[str, str, str]], width: int) -> list[Text]:
    """Each sign in its style and its label, as many in a line as there is room for."""
    lines: list[Text] = []
    for sign, style, label in signs:
        item = assembled((f"{sign} ", style), (label, "caption"))
        if lines and lines[-1].cell_len + 3 + item.cell_len <= width:
            lines[-1] = assembled(lines[-1], "   ", item)
        else:
            lines += wrap(item, width)
    return [trimmed(line) for line in lines]
