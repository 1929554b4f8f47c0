"""`mlsys forget`: start over with some cards."""

from typing import Annotated

import typer

from mlsys_cli.arguments.entry_names import CardNames
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subjects_named
from mlsys_cli.views.value_view import ValueView, counted

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
    store, now = session.learner.store, session.learner.now
    if undo:
        number = store.unforget(subjects, now)
        told = f"{counted(number, 'card')} as before" if number else "none of its cards was forgotten"
    else:
        number = store.forget(subjects, now)
        told = f"{counted(number, 'card')} will be asked as new" if number else "no card of it was ever asked"
    session.report(f"{what}: {told}", ValueView("forget", told, subject=what, cards=number, undone=undo))
