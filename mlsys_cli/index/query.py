"""The query of a search: its phrases, and the words that count."""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from mlsys_cli.text.english import SENTENCE_WORDS, STOP_WORDS, spellings, split_words, word_stem

_PHRASE_OR_WORD = r'"([^"]*)"?|([^\s"]+)'  # `"data drift"`, `"data drift` that is still being typed, `drift`
_MOST = 32  # of the terms of a query: each takes SQLite a search of its own; chosen, not measured

FEW = 3
"""The most words of a query that may be a name."""


class QueryTerm(NamedTuple):
    """A phrase or word; with `prefix` it may be the beginning of a longer word. A `required` one must occur."""

    words: tuple[str, ...]
    prefix: bool = False
    required: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(self.words)

    @property
    def is_stop_word(self) -> bool:
        """True for a word that a question is made of."""
        return not self.required and self.words[0].casefold() in STOP_WORDS

    @property
    def phrases(self) -> list[str]:
        """The term in the syntax of FTS5, once for each spelling; what is in quotes or has a star stays as it is."""
        if self.prefix or self.required:
            return [f'"{self.text}"{" *" if self.prefix else ""}']
        return [f'"{" ".join(words)}"' for words in product(*(spellings(word.casefold()) for word in self.words))]

    @property
    def expression(self) -> str:
        """The term in the syntax of FTS5."""
        return f"({' OR '.join(self.phrases)})"

    @property
    def written(self) -> str:
        """The term as a user writes it."""
        return self.text if not self.required else f"{self.text}*" if self.prefix else f'"{self.text}"'


def parse_query(text: str) -> tuple[QueryTerm, ...]:
    """Split a query into its terms: quoted words are a phrase, a word with a star at its end is a prefix.

    All other syntax of full-text search counts as a gap between words.
    """
    parts: list[QueryTerm] = []
    for quoted, bare in re.findall(_PHRASE_OR_WORD, text[:10_000].replace("\0", " ")):
        words = split_words(quoted or bare)
        if quoted or bare.endswith("*"):
            parts += [QueryTerm(words, prefix=not quoted, required=True)] if words else []
        else:
            parts += [QueryTerm((word,)) for word in words]
    return tuple(dict.fromkeys(parts))[:_MOST]


def signs_in(text: str) -> list[str]:
    """The signs of a query that no index has and that may belong to a name: the `++` of `c++`, but no `>`."""
    return list(dict.fromkeys(re.findall(r"[+#&@^∇√∞∑∂]+", text)))


def that_count(parts: Sequence[QueryTerm]) -> tuple[QueryTerm, ...]:
    """The terms that say what a query is about: all but stop words, unless there are no others, or it is a phrase."""
    if len(parts) <= FEW and not any(word.casefold() in SENTENCE_WORDS for part in parts for word in part.words):
        return tuple(parts)
    return tuple(part for part in parts if not part.is_stop_word) or tuple(parts)


def likeness(query: Mapping[str, float], phrase: str, stop_word_weight: float) -> float:
    """The share of what a phrase and a query say that both say, squared: 1 if both have the same words.

    `query` has the weight of each word by its stem; words that only the phrase has weigh 1. What the phrase says beyond
    the query counts three times as much as what it leaves out: the query is often a whole sentence.
    """
    stops = {word_stem(word): word in STOP_WORDS for word in split_words(phrase.casefold())}
    if all(is_stop or stem not in query for stem, is_stop in stops.items()):
        return 0.0
    whole = sum(query.get(stem, stop_word_weight if is_stop else 1.0) for stem, is_stop in stops.items())
    both = sum(query.get(stem, 0.0) for stem in stops)
    return (4 * both / (3 * whole + sum(query.values()))) ** 2


def all_of(parts: Sequence[QueryTerm]) -> str:
    """The texts that have all terms, in the syntax of FTS5, which is valid whatever was typed."""
    return " AND ".join(part.expression for part in parts)


def any_of(parts: Sequence[QueryTerm]) -> str:
    """The texts that have any of the terms, in the syntax of FTS5."""
    return " OR ".join(part.expression for part in parts)
