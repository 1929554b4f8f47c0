"""Pieces that several pages are made of: tables, figures, remarks, sources and the way on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_records import (
    BookRecord,
    EventRecord,
    FigureRecord,
    Qualifiers,
    Ref,
    SourceRecord,
    TableRecord,
)
from mlsys_cli.page import (
    Aside,
    Block,
    Blocks,
    Bullets,
    Heading,
    ListEntry,
    Paragraph,
    Span,
    Spans,
    Table,
    TimelineEvent,
    prose_spans,
)
from mlsys_cli.page.citations import citations, number_citations, targets
from mlsys_cli.views.open_commands import open_command

if TYPE_CHECKING:
    from datetime import date

_MOST_TITLES = 3
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def with_sources(blocks: Iterable[Block], sources: Sequence[SourceRecord], level: int = 2) -> Blocks:
    """A page whose citations are numbered, with the list of what they stand for at its end."""
    by_key = {source.ref.address: source for source in sources}
    numbered, keys = number_citations(blocks, by_key)
    if not keys:
        return numbered
    items = tuple((Paragraph(source_spans(by_key[key])),) for key in keys)
    return (*numbered, Heading(level, "Sources"), Bullets(items, ordered=True))


def books_title(books: Sequence[BookRecord], otherwise: str) -> str:
    """The titles of the books that are open, the first of them if they are many."""
    names = [book.ref.name for book in books]
    if len(names) > _MOST_TITLES:
        names = [*names[: _MOST_TITLES - 1], f"{len(names) - _MOST_TITLES + 1} more books"]
    return " + ".join(names) or otherwise


def origin_line(ref: Ref) -> Blocks:
    """The book that an entry stands in, as the first line of its page; nothing where only one book is open."""
    return (Paragraph((Span(ref.origin, "trail"),)),) if ref.origin else ()


def origin_words(ref: Ref, home: str = "") -> str:
    """The book that an entry stands in, to be put behind its name, unless it is that of the page."""
    return f" · {ref.origin}" if ref.origin and ref.book != home else ""


def source_spans(source: SourceRecord) -> Spans:
    """A source in one line: who, when, what, where, and how to reach it."""
    authors = source.authors[:3]
    who = ", ".join(authors) + (" and others" if len(source.authors) > 3 else "")
    year = f" ({source.year})" if source.year is not None else ""
    spans = [Span(f"{who}{year}. " if who or year else ""), Span(source.ref.name, "em")]
    stop = "" if source.ref.name.endswith(("?", "!", ".")) else "."
    spans.append(Span(f"{stop} {source.venue}." if source.venue else stop))
    if source_link(source):
        spans += [Span(" "), Span(source_link(source), "url")]
    return tuple(spans)


def source_link(source: SourceRecord) -> str:
    """The address of a source, the most lasting one that is known."""
    if source.doi:
        return f"https://doi.org/{source.doi}"
    return f"https://arxiv.org/abs/{source.arxiv}" if source.arxiv else source.url


def notes(remarks: Qualifiers) -> Iterator[Block]:
    """What the reader must be told about how sure a fact is."""
    if remarks.as_of:
        yield Aside("As of", (Span(f"{date_words(remarks.as_of)}. Newer figures may differ."),), "note.aging")
    if remarks.disputed:
        yield Aside("Disputed", flat(remarks.disputed), "note.disputed")


def date_words(date: str) -> str:
    """A date as words: `2020-04` is April 2020."""
    year, _, month = date.partition("-")
    return f"{_MONTHS[int(month) - 1]} {year}" if month.isdigit() and 1 <= int(month) <= 12 else date


def day_words(day: "date") -> str:
    """A day as words: 3 July 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def flat(blocks: Blocks) -> Spans:
    """Some prose as one run of text."""
    spans: list[Span] = []
    for block in blocks:
        spans += [Span(" ")] if spans else []
        spans += prose_spans((block,))
    return tuple(spans)


def table_blocks(table: TableRecord, level: int = 3) -> Iterator[Block]:
    """A table with its title, caption and remarks."""
    yield Heading(level, table.ref.name, f"table:{table.ref.slug}")
    yield Table(("", *(name for _, name in table.columns)), tuple((aspect, *cells) for aspect, cells in table.rows))
    yield from _caption(table.caption, table.remarks)


def figure_blocks(figure: FigureRecord, level: int = 3) -> Iterator[Block]:
    """A figure with its title, caption and remarks."""
    yield Heading(level, figure.ref.name, f"figure:{figure.ref.slug}")
    yield figure.drawing
    yield from _caption(figure.caption, figure.remarks)


def _caption(caption: Blocks, remarks: Qualifiers) -> Iterator[Block]:
    marks = citations(remarks.sources)
    gap = (Span(" "),) if marks and caption else ()
    label = (Span("Sources: "),) if marks and not caption else ()
    if caption or marks:
        yield Paragraph(
            (*(Span(s.text, s.style or "caption", s.target) for s in flat(caption)), *gap, *label, *_spaced(marks))
        )
    yield from notes(remarks)


def _spaced(marks: Spans) -> Spans:
    return tuple(span for mark in marks for span in (mark, Span(" ")))[:-1] if marks else ()


def cited(blocks: Blocks, keys: Iterable[str]) -> Blocks:
    """Some prose with citations of sources at its end, of those that it doesn't cite itself."""
    own = set(targets(blocks))
    marks = _spaced(citations(key for key in keys if f"source:{key}" not in own))
    if not marks:
        return blocks
    if blocks and isinstance(blocks[-1], Paragraph):
        return (*blocks[:-1], Paragraph((*blocks[-1].spans, Span(" "), *marks)))
    return (*blocks, Paragraph(marks))


def when(event: EventRecord) -> str:
    """The date of an event as it is shown: a year, a month and year, or years."""
    if event.end is not None and event.end != event.year:
        return f"{event.year}–{event.end}"
    return f"{_MONTHS[event.month - 1][:3]} {event.year}" if event.month else str(event.year)


def timeline_event(event: EventRecord) -> TimelineEvent:
    """An event as it stands on the timeline, with where to read on."""
    blocks = cited(event.body, event.remarks.sources)
    way = f"mlsys read {event.section}" if event.section else ""
    command = (Span(way, "command"),) if way else ()
    title = f"{event.ref.name}{origin_words(event.ref)}"
    return TimelineEvent(event.year, when(event), title, (ListEntry((), flat(blocks), command), *notes(event.remarks)))


def command_rows(label: str, refs: Sequence[Ref], home: str) -> list[tuple[str, Spans]]:
    """Rows of a card of the book `home`: what opens each entry, and its name and book where that doesn't say it."""
    rows: list[tuple[str, Spans]] = []
    for ref in refs:
        words = ("" if ref.kind == "term" else f" · {ref.name}") + origin_words(ref, home)
        rows.append(("" if rows else label, (Span(open_command(ref), "command"), *((Span(words),) if words else ()))))
    return rows
