"""The options by which the commands about cards choose some of them."""

from typing import Annotated, TypeAlias

import typer

KINDS = ("choice", "true-false", "typed", "number", "order", "match", "cloze")
LEVELS = ("recall", "understand", "apply")

Kinds: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help=f"Only {', '.join(KINDS)}.", autocompletion=lambda: list(KINDS)),
]
Levels: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--level", metavar="LEVEL", help=f"Only {', '.join(LEVELS)}.", autocompletion=lambda: list(LEVELS)),
]
