"""The words of the books that those of a query stand for: the same, longer ones, or what they misspell."""

import sqlite3
from functools import cache
from math import log
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.index.query import STOP_WORDS, QueryTerm, split_words

_SHORTEST_BEGINNING = 5
"""Shorter words begin too many others: `hype` is no beginning of hyperparameter."""

_FEW = 20
"""A word that no more entries have than these isn't common, however small the book is."""

_MOST = 5_000
"""Not all entries that have a common word are counted."""


class Word(NamedTuple):
    """A term as it is looked for, the number of entries that have it, and its weight: that of a rare one is great."""

    term: QueryTerm
    entries: int
    weight: float

    @property
    def is_common(self) -> bool:
        """True if one entry in twenty has it."""
        return self.entries == _MOST or (self.entries > _FEW and self.weight < log(1 + 20))


def find_word(db: sqlite3.Connection, term: QueryTerm) -> Word:
    """The term itself if it occurs, else as a beginning, else what it misspells; in no entries if none of them does."""
    if count := _count(db, term):
        return _word(db, term, count)
    if len(term.words) == 1 and len(term.words[0]) >= _SHORTEST_BEGINNING and not term.prefix:
        begun = term._replace(prefix=True)
        if count := _count(db, begun):
            return _word(db, begun, count)
    respelt = term._replace(words=tuple(_respelt(db, word) for word in term.words))
    if respelt != term and (count := _count(db, respelt)):
        return _word(db, respelt, count)
    return Word(term, 0, 0.0)


def is_word(db: sqlite3.Connection, text: str) -> bool:
    """True for a word of the books, or of a question, or a common English one, whatever signs stand around it."""
    words = split_words(text.casefold())
    return all(word in STOP_WORDS or _count(db, QueryTerm((word,))) or word in _english() for word in words)


def _word(db: sqlite3.Connection, term: QueryTerm, count: int) -> Word:
    (entries,) = db.execute("select count(*) from entry").fetchone()
    return Word(term, count, log(1 + entries / count))


def _count(db: sqlite3.Connection, term: QueryTerm) -> int:
    sql = f"select count(*) from (select 1 from words where words match ? limit {_MOST})"
    (count,) = db.execute(sql, (term.expression,)).fetchone()
    return int(count)


def _respelt(db: sqlite3.Connection, word: str) -> str:
    """A word itself if it occurs or is an English word that the books merely lack, else the nearest that occurs."""
    if _count(db, QueryTerm((word,))):
        return word
    from mlsys_cli.text import spelling

    folded = word.casefold()
    if not spelling.slips_allowed(folded) or folded in _english():
        return word
    near = db.execute(
        "select word from vocabulary where length(word) between ? and ?", (len(folded) - 2, len(folded) + 2)
    )
    nearest = [known.word for known in spelling.within_reach(folded, [known for (known,) in near])]
    # Of words that are equally near, the most frequent is the likeliest.
    return max(sorted(nearest), key=lambda known: _count(db, QueryTerm((known,))), default=word)


@cache
def _english() -> frozenset[str]:
    """Common English words, which are no misspellings of those that a book happens to have."""
    path = Path(__file__).parents[1] / "text" / "english.txt"
    return frozenset(line for line in path.read_text(encoding="utf-8").split("\n") if not line.startswith("#"))
