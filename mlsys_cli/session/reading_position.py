"""Showing chapters and sections, and remembering which of them were read."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page import Blocks
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import entry_about, report_store_errors, subject_of
from mlsys_cli.terminal.stdout import Shown
from mlsys_cli.views.reading_view import ReadingsView, ReadingView

if TYPE_CHECKING:  # imported when it is shown
    from mlsys_cli.views.review_view import NextReading


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
    if session.output_is_for_human and extent is not Shown.FAILED:
        with report_store_errors(session):
            if session.learner.settings.remember_reading:
                _remember(session, refs, extent)


def sections_read(session: Session) -> frozenset[str]:
    """The subjects of the sections that were read."""
    if session.learner.read_only_store is not None:
        with report_store_errors(session):
            return session.learner.read_only_store.sections_read()
    return frozenset()


def _remember(session: Session, refs: list[Ref], shown: Shown) -> None:
    """Remember what was shown to a reader.

    Whatever fits on the screen counts as read, and so does a longer section, with those below it, when its reader
    leaves the pager. A chapter longer than the screen counts as begun, since its reader may have left it anywhere.
    """
    learner, known = session.learner, sections_read(session)
    readings: list[tuple[str, bool]] = []
    for ref in refs:
        whole = ref.kind == "section" or shown is Shown.AT_ONCE
        sections = session.books.library.entries.sections_of(ref) if whole else ()
        unread = (place for place in sections if subject_of(place) not in known or place == ref)
        readings += [(subject_of(place), True) for place in unread]
        if not sections:
            readings.append((subject_of(ref), False))
    if learner.read_only_store is None and not learner.first_read_path.exists():
        from mlsys_cli.journal.jsonl import keep_first_reading

        keep_first_reading(learner.first_read_path, readings, learner.now)
        return
    for subject, done in readings:
        learner.store.read(subject, learner.now, done)


def next_reading(session: Session, places: Sequence[Ref] = ()) -> "NextReading | None":
    """The section to read next, in some places or in all; None if everything was read.

    In some places it is their first unread section; else where the learner stopped, or else at the beginning.
    """
    from mlsys_cli.text.reading_time import reading_minutes
    from mlsys_cli.views.review_view import NextReading

    entries, done = session.books.library.entries, sections_read(session)
    ref = None if places else where_to_go_on(session)
    if ref is None:
        sections = chain.from_iterable(map(entries.sections_of, places or entries.refs("chapter")))
        ref = next((section for section in sections if subject_of(section) not in done), None)
    chapter = entries.chapter_of(ref) if ref else None
    if ref is None or chapter is None:
        return None
    (outline,) = session.books.library.outlines([chapter])
    words = next(section.words_in_all for _, section in outline.each_section() if section.ref == ref)
    return NextReading(ref, entries.section_numbers([ref])[ref.id], reading_minutes(words))


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
    entries = session.books.library.entries
    chapters = [chapter for chapter in entries.refs("chapter") if chapter.book == last.book]
    here = entries.chapter_of(last)
    number = chapters.index(here) if here in chapters else 0
    later = (section for section in entries.sections_of(chapters[number]) if section.id > last.id)
    others = (*chapters[number + 1 :], *chapters[: number + 1])
    ahead = chain(later, chain.from_iterable(map(entries.sections_of, others)))
    done = {place.subject for place in places if place.done}
    return next((section for section in ahead if subject_of(section) not in done), None)
