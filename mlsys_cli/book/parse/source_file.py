"""A file of a book: its text, the root of its YAML tree, and problems at places in it."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

import yaml

from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.scalar_positions import Alignment
from mlsys_cli.text.sanitize import harmless

_WIDEST_EXCERPT = 2000


class Place(NamedTuple):
    """Some characters of a file, by its path as the reader knows it; lines and columns count from 1."""

    path: str
    line: int
    column: int
    length: int


class Document:
    """A file that has been parsed: its path as the reader knows it, its text, and the root of its tree."""

    def __init__(self, path: str, text: str, root: yaml.Node | None) -> None:
        self.path = path
        self.text = text
        self.root = root
        self._excerpts: dict[int, str] = {}
        self._alignments: dict[int, Alignment] = {}

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def aliases(self) -> frozenset[str]:
        """The words behind each `*`, which may be the names of anchors."""
        return frozenset(re.findall(r"\*([^\s,\]}]+)", self.text))

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
        """The place of some characters in the value of a scalar; of any other node its own."""
        if not (length and isinstance(node, yaml.ScalarNode)):
            return self.place(node)
        alignment = self._alignments.get(id(node))
        if alignment is None:
            alignment = self._alignments[id(node)] = Alignment(self.text, node)
        start = alignment.index(offset)
        end = alignment.index(offset + length - 1) + 1 if length > 1 else start + 1
        return self.place_at(start, max(end - start, 1))

    def place_at(self, index: int, length: int) -> Place:
        """The place of some characters of the text, as far as they are on one line that can be shown."""
        index = min(index, len(self.text))
        line = bisect_right(self._line_starts, index)
        start = self._line_starts[line - 1]
        shown = len(self._excerpt(start)) - (index - start)
        return Place(self.path, line, index - start + 1, max(1, min(length, shown)))

    def problem(
        self, where: Place | yaml.Node | None, rule: str, message: str, hint: str = "", fatal: bool = False
    ) -> Problem:
        """A problem at a place or node of this file, with the line that it is about; at the top if there is none."""
        place = where if isinstance(where, Place) else self.place(where)
        excerpt = self._excerpt(self._line_starts[place.line - 1])
        return problem_at(place, excerpt, rule, message, hint=hint, fatal=fatal)


def problem_at(place: Place, excerpt: str, rule: str, message: str, *, hint: str = "", fatal: bool = False) -> Problem:
    """A problem whose words can't command a terminal."""
    return Problem(
        **place._asdict(),
        rule=rule,
        message=harmless(message),
        hint=harmless(hint),
        fatal=fatal,
        excerpt=excerpt,
    )


def excerpt_of(line: str) -> str:
    """The beginning of a line as it may be shown."""
    return harmless(line.rstrip("\r")[:_WIDEST_EXCERPT])
