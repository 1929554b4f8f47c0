"""`mlsys forget`: ask something as if it were new."""

from typing import Annotated

import typer

from mlsys_cli.arguments.completers import complete
from mlsys_cli.session.card_lookup import NAMED, subjects_named
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import counted

EXAMPLES = (
    ("mlsys forget backpropagation", "all cards of a term"),
    ("mlsys forget intro", "all that was asked of a chapter"),
    ("mlsys forget --undo intro", "as it was before"),
)


def forget_command(
    ctx: typer.Context,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...", help="A term, event, table, section or chapter.", autocompletion=complete(*NAMED)
        ),
    ],
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
) -> None:
    """Ask something as if you had never seen it. Your answers stay in the statistics.

    A chapter is everything that was asked from it; a section is its questions.
    """
    session = Session(ctx.obj)
    what, things = subjects_named(session, name)
    if undo:
        number = session.learner.store.unforget(things, session.learner.now)
        told = f"{counted(number, 'card')} as before" if number else "nothing of it was forgotten"
    else:
        number = session.learner.store.forget(things, session.learner.now)
        told = f"{counted(number, 'card')} will be asked as new" if number else "nothing of it was ever asked"
    session.notify(f"{what}: {told}")
