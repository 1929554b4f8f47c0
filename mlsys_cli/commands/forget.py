"""`mlsys forget`: start over with some cards."""

from typing import Annotated

import typer

from mlsys_cli.arguments.entry_names import CardNames
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subjects_named
from mlsys_cli.views.value_view import counted

EXAMPLES = (
    ("mlsys forget backpropagation", "all cards of a term"),
    ("mlsys forget intro", "all cards of a chapter"),
    ("mlsys forget --undo intro", "take it back"),
)


def forget_command(
    session: Session,
    name: CardNames,
    undo: Annotated[bool, typer.Option("--undo", help="Undo an earlier 'mlsys forget'.")] = False,
) -> None:
    """Treat cards as new again. Your answers stay in the statistics.

    A chapter means all its cards that you have been asked, a section those of its questions.
    """
    what, subjects = subjects_named(session, name)
    if undo:
        number = session.learner.store.unforget(subjects, session.learner.now)
        told = f"{counted(number, 'card')} as before" if number else "none of its cards was forgotten"
    else:
        number = session.learner.store.forget(subjects, session.learner.now)
        told = f"{counted(number, 'card')} will be asked as new" if number else "no card of it was ever asked"
    session.notify(f"{what}: {told}")
