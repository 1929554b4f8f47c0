"""`mlsys notes`: the learner's notes."""

from mlsys_cli.arguments.entry_names import WithinName
from mlsys_cli.errors import NotFoundError
from mlsys_cli.session.notebook import shown_notes, within
from mlsys_cli.session.session import Session
from mlsys_cli.views.notebook_view import NotesView

EXAMPLES = (
    ("mlsys notes", "all of them, in reading order"),
    ("mlsys notes intro", "those on a chapter and everything in it"),
    ("mlsys notes --format markdown > notes.md", "as Markdown"),
)


def notes_command(
    session: Session,
    name: WithinName = None,
) -> None:
    """Show your notes in reading order, each with its number and the command that opens its entry.

    A chapter or section includes everything in it. 'mlsys note --edit' and '--delete' take the number, which a note
    keeps as long as it exists.
    """
    store = session.learner.read_only_store
    chosen = within(session, store.notes() if store else (), name or [])
    if name and not chosen:
        raise NotFoundError(f"there are no notes about {' '.join(name)[:80]!r}", ["'mlsys notes' shows all notes"])
    session.show(NotesView(shown_notes(session, chosen)))
