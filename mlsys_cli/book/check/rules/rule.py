"""What a rule is: a function that yields what it finds, named after the bad pattern, explained by its docstring."""

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import Any, NamedTuple, TypeVar

from mlsys_cli.book.check.context import BookContext, ChapterContext, EntryAddress
from mlsys_cli.book.kinds import Steps


class Finding(NamedTuple):
    """Something wrong with an entry: at one of its values, or a part of its text, or the key itself of the value."""

    entry: EntryAddress
    steps: Steps
    message: str
    hint: str = ""
    offset: int = 0
    length: int = 0
    at_key: bool = False


class Rule(NamedTuple):
    """A rule by its name, with the explanation of what it finds. A `warning` is a matter of taste, or may be meant."""

    name: str
    explanation: str
    warning: bool = False


ChapterRule = Callable[[ChapterContext], Iterator[Finding]]
BookRule = Callable[[BookContext], Iterator[Finding]]
_Function = TypeVar("_Function", bound=Callable[..., Any])

_WARNINGS: set[str] = set()


def warning(function: _Function) -> _Function:
    """Mark what a rule finds as a warning."""
    _WARNINGS.add(function.__name__)
    return function


def rule_of(function: Callable[..., Any]) -> Rule:
    """The rule that a function is."""
    return Rule(name_of(function), cleandoc(function.__doc__ or ""), function.__name__ in _WARNINGS)


def name_of(function: Callable[..., Any]) -> str:
    """What a rule is called, after the function that it is."""
    return function.__name__.replace("_", "-")
