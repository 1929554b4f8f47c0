"""Entries that were skipped because they could not be read, so that no rule takes them for missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import yaml

from mlsys_cli.book.parse.prose_positions import prose_text_of
from mlsys_cli.book.parse.yaml_document import child
from mlsys_cli.text.sanitize import harmless


class UnreadEntry(NamedTuple):
    """An entry that could not be read as it is, or a whole list of them; no node if nothing of the file can be read.

    The list is named by its key in the file, an entry outside of lists by its kind.
    """

    key: str
    node: yaml.Node | None

    @property
    def slug(self) -> str:
        """The entry's id, or nothing where it can't be read: then it may be any."""
        return _id(self.node)


def may_stand_elsewhere(root: yaml.Node | None, key: str, known: Collection[str]) -> bool:
    """True if entries of a list may be in a place that is not read: under its key a second time, or a misspelt one."""
    if not isinstance(root, yaml.MappingNode):
        return root is not None
    names = [name.value for name, _ in root.value]
    return names.count(key) > 1 or (key not in names and any(name not in known for name in names))


class UnreadEntries:
    """The entries and links that a book may have in its unread parts."""

    def __init__(self) -> None:
        self.flawed: dict[str, set[str]] = defaultdict(set)
        """The ids of flawed entries, and of all that is in them, by kind."""
        self.mentioned: dict[str, set[str]] = defaultdict(set)
        """The ids to which flawed entries may link, by the kind of the entries."""
        self.unread: set[str] = set()
        """The kinds of which a whole file can't be read."""
        self._nameless: set[tuple[str, str]] = set()

    def add(self, flaws: Iterable[tuple[str, UnreadEntry]], chapter: str = "") -> None:
        """Take note of a chapter's flaws, each with its kind. A section is known by its chapter and its id."""
        seen: dict[str, set[int]] = defaultdict(set)
        for kind, flaw in flaws:
            before = f"{chapter}/" if kind == "section" else ""
            if flaw.node is None:
                self.unread.add(kind)
            named = kind != "chapter"  # which has its folder's name, whatever is wrong with it
            if named and not flaw.slug:
                self._nameless.add((kind, before))
            for node in _nodes(flaw.node, seen[kind]):
                if named and (slug := _id(node)):
                    self.flawed[kind].add(before + slug)
                if isinstance(node, yaml.ScalarNode):
                    self.mentioned[kind].update(_mentions(harmless(node.value)))

    def may_have(self, kind: str, slug: str) -> bool:
        """True if the target of a link may be among the unread entries."""
        chapter, slash, _ = slug.rpartition("/")
        return slug in self.flawed[kind] or (kind, chapter + slash) in self._nameless


def _id(node: yaml.Node | None) -> str:
    found = child(node, "id") or child(node, "key")
    return harmless(found.value) if isinstance(found, yaml.ScalarNode) else ""


def _nodes(node: yaml.Node | None, seen: set[int]) -> Iterator[yaml.Node]:
    """A node and all values below it that were not seen: flawed sections may be nested, sixty deep."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    if not isinstance(node, yaml.ScalarNode):
        for below in node.value:
            yield from _nodes(below[1] if isinstance(node, yaml.MappingNode) else below, seen)


def _mentions(text: str) -> Iterator[str]:
    """The ids to which a text links; a single word may be an item of a list of ids."""
    if " " not in text:
        yield text
    yield from (mark.slug for mark in prose_text_of(text).marks)
