"""The bundled book as a bed for mistakes: its texts and entries, of which one is chosen by chance."""

import re
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

import yaml

MARK = "‸"
"""Stands in what is planted before the character at which the mistake is to be reported."""

GLOSSARY, TIMELINE, CHAPTER = "intro/glossary.yaml", "intro/timeline.yaml", "intro/chapter.yaml"
TABLES, FIGURES, QUIZ, REFERENCES = "intro/tables.yaml", "intro/figures.yaml", "intro/quiz.yaml", "references.yaml"
CALCULATORS = "intro/calculators.yaml"
_PROSE = {"body", "remember", "definition", "explanation", "example", "summary", "disputed", "caption", "explain"}


class Planted(NamedTuple):
    """The text of a file with a mistake in it, and the offset at which that is."""

    path: str
    text: str
    offset: int


class Bed:
    """The texts of a book in which things are planted by chance."""

    def __init__(self, book: dict[str, str], chance: Random) -> None:
        self.book = book
        self.chance = chance

    def replace(self, path: str, start: int, end: int, text: str) -> Planted:
        """Put a text, which has the mark in it, in the place of a part of a file."""
        whole = self.book[path]
        assert MARK in text
        return Planted(path, whole[:start] + text.replace(MARK, "", 1) + whole[end:], start + text.index(MARK))

    def replace_value(self, path: str, node: yaml.Node, text: str) -> Planted:
        """Put a text in the place of a value."""
        return self.replace(path, node.start_mark.index, node.end_mark.index, text)

    def entries(self, path: str, key: str, *fields: str) -> list[yaml.MappingNode]:
        """The entries of a list at the top of a file that have all of some fields."""
        return [entry for entry in _list(self.book[path], key) if all(field(entry, name) for name in fields)]

    def entry(self, path: str, key: str, *fields: str) -> yaml.MappingNode:
        """One of them."""
        return self.chance.choice(self.entries(path, key, *fields))

    def add_entry(self, path: str, key: str, text: str, after: int = -1) -> Planted:
        """Put a new entry before a random one, which stands behind an offset; `text` is the mapping, or lines of it."""
        entry = self.chance.choice([e for e in self.entries(path, key) if e.start_mark.index > after])
        start = self.book[path].rindex("\n", 0, entry.start_mark.index) + 1
        lines = text.replace("\n", "\n    ")
        return self.replace(path, start, start, f"  - {lines}\n")

    def add_prose(self, *snippets: str, after: str = r"[a-z,]") -> Planted:
        """Put one of some snippets between two words of a random text; a line break in it is one of the text."""
        while True:
            path = self.chance.choice((CHAPTER, CHAPTER, GLOSSARY, GLOSSARY, TIMELINE, FIGURES, TABLES))
            text = self.book[path]
            node = self.chance.choice(_texts(text))
            start, end = node.start_mark.index, node.end_mark.index
            gaps = [gap for gap in re.finditer(rf"(?<={after}) (?=\w)", text[start:end]) if _plain(text[start:], gap)]
            if not gaps:
                continue
            place = start + self.chance.choice(gaps).end()
            indentation = re.compile(" *").match(text, text.rindex("\n", 0, place) + 1)
            assert indentation is not None
            words = self.chance.choice(("", "Größe 🙂 ", "a\ttab ", "漢字 und ", "e\u0301 "))
            if after == r"\.":
                words = ""  # they would be the first of the sentence
            snippet = words + self.chance.choice(snippets) + " "
            return self.replace(path, place, place, snippet.replace("\n", "\n" + indentation[0]))


def _plain(text: str, gap: re.Match[str]) -> bool:
    """Tell whether a place in a text is outside of links, code and emphasis."""
    before = text[: gap.start()]
    return before.count("[") == before.count("]") and not before.count("`") % 2 and not before.count("*") % 2


@cache
def _root(text: str) -> yaml.Node:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None
    return root


def field(node: yaml.Node, name: str) -> yaml.Node | None:
    """The value of a key."""
    return next((value for key, value in node.value if key.value == name), None)


def _list(text: str, key: str) -> list[yaml.MappingNode]:
    found = field(_root(text), key)
    assert found is not None
    return list(found.value)


@cache
def _texts(text: str) -> list[yaml.ScalarNode]:
    return list(_walk(_root(text)))


def _walk(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The texts in block scalars below a node."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _walk(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(value, yaml.ScalarNode) and key.value in _PROSE and value.style in ("|", ">"):
                yield value
            yield from _walk(value)


def must(node: yaml.Node, *names: str) -> yaml.Node:
    """A value that must be there, below some keys."""
    for name in names:
        below = field(node, name)
        assert below is not None
        node = below
    return node
