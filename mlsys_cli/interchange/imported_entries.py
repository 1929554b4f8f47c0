"""The result of an importer: entries as they will stand in the files of a book, and the losses."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from mlsys_cli.text.english import slug_of


class ImportedEntry(NamedTuple):
    """An entry of the source.

    `kind` is one of `book.kinds`. `fields` are those of the entry's YAML, with its `id` or `key`; empty ones are left
    out when it is written. What a text links to by the ids of other imported entries, it will link to by the ids that
    these have in the book. `origin` is its id in the source, by which it is known when it is imported again; an entry
    without one, such as a section that is only there for questions, is written once. `location` is `file:line`.
    `parent` is the id of the section that a section is below, or the title of the part that a chapter is in.
    """

    kind: str
    chapter: str
    fields: Mapping[str, Any]
    origin: str
    location: str
    parent: str = ""


class Loss(NamedTuple):
    """Something of the source that the book won't have: what it is, in the plural; its `file:line`; and which it is."""

    what: str
    location: str
    detail: str = ""


class NewIds:
    """Ids for the entries of a source, each given once a kind: those that are `taken`."""

    def __init__(self) -> None:
        self.taken: set[tuple[str, str]] = set()

    def take(self, kind: str, name: str) -> str:
        """An id that is made of a name, with a number behind it if another entry of the kind has it."""
        return self.free(kind, slug_from(name, most=99 if kind == "source" else 8))

    def free(self, kind: str, slug: str) -> str:
        """The id, with a number behind it if another entry of the kind has it."""
        number = 1
        while (kind, numbered := f"{slug}-{number}" if number > 1 else slug) in self.taken:
            number += 1
        self.taken.add((kind, numbered))
        return numbered


class SourceReader:
    """Collects the entries of a source in its order, and what is lost; `location` is the `file:line` where it is.

    The name of the source tells its entries from those of others.
    """

    def __init__(self, source: str) -> None:
        self.location = self.source = source
        self.ids = NewIds()
        self.entries: list[ImportedEntry] = []
        self.losses: list[Loss] = []

    def keep(self, kind: str, chapter: str, fields: Mapping[str, Any], origin: str = "", parent: str = "") -> None:
        """Add the entry at this place."""
        self.entries.append(ImportedEntry(kind, chapter, fields, origin, self.location, parent=parent))

    def lose(self, what: str, which: str = "") -> None:
        """Report a loss at this place."""
        self.losses.append(Loss(what, self.location, which))


def slug_from(name: str, most: int = 8) -> str:
    """The id made of the first words of a name; of a digest if it has no letter or digit that an id may have."""
    words = re.sub(r"[^\w\s-]+", " ", name).split()
    return slug_of(" ".join(words[:most])) or f"x-{digest(name)[:8]}"


def digest(text: str) -> str:
    """Twelve hexadecimal digits that are others for another text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
