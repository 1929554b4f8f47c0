"""Commands that open an entry, as a person would type them."""

import re
from collections.abc import Mapping

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.index.entry_records import Ref

_SAFE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def open_command(ref: Ref) -> str:
    """Return the command that shows an entry."""
    return target_command(f"{ref.kind}:{ref.address}")


def target_command(target: str) -> str:
    """Return the command that opens the target of a link, such as `section:intro/symbolic-ai`."""
    kind, _, address = target.partition(":")
    return f"mlsys {KINDS[kind].command} {quote(address)}"


def open_by_number(ref: Ref, number: str) -> str:
    """Return the command that shows a chapter or section by its number; by its id where several books are open."""
    return f"mlsys read {number}" if number and not ref.origin else open_command(ref)


def numbered(ref: Ref, numbers: Mapping[int, str]) -> str:
    """Return the name of an entry with its number before it, if it has one."""
    number = numbers.get(ref.id)
    return f"{number} {ref.name}" if number else ref.name


def notes_command(ref: Ref) -> str:
    """Return the command that shows the notes about an entry."""
    kind = "" if ref.kind in ("term", "section") else f"{ref.kind}:"
    return f"mlsys notes {quote(kind + ref.address)}"


def quote(word: str) -> str:
    """Return a word quoted for a shell, as `shlex.quote` does, without the cost of importing it."""
    return word if _SAFE.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"
