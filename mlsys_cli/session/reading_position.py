"""Chapters and sections as they are shown, and the position that is remembered of reading them."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page import Blocks
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import entry_about, report_store_errors, subject_of
from mlsys_cli.terminal.stdout import Shown
from mlsys_cli.views.reading_view import ReadingsView, ReadingView

if TYPE_CHECKING:  # only needed for what is remembered
    from mlsys_cli.journal.first_reading import SectionRead


def show_places(session: Session, refs: list[Ref]) -> None:
    """Show chapters and sections, and remember that they were read."""
    own = _own_notes(session, refs)
    views = [ReadingView(session.books.library.reading(ref), own) for ref in refs]
    sources = list(dict.fromkeys(source for view in views for source in view.sources))
    shown = session.show(views[0] if len(views) == 1 else ReadingsView(views, sources))
    if session.output_is_for_human:
        with report_store_errors(session):
            remember_reading(session, refs, shown)


def _own_notes(session: Session, refs: list[Ref]) -> Mapping[int, Blocks]:
    """The reader's notes about what is shown. A program isn't shown them, and doesn't wait for what looks for them."""
    if not session.output_is_for_human or session.learner.read_only_store is None:
        return {}
    from mlsys_cli.session.notebook import notes_on_page

    return notes_on_page(
        session, [place for ref in refs for place in (ref, *session.books.library.entries.sections_of(ref))]
    )


def sections_read(session: Session) -> frozenset[str]:
    """The sections that were read, by their names in the store."""
    if session.learner.read_only_store is not None:
        with report_store_errors(session):
            return session.learner.read_only_store.sections_read()
    return frozenset()


def remember_reading(session: Session, refs: Collection[Ref], shown: Shown) -> None:
    """Remember what was shown to a reader.

    What was on the screen all at once was read, and a section that was longer was read when its reader left the
    pager: with all that stands below it. Of a chapter that is longer than the screen nobody knows how far they came:
    it was begun.
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
    """The first section not read after the place where the learner read last; None if they have read nothing, or all.

    After the end of the book its beginning follows.
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
    """The sections of a book in the order in which they are to be read from a place on."""
    library = session.books.library
    chapters = [chapter for chapter in library.entries.refs("chapter") if chapter.book == last.book]
    here = library.entries.chapter_of(last)
    number = chapters.index(here) if here in chapters else 0
    first = library.entries.sections_of(chapters[number])
    yield from (section for section in first if section.id > last.id)
    for chapter in (*chapters[number + 1 :], *chapters[:number]):
        yield from library.entries.sections_of(chapter)
    yield from first
