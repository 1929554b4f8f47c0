"""Eras and events on a line of years."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import EraRecord, EventRecord, SourceRecord
from mlsys_cli.index.library import axis_of
from mlsys_cli.page import Aside, Block, Blocks, Heading, ListEntry, Span, TimelineEvent, prose_text
from mlsys_cli.text.dates import year_words, years_words
from mlsys_cli.views.shared_blocks import cited, flat, notes, origin_words, when, with_sources
from mlsys_cli.views.view import Document, document, remark_fields


class TimelineView(NamedTuple):
    """The eras as bands over an axis, then every event under its era."""

    eras: Sequence[EraRecord]
    events: Sequence[EventRecord]
    sources: Sequence[SourceRecord]

    def page(self) -> Blocks:
        """The drawing, the events and their sources."""
        return with_sources(self._blocks(), self.sources)

    def _blocks(self) -> Iterator[Block]:
        yield Heading(1, "Timeline")
        titles = {(era.ref.book, era.ref.slug): f"{era.ref.name}, {_years(era)}" for era in self.eras}
        yield axis_of(self.eras, self.events, f"Eras: {'; '.join(titles.values())}." if titles else "")
        for era in self.eras:
            key = (era.ref.book, era.ref.slug)
            yield Heading(2, f"{titles[key]}{origin_words(era.ref)}", f"era:{era.ref.slug}")
            yield from era.summary
            if era.disputed:
                yield Aside("Disputed", flat(era.disputed), "note.disputed")
            yield from (_event(event) for event in self.events if (event.ref.book, event.era) == key)
        if others := [event for event in self.events if (event.ref.book, event.era) not in titles]:
            if self.eras:
                yield Heading(2, "Other events")
            yield from map(_event, others)

    def document(self) -> Document:
        """The eras and events, each in order of time."""
        eras = [
            {
                "id": era.ref.slug,
                "book": era.ref.book,
                "name": era.ref.name,
                "start": era.start,
                "end": era.end,
                "kind": "winter" if era.winter else "era",
                "summary": prose_text(era.summary),
                "disputed": prose_text(era.disputed) or None,
            }
            for era in self.eras
        ]
        events = [
            {
                "id": event.ref.slug,
                "book": event.ref.book,
                "year": event.year,
                "month": event.month,
                "day": event.day,
                "circa": event.circa,
                "when": when(event),
                "end": event.end,
                "title": event.ref.name,
                "body": prose_text(event.body),
                "era": event.era or None,
                "terms": list(event.terms),
                "section": event.section or None,
                "landmark": event.landmark,
                **remark_fields(event.remarks),
            }
            for event in self.events
        ]
        return document("timeline", eras=eras, events=events)

    def rows(self) -> list[list[Any]]:
        """A row for each event."""
        header = ["id", "year", "month", "end", "title", "era", "section", "book", "day", "circa"]
        rows = (
            [e.ref.slug, e.year, e.month, e.end, e.ref.name, e.era, e.section, e.ref.book, e.day, e.circa]
            for e in self.events
        )
        return [header, *rows]


def _event(event: EventRecord) -> TimelineEvent:
    """An event on the timeline, with the command that opens its section."""
    text = flat(cited(event.body, event.remarks.sources))
    command = (Span(f"mlsys read {event.section}", "command"),) if event.section else ()
    title = f"{event.ref.name}{origin_words(event.ref)}"
    return TimelineEvent(event.year, when(event), title, (ListEntry((), text, command), *notes(event.remarks)))


def _years(era: EraRecord) -> str:
    """The years of an era; one that goes on has no last year."""
    return years_words(era.start, era.end) if era.end is not None else f"since {year_words(era.start)}"
