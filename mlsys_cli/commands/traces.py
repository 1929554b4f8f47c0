"""What the learner left behind on the way through a book, for the commands that show the book.

A store that can't be read is said in a line, and keeps nobody from reading.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.index.records import Ref
from mlsys_cli.page import Blocks
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import Shown

if TYPE_CHECKING:  # reading and looking up don't search
    from mlsys_cli.journal.first_reading import Reading
    from mlsys_cli.views.search_results import NoteHit


@contextmanager
def sparing_the_reader(session: Session) -> Iterator[None]:
    """What can't be read or written of the store within is said in a line, and no more."""
    try:
        yield
    except (UnreadableError, OutputError) as error:
        session.say(error.message)


def thing_name(ref: Ref) -> str:
    """What an entry of the book is called in the store."""
    return f"{ref.book}:{ref.kind}:{ref.slug}"


def entry_of(session: Session, subject: str) -> Ref | None:
    """The entry that something in the store is about, if a book that is open has it."""
    book, kind, slug = (*subject.split(":", 2), "", "")[:3]
    ref = session.library.find(kind, slug, book)
    return ref if ref is not None and ref.book == book else None


# --- reading -----------------------------------------------------------------------------------------------------


def sections_read(session: Session) -> frozenset[str]:
    """The sections that were read, by their names in the store."""
    if session.traces is not None:
        with sparing_the_reader(session):
            return session.traces.done()
    return frozenset()


def remember_reading(session: Session, refs: Collection[Ref], shown: Shown) -> None:
    """Remember what was shown to a reader.

    What was on the screen all at once was read, and a section that was longer was read when its reader left the
    pager: with all that stands below it. Of a chapter that is longer than the screen nobody knows how far they came:
    it was begun.
    """
    if shown is Shown.IN_VAIN or session.settings.remember_reading == "off":
        return
    readings = list(_readings(session, refs, shown))
    if session.traces is None and not session.first_read_path.exists():
        from mlsys_cli.journal.first_reading import keep_first

        keep_first(session.first_read_path, readings, session.now)
        return
    for reading in readings:
        session.store.read(reading.subject, session.now, reading.done)


def _readings(session: Session, refs: Collection[Ref], shown: Shown) -> "Iterator[Reading]":
    from mlsys_cli.journal.first_reading import Reading

    known = sections_read(session)
    for ref in refs:
        whole = ref.kind == "section" or shown is Shown.AT_ONCE
        sections = session.library.sections_of(ref) if whole else ()
        yield from (Reading(thing_name(place)) for place in sections if thing_name(place) not in known or place == ref)
        if not sections:
            yield Reading(thing_name(ref), done=False)


def where_to_go_on(session: Session) -> Ref | None:
    """The first section not read after the place where the learner read last; None if they have read nothing, or all.

    After the end of the book its beginning follows.
    """
    if session.traces is None:
        return None
    places = session.traces.places()
    last = next((ref for place in places if (ref := entry_of(session, place.subject))), None)
    if last is None:
        return None
    done = {place.subject for place in places if place.done}
    return next((section for section in _ahead(session, last) if thing_name(section) not in done), None)


def _ahead(session: Session, last: Ref) -> Iterator[Ref]:
    """The sections of a book in the order in which they are to be read from a place on."""
    library = session.library
    chapters = [chapter for chapter in library.refs("chapter") if chapter.book == last.book]
    here = library.chapter_of(last)
    number = chapters.index(here) if here in chapters else 0
    first = library.sections_of(chapters[number])
    yield from (section for section in first if section.id > last.id)
    for chapter in (*chapters[number + 1 :], *chapters[:number]):
        yield from library.sections_of(chapter)
    yield from first


# --- notes -------------------------------------------------------------------------------------------------------


def notes_on_page(session: Session, refs: Collection[Ref]) -> Mapping[int, Blocks]:
    """The notes about some entries as they are shown below them, by the numbers of the entries in the index.

    They are shown to a reader, and not to a program, which asks for `mlsys notes`.
    """
    if not session.has_reader or session.traces is None:
        return {}
    from mlsys_cli.journal.notes import numbered_notes
    from mlsys_cli.views.notes import note_blocks, prose_of

    found: dict[int, Blocks] = {}
    with sparing_the_reader(session):
        names = {thing_name(ref): ref for ref in refs}
        for number, note in numbered_notes(session.traces):
            if ref := names.get(note.subject):
                prose = session.library.worded(prose_of(note.text), ref.book)
                found[ref.id] = (*found.get(ref.id, ()), *note_blocks(number, prose))
    return found


def notes_with(session: Session, query: str, chapter: Ref | None) -> "list[NoteHit]":
    """The notes that have all the words of a query, best first; with a chapter only those about what is in it."""
    from mlsys_cli.index.text_search import search_texts
    from mlsys_cli.journal.notes import numbered_notes
    from mlsys_cli.text.sanitize import harmless
    from mlsys_cli.views.search_results import NoteHit

    found: list[NoteHit] = []
    with sparing_the_reader(session):
        notes = numbered_notes(session.traces) if session.traces is not None else ()
        abouts = [entry_of(session, note.subject) for _, note in notes]
        texts = [(ref.name if ref else "", harmless(note.text)) for (_, note), ref in zip(notes, abouts, strict=True)]
        for hit in search_texts(texts, query):
            (number, note), ref = notes[hit.number], abouts[hit.number]
            if chapter is None or (ref is not None and session.library.chapter_of(ref) == chapter):
                found.append(NoteHit(number, note.id, note.subject, ref, hit.snippet, hit.score))
    return found
