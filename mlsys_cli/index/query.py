"""The query of a search: its phrases, and the words that count."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r'"([^"]*)"?|([^\s"]+)')
_MOST = 32
_LONGEST = 60
_STOP_WORDS = """
a able about across actually after again ago all alone already also always am among an and another any anyone anything
are around as ask asked asking asks at be because become becomes been before being between both but by called came can
cannot come comes coming compare compared comparison could define definition describe did differ difference
differences different differs do does doing done each earlier either else enough even ever every everything exactly
example examples explain explained few find finds first for found from gave get gets getting give given gives go goes
going gone got had happen happened happening happens has have having he her here him his how hows i if im in instead
into is it its ive just keep keeping keeps kept kind knew know knowing known knows last later least less let lets
letting like liked little longer look looked looking looks lot lots made make makes making many may me mean meaning
means might more most much must my myself name named need needed needs never no nobody nor not nowadays of off
on once one only or other others our out over own please put puts putting really said same say saying says see
seem seems seen several she should show showed showing shown shows since so some somebody someone something soon sort
stand stands still stood such suddenly take taken takes taking tell telling than that the their them then there these
they thing things think thinking thinks this those though to today together told too took tried tries try trying under
until up upon us use used uses using versus very via vs want wanted wanting wants was way ways we well went were what
whatever whats when where whether which while who whom whose why will with within without work working works would yet
you your
aren arent cant couldn couldnt d didn didnt doesn doesnt don dont hadn hadnt hasn hasnt haven havent isn isnt ll m re
s shouldn shouldnt t ve wasn wasnt weren werent won wont wouldn wouldnt
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that a question is made of, and that don't say what it is about."""


_ENDINGS = ("ing", "ies", "ed", "es", "s", "e", "y")


class QueryTerm(NamedTuple):
    """A phrase or word; with `prefix` it may be the beginning of a longer word. A `required` one must occur."""

    words: tuple[str, ...]
    prefix: bool = False
    required: bool = False

    @property
    def expression(self) -> str:
        """The term in the syntax of FTS5."""
        return '"' + " ".join(self.words) + '"' + (" *" if self.prefix else "")

    @property
    def written(self) -> str:
        """The term as a user writes it."""
        text = " ".join(self.words)
        return f"{text}*" if self.prefix and self.required else f'"{text}"' if self.required else text


def parse_query(text: str) -> tuple[QueryTerm, ...]:
    """Split a query into its terms: quoted words are a phrase, a word with a star at its end is a prefix.

    All other syntax of full-text search counts as a gap between words.
    """
    parts: list[QueryTerm] = []
    for quoted, bare in _TOKEN.findall(text[:10_000].replace("\0", " ")):
        words = split_words(quoted or bare)
        if quoted or bare.endswith("*"):
            parts += [QueryTerm(words, prefix=not quoted, required=True)] if words else []
        else:
            parts += [QueryTerm((word,)) for word in words]
    return tuple(dict.fromkeys(parts))[:_MOST]


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text as the index sees them: letters, digits and the marks that belong to letters."""
    for sign in set(text):  # one by one, which is faster than to translate all of them
        if not (sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc", "Co")):
            text = text.replace(sign, " ")
    return tuple(word[:_LONGEST] for word in text.split())


def that_count(parts: Sequence[QueryTerm]) -> tuple[QueryTerm, ...]:
    """The terms that say what a query is about: all but stop words, unless there are no others."""
    return tuple(part for part in parts if part.required or part.words[0].casefold() not in STOP_WORDS) or tuple(parts)


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


@lru_cache(4096)
def word_stem(word: str) -> str:
    """A word without its ending, which is roughly what the index has."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def all_of(parts: Sequence[QueryTerm]) -> str:
    """The texts that have all terms, in the syntax of FTS5, which is valid whatever was typed."""
    return " AND ".join(part.expression for part in parts)


def any_of(parts: Sequence[QueryTerm]) -> str:
    """The texts that have any of the terms, in the syntax of FTS5."""
    return " OR ".join(part.expression for part in parts)
