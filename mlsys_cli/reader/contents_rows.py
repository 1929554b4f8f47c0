"""The rows of the reader's contents: chapters, and inside them their sections, with what is read of each."""

from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache, partial
from itertools import islice

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import OutlineRow
from mlsys_cli.queries.contents import MOST_AT_ONCE, contents_view
from mlsys_cli.queries.reading_position import LONG_CONTENTS, where_to_go_on
from mlsys_cli.queries.subjects import shares_read, subject_of
from mlsys_cli.reader.location import Destination, Location, location_of
from mlsys_cli.reader.outcomes import Offers
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_reading
from mlsys_cli.views.shared_blocks import numbered

_MOST_FOUND = 100  # of each kind; chosen, not measured


def contents(session: Session, here: Ref | None) -> Offers:
    """Every chapter, with its sections inside it, at a place in the text or where the learner reads on.

    Its remark says which place that is. Of a short book all chapters are unfolded, else the one of that place.
    """
    entries = session.books.library.entries
    stop = None if here else where_to_go_on(session)
    here, remark = (stop.ref, "read on here") if stop else (here, "you are here")
    chapters, sections = entries.refs("chapter"), entries.count("section")
    near = [chapter for chapter in chapters if here and chapter == entries.chapter_of(here)] or chapters[:1]
    is_large, is_short = sections > MOST_AT_ONCE, len(chapters) + sections <= LONG_CONTENTS
    view = contents_view(session, near if is_large else chapters)._replace(here=None, in_short=True)
    outlines = {outline.ref: outline for outline in view.chapters}

    def row(ref: Ref, shown: OutlineRow, inside: Callable[[], Sequence[Destination]] = tuple) -> Destination:
        title = "  " * shown.depth + f"{shown.label} {shown.text}".strip()
        said = "✓" if shown.done else shown.way or shown.remark
        return Destination(title, location_of(ref), remark=remark if ref == here else said, inside=inside)

    def sections_of(chapter: Ref) -> list[Destination]:
        outline = outlines.get(chapter) or session.books.library.outlines([chapter])[0]
        return [row(ref, shown) for ref, shown in islice(view.rows_of(outline), 1, None)]

    def row_of(chapter: Ref) -> Destination:
        inside = partial(sections_of, chapter)
        if outline := outlines.get(chapter):
            return row(*next(view.rows_of(outline)), inside)
        return Destination(numbered(chapter, entries.chapter_numbers), location_of(chapter), inside=inside)

    rows = [*map(row_of, chapters), Destination("Labs", Location("labs"), remark="what you can run")]
    return Offers(
        "Contents",
        rows,
        partial(_find, session) if is_large else partial(_having, cache(partial(unfold, rows))),
        here=location_of(here) if here else None,
        unfolded=list(map(location_of, chapters if is_short else near)),
    )


def contents_in_brief(session: Session, here: Location, query: str = "") -> Sequence[Destination]:
    """The contents without what is folded, or unfolded where some words name a chapter; else the titles with them."""
    offer = contents(session, here.ref)
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
    remarks = {ref: format_reading(shares.get(subject_of(ref))) for ref in refs}
    return [Destination(numbered(ref, numbers), location_of(ref), remark=remarks[ref]) for ref in refs]
