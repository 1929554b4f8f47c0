"""The words among which options and arguments choose."""

from collections.abc import Iterable, Sequence

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.errors import UsageError

SEARCHED = (*(kind.name for kind in KINDS.values() if kind.is_searched), "note")
LISTED = tuple(kind.plural for kind in KINDS.values() if kind.is_listed)
EXPORTS = ("study", "anki")
IMPORTS = ("study",)
PACK_ACTIONS = ("add", "list", "info", "update", "remove")


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
