"""Rules for facts: years and eras."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext, ChapterContext
from mlsys_cli.book.check.rules.rule import BookFinding, Finding


def event_outside_era(book: BookContext) -> Iterator[BookFinding]:
    """An event is outside the era that it names.

    Either the year is wrong, or the era, or the era's own years.

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
            until = f"to {end}" if end is not None else "on"
            yield BookFinding(dates.place, f"{dates.first} isn't in the era {dates.era!r}, from {start} {until}")


def years_out_of_order(chapter: ChapterContext) -> Iterator[Finding]:
    """An era or event ends before it begins, or an event comes after a later one.

    Events are written in the order in which they happened, so that an author sees where the next one goes.

    Bad:
        # timeline.yaml
        - {id: lisp, year: 1960}
        - {id: java, year: 1955}

    Good:
        - {id: lisp, year: 1960}
        - {id: java, year: 1995}
    """
    for item in chapter.of("era", "event"):
        start = item.entry.year if item.address.kind == "event" else item.entry.start
        if item.entry.end is not None and item.entry.end < start:
            yield Finding(item, ("end",), f"it ends in {item.entry.end}, before it begins in {start}")
    latest, before = (-1_000_000, 0), ""
    for item in chapter.of("event"):
        date = (item.entry.year, item.entry.month or latest[1] * (item.entry.year == latest[0]))
        if date < latest:
            yield Finding(item, ("year",), f"{item.address.slug!r} was before {before!r}, which comes above it")
        else:
            latest, before = date, item.address.slug
