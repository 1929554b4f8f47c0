"""The learner's notes and marks as pages."""

from collections.abc import Iterable

from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.journal.study_records import Mark, Note
from mlsys_cli.queries.notebook import ParagraphFinder, in_reading_order
from mlsys_cli.session.session import Session
from mlsys_cli.views.notebook_view import MarksView, NotesView, ShownMark, ShownNote, prose_of


def notes_view(session: Session, notes: Iterable[Note] | None = None) -> NotesView:
    """Some notes in reading order, each with its entry; all of them if none are given."""
    library, store = session.books.library, session.learner.read_only_store
    if notes is None:
        notes = store.notes() if store else ()
    found, paragraphs = [], ParagraphFinder(session)
    for note, ref, chapter in in_reading_order(session, notes):
        prose = library.resolve_links(prose_of(note.text), subject_parts(note.subject)[0])
        found.append(ShownNote(note, ref, chapter, prose, paragraphs.number(ref, note.anchor)))
    return NotesView(found)


def marks_view(session: Session, marks: Iterable[Mark] | None = None) -> MarksView:
    """Some marks in reading order, each with its entry; all of them if none are given."""
    store = session.learner.read_only_store
    if marks is None:
        marks = store.marks() if store else ()
    found, paragraphs = in_reading_order(session, marks), ParagraphFinder(session)
    return MarksView(
        [ShownMark(mark, ref, chapter, paragraphs.number(ref, mark.anchor)) for mark, ref, chapter in found]
    )
