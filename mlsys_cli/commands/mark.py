"""`mlsys mark`: mark an entry, to find it again."""

from typing import Annotated

import typer

from mlsys_cli.arguments.completers import entry_argument
from mlsys_cli.book.kinds import NOTED
from mlsys_cli.session.lookup import entry_named
from mlsys_cli.session.notebook import NOTABLE
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of

EXAMPLES = (
    ("mlsys mark perceptron", "a term"),
    ("mlsys mark intro/why", "a section"),
    ("mlsys mark --undo perceptron", "remove the mark"),
)


def mark_command(
    session: Session,
    name: Annotated[list[str], entry_argument("NAME...", f"{NOTABLE.capitalize()}.", *NOTED)],
    undo: Annotated[bool, typer.Option("--undo", help="Remove the mark.")] = False,
) -> None:
    """Mark a term, a section or anything else that has a name, to find it again with 'mlsys marks'."""
    ref = entry_named(session, " ".join(name), NOTED)
    marked = session.learner.store.is_marked(subject_of(ref))
    if marked == undo:
        session.learner.store.mark(subject_of(ref), session.learner.now, undo)
    if session.options.format:
        from mlsys_cli.views.value_view import ValueView

        text = "not marked" if undo else "marked"
        session.show(ValueView("mark", text, about={"kind": ref.kind, "id": ref.slug}, marked=not undo))
        return
    said = {
        (False, False): "is marked",
        (False, True): "was marked already",
        (True, True): "is no longer marked",
        (True, False): "was not marked",
    }
    session.notify(f"{ref.name!r} {said[undo, marked]}")
