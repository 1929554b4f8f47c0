"""The types of rules: functions named after a bad pattern that yield findings and explain it in their docstrings."""

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import Any, NamedTuple, TypeVar

from mlsys_cli.book.check.context import BookContext, ChapterContext, Item
from mlsys_cli.book.fixes import Fix
from mlsys_cli.book.kinds import Steps
from mlsys_cli.book.model import Level
from mlsys_cli.book.parse.source_file import Place


class Finding(NamedTuple):
    """A mistake in an entry of the chapter: in a value, in `length` characters of it, or in its key.

    `fix` is what puts it right, where that is clear. It may be `elsewhere`: in a file that the entry names.
    """

    item: Item
    steps: Steps
    message: str
    hint: str = ""
    offset: int = 0
    length: int = 0
    at_key: bool = False
    fix: Fix | None = None
    elsewhere: Place | None = None


class BookFinding(NamedTuple):
    """A mistake that shows only when chapters are compared; its place was recorded while its chapter was checked."""

    place: Place
    message: str
    hint: str = ""
    fix: Fix | None = None


class Rule(NamedTuple):
    """A rule of the checker, with its explanation for authors, and the level of the problems that it finds."""

    name: str
    explanation: str
    level: Level


ChapterRule = Callable[[ChapterContext], Iterator[Finding]]
BookRule = Callable[[BookContext], Iterator[BookFinding]]
_Function = TypeVar("_Function", bound=Callable[..., Any])

_LEVELS: dict[str, Level] = {}
"""The levels of the rules that don't find errors, by the names of their functions."""


def warning(function: _Function) -> _Function:
    """Make the findings of a rule warnings: readers see what was written, but probably not what was meant."""
    _LEVELS[function.__name__] = "warning"
    return function


def style(function: _Function) -> _Function:
    """Mark the findings of a rule as a matter of taste."""
    _LEVELS[function.__name__] = "style"
    return function


def rule_of(function: Callable[..., Any]) -> Rule:
    """The rule that a function implements."""
    return Rule(name_of(function), cleandoc(function.__doc__ or ""), _LEVELS.get(function.__name__, "error"))


def name_of(function: Callable[..., Any]) -> str:
    """The name of a rule, taken from its function."""
    return function.__name__.replace("_", "-")
