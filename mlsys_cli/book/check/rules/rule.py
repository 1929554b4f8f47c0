"""The types of rules: functions named after a bad pattern that yield findings and explain it in their docstrings."""

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import Any, NamedTuple, TypeVar

from mlsys_cli.book.check.context import BookContext, ChapterContext, Item
from mlsys_cli.book.kinds import Steps
from mlsys_cli.book.parse.source_file import Place


class Finding(NamedTuple):
    """A mistake in an entry of the chapter: in a value, in `length` characters of it, or in its key."""

    item: Item
    steps: Steps
    message: str
    hint: str = ""
    offset: int = 0
    length: int = 0
    at_key: bool = False


class BookFinding(NamedTuple):
    """A mistake that shows only when chapters are compared; its place was recorded while its chapter was checked."""

    place: Place
    message: str
    hint: str = ""


class Rule(NamedTuple):
    """A rule of the checker, with its explanation for authors. A `warning` is about style, or may be intended."""

    name: str
    explanation: str
    warning: bool


ChapterRule = Callable[[ChapterContext], Iterator[Finding]]
BookRule = Callable[[BookContext], Iterator[BookFinding]]
_Function = TypeVar("_Function", bound=Callable[..., Any])

_WARNINGS: set[str] = set()


def warning(function: _Function) -> _Function:
    """Mark the findings of a rule as warnings."""
    _WARNINGS.add(function.__name__)
    return function


def rule_of(function: Callable[..., Any]) -> Rule:
    """The rule that a function implements."""
    return Rule(name_of(function), cleandoc(function.__doc__ or ""), function.__name__ in _WARNINGS)


def name_of(function: Callable[..., Any]) -> str:
    """The name of a rule, taken from its function."""
    return function.__name__.replace("_", "-")
