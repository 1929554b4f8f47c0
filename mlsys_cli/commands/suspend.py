"""`mlsys suspend`: stop asking some cards."""

from typing import Annotated

from mlsys_cli.arguments.declarations import option
from mlsys_cli.arguments.entry_names import CardNames
from mlsys_cli.errors import NotFoundError
from mlsys_cli.queries.subjects import subjects_named
from mlsys_cli.session.session import Session


def suspend_command(
    session: Session,
    name: CardNames,
    undo: Annotated[bool, option("--undo", help="Ask the cards again.")] = False,
) -> None:
    """Suspend cards: they are no longer asked, and your answers are kept.

    --undo also asks cards again that rest or were set aside because you forgot them too often.
    A chapter stands for all its cards, and a section for the cards of its questions.

    Examples:
        mlsys suspend backpropagation  # stop asking its cards
        mlsys suspend --undo backpropagation  # ask its cards again
    """
    what, subjects = subjects_named(session, name)
    if not subjects:
        raise NotFoundError(f"{what} has no cards")
    session.learner.store.suspend(subjects, session.learner.now, undo)
    result = "no longer suspended" if undo else "suspended"
    session.report(f"{what}: {result}", "suspend", result, subject=what, suspended=not undo)
