"""Fixes: changes to the files of a book that put a problem right, for `mlsys check --fix`."""

from typing import NamedTuple, TypeAlias


class Replacement(NamedTuple):
    """A text instead of an old one, which is what a problem is about."""

    old: str
    text: str


class WordDeletion(NamedTuple):
    """No word where the problem is, and no gap either."""

    word: str


class Addition(NamedTuple):
    """An id more in a list of an entry, which is in a file of the book."""

    file: str
    kind: str
    slug: str
    field: str
    item: str


class Reordering(NamedTuple):
    """Another order for the entries of a list of the file, by their ids."""

    key: str
    ids: tuple[str, ...]


Fix: TypeAlias = Replacement | WordDeletion | Addition | Reordering
