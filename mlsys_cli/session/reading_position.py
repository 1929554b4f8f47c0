"""Showing chapters and sections, and remembering which of them were read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.anchors import PlacedNote
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import entry_about, report_store_errors, shares_read, subject_of
from mlsys_cli.terminal.stdout import Shown
from mlsys_cli.text.reading_time import reading_minutes
from mlsys_cli.views.next_reading import NextReading
from mlsys_cli.views.reading_view import ReadingsView, ReadingView

if TYPE_CHECKING:  # imported when what was on the screen is remembered
    from mlsys_cli.page.passages import Passage, Seen


def show_places(
    session: Session, refs: Sequence[Ref], paragraph: int = 0, *, remembered: bool = True, deeper: bool = False
) -> Shown:
    """Show chapters and sections, from a paragraph on, and remember what of them was on the screen; returns that.

    The parts that go `deeper` are folded, unless they are asked for here or by a person's settings.
    """
    deeper = deeper or shows_deeper(session)
    notes: Mapping[int, Sequence[PlacedNote]] = {}
    if session.reader_store is not None:
        from mlsys_cli.session.notebook import notes_on_page

        places = [place for ref in refs for place in (ref, *session.books.library.entries.sections_of(ref))]
        notes = notes_on_page(session, session.reader_store, places)
    views = [ReadingView(session.books.library.reading(ref), notes, deeper) for ref in refs]
    sources = list(dict.fromkeys(source for view in views for source in view.reading.sources))
    view = views[0] if len(views) == 1 else ReadingsView(views, sources)
    if not (session.output_is_for_human and remembered):
        return session.show(view)
    with report_store_errors(session):
        remembered = session.learner.settings.remember_reading
    start = next((one.paragraphs[: paragraph + 1][-1] for one in _passages(session, view)), 0) if paragraph else 0
    shown = session.show(view, start)
    if remembered and not shown.failed:
        from mlsys_cli.page.passages import seen_sections

        with report_store_errors(session):
            seen = None if shown.screens is None else seen_sections(_passages(session, view), shown.screens)
            remember(session, refs, seen, session.learner.now)
    return shown


def shows_deeper(session: Session) -> bool:
    """True if the answer is for a person who wants the deeper parts of sections open; in a pipe they are folded."""
    if not session.output_is_for_human:
        return False
    with report_store_errors(session):
        return session.learner.settings.deeper
    return False


def is_longer_than_screen(session: Session, ref: Ref, deeper: bool = False) -> bool:
    """True if the page of a chapter or section doesn't fit on the terminal."""
    entries, room = session.books.library.entries, session.terminal.height
    if sum(entries.words_of_sections(entries.sections_of(ref)).values()) > room * session.terminal.width:
        return True  # and a chapter needn't be laid out for that
    from mlsys_cli.render.formats import block_heights

    view = ReadingView(session.books.library.reading(ref), shows_deeper=deeper or shows_deeper(session))
    for height in block_heights(view.page(), session.format, session.terminal):
        room -= height
        if room < 1:
            return True
    return False


def _passages(session: Session, view: ReadingView | ReadingsView) -> "Iterator[Passage]":
    """The sections of a page as ranges of lines, without its sources and the way to the next page."""
    from mlsys_cli.page.passages import passages
    from mlsys_cli.render.formats import block_heights

    blocks = view.page()[: view.length]
    return passages(blocks, block_heights(blocks, session.format, session.terminal))


def sections_read(session: Session) -> frozenset[str]:
    """The subjects of the sections that were read."""
    return frozenset(subject for subject, share in shares_read(session).items() if share == 1)


def remember(session: Session, refs: Sequence[Ref], seen: "Sequence[Seen] | None", now: int) -> None:
    """Remember what was on the screen at a time, and last where the reader stopped.

    If the pager doesn't tell, the places were begun. A chapter is begun if none of its sections was seen.
    """
    from mlsys_cli.journal.event import reading_values  # a page in a pipe isn't remembered, and needs no journal

    entries, known = session.books.library.entries, sections_read(session)
    sections = {section.slug: subject_of(section) for ref in refs for section in (*entries.sections_of(ref), ref)}
    readings = [
        (sections[one.section], reading_values(one.parts, one.paragraph))
        for one in seen or ()
        if sections[one.section] not in known or one is (seen or ())[-1]
    ]
    if not readings:
        readings = [(subject_of(ref), reading_values()) for ref in refs]
    learner = session.learner
    timed = [(now + number, subject, values) for number, (subject, values) in enumerate(readings)]
    if learner.read_only_store is None and not learner.first_read_path.exists():
        from mlsys_cli.journal.jsonl import keep_first_reading

        keep_first_reading(learner.first_read_path, timed)
        return
    for at, subject, values in timed:
        learner.store.read(subject, at, values)


def next_reading(session: Session, places: Sequence[Ref] = ()) -> NextReading | None:
    """The section to read next, in some places or in all; None if everything was read.

    In some places it is their first unread section; else where the learner stopped, or else at the beginning.
    """
    if not places and (found := where_to_go_on(session)):
        return found
    entries = session.books.library.entries
    sections = chain.from_iterable(map(entries.sections_of, places or entries.refs("chapter")))
    return _first_unread(session, sections)


def where_to_go_on(session: Session) -> NextReading | None:
    """The section to read on in: the one where the learner stopped, else the next one that isn't read.

    None if nothing was read, or everything.
    """
    if session.learner.read_only_store is None:
        return None
    places = session.learner.read_only_store.reading_positions()
    found = ((ref, place) for place in places if (ref := entry_about(session, place.subject)))
    last, stopped = next(found, (None, None))
    if last is None or stopped is None:
        return None
    if stopped.share and not stopped.done:
        return _first_unread(session, [last])
    return unread_after(session, last) or _first_unread(session, [last])


def unread_after(session: Session, after: Ref) -> NextReading | None:
    """The next section after another that isn't read to its end; after the end of the book, from its beginning on."""
    entries = session.books.library.entries
    chapters = [chapter for chapter in entries.refs("chapter") if chapter.book == after.book]
    here = entries.chapter_of(after)
    number = chapters.index(here) if here in chapters else 0
    later = (section for section in entries.sections_of(chapters[number]) if section.id > after.id)
    others = (*chapters[number + 1 :], *chapters[: number + 1])
    sections = chain(later, chain.from_iterable(map(entries.sections_of, others)))
    return _first_unread(session, (section for section in sections if section != after))


def _first_unread(session: Session, sections: Iterable[Ref]) -> NextReading | None:
    """The first of some sections that wasn't read to its end."""
    store, library = session.learner.read_only_store, session.books.library
    places = {place.subject: place for place in store.reading_positions()} if store else {}
    for section in sections:
        place = places.get(subject_of(section))
        chapter = library.entries.chapter_of(section)
        if chapter and not (place and place.done):
            (outline,) = library.outlines([chapter])
            (one,) = (one for _, one in outline.each_section() if one.ref == section)
            number = library.entries.section_numbers([section])[section.id]
            share, paragraph = (place.share, place.paragraph) if place else (0.0, 0)
            return NextReading(section, number, reading_minutes(one.words_in_all - one.words * share), share, paragraph)
    return None
