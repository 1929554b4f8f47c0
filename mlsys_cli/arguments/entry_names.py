"""The arguments that name entries with cards, or entries that can have notes and marks."""

from typing import Annotated, TypeAlias

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.book.kinds import NOTED
from mlsys_cli.queries.notebook import NOTABLE
from mlsys_cli.queries.subjects import WITH_CARDS

CardNames: TypeAlias = Annotated[
    list[str], entry_argument("NAME...", "A term, event, table, section or chapter.", *WITH_CARDS)
]
"""The name of an entry, for a command that applies to its cards."""

WithinName: TypeAlias = Annotated[
    list[str] | None,
    entry_argument("[NAME]", f"Only on this entry or within it: {NOTABLE}.", "chapter", *NOTED),
]
"""The name of an entry, for a command that applies to it and everything in it."""
