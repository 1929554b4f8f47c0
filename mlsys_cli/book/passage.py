"""A text of the book as its rules look at it: where its links stand, and its words without any marks."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from markdown_it.token import Token

from mlsys_cli.book.prose import tokens_of

_CODE = ("code_inline", "fence", "code_block")
_URL = re.compile(r"\]\([^)\s]*\)")


class Mark(NamedTuple):
    """A link, citation or embed: what it points to, and the offset in the text at which that stands."""

    kind: str
    slug: str
    offset: int


@lru_cache(4096)
def passage_of(text: str) -> "Passage":
    """The passage of a text; that of a text that is looked at again, after a change of others, has been parsed."""
    return Passage(text)


class Piece(NamedTuple):
    """A token of the text that isn't plain words, and the part of the text that it was made from."""

    token: Token
    start: int
    end: int


class Passage:
    """A text in Markdown, parsed when it is first asked about."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _pieces(self) -> tuple[Piece, ...]:
        return tuple(_locate(self.text)) if re.search(r"[\[`~]|^ {4}|^\t", self.text, re.MULTILINE) else ()

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The book's own marks, in order; one in code is none."""
        return tuple(self._marks())

    def _marks(self) -> Iterator[Mark]:
        for token, start, _ in self._pieces:
            if token.type == "cite":
                for key in token.meta["groups"][0].split(";"):
                    name = key.strip().lstrip("@")
                    start = self.text.index(name, start)
                    yield Mark("source", name, start)
                    start += len(name)
            elif token.type in ("book_link", "embed"):
                kind, slug = token.meta["groups"][:2]
                words = slug.split()
                first = words[0] if words else ""
                yield Mark(kind or "term", " ".join(words), self.text.index(first, start + 2 + len(kind or "")))

    @cached_property
    def without_code(self) -> str:
        """The text, as long as it is, with a digit in the place of each character of code."""
        return _blot(self.text, ((p.start, p.end, "0") for p in self._pieces if p.token.type in _CODE))

    @cached_property
    def words(self) -> str:
        """The text, as long as it is, with spaces in the place of marks: a link says its words, a citation none."""
        gaps: list[tuple[int, int, str]] = []
        for token, start, end in self._pieces:
            if token.type == "cite" or (token.type == "embed"):
                gaps.append((start, end, " "))
            elif token.type == "book_link":
                bar = self.text.find("|", start, end)
                first = bar + 1 if bar >= 0 else start + 2
                gaps += [(start, first, " "), (end - 2, end, " ")]
        text = _blot(self.without_code, gaps)
        text = _URL.sub(lambda match: " " * len(match[0]), text)
        return re.sub(r"[*_>]", " ", text)


def _blot(text: str, parts: "Iterator[tuple[int, int, str]] | list[tuple[int, int, str]]") -> str:
    """The text with other characters in some parts of it; line ends stay."""
    letters = list(text)
    for start, end, letter in parts:
        letters[start:end] = [letter if old != "\n" else old for old in letters[start:end]]
    return "".join(letters)


def _locate(text: str) -> Iterator[Piece]:
    """Each mark and piece of code with its place.

    The parser keeps no offsets, but its tokens come in the order of the text: each is looked for behind the last one.
    """
    cursor = 0
    for token in _flat(tokens_of(text)):
        if token.type in ("fence", "code_block"):
            for line in token.content.splitlines():
                start, cursor = _find(text, line, cursor)
                yield Piece(token, start, cursor)
            continue
        start, end = _find(text, token.content, cursor)
        if end > start:
            cursor = end
            if token.type != "text":
                yield Piece(token, start, end)


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "inline":
            yield from token.children or []
        elif token.type in _CODE:
            yield token


def _find(text: str, content: str, cursor: int) -> tuple[int, int]:
    """Where some words next stand, whatever space is between them; nowhere where the cursor is."""
    words = content.split()
    if not words:
        return cursor, cursor
    start = text.find(content, cursor)
    if start >= 0:
        return start, start + len(content)
    found = re.compile(r"[\s>]+".join(map(re.escape, words))).search(text, cursor)
    return found.span() if found else (cursor, cursor)
