"""Walks through chapters and sections that were read already: their parts, embeds and links, and the axis of time."""

from collections.abc import Iterator, Sequence

from mlsys_cli.index.entry_records import (
    ChapterRecord,
    EraRecord,
    EventRecord,
    FigureRecord,
    SectionRecord,
    TableRecord,
)
from mlsys_cli.page import Band, TimeAxis
from mlsys_cli.page.prose_links import targets


def axis_of(eras: Sequence[EraRecord], events: Sequence[EventRecord], alt: str = "") -> TimeAxis:
    """The time axis of some eras and events; an era that goes on ends with the last event."""
    years = sorted(event.year for event in events)
    dates = years + [era.start for era in eras] + [era.end for era in eras if era.end is not None]
    bands = tuple(Band(era.ref.name, era.start, era.end, era.winter) for era in eras)
    return TimeAxis(bands, tuple(years), min(dates, default=0), max(dates, default=0), alt)


def each_section(item: ChapterRecord | SectionRecord) -> Iterator[SectionRecord]:
    """A section and all below it, or all of a chapter, in reading order."""
    if isinstance(item, SectionRecord):
        yield item
    for section in item.sections:
        yield from each_section(section)


def embedded(item: ChapterRecord | SectionRecord) -> list[str]:
    """The tables and figures that are placed in the prose, as `kind:id`, each once."""
    bodies = (target for section in each_section(item) for target in targets(section.body))
    return [target for target in dict.fromkeys(bodies) if target.startswith(("table:", "figure:"))]


def prose_targets(item: ChapterRecord | SectionRecord, placed: dict[str, TableRecord | FigureRecord]) -> Iterator[str]:
    """The targets of the links and citations of a page, those of its tables and figures included."""
    if isinstance(item, ChapterRecord):
        yield from targets((*item.summary, *(block for objective in item.objectives for block in objective)))
    for section in each_section(item):
        yield from targets((*section.body, *section.remember, *section.remarks.disputed))
    for embed in placed.values():
        yield from targets((*embed.caption, *embed.remarks.disputed))
