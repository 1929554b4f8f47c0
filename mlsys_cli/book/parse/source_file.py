"""A file of a book: its text, the nodes of its YAML tree, and problems at places in it."""

import os
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from mlsys_cli.book.kinds import CHAPTER_FILES, CHAPTER_MARKDOWN, KINDS_BY_FILE, Steps
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.markdown_chapter import MARKDOWN
from mlsys_cli.text.sanitize import harmless

_WIDEST_EXCERPT = 2000
"""The characters of a line that are shown: a paragraph on one line is that long, a file without line ends longer."""

_SPACE = " \t\r\n\x85\u2028\u2029"  # from the third on what YAML takes for the end of a line
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""An anchor and a tag, which may come before a value."""

_LINE_END = re.compile(f"[{_SPACE[2:]}]")
_RUN = re.compile(f"[^{_SPACE}]+")
_ESCAPE = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)"
_QUOTED_RUNS = {
    "'": re.compile(f"''|[^'{_SPACE}]+|'"),
    '"': re.compile(rf"{_ESCAPE}|[^\\{_SPACE}]+|\\", re.DOTALL),
}
"""Characters without a space between them, and escapes, each of which is one character or a space."""


class Place(NamedTuple):
    """A range of characters in a file, by its path as shown to the reader; lines and columns count from 1."""

    path: str
    line: int
    column: int
    length: int


class Document:
    """A parsed file: its path as shown to the reader, its text, and the root of its tree."""

    def __init__(self, path: str, text: str, root: yaml.Node | None) -> None:
        self.path = path
        self.text = text
        self.root = root
        self._excerpts: dict[int, str] = {}
        self._alignments: dict[int, tuple[array[int], array[int]]] = {}  # a list takes nine times the memory

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _excerpt(self, start: int) -> str:
        """The line that begins at an offset, made once for all its problems."""
        if start not in self._excerpts:
            end = self.text.find("\n", start)
            self._excerpts[start] = excerpt_of(self.text[start : end if end >= 0 else None])
        return self._excerpts[start]

    def place(self, node: yaml.Node | None) -> Place:
        """The place of a node; the top of the file where there is none."""
        if node is None:
            return self.place_at(0, 1)
        start, end = node.start_mark.index, node.end_mark.index
        one_line = isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line
        return self.place_at(start, end - start if one_line else 1)

    def place_within(self, node: yaml.Node | None, offset: int, length: int) -> Place:
        """The place of some characters in the value of a scalar; of any other node its own.

        The value and the text that it was read from differ by indentation, folding, quotes and escapes. Only spaces
        and line ends are added or lost between them, so the same number of other characters comes before both.
        """
        if not (length and isinstance(node, yaml.ScalarNode)):
            return self.place(node)
        begin = node.start_mark.index
        if self.text[begin : node.end_mark.index] == node.value:  # most values stand there as they are
            return self.place_at(begin + offset, length)
        if id(node) not in self._alignments:
            solids = _solids(node.value, None, 0, len(node.value))
            self._alignments[id(node)] = solids, _source_solids(self.text, node)
        value, source = self._alignments[id(node)]
        first, last = (bisect_left(value, index) for index in (offset, offset + length - 1))
        start = source[first] if first < len(source) else begin
        return self.place_at(start, max(source[last] + 1 - start, 1) if last < len(source) else 1)

    def place_at(self, index: int, length: int) -> Place:
        """The place of some characters of the text, as far as they are on one line that can be shown."""
        index = min(index, len(self.text))
        line = bisect_right(self._line_starts, index)
        start = self._line_starts[line - 1]
        shown = len(self._excerpt(start)) - (index - start)
        return Place(self.path, line, index - start + 1, max(1, min(length, shown)))

    def offset(self, line: int, column: int) -> int:
        """The offset of a place."""
        return self._line_starts[line - 1] + column - 1

    def problem(
        self, where: Place | yaml.Node | None, rule: str, message: str, hint: str = "", fatal: bool = False
    ) -> Problem:
        """A problem at a place or node of this file, with the line that it is about; at the top if there is none."""
        place = where if isinstance(where, Place) else self.place(where)
        excerpt = self._excerpt(self._line_starts[place.line - 1])
        return problem_at(place, excerpt, rule, message, hint=hint, fatal=fatal)


def _source_solids(text: str, node: yaml.ScalarNode) -> "array[int]":
    """The offset of each character of a scalar in its file that isn't a space."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style == MARKDOWN:  # the lines of a quote begin with a sign
        signs = {match.start() for match in re.finditer("(?<=\n)>", text[:end]) if match.start() >= start}
        return array("i", (offset for offset in _solids(text, None, start, end) if offset not in signs))
    if match := _PROPERTIES.match(text, start, end):
        start = match.end()
    if node.style in _QUOTED_RUNS:
        return _solids(text, node.style, start + 1, end - 1)
    if node.style:  # the first line has the indicator, and perhaps a comment
        start = match.end() if (match := _LINE_END.search(text, start, end)) else end
    return _solids(text, None, start, end)


def _solids(text: str, style: str | None, start: int, end: int) -> "array[int]":
    """The offset of each character that isn't a space; for an escape, the offset at which it begins."""
    offsets = array("i")
    for match in _QUOTED_RUNS.get(style or "", _RUN).finditer(text, start, end):
        written = match[0]
        if style == "'" and written == "''":
            offsets.append(match.start())
        elif style != '"' or written[0] != "\\":
            offsets.extend(range(*match.span()))
        elif not (chr(int(written[2:], 16)) in _SPACE if len(written) > 3 else written[1:2] in f"ntrNLP{_SPACE}"):
            offsets.append(match.start())
    return offsets


def problem_at(place: Place, excerpt: str, rule: str, message: str, *, hint: str, **more: Any) -> Problem:
    """A problem without control characters in its texts; it may have more fields."""
    shown = {"message": harmless(message), "hint": harmless(hint), **place._asdict()}
    return Problem(rule=rule, **shown, excerpt=excerpt, **more)


def excerpt_of(line: str) -> str:
    """The beginning of a line as it may be shown."""
    return harmless(line.rstrip("\r")[:_WIDEST_EXCERPT])


def files_of_chapter(folder: str | Path) -> tuple[str, ...]:
    """The names that the files of a chapter have in its folder; its chapter.yaml may be a chapter.md."""
    is_markdown = not os.path.isfile(f"{folder}/chapter.yaml") and os.path.isfile(f"{folder}/{CHAPTER_MARKDOWN}")
    return (CHAPTER_MARKDOWN if is_markdown else "chapter.yaml", *CHAPTER_FILES[1:])


def is_chapter(folder: str | Path) -> bool:
    """True for a folder that has the file of a chapter."""
    return os.path.isfile(f"{folder}/{files_of_chapter(folder)[0]}")


# --- nodes -----------------------------------------------------------------------------------------------------------


def child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    """The node below a mapping's key or a list's index, or None."""
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        item: yaml.Node = node.value[key]
        return item
    return None


def id_node(node: yaml.Node | None) -> yaml.Node | None:
    """The node of an entry's id, which a source calls its key."""
    return child(node, "id") or child(node, "key")


def id_in(node: yaml.Node | None) -> str:
    """The id of an entry; empty if it can't be read."""
    scalar = id_node(node)
    return harmless(scalar.value) if isinstance(scalar, yaml.ScalarNode) else ""


class EntryNode(NamedTuple):
    """An entry as it stands in a file: its kind, its id, that of the chapter or section it is in, and its node."""

    kind: str
    slug: str
    parent: str
    node: yaml.Node


def entry_nodes(document: Document) -> Iterator[EntryNode]:
    """The entries in the lists of a file, in their order; a section's id has its chapter's before it."""
    path = Path(document.path)
    for kind in KINDS_BY_FILE.get(path.name, ()):
        parent = harmless(path.parent.name) if kind.name == "section" else ""
        yield from _nodes_below(child(document.root, kind.key), kind.name, parent)


def _nodes_below(node: yaml.Node | None, kind: str, parent: str) -> Iterator[EntryNode]:
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        slug = f"{parent.partition('/')[0]}/{id_in(item)}" if kind == "section" else id_in(item)
        yield EntryNode(kind, slug, parent, item)
        if kind == "section":
            yield from _nodes_below(child(item, "sections"), kind, slug)


def has_doubled_key(node: yaml.Node) -> bool:
    """True if a mapping has a key twice, so that one of the two values is left out."""
    return isinstance(node, yaml.MappingNode) and len({key.value for key, _ in node.value}) < len(node.value)


def key_node(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The node of a mapping's key itself, or the mapping where it has no such key."""
    if isinstance(node, yaml.MappingNode):
        keys = (name for name, _ in node.value if isinstance(name, yaml.ScalarNode))
        return next((name for name in keys if key in (name.value, harmless(name.value))), node)
    return node


def descend(node: yaml.Node | None, path: Steps) -> yaml.Node | None:
    """The deepest node on a path of keys and indices that exists."""
    for step in path:
        below = child(node, step)
        if below is None:
            return node
        node = below
    return node
