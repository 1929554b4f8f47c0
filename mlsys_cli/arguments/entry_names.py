"""The arguments that name entries with cards, or entries that can have notes and marks."""

from typing import Annotated, TypeAlias

import typer

from mlsys_cli.arguments.completers import complete
from mlsys_cli.book.kinds import NOTED
from mlsys_cli.session.card_lookup import NAMED
from mlsys_cli.session.notebook import NOTABLE

CardNames: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME...", help="A term, event, table, section or chapter.", autocompletion=complete(*NAMED)
    ),
]
"""An entry whose cards are meant."""

WithinName: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]",
        help=f"Only those about this and what is in it: {NOTABLE}.",
        autocompletion=complete("chapter", *NOTED),
    ),
]
"""An entry that is meant with all that is in it."""
