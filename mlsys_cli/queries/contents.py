"""The contents of the open books, with what the learner has read of them."""

from collections.abc import Sequence

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.queries.reading_position import LONG_CONTENTS, where_to_go_on
from mlsys_cli.queries.subjects import entries_about, shares_read, tried_by_section
from mlsys_cli.session.session import Session
from mlsys_cli.views.outline_view import OutlineView
from mlsys_cli.views.shared_blocks import books_title

MOST_AT_ONCE = 2_000
"""The most sections that are looked at for what is read of each chapter; of more, only those of one chapter are."""


def contents_view(session: Session, chapters: Sequence[Ref]) -> OutlineView:
    """Some chapters with their sections, how much was read of each, and the section to read on in."""
    library = session.books.library
    books = library.books()
    shares, tried = shares_read(session), tried_by_section(session)
    read = {ref.id: shares[subject] for subject, ref in entries_about(session, shares).items()}
    stop = where_to_go_on(session) if read else None
    return OutlineView(
        library.outlines(chapters),
        books_title([book.ref.name for book in books], "Contents"),
        library.entries.chapter_numbers,
        read,
        books=books,
        needs=library.needs(chapters),
        tried=tried,
        here=stop.ref if stop else None,
    )


def unfolded_at(view: OutlineView, chapter: Ref | None) -> OutlineView:
    """The same; of long contents only one chapter has its sections, or else the first."""
    if len(view.chapters) < 2 or view.number_of_lines <= LONG_CONTENTS:
        return view
    chapters = [outline.ref for outline in view.chapters]
    return view._replace(unfolded=chapter if chapter in chapters else chapters[0])
