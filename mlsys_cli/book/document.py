"""A YAML file as plain values, with the place of each one and a list of what is wrong with it.

`yaml.compose` gives a tree of nodes that know where they stand; the values are made from it here, because the
library's own constructor hides doubled keys and forgets the places.
"""

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, NamedTuple

import yaml

from mlsys_cli.model import Problem
from mlsys_cli.page.harmless import harmless

_SCALARS = "tag:yaml.org,2002:"
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 60


class Document(NamedTuple):
    """A file that has been parsed: its path as the reader knows it, its text, and the root of its tree."""

    path: str
    text: str
    root: yaml.Node | None

    def problem(self, node: yaml.Node | None, rule: str, message: str, hint: str = "", lost: bool = False) -> Problem:
        """A problem at a node; at the top of the file where there is none."""
        mark = node.start_mark if node is not None else None
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        return Problem(self.path, line, column, rule, message, hint, lost)

    def find_in(self, node: yaml.Node, *patterns: re.Pattern[str]) -> int | None:
        """Where the word that a pattern ends with stands in the source text of a node; the first pattern that matches.

        A block scalar is indented and folded, so that an offset in its value says nothing about its source.
        """
        for pattern in patterns:
            match = pattern.search(self.text, node.start_mark.index, node.end_mark.index)
            if match is not None:
                return match.start("word")
        return None

    def problem_at(self, index: int, rule: str, message: str, hint: str) -> Problem:
        """A problem at an offset in the text."""
        line = self.text.count("\n", 0, index) + 1
        column = index - self.text.rfind("\n", 0, index)
        return Problem(self.path, line, column, rule, message, hint)


def parse(path: str, text: str) -> tuple[Document, list[Problem]]:
    """Parse the text of a YAML file; a syntax error is a problem, and the document then has no root."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else _bad_character(text, error)
        last_line = text.count("\n") + 1
        message = getattr(error, "problem", None) or getattr(error, "reason", None) or "this isn't YAML"
        problem = Problem(
            path, min(line, last_line), column, "yaml-syntax", str(message), _syntax_hint(str(message)), True
        )
        return Document(path, text, None), [problem]
    document = Document(path, text, root)
    problems = list(_structure_problems(document, root)) if root is not None else []
    if any(problem.lost for problem in problems):
        # Nothing is made of such a file: a few aliases of aliases would fill the memory.
        document = document._replace(root=None)
    return document, problems


def _bad_character(text: str, error: yaml.YAMLError) -> tuple[int, int]:
    """The place of a character that YAML does not allow, of which the reader's error gives only an offset."""
    position = min(int(getattr(error, "position", 0) or 0), len(text))
    bad = next((i for i, c in enumerate(text) if yaml.reader.Reader.NON_PRINTABLE.search(c) is not None), position)
    return text.count("\n", 0, bad) + 1, bad - text.rfind("\n", 0, bad)


def _syntax_hint(message: str) -> str:
    if "mapping values are not allowed" in message:
        return "put quotes around a text that has a colon and a space in it"
    if "cannot start any token" in message:
        return "put quotes around a text that begins with this character"
    return ""


def _structure_problems(document: Document, root: yaml.Node) -> Iterator[Problem]:
    """What a tree must not have: a key twice, an alias of a list or mapping, nesting without end."""
    seen: set[int] = set()
    stack: list[tuple[yaml.Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, yaml.ScalarNode):
            continue
        if id(node) in seen:
            yield document.problem(node, "yaml-alias", "an alias repeats this part of the file", "write it out", True)
            continue
        seen.add(id(node))
        if depth > _DEEPEST:
            yield document.problem(node, "too-deep", f"nested more than {_DEEPEST} levels deep", "", True)
            continue
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if key.value.__class__ is not str:
                    yield document.problem(key, "bad-key", "a key must be a word", "", True)
                elif key.value in keys:
                    yield document.problem(key, "duplicate-key", f"{key.value!r} stands here for the second time")
                else:
                    keys.add(key.value)
                stack.append((value, depth + 1))
        else:
            stack.extend((item, depth + 1) for item in node.value)


def value_of(node: yaml.Node, depth: int = 0) -> Any:
    """The plain value of a node: str, int, float, bool, None, list or dict. Of a doubled key the first one counts."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, yaml.MappingNode):
        value: dict[str, Any] = {}
        for key, item in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value not in value:
                value[key.value] = value_of(item, depth + 1)
        return value
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item, depth + 1) for item in node.value]
    return _scalar(node.tag.removeprefix(_SCALARS), node.value)


def _scalar(tag: str, text: str) -> Any:
    if tag == "str":
        return harmless(text)
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in ("yes", "true", "on")
    try:
        if tag == "int":
            return int(text.replace("_", ""), 10)
        if tag == "float":
            number = float(text.replace("_", ""))
            return number if isfinite(number) else harmless(text)
    except ValueError:
        pass
    return harmless(text)


def child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    """The node below a mapping's key or a list's index, or None."""
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        found: yaml.Node = node.value[key]
        return found
    return None


def key_node(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The node of a mapping's key itself, or the mapping where it has no such key."""
    if isinstance(node, yaml.MappingNode):
        return next((name for name, _ in node.value if name.value == key), node)
    return node


def descend(node: yaml.Node | None, path: tuple[str | int, ...]) -> yaml.Node | None:
    """The deepest node on a path of keys and indices that exists."""
    for step in path:
        below = child(node, step)
        if below is None:
            return node
        node = below
    return node
