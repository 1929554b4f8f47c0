"""`mlsys mark`: bookmarks."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.book.kinds import NOTED
from mlsys_cli.session.lookup import entry_named
from mlsys_cli.session.notebook import NOTABLE
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of
from mlsys_cli.views.value_view import ValueView

EXAMPLES = (
    ("mlsys mark perceptron", "a term"),
    ("mlsys mark intro/why", "a section"),
    ("mlsys mark --undo perceptron", "remove the bookmark"),
)


def mark_command(
    session: Session,
    name: Annotated[list[str], entry_argument("NAME...", f"{NOTABLE.capitalize()}.", *NOTED)],
    undo: Annotated[bool, option("--undo", help="Remove the bookmark.")] = False,
) -> None:
    """Bookmark a term, a section or any other entry; 'mlsys marks' lists your bookmarks."""
    ref = entry_named(session, " ".join(name), NOTED)
    subject, store = subject_of(ref), session.learner.store
    if store.is_marked(subject) == undo:
        store.mark(subject, session.learner.now, undo)
        result = "is no longer bookmarked" if undo else "is bookmarked"
    else:
        result = "was not bookmarked" if undo else "was already bookmarked"
    text = "not marked" if undo else "marked"
    view = ValueView("mark", text, about={"kind": ref.kind, "id": ref.slug}, marked=not undo)
    session.report(f"{ref.name!r} {result}", view)
