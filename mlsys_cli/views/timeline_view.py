"""Eras and events on a line of years."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import EraRecord, EventRecord, Ref, SourceRecord, axis_of
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, Spans, TimeAxis, TimelineEvent
from mlsys_cli.text.english import format_years
from mlsys_cli.views.shared_blocks import cited, flat, format_origin, numbered, remark_blocks, when, with_sources
from mlsys_cli.views.view import REMARKS, Document, document, pick, rows_of


class TimelineView(NamedTuple):
    """The eras as bands over an axis, then every event under its era; a `brief` one is a line for each event.

    `chapter` is the only one that is shown, if it is one, and `numbers` has its number. It `is_part` of what was asked
    for if the others are left out only because there are several. If `is_linked`, it has links instead of commands.
    """

    eras: Sequence[EraRecord]
    events: Sequence[EventRecord]
    sources: Sequence[SourceRecord]
    chapter: Ref | None = None
    numbers: Mapping[int, str] = {}
    brief: bool = False
    is_part: bool = False
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The drawing, the events and their sources."""
        events = self._brief_blocks() if self.brief else self._blocks()
        rest = (Paragraph((Span("--all", "command"), Span(" shows all chapters.", "caption"))),) if self.is_part else ()
        return with_sources((self._title(), *events, *rest), () if self.brief else self.sources)

    def text(self) -> Blocks:
        """The drawing and the events without the list of their sources."""
        return (self._title(), *self._blocks())

    def picture(self) -> Blocks:
        """The drawing alone: with all events it would be some fifteen times as high as wide."""
        return self._title(), self._axis()

    def _title(self) -> Heading:
        return Heading(1, f"Timeline · {numbered(self.chapter, self.numbers)}" if self.chapter else "Timeline")

    def _axis(self) -> TimeAxis:
        eras = "; ".join(f"{era.ref.name}, {format_years(era.start, era.end)}" for era in self.eras)
        dates = ((event.year, event.month, event.day) for event in self.events)
        return axis_of(self.eras, dates, f"Eras: {eras}." if eras else "")

    def _groups(self) -> Iterator[tuple[EraRecord | None, list[EventRecord]]]:
        """Each era with its events, then those that belong to none."""
        known = {(era.ref.book, era.ref.slug) for era in self.eras}
        for era in self.eras:
            key = (era.ref.book, era.ref.slug)
            yield era, [event for event in self.events if (event.ref.book, event.era) == key]
        if others := [event for event in self.events if (event.ref.book, event.era) not in known]:
            yield None, others

    def _brief_blocks(self) -> Iterator[Block]:
        """A line for each event, below the title of its era."""
        for era, events in self._groups():
            if self.eras and events:
                yield self._heading(era)
            yield page.DefinitionList(tuple((when(event), (self._brief_name(event.ref),)) for event in events))

    def _event(self, event: EventRecord) -> TimelineEvent:
        """An event with the command that opens its section; or a link to that, if it is alone on a linked page."""
        text, section = flat(cited(event.body, event.remarks.sources)), event.section
        is_alone = self.is_linked and len(self.events) == 1
        way = Span(f"mlsys read {section}", "command", f"section:{section}" if is_alone else "")
        ways: Spans = (way,) if section and (is_alone or not self.is_linked) else ()
        title, target = f"{event.ref.name}{format_origin(event.ref)}", "" if is_alone else event.ref.target
        below = (page.ListEntry((), text, ways), *remark_blocks(event.remarks))
        return TimelineEvent(event.year, when(event), title, below, target)

    def _brief_name(self, ref: Ref) -> Span:
        name = f"{ref.name}{format_origin(ref)}"
        return Span(name, "link", f"event:{ref.slug}") if self.is_linked else Span(name)

    def _heading(self, era: EraRecord | None) -> Heading:
        if era is None:
            return Heading(2, "Other events")
        return Heading(2, f"{era.ref.name}, {format_years(era.start, era.end)}{format_origin(era.ref)}", era.ref.target)

    def _blocks(self) -> Iterator[Block]:
        yield self._axis()
        for era, events in self._groups():
            if self.eras:
                yield self._heading(era)
            if era:
                yield from era.summary
            if era and era.disputed:
                yield page.Aside("Disputed", flat(era.disputed), "note.disputed")
            yield from map(self._event, events)

    def document(self) -> Document:
        """The eras and events, each in order of time."""
        eras = [
            {
                **pick(era, "id=ref.slug book=ref.book name=ref.name start end"),
                "kind": "winter" if era.winter else "era",
                **pick(era, "summary:text disputed:text?"),
            }
            for era in self.eras
        ]
        date, about = "id=ref.slug book=ref.book year month day circa", "end title=ref.name body:text era? terms"
        events = [
            {**pick(event, date), "when": when(event), **pick(event, f"{about} section? landmark {REMARKS}")}
            for event in self.events
        ]
        return document("timeline", **pick(self, "chapter=chapter.slug"), eras=eras, events=events)

    def rows(self) -> list[list[Any]]:
        """A row for each event."""
        return rows_of(self.document()["events"], "id year month end title era section book day circa")
