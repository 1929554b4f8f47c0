"""Rules for facts: years and eras."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext, ChapterContext
from mlsys_cli.book.check.rules.rule import BookFinding, Finding, style, warning


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
            years = f"{start} to {end}" if end is not None else f"{start} onwards"
            yield BookFinding(dates.place, f"{dates.first} is outside the era {dates.era!r} ({years})")


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
            yield Finding(item, ("end",), f"the end, {item.entry.end}, is before the start, {start}")


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
    latest, before = (-1_000_000, 0), ""
    for item in chapter.of("event"):
        date = (item.entry.year, item.entry.month or latest[1] * (item.entry.year == latest[0]))
        if date < latest:
            message = f"{item.address.slug!r} is earlier than {before!r}, which is listed above it"
            yield Finding(item, ("year",), message)
        else:
            latest, before = date, item.address.slug
