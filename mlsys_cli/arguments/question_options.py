"""The options that choose among all questions, whose kinds are imported for them. A review has none of them."""

from typing import Annotated, TypeAlias, get_args

from mlsys_cli.arguments.declarations import option, word_option
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.quiz.question import Level

Kinds: TypeAlias = Annotated[list[str] | None, word_option("--kind", "kind", QUESTION_KINDS)]
Levels: TypeAlias = Annotated[list[str] | None, word_option("--level", "level", get_args(Level))]
Generated: TypeAlias = Annotated[
    bool | None,
    option("--generated/--no-generated", help="Include or exclude cards generated from terms, dates and tables."),
]
