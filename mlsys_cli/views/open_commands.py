"""The command that opens an entry, as a person would type it."""

import re

from mlsys_cli.index.entry_records import Ref

_SAFE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
_COMMANDS = {
    "chapter": "read",
    "section": "read",
    "term": "define",
    "event": "timeline",
    "table": "compare",
    "figure": "figure",
    "source": "cite",
    "era": "timeline --era",
}


def open_command(ref: Ref) -> str:
    """What to type to see an entry."""
    return f"mlsys {_COMMANDS[ref.kind]} {quote(ref.address)}"


def notes_command(ref: Ref) -> str:
    """What to type to see the notes about an entry."""
    kind = "" if ref.kind in ("term", "section") else f"{ref.kind}:"
    return f"mlsys notes {quote(kind + ref.address)}"


def quote(word: str) -> str:
    """A word as a shell takes it for one. (As `shlex.quote` does, without the cost of importing it.)"""
    return word if _SAFE.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"
