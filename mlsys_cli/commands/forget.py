"""`mlsys forget`: ask something as if it were new."""

from typing import Annotated

import typer

from mlsys_cli.commands.complete import complete
from mlsys_cli.commands.things import NAMED, things_named
from mlsys_cli.session import Session
from mlsys_cli.view.value import counted

EXAMPLES = (
    ("mlsys forget backpropagation", "all cards of a term"),
    ("mlsys forget intro", "all that was asked of a chapter"),
)


def forget(
    ctx: typer.Context,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...", help="A term, event, table, section or chapter.", autocompletion=complete(*NAMED)
        ),
    ],
) -> None:
    """Ask something as if you had never seen it. Your answers stay in the statistics.

    A chapter is everything that was asked from it; a section is its questions.
    """
    session = Session(ctx.obj)
    what, things = things_named(session, name)
    number = session.store.forget(things, session.now)
    session.say(
        f"{what}: {counted(number, 'card')} will be asked as new" if number else f"{what}: nothing of it was ever asked"
    )
