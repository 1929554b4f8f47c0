"""The rows beside a page: the contents of the book, and the entries that the page mentions."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rich.text import Text

from mlsys_cli.index.entry_queries import Entries
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.page.blocks import Heading
from mlsys_cli.queries.subjects import shares_read, subject_of
from mlsys_cli.reader.location import location_of
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.row_list import ListRow
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_year

_TITLES = {"Terms": ("term",), "Figures and tables": ("figure", "table")}


def contents_pane_rows(session: Session, chapter: Ref | None) -> list[ListRow]:
    """Every chapter, with the sections of the one that the reader is in, and what was read of each."""
    entries, shares = session.books.library.entries, shares_read(session)
    chapters = _chapter_rows(entries)
    chapter = next(iter(chapters)) if len(chapters) == 1 else chapter
    numbers = entries.section_numbers([chapter]) if chapter else {}
    rows: list[ListRow] = []
    for one, row in chapters.items():
        rows.append(row)
        if one == chapter:
            rows += [_section_row(section, numbers[section.id], shares) for section in entries.sections_of(one)]
    return rows


@lru_cache(1)
def _chapter_rows(entries: Entries) -> dict[Ref, ListRow]:
    numbers = entries.chapter_numbers
    return {
        one: ListRow((Text(f"{numbers.get(one.id, '')} {one.name}", "heading.2"),), location_of(one))
        for one in entries.refs("chapter")
    }


def _section_row(section: Ref, ordinal: str, shares: dict[str, float]) -> ListRow:
    share = shares.get(subject_of(section), 0.0)
    remark = "✓" if share == 1 else f"{share:.0%}" if share else ""
    margin = "  " * ordinal.count(".")
    return ListRow((Text.assemble(margin, (ordinal, "mark"), f" {section.name}"),), location_of(section), remark)


def mention_rows(library: Library, document: LaidOutPage, ref: Ref) -> list[ListRow]:
    """The entries that a page mentions: its terms, its figures and tables, and the events with their years."""
    targets = _targets(document)
    known = library.entries.find_all(targets, ref.book)
    mentioned = [one for target in targets if (one := known.get(target)) and one != ref]
    rows: list[ListRow] = []
    for title, kinds in _TITLES.items():
        rows += _titled(title, [ListRow((Text(one.name),), location_of(one)) for one in mentioned if one.kind in kinds])
    events = [one for one in mentioned if one.kind == "event"]
    rows += _titled("Timeline", _event_rows(library, [*events, *_events_about(library, ref)]))
    return rows


def _targets(document: LaidOutPage) -> Sequence[str]:
    """The targets of the headings and links of a page, in reading order, each once."""
    lines = [(line, block.target) for line, block in document.parts if isinstance(block, Heading) and block.target]
    lines += [(link.line, link.target) for link in document.links]
    return list(dict.fromkeys(target for _, target in sorted(lines, key=lambda item: item[0])))


def _titled(title: str, rows: Sequence[ListRow]) -> Iterator[ListRow]:
    if rows:
        yield ListRow((Text(title, "heading.3"),))
        yield from rows
        yield ListRow((Text(),))


def _events_about(library: Library, ref: Ref) -> Iterable[Ref]:
    """The events that a section or chapter covers, or that name another entry."""
    refs = library.entries.sections_of(ref) if ref.kind in ("chapter", "section") else (ref,)
    return [event for events in library.entries.pointing_to(refs, "event").values() for event in events]


def _event_rows(library: Library, events: Iterable[Ref]) -> list[ListRow]:
    stored = library.entries.stored(dict.fromkeys(events))
    dated = sorted(stored, key=lambda item: (item[2]["year"], item[2]["month"] or 0, item[2]["day"] or 0))
    return [
        ListRow((Text.assemble((format_year(data["year"]), "event.year"), f" {ref.name}"),), location_of(ref))
        for ref, _, data in dated
    ]
