"""Eras and events on a line of years."""

from collections.abc import Iterator, Sequence
from typing import Any

from mlsys_cli.index.entry_records import EraRecord, EventRecord, SourceRecord
from mlsys_cli.index.library import axis_of
from mlsys_cli.page import Aside, Block, Blocks, Heading, prose_text
from mlsys_cli.views.shared_blocks import flat, origin_words, timeline_event, with_sources
from mlsys_cli.views.view import Document, document, remark_fields


class TimelineView:
    """The eras as bands over an axis, then every event under its era."""

    def __init__(
        self, eras: Sequence[EraRecord], events: Sequence[EventRecord], sources: Sequence[SourceRecord]
    ) -> None:
        self._eras = eras
        self._events = events
        self._sources = sources

    def page(self) -> Blocks:
        """The drawing, the events and their sources."""
        return with_sources(self._blocks(), self._sources)

    def _blocks(self) -> Iterator[Block]:
        yield Heading(1, "Timeline")
        yield axis_of(self._eras, self._events, self._in_words())
        known = {(era.ref.book, era.ref.slug) for era in self._eras}
        for era in self._eras:
            within = [event for event in self._events if (event.ref.book, event.era) == (era.ref.book, era.ref.slug)]
            yield Heading(2, f"{era.ref.name}, {years(era)}{origin_words(era.ref)}", f"era:{era.ref.slug}")
            yield from era.summary
            if era.disputed:
                yield Aside("Disputed", flat(era.disputed), "note.disputed")
            yield from map(timeline_event, within)
        if others := [event for event in self._events if (event.ref.book, event.era) not in known]:
            if self._eras:
                yield Heading(2, "Other events")
            yield from map(timeline_event, others)

    def _in_words(self) -> str:
        eras = "; ".join(f"{era.ref.name}, {years(era)}" for era in self._eras)
        return f"Eras: {eras}." if eras else ""

    def document(self) -> Document:
        """The eras and events, each in order of time."""
        return document(
            "timeline", eras=[_era(era) for era in self._eras], events=[event_document(e) for e in self._events]
        )

    def rows(self) -> list[list[Any]]:
        """A row for each event."""
        header = ["id", "year", "month", "end", "title", "era", "section", "book"]
        rows = ([e.ref.slug, e.year, e.month, e.end, e.ref.name, e.era, e.section, e.ref.book] for e in self._events)
        return [header, *rows]


def years(era: EraRecord) -> str:
    """The years of an era; one that goes on has no last year."""
    return f"{era.start}–{era.end}" if era.end is not None else f"since {era.start}"


def _era(era: EraRecord) -> Document:
    return {
        "id": era.ref.slug,
        "book": era.ref.book,
        "name": era.ref.name,
        "start": era.start,
        "end": era.end,
        "kind": "winter" if era.winter else "era",
        "summary": prose_text(era.summary),
        "disputed": prose_text(era.disputed) or None,
    }


def event_document(event: EventRecord) -> Document:
    """An event with the ids of what it belongs to."""
    return {
        "id": event.ref.slug,
        "book": event.ref.book,
        "year": event.year,
        "month": event.month,
        "end": event.end,
        "title": event.ref.name,
        "body": prose_text(event.body),
        "era": event.era or None,
        "terms": list(event.terms),
        "section": event.section or None,
        **remark_fields(event.remarks),
    }
