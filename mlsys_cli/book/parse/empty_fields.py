"""Empty texts that an entry needs to be shown, such as its name."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

from mlsys_cli.book.kinds import Steps

_MAY_BE_EMPTY = {"id", "key", "alt", "venue"}
"""The first three have rules of their own, and not all that can be cited has appeared somewhere."""


def empty_texts(noun: Any) -> Iterator[Steps]:
    """The path to each text of an entry and its parts that is required and has no visible character."""
    for name in _needed(noun.__class__):
        if not getattr(noun, name).strip():
            yield (name,)
    for name in _lists(noun.__class__):
        for number, part in enumerate(getattr(noun, name)):
            if is_dataclass(part):
                yield from ((name, number, *steps) for steps in empty_texts(part))


@cache
def _needed(noun: Any) -> tuple[str, ...]:
    sections = {"body"} if "sections" in noun.__dataclass_fields__ else set()  # which may have only what is below them
    texts = [field.name for field in fields(noun) if field.type in (str, "str") and field.default is MISSING]
    return tuple(name for name in texts if name not in _MAY_BE_EMPTY | sections)


@cache
def _lists(noun: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun) if str(field.type).startswith("tuple["))
