"""The learner's notes and marks beside the book, in reading order."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.journal.days import date_text, day_of
from mlsys_cli.journal.study_records import Note
from mlsys_cli.page import Blocks
from mlsys_cli.session.lookup import entry_named
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import entry_about, report_store_errors, subject_of
from mlsys_cli.views.notes_view import ELSEWHERE, ShownNote, prose_of

if TYPE_CHECKING:  # reading and looking up don't search
    from mlsys_cli.views.search_view import NoteHit

NOTABLE = f"a {', '.join(NOTED[:-1])} or {NOTED[-1]}"
"""The kinds that can have a note or a mark, in words."""

_Item = TypeVar("_Item")


def note_numbered(session: Session, number: int) -> Note:
    """The note with this number. Raises NotFoundError if there is none."""
    found = next((note for note in session.learner.store.notes() if note.number == number), None)
    if found is None:
        raise NotFoundError(f"there is no note {number}", ["'mlsys notes' lists them"])
    return found


def about_words(session: Session, subject: str) -> str:
    """The name of the entry with a subject, for the reader."""
    ref = entry_about(session, subject)
    return repr(ref.name) if ref else subject


def subjects_within(session: Session, words: list[str]) -> frozenset[str] | None:
    """The subjects of a named entry and of all that is in it; None, for everything, if there are no words."""
    if not words:
        return None
    ref = entry_named(session, " ".join(words), NOTED)
    inside = session.books.library.entries.sections_of(ref) if ref.kind == "section" else ()
    if ref.kind == "chapter":
        inside = session.books.library.entries.in_chapter(ref, *NOTED)
    return frozenset(map(subject_of, (ref, *inside)))


def in_reading_order(
    session: Session, items: Iterable[_Item], subject_of: Callable[[_Item], str]
) -> list[tuple[_Item, Ref | None, str]]:
    """Some items in the order of the books, each with the entry that it is about and the name of its chapter.

    Those about an entry that no open book has come last.
    """
    chapters = {ref.id: number for number, ref in enumerate(session.books.library.entries.refs("chapter"))}
    found: list[tuple[tuple[int, int], tuple[_Item, Ref | None, str]]] = []
    for item in items:
        ref = entry_about(session, subject_of(item))
        chapter = session.books.library.entries.chapter_of(ref) if ref else None
        name = chapter.name if chapter else "Sources" if ref else ELSEWHERE
        place = chapters.get(chapter.id, 0) if chapter else len(chapters) + (ref is None)
        found.append(((place, ref.id if ref else 0), (item, ref, name)))
    return [shown for _, shown in sorted(found, key=lambda one: one[0])]


def shown_notes(session: Session, notes: Iterable[Note]) -> list[ShownNote]:
    """Notes made ready to be shown, in reading order."""
    shown: list[ShownNote] = []
    for note, ref, chapter in in_reading_order(session, notes, lambda note: note.subject):
        book, _, _ = subject_parts(note.subject)
        shown.append(
            ShownNote(
                number=note.number,
                id=note.id,
                subject=note.subject,
                about=ref,
                chapter=chapter,
                written=date_text(note.at),
                changed=date_text(note.changed),
                day=day_of(note.at),
                text=note.text,
                prose=session.books.library.resolve_links(prose_of(note.text), ref.book if ref else book),
            )
        )
    return shown


def notes_on_page(session: Session, refs: Collection[Ref]) -> Mapping[int, Blocks]:
    """The notes about some entries as they are shown below them, by the ids of the entries in the index.

    Only a reader is shown them; a program asks for `mlsys notes`.
    """
    if not session.output_is_for_human or session.learner.read_only_store is None:
        return {}
    from mlsys_cli.views.notes_view import note_blocks

    found: dict[int, Blocks] = {}
    with report_store_errors(session):
        names = {subject_of(ref): ref for ref in refs}
        for note in session.learner.read_only_store.notes():
            if ref := names.get(note.subject):
                prose = session.books.library.resolve_links(prose_of(note.text), ref.book)
                found[ref.id] = (*found.get(ref.id, ()), *note_blocks(note.number, prose))
    return found


def notes_with(session: Session, query: str, chapter: Ref | None) -> "list[NoteHit]":
    """The notes that have all the words of a query, best first; with a chapter only those about what is in it."""
    from mlsys_cli.index.text_search import search_texts
    from mlsys_cli.text.sanitize import harmless
    from mlsys_cli.views.search_view import NoteHit

    found: list[NoteHit] = []
    with report_store_errors(session):
        notes = session.learner.read_only_store.notes() if session.learner.read_only_store is not None else ()
        abouts = [entry_about(session, note.subject) for note in notes]
        texts = [(ref.name if ref else "", harmless(note.text)) for note, ref in zip(notes, abouts, strict=True)]
        for hit in search_texts(texts, query):
            note, ref = notes[hit.number], abouts[hit.number]
            if chapter is None or (ref is not None and session.books.library.entries.chapter_of(ref) == chapter):
                found.append(
                    NoteHit(
                        number=note.number,
                        id=note.id,
                        subject=note.subject,
                        about=ref,
                        snippet=hit.snippet,
                        score=hit.score,
                    )
                )
    return found
