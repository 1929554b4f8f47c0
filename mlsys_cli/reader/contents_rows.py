"""The rows of the reader's contents, with what is read of each section."""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial

from mlsys_cli.index.entry_records import OutlineRecord, Ref
from mlsys_cli.queries.reading_position import LONG_CONTENTS, chapter_being_read
from mlsys_cli.queries.subjects import shares_read, subject_of, tried_by_section
from mlsys_cli.reader.location import Destination, Finder, Location, location_of
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_reading
from mlsys_cli.views.shared_blocks import numbered

_MOST_AT_ONCE = 2_000
"""The most sections that are listed at once; of more, only those of one chapter are, and the others can be found."""

_MOST_FOUND = 100


def contents(session: Session, here: Location) -> tuple[list[Destination], Finder | None]:
    """The contents; of a large library, those of the chapter that is open, and a function that finds the others."""
    entries = session.books.library.entries
    if entries.count("section") <= _MOST_AT_ONCE:
        return _rows(session), None
    near = entries.chapter_of(here.ref) if here.ref else None
    return _rows(session, [near] if near else []), partial(find_in_contents, session)


def contents_in_brief(session: Session, here: Location, query: str = "") -> list[Destination]:
    """Every chapter, with the sections of the one that the words name, or that the reader is in; or what has the words.

    Of a short book all sections are there.
    """
    library = session.books.library
    named = library.names.exact(query, "chapter") if query else None
    if query and not named:
        wanted = query.casefold().split()
        return [row for row in _rows(session) if all(word in row.title.casefold() for word in wanted)]
    chapters = library.entries.refs("chapter")
    if not named and len(chapters) + library.entries.count("section") <= LONG_CONTENTS:
        return _rows(session)
    near = named.refs[0] if named else library.entries.chapter_of(here.ref) if here.ref else None
    return _rows(session, [near or chapter_being_read(session, chapters)])


def _rows(session: Session, unfolded: Sequence[Ref] | None = None) -> list[Destination]:
    """Every chapter and section, numbered and indented by its depth; or the sections of some chapters only."""
    entries = session.books.library.entries
    chapters = entries.refs("chapter")
    shown = chapters if unfolded is None else unfolded
    numbers, shares = {**entries.chapter_numbers, **entries.section_numbers(shown)}, shares_read(session)
    tried = tried_by_section(session)
    outlines = {outline.ref: outline for outline in session.books.library.outlines(shown)}
    rows: list[Destination] = []
    for chapter in chapters:
        if chapter in outlines:
            rows += _rows_of(outlines[chapter], numbers, shares, tried)
        else:
            rows.append(Destination(numbered(chapter, numbers), location_of(chapter)))
    return rows


def find_in_contents(session: Session, query: str) -> list[Destination]:
    """The chapters and sections with some words in their titles."""
    library, shares = session.books.library, shares_read(session)
    refs = [ref for kind in ("chapter", "section") for ref in library.names.having(query, kind, _MOST_FOUND)]
    numbers = library.entries.section_numbers(refs)
    return [Destination(numbered(ref, numbers), location_of(ref), remark=_remark(_share(ref, shares))) for ref in refs]


def _rows_of(
    chapter: OutlineRecord, numbers: Mapping[int, str], shares: Mapping[str, float], tried: Container[int]
) -> Iterator[Destination]:
    sections = [(depth, section, _share(section.ref, shares)) for depth, section in chapter.each_section(depth=1)]
    words = sum(section.word_count for _, section, _ in sections)
    read = sum(section.word_count * (share or 0.0) for _, section, share in sections)
    begun = any(share is not None for *_, share in sections)
    whole = read / words if begun and words else None
    yield Destination(numbered(chapter.ref, numbers), location_of(chapter.ref), remark=_remark(whole))
    for depth, section, share in sections:
        title = f"{'  ' * depth}{numbered(section.ref, numbers)}{' ▶' if section.ref.id in tried else ''}"
        yield Destination(title, location_of(section.ref), remark=_remark(share))


def _share(ref: Ref, shares: Mapping[str, float]) -> float | None:
    return shares.get(subject_of(ref))


def _remark(share: float | None) -> str:
    """A tick for what was read, else how much of it was."""
    return "✓" if share == 1 else format_reading(share)
