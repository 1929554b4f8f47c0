"""The words of a text around a hit."""

import re
import sqlite3

from mlsys_cli.index.index_schema import WORDS
from mlsys_cli.page.blocks import Blocks, Paragraph, Span

_OPEN, _CLOSE = "\x02", "\x03"

_WORDS = 24
"""The number of words that are shown."""

_LONG, _PIECE, _OVERLAP = 20_000, 2_000, 200
"""The characters from which on a text is long, and those of the pieces in which its first hit is looked for."""


def snippet(db: sqlite3.Connection, match: str, number: int) -> Blocks:
    """The words of a text around those that a query asks for, which are marked; without a query its first words."""
    if not match:
        (text,) = db.execute("select substr(text, 1, ?) from words where rowid = ?", (_PIECE, number)).fetchone()
        words = text.split()
        return (Paragraph((Span(" ".join(words[:_WORDS]) + ("…" if len(words) > _WORDS else "")),)),)
    row = db.execute(
        f"select case when length(text) <= :long then snippet(words, 1, :open, :close, '…', {_WORDS}) end,"
        " case when length(text) > :long then text end from words where words match :match and rowid = :number",
        {"long": _LONG, "open": _OPEN, "close": _CLOSE, "match": match, "number": number},
    ).fetchone()
    shown = row[0] if row[1] is None else _first_snippet(row[1], match)
    pieces = re.split(f"[{_OPEN}{_CLOSE}]", " ".join(shown.split()))
    return (Paragraph(tuple(Span(piece, "hit" if i % 2 else "") for i, piece in enumerate(pieces) if piece)),)


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
