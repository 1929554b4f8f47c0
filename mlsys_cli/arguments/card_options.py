"""The options that the commands about cards share."""

from typing import Annotated, TypeAlias, get_args

from mlsys_cli.arguments.declarations import entry_argument, option, word_option
from mlsys_cli.quiz.kinds.registry import question_kinds
from mlsys_cli.quiz.question import Level

_LARGEST_SEED = 2**53
"""The largest number that JSON holds exactly."""

Places: TypeAlias = Annotated[
    list[str] | None, entry_argument("[CHAPTER|SECTION]...", "Chapters or sections.", "chapter", "section")
]
Kinds: TypeAlias = Annotated[list[str] | None, word_option("--kind", "kind", question_kinds())]
Levels: TypeAlias = Annotated[list[str] | None, word_option("--level", "level", get_args(Level))]
Generated: TypeAlias = Annotated[
    bool | None,
    option("--generated/--no-generated", help="Include or exclude cards generated from terms, dates and tables."),
]
Seed: TypeAlias = Annotated[
    int | None,
    option(
        "--seed",
        metavar="N",
        min=-_LARGEST_SEED,
        max=_LARGEST_SEED,
        help="The same seed gives the same questions in the same order.",
    ),
]
WithAnswers: TypeAlias = Annotated[bool, option("--answers", help="Print the questions with their answers.")]
