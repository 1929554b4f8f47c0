"""A file of a book: its text, the root of its YAML tree, and problems at places in it."""

import re
from bisect import bisect_right
from functools import cached_property

import yaml

from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.scalar_positions import Alignment
from mlsys_cli.text.sanitize import harmless

_WIDEST_EXCERPT = 2000


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
        """What stands behind each `*`, as the names of values do that are repeated."""
        return frozenset(re.findall(r"\*([^\s,\]}]+)", self.text))

    def _excerpt(self, start: int) -> str:
        """The line that begins at an offset, made once for all its problems."""
        if start not in self._excerpts:
            end = self.text.find("\n", start)
            line = self.text[start : end if end >= 0 else None].rstrip("\r")
            self._excerpts[start] = harmless(line[:_WIDEST_EXCERPT])
        return self._excerpts[start]

    def problem(self, node: yaml.Node | None, rule: str, message: str, hint: str = "", fatal: bool = False) -> Problem:
        """A problem at a node; at the top of the file where there is none."""
        if node is None:
            return self.problem_at(0, 1, rule, message, hint, fatal)
        start, end = node.start_mark.index, node.end_mark.index
        one_line = isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line
        return self.problem_at(start, end - start if one_line else 1, rule, message, hint, fatal)

    def problem_within(
        self, node: yaml.Node | None, offset: int, length: int, rule: str, message: str, hint: str = ""
    ) -> Problem:
        """A problem at an offset in the value of a scalar, so many characters long."""
        if not isinstance(node, yaml.ScalarNode):
            return self.problem(node, rule, message, hint)
        alignment = self._alignments.get(id(node))
        if alignment is None:
            alignment = self._alignments[id(node)] = Alignment(self.text, node)
        start = alignment.index(offset)
        end = alignment.index(offset + length - 1) + 1 if length > 1 else start + 1
        return self.problem_at(start, max(end - start, 1), rule, message, hint)

    def problem_at(
        self, index: int, length: int, rule: str, message: str, hint: str = "", fatal: bool = False
    ) -> Problem:
        """A problem at an offset in the text. It carries the line that it is about, as far as one may show it."""
        index = min(index, len(self.text))
        line = bisect_right(self._line_starts, index)
        start = self._line_starts[line - 1]
        excerpt = self._excerpt(start)
        length = max(1, min(length, len(excerpt) - (index - start)))
        return Problem(
            self.path,
            line,
            index - start + 1,
            rule,
            harmless(message),
            harmless(hint),
            fatal,
            excerpt=excerpt,
            length=length,
        )
