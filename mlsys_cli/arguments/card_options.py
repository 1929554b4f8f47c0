"""The options that quizzes and reviews share."""

from typing import Annotated, TypeAlias

from mlsys_cli.arguments.declarations import entry_argument, option

_LARGEST_SEED = 2**53
"""The largest number that JSON holds exactly."""

Places: TypeAlias = Annotated[
    list[str] | None, entry_argument("[CHAPTER|SECTION]...", "Chapters or sections.", "chapter", "section")
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
