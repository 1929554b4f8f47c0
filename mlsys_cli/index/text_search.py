"""Full-text search in texts that are not the book's, by the same rules."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.index.fts_query import expression, parse_query
from mlsys_cli.index.index_schema import WORDS
from mlsys_cli.index.ranking import snippet_of
from mlsys_cli.page import Blocks


class TextHit(NamedTuple):
    """A text that has the words, by its place among all: the words around them, and a score, best highest."""

    number: int
    snippet: Blocks
    score: float


def search_texts(texts: Sequence[tuple[str, str]], query: str) -> tuple[TextHit, ...]:
    """The texts, each with a title, that have all the words of a query, best first.

    If there are none, those with words that begin like the query's.
    """
    parts = parse_query(query)
    if not parts or not texts:
        return ()
    db = sqlite3.connect(":memory:")
    db.execute(WORDS)
    db.executemany("insert into words (rowid, title, text) values (?, ?, ?)", ((n, *t) for n, t in enumerate(texts)))
    for prefixes in (False, True):
        match = expression(parts, prefixes)
        rows = db.execute(
            "select rowid, -bm25(words) as score from words where words match ? order by score desc, rowid", (match,)
        ).fetchall()
        if rows:
            return tuple(TextHit(number, snippet_of(db, match, number), round(score, 3)) for number, score in rows)
    return ()
