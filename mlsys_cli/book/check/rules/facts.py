"""Rules for facts: years and eras."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext, ChapterContext, Item
from mlsys_cli.book.check.rules.rule import BookFinding, Finding, style, warning
from mlsys_cli.book.fixes import Reordering
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.text.wording import date_words, days_in_month, is_impossible, year_words

_LAST_YEAR = 9999


@warning
def event_outside_era(book: BookContext) -> Iterator[BookFinding]:
    """An event's year is outside its era.

    Correct the event's year, its era, or the years of the era.

    Bad:
        # timeline.yaml
        - {id: early, start: 1950, end: 1970}
        - {id: lisp, year: 1980, era: early}

    Good:
        - {id: early, start: 1950, end: 1970}
        - {id: lisp, year: 1960, era: early}
    """
    for dates in book.dates:
        start, end = book.eras.get(dates.era, (None, None))
        if start is None:
            continue
        if dates.first < start or (end is not None and dates.first > end):
            years = f"{year_words(start)} to {year_words(end)}" if end is not None else f"{year_words(start)} onwards"
            yield BookFinding(dates.place, f"{year_words(dates.first)} is outside the era {dates.era!r} ({years})")


def end_before_start(chapter: ChapterContext) -> Iterator[Finding]:
    """An era or event ends before it begins.

    It can't be drawn on the time axis. Correct one of the two years.

    Bad:
        # timeline.yaml
        - {id: lisp, year: 1960, end: 1950}

    Good:
        - {id: lisp, year: 1960, end: 1962}
    """
    for item in chapter.of("era", "event"):
        start = item.entry.year if item.address.kind == "event" else item.entry.start
        if item.entry.end is not None and item.entry.end < start:
            yield Finding(
                item, ("end",), f"the end, {year_words(item.entry.end)}, is before the start, {year_words(start)}"
            )


def impossible_date(chapter: ChapterContext) -> Iterator[Finding]:
    """A day that no calendar has: the year 0 or 20244, a 31 June, 2026-13, or a day without its month.

    The year before 1 is 1 BC, which is written as -1.

    Bad:
        # timeline.yaml
        - {id: lisp, year: 1960, day: 14}

    Good:
        - {id: lisp, year: 1960, month: 3, day: 14}
    """
    for item in chapter.of(*KINDS):
        for field in ("year", "start", "end"):
            year = getattr(item.entry, field, None)
            if year == 0:
                yield Finding(item, (field,), "there is no year 0", "the year before 1 is 1 BC: write -1")
            elif isinstance(year, int) and year > _LAST_YEAR:
                yield Finding(item, (field,), f"the year {year} has too many digits")
        for field in ("as_of", "accessed"):
            text = str(getattr(item.entry, field, None) or "")
            if is_impossible(text):
                yield Finding(item, (field,), f"no calendar has {text}", "write year, month and day: 2026-03-14")
    for item in chapter.of("event"):
        year, month, day = item.entry.year, item.entry.month, item.entry.day
        if day and not month:
            yield Finding(item, ("day",), "a day needs its 'month'")
        elif day and day > (days := days_in_month(year, month)):
            yield Finding(item, ("day",), f"{date_words(year, month)} has only {days} days")


@style
def years_out_of_order(chapter: ChapterContext) -> Iterator[Finding]:
    """Events are out of chronological order.

    The timeline is drawn in the right order anyway, but in a file in order it is clear where to add the next event.

    Bad:
        # timeline.yaml
        - {id: lisp, year: 1960}
        - {id: java, year: 1955}

    Good:
        - {id: lisp, year: 1960}
        - {id: java, year: 1995}
    """
    latest, before = (-1_000_000_000, 0, 0), ""
    dates: dict[str, tuple[int, int, int]] = {}
    early: list[tuple[Item, str]] = []
    for item in chapter.of("event"):
        year, month, day = item.entry.year, item.entry.month, item.entry.day
        # An event whose month or day isn't known may stand anywhere in the year or month.
        month = month or latest[1] * (year == latest[0])
        date = (year, month, day or latest[2] * ((year, month) == latest[:2]))
        dates[item.address.slug] = date
        if date < latest:
            early.append((item, before))
        else:
            latest, before = date, item.address.slug
    fix = Reordering("events", tuple(sorted(dates, key=dates.__getitem__)))
    for item, before in early:
        message = f"{item.address.slug!r} is earlier than {before!r}, which is listed above it"
        yield Finding(item, ("year",), message, fix=fix)
