"""Showing chapters and sections, and remembering which of them were read."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page import Blocks
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import entry_about, report_store_errors, subject_of
from mlsys_cli.terminal.stdout import Shown
from mlsys_cli.views.reading_view import ReadingsView, ReadingView

if TYPE_CHECKING:  # imported when reading is remembered
    from mlsys_cli.journal.first_reading import SectionRead


def show_places(session: Session, refs: list[Ref]) -> None:
    """Show chapters and sections, and remember that they were read."""
    notes: Mapping[int, Blocks] = {}
    if session.reader_store is not None:
        from mlsys_cli.session.notebook import notes_on_page

        shown = [place for ref in refs for place in (ref, *session.books.library.entries.sections_of(ref))]
        notes = notes_on_page(session, session.reader_store, shown)
    views = [ReadingView(session.books.library.reading(ref), notes) for ref in refs]
    sources = list(dict.fromkeys(source for view in views for source in view.reading.sources))
    extent = session.show(views[0] if len(views) == 1 else ReadingsView(views, sources))
    if session.output_is_for_human:
        with report_store_errors(session):
            _remember(session, refs, extent)


def sections_read(session: Session) -> frozenset[str]:
    """The subjects of the sections that were read."""
    if session.learner.read_only_store is not None:
        with report_store_errors(session):
            return session.learner.read_only_store.sections_read()
    return frozenset()


def _remember(session: Session, refs: Collection[Ref], shown: Shown) -> None:
    """Remember what was shown to a reader.

    Whatever fits on the screen counts as read, and so does a longer section, with those below it, when its reader
    leaves the pager. A chapter longer than the screen counts as begun, since its reader may have left it anywhere.
    """
    if shown is Shown.FAILED or not session.learner.settings.remember_reading:
        return
    readings = list(_readings(session, refs, shown))
    if session.learner.read_only_store is None and not session.learner.first_read_path.exists():
        from mlsys_cli.journal.first_reading import keep_first

        keep_first(session.learner.first_read_path, readings, session.learner.now)
        return
    for reading in readings:
        session.learner.store.read(reading.subject, session.learner.now, reading.done)


def _readings(session: Session, refs: Collection[Ref], shown: Shown) -> "Iterator[SectionRead]":
    from mlsys_cli.journal.first_reading import SectionRead

    known = sections_read(session)
    for ref in refs:
        whole = ref.kind == "section" or shown is Shown.AT_ONCE
        sections = session.books.library.entries.sections_of(ref) if whole else ()
        yield from (
            SectionRead(subject_of(place)) for place in sections if subject_of(place) not in known or place == ref
        )
        if not sections:
            yield SectionRead(subject_of(ref), done=False)


def where_to_go_on(session: Session) -> Ref | None:
    """The next unread section after the last place that was read; None if nothing was read, or everything.

    After the end of the book the search continues at its beginning.
    """
    if session.learner.read_only_store is None:
        return None
    places = session.learner.read_only_store.reading_positions()
    last = next((ref for place in places if (ref := entry_about(session, place.subject))), None)
    if last is None:
        return None
    done = {place.subject for place in places if place.done}
    return next((section for section in _ahead(session, last) if subject_of(section) not in done), None)


def _ahead(session: Session, last: Ref) -> Iterator[Ref]:
    """The sections of a book in reading order, beginning after a place."""
    library = session.books.library
    chapters = [chapter for chapter in library.entries.refs("chapter") if chapter.book == last.book]
    here = library.entries.chapter_of(last)
    number = chapters.index(here) if here in chapters else 0
    first = library.entries.sections_of(chapters[number])
    yield from (section for section in first if section.id > last.id)
    for chapter in (*chapters[number + 1 :], *chapters[:number]):
        yield from library.entries.sections_of(chapter)
    yield from first
