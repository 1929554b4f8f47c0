"""Search that isn't ranked by what a query names: titles with all the words, and texts that aren't the book's."""

import sqlite3
from collections.abc import Sequence

from mlsys_cli.index.entry_records import REF, Ref
from mlsys_cli.index.index_schema import WORDS
from mlsys_cli.index.query import all_of, any_of, parse_query, that_count
from mlsys_cli.index.snippets import snippet
from mlsys_cli.page.blocks import Blocks


def entitled(db: sqlite3.Connection, query: str, kind: str) -> tuple[Ref, ...]:
    """The entries of a kind that have all the words of a query in their title, or in what learners search for."""
    parts = that_count(parse_query(query))
    if not parts:
        return ()
    rows = db.execute(
        f"select {REF} from entry join unit on unit.number = entry.unit"
        " where id in (select rowid from words where words match ?) and kind = ? order by position, id",
        (f"{{title asked}} : ({all_of(parts)})", kind),
    )
    return tuple(Ref(*row) for row in rows)


def search_texts(texts: Sequence[tuple[str, str]], query: str) -> list[tuple[int, Blocks, float]]:
    """The texts, each with a title, that have all the words of a query, else words that begin like them, best first.

    Each is its place among all, the words around the hit, and a score, best highest.
    """
    parts = that_count(parse_query(query))
    if not parts or not texts:
        return []
    db = sqlite3.connect(":memory:")
    db.execute(WORDS)
    db.executemany("insert into words (rowid, title, text) values (?, ?, ?)", ((n, *t) for n, t in enumerate(texts)))
    ranked = "select rowid, -bm25(words) as score from words where words match ? order by score desc, rowid"
    begun = tuple(part._replace(prefix=part.prefix or len(part.words) == 1) for part in parts)
    for looked_for in (parts, begun):
        if rows := db.execute(ranked, (all_of(looked_for),)).fetchall():
            return [(number, snippet(db, any_of(looked_for), number), round(score, 3)) for number, score in rows]
    return []
