"""`mlsys notes`: the learner's notes."""

from mlsys_cli.arguments.entry_names import WithinName
from mlsys_cli.errors import NotFoundError
from mlsys_cli.session.notebook import shown_notes, subjects_within
from mlsys_cli.session.session import Session
from mlsys_cli.views.notes_view import NotesView

EXAMPLES = (
    ("mlsys notes", "all of them, in reading order"),
    ("mlsys notes intro", "those on a chapter and what is in it"),
    ("mlsys notes --format markdown > notes.md", "to take them elsewhere"),
)


def notes_command(
    session: Session,
    name: WithinName = None,
) -> None:
    """Show your notes in reading order, each with its number and the command that opens what it is about.

    A chapter or section stands for everything in it. 'mlsys note --edit' and '--delete' take the number, which a note
    keeps as long as it exists.
    """
    wanted = subjects_within(session, name or [])
    found = session.learner.read_only_store.notes() if session.learner.read_only_store is not None else ()
    chosen = [note for note in found if wanted is None or note.subject in wanted]
    if name and not chosen:
        raise NotFoundError(f"there are no notes about {' '.join(name)[:80]!r}", ["'mlsys notes' shows all notes"])
    session.show(NotesView(shown_notes(session, chosen)))
