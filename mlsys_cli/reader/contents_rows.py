"""The rows of the reader's contents: chapters, and inside them their sections, with what is read of each."""

from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache, partial

from mlsys_cli.index.entry_records import OutlineRecord, Ref
from mlsys_cli.queries.reading_position import LONG_CONTENTS, where_to_go_on
from mlsys_cli.queries.subjects import shares_read, subject_of, tried_by_section
from mlsys_cli.reader.location import Destination, Location, location_of
from mlsys_cli.reader.outcomes import Offers
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_reading, reading_minutes
from mlsys_cli.views.shared_blocks import numbered

_MOST_AT_ONCE = 2_000
"""The most sections that are looked at for what is read of each chapter; of more, only those of one chapter are."""

_MOST_FOUND = 100  # of each kind; chosen, not measured


def contents(session: Session, here: Ref | None, *, names_place: bool = True) -> Offers:
    """Every chapter, with its sections inside it, at a place in the text or where the learner reads on.

    Of a short book all chapters are unfolded, else the one of that place, whose remark says so if it `names_place`.
    """
    entries = session.books.library.entries
    stop = None if here else where_to_go_on(session)
    here, remark = (stop.ref, "read on here") if stop else (here, "you are here")
    chapters, sections = entries.refs("chapter"), entries.count("section")
    near = [chapter for chapter in chapters if here and chapter == entries.chapter_of(here)] or chapters[:1]
    is_large, is_short = sections > _MOST_AT_ONCE, len(chapters) + sections <= LONG_CONTENTS
    rows = _Reading(session, here, remark if names_place else "").chapters(near if is_large else chapters)
    if names_place:
        rows.append(Destination("Labs", Location("labs"), remark="what you can run"))
    return Offers(
        "Contents",
        rows,
        partial(_find, session) if is_large else partial(_having, cache(partial(unfold, rows))),
        here=location_of(here) if here else None,
        unfolded=list(map(location_of, chapters if is_short else near)),
    )


def contents_in_brief(session: Session, here: Location, query: str = "") -> Sequence[Destination]:
    """The contents without what is folded, or unfolded where some words name a chapter; else the titles with them."""
    offer = contents(session, here.ref, names_place=False)
    named = session.books.library.names.exact(query, "chapter") if query else None
    if query and not named:
        return offer.find(query)
    return unfold(offer.rows, [location_of(named.refs[0])] if named else offer.unfolded)


def unfold(rows: Iterable[Destination], unfolded: Container[Location] | None = None) -> list[Destination]:
    """Rows and what is inside of those that are unfolded, or of all."""
    inside = ((row, row.inside() if unfolded is None or row.location in unfolded else ()) for row in rows)
    return [one for row, within in inside for one in (row, *within)]


def _having(rows: Callable[[], Iterable[Destination]], query: str) -> list[Destination]:
    """The rows with some words in their titles."""
    words = query.casefold().split()
    return [row for row in rows() if all(word in row.title.casefold() for word in words)]


def _find(session: Session, query: str) -> list[Destination]:
    """The chapters and sections of a large library with some words in their titles."""
    library, shares = session.books.library, shares_read(session)
    refs = [ref for kind in ("chapter", "section") for ref in library.names.having(query, kind, _MOST_FOUND)]
    numbers = library.entries.section_numbers(refs)
    return [
        Destination(numbered(ref, numbers), location_of(ref), remark=_remark(shares.get(subject_of(ref))))
        for ref in refs
    ]


class _Reading:
    """The reading of a learner: the share of each section, the exhibits tried, and the place where they are."""

    def __init__(self, session: Session, here: Ref | None, remark: str) -> None:
        self._library = session.books.library
        self._shares, self._tried = shares_read(session), tried_by_section(session)
        self._here, self._remark = here, remark

    def chapters(self, summed: Sequence[Ref]) -> list[Destination]:
        """Every chapter, with how much is read or how long it takes of some."""
        entries = self._library.entries
        remarks = {outline.ref: self._of_chapter(outline) for outline in self._library.outlines(summed)}
        return [
            Destination(
                numbered(ref, entries.chapter_numbers),
                location_of(ref),
                remark=remarks.get(ref, ""),
                inside=partial(self._sections, ref),
            )
            for ref in entries.refs("chapter")
        ]

    def _of_chapter(self, chapter: OutlineRecord) -> str:
        sections = [section for _, section in chapter.each_section()]
        words = sum(section.word_count for section in sections)
        shares = {section: self._shares.get(subject_of(section.ref)) for section in sections}
        read = [section.word_count * share for section, share in shares.items() if share is not None]
        return self._remark_on(chapter, sum(read) / words if read and words else None)

    def _sections(self, chapter: Ref) -> list[Destination]:
        """The sections of a chapter, numbered and indented by their depth."""
        numbers = self._library.entries.section_numbers([chapter])
        (outline,) = self._library.outlines([chapter])
        return [
            Destination(
                f"{'  ' * depth}{numbered(section.ref, numbers)}{' ▶' if section.ref.id in self._tried else ''}",
                location_of(section.ref),
                remark=self._remark_on(section, self._shares.get(subject_of(section.ref))),
            )
            for depth, section in outline.each_section(depth=1)
        ]

    def _remark_on(self, outline: OutlineRecord, share: float | None) -> str:
        place = self._remark if outline.ref == self._here else ""
        return place or _remark(share) or f"{reading_minutes(outline.words_in_all)} min"


def _remark(share: float | None) -> str:
    """A tick for what was read, else how much of it was."""
    return "✓" if share == 1 else format_reading(share)
