"""Search in titles and in texts that aren't the book's, unranked by names; and the words of a text around a hit."""

import re
import sqlite3
from collections.abc import Sequence

from mlsys_cli.index.entry_records import REF, Ref
from mlsys_cli.index.index_schema import WORDS
from mlsys_cli.index.query import all_of, any_of, parse_query, that_count
from mlsys_cli.page.blocks import Blocks, Paragraph, Span

_OPEN, _CLOSE = "\x02", "\x03"  # which no word of a text has

_CODE, _END = "\x1e", "\x1f"  # white space, for all who ask for the words of a text
CODE_LINE = _CODE + "{}" + _END
"""A line of code in the text of an entry."""

_WORDS = 24
"""The number of words that are shown: about two lines of 80 columns. Chosen, not measured."""

_LONG, _PIECE, _OVERLAP = 20_000, 2_000, 200
"""The characters from which on a text is long, and those of the pieces in which its first hit is looked for.

Pieces overlap, so that a phrase isn't cut. Chosen, not measured.
"""


def snippet(db: sqlite3.Connection, match: str, entry: int) -> Blocks:
    """The words of a text around those that a query asks for, which are marked; without a query its first words."""
    if not match:
        (text,) = db.execute("select substr(text, 1, ?) from words where rowid = ?", (_PIECE, entry)).fetchone()
        words = text.split()
        return (Paragraph((Span(" ".join(words[:_WORDS]) + ("…" if len(words) > _WORDS else "")),)),)
    row = db.execute(
        f"select case when length(text) <= :long then snippet(words, 1, :open, :close, '…', {_WORDS}) end,"
        " case when length(text) > :long then text end from words where words match :match and rowid = :number",
        {"long": _LONG, "open": _OPEN, "close": _CLOSE, "match": match, "number": entry},
    ).fetchone()
    shown = row[0] if row[1] is None else _first_snippet(row[1], match)
    part, style = _with_most_hits(shown)
    pieces = re.split(f"[{_OPEN}{_CLOSE}]", part)
    return (Paragraph(tuple(Span(piece, "hit" if i % 2 else style) for i, piece in enumerate(pieces) if piece)),)


def _with_most_hits(shown: str) -> tuple[str, str]:
    """The line of code in a text, or the prose before, between or after its code, that has most hits; and its style."""
    parts = re.findall(f"([{_CODE}{_END}]?)([^{_CODE}{_END}]+)(?=([{_CODE}{_END}]?))", shown)
    # A hit in the title may be one of an entry without a text.
    before, part, after = max(parts, default=("", "", ""), key=lambda part: part[1].count(_OPEN))
    words = " ".join(part.split())
    if before == _CODE or after == _END:
        return words, "code"
    return f"{'…' if before else ''}{words}{'…' if after and words[-1:] not in '.:!?' else ''}", ""


def _first_snippet(text: str, match: str) -> str:
    """The snippet around the first hit in a long text.

    SQLite weighs each hit against all others, which takes for ever where a word occurs everywhere. So the text is
    searched piece by piece.
    """
    db = sqlite3.connect(":memory:")
    db.execute(WORDS)
    for start in range(0, len(text), _PIECE):
        db.execute("delete from words")
        db.execute("insert into words (title, text) values ('', ?)", (text[start : start + _PIECE + _OVERLAP],))
        found = db.execute(
            f"select snippet(words, 1, ?, ?, '…', {_WORDS}) from words where words match ?", (_OPEN, _CLOSE, match)
        ).fetchone()
        if found:
            return f"{'…' if start else ''}{found[0]}"
    return f"{text[:_OVERLAP]}…"


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
