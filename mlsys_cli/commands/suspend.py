"""`mlsys suspend`: stop asking some cards."""

from typing import Annotated

import typer

from mlsys_cli.arguments.entry_names import CardNames
from mlsys_cli.errors import NotFoundError
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subjects_named
from mlsys_cli.views.value_view import ValueView

EXAMPLES = (
    ("mlsys suspend backpropagation", "no longer asked"),
    ("mlsys suspend --undo backpropagation", "asked again"),
)


def suspend_command(
    session: Session,
    name: CardNames,
    undo: Annotated[bool, typer.Option("--undo", help="Ask about it again.")] = False,
) -> None:
    """Stop asking some cards, without forgetting what you answered.

    A chapter means all its cards, a section those of its questions.
    """
    what, subjects = subjects_named(session, name)
    if not subjects:
        raise NotFoundError(f"{what} has no questions")
    session.learner.store.suspend(subjects, session.learner.now, undo)
    told = "asked again" if undo else "no longer asked"
    session.report(f"{what}: {told}", ValueView("suspend", told, subject=what, suspended=not undo))
