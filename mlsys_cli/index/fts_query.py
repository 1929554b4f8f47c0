"""Full-text queries made of a reader's words, which are always valid, whatever was typed."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_TOKEN = re.compile(r'"([^"]*)"?|([^\s"]+)')
_ASCII_WORD = re.compile("[0-9A-Za-z]+")
_MOST = 32
_LONGEST = 60


class QueryTerm(NamedTuple):
    """A phrase or word that must occur; with `prefix` it may be the beginning of a longer word."""

    words: tuple[str, ...]
    prefix: bool = False


def parse_query(text: str) -> tuple[QueryTerm, ...]:
    """Split a query into its terms: quoted words are a phrase, a word with a star at its end is a prefix.

    All other syntax of full-text search counts as a gap between words.
    """
    parts: list[QueryTerm] = []
    for quoted, bare in _TOKEN.findall(text[:10_000].replace("\0", " ")):
        words = split_words(quoted or bare)
        if words:
            parts.append(QueryTerm(words, prefix=not quoted and bare.endswith("*")))
    return tuple(dict.fromkeys(parts))[:_MOST]


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text as the index sees them: letters, digits and the marks that belong to letters."""
    if text.isascii():
        return tuple(word[:_LONGEST] for word in _ASCII_WORD.findall(text))
    spaced = "".join(c if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc", "Co") else " " for c in text)
    return tuple(word[:_LONGEST] for word in spaced.split())


def expression(parts: Sequence[QueryTerm], prefixes: bool = False) -> str:
    """The query in the syntax of FTS5: all of the parts; with `prefixes` each single word is a prefix."""
    return " AND ".join(
        '"' + " ".join(part.words) + '"' + (" *" if part.prefix or (prefixes and len(part.words) == 1) else "")
        for part in parts
    )
