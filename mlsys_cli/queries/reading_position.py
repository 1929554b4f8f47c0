"""The position of a reader: which sections were read, where to read on, and the chapter that they are in."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.queries.reading_path import along_path, path_sections, reading_order
from mlsys_cli.queries.subjects import entry_about, shares_read, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import reading_minutes

if TYPE_CHECKING:  # imported when what was on the screen is remembered
    from mlsys_cli.index.entry_records import Reading
    from mlsys_cli.page.anchors import Seen
    from mlsys_cli.views.today_view import NextReading


def sections_read(session: Session) -> frozenset[str]:
    """The subjects of the sections that were read."""
    return frozenset(subject for subject, share in shares_read(session).items() if share == 1)


def remember(session: Session, refs: Sequence[Ref], seen: "Sequence[Seen] | None", now: int) -> None:
    """Remember what was on the screen at a time, and last where the reader stopped.

    If the pager doesn't report it, the places count as begun. A chapter is begun if none of its sections was seen.
    """
    from mlsys_cli.journal.event import reading_values  # a page in a pipe isn't remembered, and needs no journal

    entries, read = session.books.library.entries, sections_read(session)
    sections = {section.slug: subject_of(section) for ref in refs for section in (*entries.sections_of(ref), ref)}
    readings = [
        (sections[item.section], reading_values(item.parts, item.paragraph))
        for item in seen or ()
        if sections[item.section] not in read or item is (seen or ())[-1]
    ]
    if not readings:
        readings = [(subject_of(ref), reading_values()) for ref in refs]
    # Microseconds apart, so that the last one is the place where the reader stopped.
    for at, (subject, values) in enumerate(readings, now):
        session.learner.store.read(subject, at, values)


def next_reading(session: Session, places: Sequence[Ref] = ()) -> "NextReading | None":
    """The section to read next, in some places or in all; None if everything was read.

    In some places it is their first unread section; else where the learner stopped, or else at the beginning.
    """
    if not places and (stop := where_to_go_on(session)):
        return stop
    if not places and session.learner.read_only_store:
        return _first_unread(session, reading_order(session))
    entries = session.books.library.entries
    return _first_unread(session, chain.from_iterable(map(entries.sections_of, places or entries.refs("chapter"))))


def where_to_go_on(session: Session) -> "NextReading | None":
    """The section to read on in: the one where the learner stopped, else the next one that isn't read.

    On a path that they have chosen it is the first one, as long as they haven't read anything on it. None if nothing
    was read, or everything.
    """
    if session.learner.read_only_store is None:
        return None
    paths = path_sections(session)
    for place in session.learner.read_only_store.reading_positions():
        last = entry_about(session, place.subject)
        if last and (last.book not in paths or last in paths[last.book]):
            is_partly_read = place.share and not place.done
            return (None if is_partly_read else unread_after(session, last)) or _first_unread(session, [last])
    return _first_unread(session, chain.from_iterable(paths.values()))


def unread_after(session: Session, after: Ref) -> "NextReading | None":
    """The next section after another that isn't read to its end; after the end of the book, from its beginning on.

    On a path that was chosen it is the next one there, and from elsewhere the first.
    """
    entries, path = session.books.library.entries, path_sections(session).get(after.book)
    if path:
        number = path.index(after) + 1 if after in path else 0
        return _first_unread(session, (*path[number:], *path[: max(number - 1, 0)]))
    chapters = [chapter for chapter in entries.refs("chapter") if chapter.book == after.book]
    here = entries.chapter_of(after)
    number = chapters.index(here) if here in chapters else 0
    later = (section for section in entries.sections_of(chapters[number]) if section.id > after.id)
    others = (*chapters[number + 1 :], *chapters[: number + 1])
    sections = chain(later, chain.from_iterable(map(entries.sections_of, others)))
    return _first_unread(session, (section for section in sections if section != after))


def _first_unread(session: Session, sections: Iterable[Ref]) -> "NextReading | None":
    """The first of some sections that wasn't read to its end."""
    store, library = session.learner.read_only_store, session.books.library
    places = {place.subject: place for place in store.reading_positions()} if store else {}
    for section in sections:
        place = places.get(subject_of(section))
        chapter = library.entries.chapter_of(section)
        if chapter and not (place and place.done):
            (outline,) = library.outlines([chapter])
            (item,) = (item for _, item in outline.each_section() if item.ref == section)
            from mlsys_cli.views.today_view import NextReading

            number = library.entries.section_numbers([section])[section.id]
            share, paragraph = (place.share, place.paragraph) if place else (0.0, 0)
            return NextReading(
                section, number, reading_minutes(item.words_in_all - item.word_count * share), share, paragraph
            )
    return None


def text_to_read(session: Session, ref: Ref, most_sections: int | None = None) -> "Reading":
    """A chapter or section, with all sections below it or so many; a person on a path is told what follows there."""
    library = session.books.library
    reading = library.reading(ref, most_sections)
    after = along_path(session, ref) if session.reader_store is not None else None
    if after is None:
        return reading
    numbers = {**reading.numbers, **library.entries.section_numbers(after[:1])}
    return reading._replace(next=after[0] if after else None, numbers=numbers)


LONG_CONTENTS = 60
"""The chapters and sections from which on a table of contents has the sections of one chapter; chosen."""


def chapter_being_read(session: Session, among: Sequence[Ref]) -> Ref:
    """The chapter in which the learner continues reading, if it is one of these, else the first of them."""
    stop = where_to_go_on(session) if session.reader_store is not None else None
    here = session.books.library.entries.chapter_of(stop.ref) if stop else None
    return here if here and here in among else among[0]
