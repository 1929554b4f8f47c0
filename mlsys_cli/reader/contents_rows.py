"""The rows of the reader's contents: chapters, and inside them their sections, with what is read of each."""

from collections.abc import Container, Iterable, Sequence
from functools import partial

from mlsys_cli.index.entry_records import OutlineRecord, Ref
from mlsys_cli.queries.reading_position import LONG_CONTENTS, chapter_being_read, where_to_go_on
from mlsys_cli.queries.subjects import shares_read, subject_of, tried_by_section
from mlsys_cli.reader.location import Destination, Location, location_of
from mlsys_cli.reader.outcomes import Offers
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_reading, reading_minutes
from mlsys_cli.views.shared_blocks import numbered

_MOST_AT_ONCE = 2_000
"""The most sections that are looked at for what is read of each chapter; of more, only those of one chapter are."""

_MOST_FOUND = 100  # of each kind; chosen, not measured


def contents(session: Session, here: Ref | None) -> Offers:
    """Every chapter, with its sections inside it, at a place in the text or where the learner reads on.

    Of a short book all chapters are unfolded, else the one of that place. In a large library, the titles with some
    words are found by a function.
    """
    entries = session.books.library.entries
    stop = None if here else where_to_go_on(session)
    here, remark = (stop.ref, "read on here") if stop else (here, "you are here")
    chapters, sections = entries.refs("chapter"), entries.count("section")
    near = [chapter for chapter in chapters if here and chapter == entries.chapter_of(here)] or chapters[:1]
    is_large = sections > _MOST_AT_ONCE
    return Offers(
        "Contents",
        _Reading(session, here, remark).chapters(near if is_large else chapters),
        partial(_find, session) if is_large else None,
        here=location_of(here) if here else None,
        unfolded=[
            location_of(chapter) for chapter in (chapters if len(chapters) + sections <= LONG_CONTENTS else near)
        ],
    )


def contents_in_brief(session: Session, here: Location, query: str = "") -> list[Destination]:
    """Every chapter, with the sections of the one that the words name, or that the reader is in; or what has the words.

    Of a short book all sections are there.
    """
    library, reading = session.books.library, _Reading(session)
    named, chapters = library.names.exact(query, "chapter") if query else None, library.entries.refs("chapter")
    if query and not named:
        return having(unfold(reading.chapters(chapters)), query)
    if not named and len(chapters) + library.entries.count("section") <= LONG_CONTENTS:
        return unfold(reading.chapters(chapters))
    near = named.refs[0] if named else library.entries.chapter_of(here.ref) if here.ref else None
    near = near or chapter_being_read(session, chapters)
    return unfold(reading.chapters([near]), {location_of(near)})


def unfold(rows: Iterable[Destination], unfolded: Container[Location] | None = None) -> list[Destination]:
    """Rows and what is inside of those that are unfolded, or of all."""
    return [
        row
        for outer in rows
        for row in (outer, *(outer.inside() if unfolded is None or outer.location in unfolded else ()))
    ]


def having(rows: Iterable[Destination], query: str) -> list[Destination]:
    """The rows with some words in their titles."""
    words = query.casefold().split()
    return [row for row in rows if all(word in row.title.casefold() for word in words)]


def _find(session: Session, query: str) -> list[Destination]:
    """The chapters and sections with some words in their titles."""
    library, shares = session.books.library, shares_read(session)
    refs = [ref for kind in ("chapter", "section") for ref in library.names.having(query, kind, _MOST_FOUND)]
    numbers = library.entries.section_numbers(refs)
    return [
        Destination(numbered(ref, numbers), location_of(ref), remark=_remark(shares.get(subject_of(ref))))
        for ref in refs
    ]


class _Reading:
    """The reading of a learner: the share of each section, the exhibits tried, and the place where they are."""

    def __init__(self, session: Session, here: Ref | None = None, remark: str = "") -> None:
        self._library = session.books.library
        self._shares, self._tried = shares_read(session), tried_by_section(session)
        self._here, self._remark = here, remark

    def chapters(self, summed: Sequence[Ref]) -> list[Destination]:
        """Every chapter, with how much is read or how long it takes of some."""
        entries = self._library.entries
        outlines = {outline.ref: outline for outline in self._library.outlines(summed)}
        return [
            Destination(
                numbered(ref, entries.chapter_numbers),
                location_of(ref),
                remark=self._of_chapter(outlines[ref]) if ref in outlines else "",
                inside=partial(self.sections, ref),
            )
            for ref in entries.refs("chapter")
        ]

    def _of_chapter(self, chapter: OutlineRecord) -> str:
        sections = [section for _, section in chapter.each_section()]
        shares = [self._shares.get(subject_of(section.ref)) for section in sections]
        words = sum(section.word_count for section in sections)
        read = sum(section.word_count * (share or 0.0) for section, share in zip(sections, shares, strict=True))
        begun = any(share is not None for share in shares) and words
        return self._signed(chapter, read / words if begun else None)

    def sections(self, chapter: Ref) -> list[Destination]:
        """The sections of a chapter, numbered and indented by their depth."""
        numbers = self._library.entries.section_numbers([chapter])
        (outline,) = self._library.outlines([chapter])
        return [
            Destination(
                f"{'  ' * depth}{numbered(section.ref, numbers)}{' ▶' if section.ref.id in self._tried else ''}",
                location_of(section.ref),
                remark=self._signed(section, self._shares.get(subject_of(section.ref))),
            )
            for depth, section in outline.each_section(depth=1)
        ]

    def _signed(self, outline: OutlineRecord, share: float | None) -> str:
        return self._remark if outline.ref == self._here else _remark(share, reading_minutes(outline.words_in_all))


def _remark(share: float | None, minutes: int = 0) -> str:
    """A tick for what was read, else how much of it was, or how long it takes."""
    return "✓" if share == 1 else format_reading(share) or (f"{minutes} min" if minutes else "")
