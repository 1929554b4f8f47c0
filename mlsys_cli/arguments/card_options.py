"""The options that the commands about cards share."""

from typing import Annotated, TypeAlias, get_args

import typer

from mlsys_cli.arguments.completers import entry_argument, word_option
from mlsys_cli.errors import UsageError
from mlsys_cli.quiz.kinds.registry import question_kinds
from mlsys_cli.quiz.question import Level

LEVELS: tuple[str, ...] = get_args(Level)

MOST = 1_000_000
"""The largest number of cards that an option can ask for."""

_LARGEST_SEED = 2**53

Places: TypeAlias = Annotated[
    list[str] | None, entry_argument("[CHAPTER|SECTION]...", "The subject of the questions.", "chapter", "section")
]
Kinds: TypeAlias = Annotated[list[str] | None, word_option("--kind", "KIND", tuple(question_kinds()))]
Levels: TypeAlias = Annotated[list[str] | None, word_option("--level", "LEVEL", LEVELS)]
WithAnswers: TypeAlias = Annotated[bool, typer.Option("--answers", help="Print the questions with their answers.")]


def check_range(option: str, value: int | None, low: int, high: int) -> None:
    """Refuse a number that isn't from `low` to `high`."""
    if value is not None and not low <= value <= high:
        raise UsageError(f"{option} must be from {low} to {high}")


def check_seed(seed: int | None) -> None:
    """Refuse a seed that JSON can't hold exactly."""
    check_range("--seed", seed, -_LARGEST_SEED, _LARGEST_SEED)
