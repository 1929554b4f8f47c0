"""`mlsys forget`: start over with some cards."""

from typing import Annotated

from mlsys_cli.arguments.declarations import option
from mlsys_cli.arguments.entry_names import CardNames
from mlsys_cli.queries.subjects import subjects_named
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted


def forget_command(
    session: Session,
    name: CardNames,
    undo: Annotated[bool, option("--undo", help="Undo an earlier 'mlsys forget'.")] = False,
) -> None:
    """Reset cards to new. Your answers stay in the statistics.

    A chapter stands for all its cards that you have answered, and a section for the cards of its questions.

    Examples:
        mlsys forget backpropagation  # all cards of a term
        mlsys forget intro  # all cards of a chapter
        mlsys forget --undo intro  # undo it
    """
    what, subjects = subjects_named(session, name)
    store, now = session.learner.store, session.learner.now
    if undo:
        count = store.unforget(subjects, now)
        result = f"{counted(count, 'card')} restored" if count else "none of its cards were reset"
    else:
        count = store.forget(subjects, now)
        result = f"{counted(count, 'card')} reset to new" if count else "none of its cards have been answered"
    session.report(f"{what}: {result}", "forget", result, subject=what, cards=count, undone=undo)
