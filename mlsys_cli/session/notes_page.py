"""The learner's notes as a page."""

from collections.abc import Iterable

from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.journal.study_records import Note
from mlsys_cli.session.notebook import in_reading_order
from mlsys_cli.session.session import Session
from mlsys_cli.views.notebook_view import NotesView, ShownNote, prose_of


def notes_view(session: Session, notes: Iterable[Note] | None = None) -> NotesView:
    """Some notes in reading order, each with its entry; all of them if none are given."""
    library, store = session.books.library, session.learner.read_only_store
    if notes is None:
        notes = store.notes() if store else ()
    return NotesView(
        [
            ShownNote(note, ref, chapter, library.resolve_links(prose_of(note.text), subject_parts(note.subject)[0]))
            for note, ref, chapter in in_reading_order(session, notes)
        ]
    )
