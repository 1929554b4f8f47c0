"""The options by which commands choose among a few words, and those by which the commands about cards choose some."""

from collections.abc import Iterable, Sequence
from typing import Annotated, TypeAlias

import typer

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.errors import UsageError

QUESTION_KINDS = ("choice", "true-false", "typed", "number", "order", "match", "cloze")
LEVELS = ("recall", "understand", "apply")
SEARCHED = (*(kind.name for kind in KINDS.values() if kind.is_searched), "note")
LISTED = tuple(kind.plural for kind in KINDS.values() if kind.is_listed)
EXPORTS = ("study", "anki")
IMPORTS = ("study",)
PACK_ACTIONS = ("add", "list", "info", "update", "remove")

Kinds: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--kind", metavar="KIND", help=f"Only {', '.join(QUESTION_KINDS)}.", autocompletion=lambda: list(QUESTION_KINDS)
    ),
]
Levels: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--level", metavar="LEVEL", help=f"Only {', '.join(LEVELS)}.", autocompletion=lambda: list(LEVELS)),
]


def chosen(option: str, given: Iterable[str] | None, allowed: Sequence[str]) -> tuple[str, ...]:
    """The words that an option names, one by one or with commas between them, in the singular or plural."""
    return tuple(dict.fromkeys(one_of(option, name, allowed) for name in separated(given)))


def separated(given: Iterable[str] | None) -> list[str]:
    """The names that an option was given, one by one or with commas between them."""
    return [name.strip() for part in given or () for name in part.split(",") if name.strip()]


def one_of(option: str, name: str, allowed: Sequence[str]) -> str:
    """The word that an option names; UsageError if it is none of those that are allowed."""
    for word in (name.lower(), name.lower().removesuffix("s")):
        if word in allowed:
            return word
    raise UsageError(f"{option} can't be {name[:40]!r}", [f"it can be {', '.join(allowed)}"])
