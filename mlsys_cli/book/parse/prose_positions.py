"""A text of the book as the rules need it: the offsets of its links, and its words without any marks."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from markdown_it.token import Token

from mlsys_cli.book.parse.prose import is_placement, tokens_of
from mlsys_cli.page.math.math_parts import MathMistake
from mlsys_cli.page.math.one_line import read_math

_MARKED = re.compile(r"[\[`~$]|^ {4}|^\t", re.MULTILINE)
_CODE_BLOCKS = ("fence", "code_block")
_KEY = re.compile(r"@([\w:.-]+)")
_URL = re.compile(r"\]\([^()\s]*\)")


class ProseMark(NamedTuple):
    """A link, citation or embed: its target, and the offset of the target in the text."""

    kind: str
    slug: str
    offset: int
    is_embed: bool = False


class Piece(NamedTuple):
    """A part of the text that isn't plain words: `code`, or a mark by the name of its token, with that.

    An embed among words, where there is no room for a table or figure, is a `lost_embed`. A formula is `math`, with its
    mistakes, whose offsets are those in the text.
    """

    kind: str
    start: int
    end: int
    marks: tuple[ProseMark, ...] = ()
    mistakes: tuple[MathMistake, ...] = ()


class ProseText:
    """A text in Markdown, parsed when it is first asked about."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _pieces(self) -> tuple[Piece, ...]:
        return tuple(_pieces(self.text)) if _MARKED.search(self.text) else ()

    @cached_property
    def marks(self) -> tuple[ProseMark, ...]:
        """The book's own marks, in order; one in code is none."""
        return tuple(mark for piece in self._pieces for mark in piece.marks)

    @property
    def lost_embeds(self) -> Iterator[Piece]:
        """The embeds that are among words, so that only a link is shown."""
        return (piece for piece in self._pieces if piece.kind == "lost_embed")

    @property
    def math_mistakes(self) -> Iterator[MathMistake]:
        """The mistakes in its formulas."""
        return (mistake for piece in self._pieces for mistake in piece.mistakes)

    @cached_property
    def without_code(self) -> str:
        """The text, as long as it is, with a zero for each character of code and formulas, which are no words."""
        blotted = (piece for piece in self._pieces if piece.kind in ("code", "math"))
        return _blanked(self.text, ((piece.start, piece.end, "0") for piece in blotted))

    @cached_property
    def words(self) -> str:
        """The text, as long as it is, with spaces in the place of marks: a link says its words, a citation none."""
        gaps: list[tuple[int, int, str]] = []
        for kind, start, end, *_ in self._pieces:
            if kind in ("cite", "embed", "lost_embed"):
                gaps.append((start, end, " "))
            elif kind == "book_link":
                bar = self.text.find("|", start, end)
                first = bar + 1 if bar >= 0 else start + 2
                gaps += [(start, first, " "), (end - 2, end, " ")]
        text = _blanked(self.without_code, gaps)
        text = _URL.sub(lambda match: " " * len(match[0]), text)
        return re.sub(r"[*_>]", " ", text)


prose_text_of = lru_cache(4096)(ProseText)
"""The passage of a text; that of a text that is looked at again, after a change of others, has been parsed."""


def _blanked(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """The text with other characters in some parts of it; line ends stay."""
    letters = list(text)
    for start, end, letter in parts:
        letters[start:end] = [letter if old != "\n" else old for old in letters[start:end]]
    return "".join(letters)


def _pieces(text: str) -> Iterator[Piece]:
    """Each mark and piece of code with its place."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for token in tokens_of(text):
        first, last = token.map or (0, 0)
        if token.type in _CODE_BLOCKS:
            yield Piece("code", starts[first], min(starts[last], len(text)))
        elif token.type == "math_block":
            yield _piece(token, _places(token.content, lines, starts, first))
        elif token.type == "inline":
            places = _places(token.content, lines, starts, first)
            children = token.children or []
            pieces = (_piece(child, places) for child in children if "at" in child.meta)
            if is_placement(children):
                yield from pieces
            else:
                yield from (p._replace(kind="lost_embed") if p.kind == "embed" else p for p in pieces)


def _places(paragraph: str, lines: list[str], starts: list[int], number: int) -> list[int]:
    """The offset in the text of each character of a paragraph, which begins on some line of it.

    The parser has taken away what is before a line: spaces, bullets, signs of quotes. What is left is the line's end.
    """
    places: list[int] = []
    for line in paragraph.split("\n"):
        left = line.rstrip()
        while not lines[number].rstrip().endswith(left):
            number += 1  # a line of spaces that the parser has dropped
        place = starts[number] + len(lines[number].rstrip()) - len(left)
        places.extend(range(place, place + len(line) + 1))
        number += 1
    return places


def _piece(token: Token, places: list[int]) -> Piece:
    first, last = token.meta["at"]
    start, end = places[first], places[last - 1] + 1
    if token.type == "code_inline":
        return Piece("code", start, end)
    if token.type in ("math", "math_block"):
        found: re.Match[str] = token.meta["match"]
        begin = found.start("source")
        return Piece("math", start, end, mistakes=tuple(_placed(found["source"], begin, places)))
    if token.type == "cite":
        keys = (ProseMark("source", key[1], places[first + key.start(1)]) for key in _KEY.finditer(token.content))
        return Piece("cite", start, end, tuple(keys))
    match: re.Match[str] = token.meta["match"]
    kind, slug = match[1] or "term", match[2]
    offset = match.start(2) + len(slug) - len(slug.lstrip())
    mark = ProseMark(kind, " ".join(slug.split()), places[offset], token.type == "embed")
    return Piece(token.type, start, end, (mark,))


def _placed(source: str, begin: int, places: list[int]) -> Iterator[MathMistake]:
    """The mistakes in a formula that begins at a character of a paragraph, with their offsets in the text."""
    for mistake in read_math(source)[1]:
        yield mistake._replace(offset=places[begin + min(mistake.offset, len(source) - 1)])
