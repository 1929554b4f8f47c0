"""Ranked full-text search in the compiled book."""

import re
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.index.entry_records import REF, Hit, Ref
from mlsys_cli.index.fts_query import QueryTerm, expression, parse_query
from mlsys_cli.index.index_schema import UNIT_BITS, WORDS
from mlsys_cli.page import Blocks, Paragraph, Span
from mlsys_cli.text.normalize import normalize_name

_OPEN, _CLOSE = "\x02", "\x03"
_TITLE_WEIGHT = 8.0
"""How much more a word counts in a title than in the text; found by trying."""

_NAME_WEIGHT = 100.0
"""The weight of a query that is the very name of an entry: more than all its words can have. A term comes first."""

_NAMED = "select entry, max(1 + (how = 'exact') + 2 * (kind = 'term')) from name where key = ? group by entry limit 100"
"""The entries that a key names, and how well: 4 for a term's own name, 1 for an alias of something else."""

_READING_ORDER = f"(select position from unit where number = words.rowid >> {UNIT_BITS}), words.rowid"
"""An entry's number alone doesn't tell: a chapter that was compiled later than the rest has a higher one."""


_LONG, _PIECE, _OVERLAP = 20_000, 2_000, 200
"""The characters from which on a text is long, and those of the pieces in which its first hit is looked for."""


class Result(NamedTuple):
    """The hits, best first, how many there are in all, and the words that were really looked for."""

    hits: tuple[Hit, ...]
    total: int
    searched: str


class _Scope(NamedTuple):
    """The kinds and the chapter that are searched, all of them if none is given, and the most hits to return."""

    kinds: Sequence[str]
    chapter: Ref | None
    limit: int


def search(db: sqlite3.Connection, query: str, kinds: Sequence[str], chapter: Ref | None, limit: int) -> Result:
    """Find what has all words of a query, else words that begin like them, else the words that they misspell."""
    scope = _Scope(kinds, chapter, limit)
    parts = parse_query(query)
    if not parts:
        return Result((), 0, query)
    for prefixes in (False, True):
        found = _hits(db, expression(parts, prefixes), normalize_name(query), scope)
        if found.hits:
            return found._replace(searched=query)
    meant = _respelt(db, parts)
    if meant is None:
        return Result((), 0, query)
    written = " ".join(f'"{" ".join(part.words)}"' if len(part.words) > 1 else part.words[0] for part in meant)
    return _hits(db, expression(meant), normalize_name(written), scope)._replace(searched=written)


def _hits(db: sqlite3.Connection, match: str, key: str, scope: _Scope) -> Result:
    kinds, chapter, limit = scope
    where = "words match ?"
    values: list[str | int] = [match]
    if kinds:  # not a join: counting, SQLite would begin with all entries of these kinds and look each one up
        where += f" and (select kind from entry where id = words.rowid) in ({','.join('?' * len(kinds))})"
        values += kinds
    if chapter:  # a unit's entries are one range of numbers
        first = chapter.id >> UNIT_BITS << UNIT_BITS
        where += " and words.rowid between ? and ?"
        values += [first, first + (1 << UNIT_BITS) - 1]
    score = f"{_named(db, key)} - bm25(words, {_TITLE_WEIGHT}, 1.0)"
    rows = db.execute(
        f"select words.rowid, {score} as score from words where {where} order by score desc, {_READING_ORDER} limit ?",
        (*values, limit),
    ).fetchall()
    total = len(rows)
    if total == limit:
        (total,) = db.execute(f"select count(*) from words where {where}", values).fetchone()
    hits = [Hit(_ref(db, number), snippet_of(db, match, number), round(score, 3)) for number, score in rows]
    return Result(tuple(hits), total, "")


def _named(db: sqlite3.Connection, key: str) -> str:
    """The part of the score that an entry's name makes, as SQL: looked up once, not for each of perhaps many hits."""
    cases = "".join(f" when {entry} then {_NAME_WEIGHT * weight}" for entry, weight in db.execute(_NAMED, (key,)))
    return f"case words.rowid{cases} else 0 end" if cases else "0"


def _ref(db: sqlite3.Connection, number: int) -> Ref:
    return Ref(*db.execute(f"select {REF} from entry where id = ?", (number,)).fetchone())


def snippet_of(db: sqlite3.Connection, match: str, number: int) -> Blocks:
    """The words of a text around those that a query asks for, which are marked."""
    snippet, text = db.execute(
        "select case when length(text) <= :long then snippet(words, 1, :open, :close, '…', 24) end,"
        " case when length(text) > :long then text end from words where words match :match and rowid = :number",
        {"long": _LONG, "open": _OPEN, "close": _CLOSE, "match": match, "number": number},
    ).fetchone()
    if text is not None:
        snippet = _first_snippet(text, match)
    return (Paragraph(_marked(" ".join(snippet.split()))),)


def _first_snippet(text: str, match: str) -> str:
    """The snippet around the first hit in a long text.

    SQLite weighs each hit against all others, which takes for ever where a word occurs everywhere. So the text is
    searched piece by piece, until one has a part of the query.
    """
    any_part = re.sub(r'(" (?:\* )?)AND(?= ")', r"\1OR", match)
    db = sqlite3.connect(":memory:")
    db.execute(WORDS)
    for start in range(0, len(text), _PIECE):
        db.execute("delete from words")
        db.execute("insert into words (title, text) values ('', ?)", (text[start : start + _PIECE + _OVERLAP],))
        found = db.execute(
            "select snippet(words, 1, ?, ?, '…', 24) from words where words match ?", (_OPEN, _CLOSE, any_part)
        ).fetchone()
        if found:
            return f"{'…' if start else ''}{found[0]}"
    return f"{text[:_OVERLAP]}…"


def _marked(text: str) -> tuple[Span, ...]:
    pieces = re.split(f"[{_OPEN}{_CLOSE}]", text)
    return tuple(Span(piece, "hit" if i % 2 else "") for i, piece in enumerate(pieces) if piece)


def _respelt(db: sqlite3.Connection, parts: Sequence[QueryTerm]) -> tuple[QueryTerm, ...] | None:
    """The same query with each word that occurs nowhere replaced by the known one it is nearest to."""
    respelt = tuple(part._replace(words=tuple(_known_word(db, word) for word in part.words)) for part in parts)
    return respelt if respelt != tuple(parts) and all(all(part.words) for part in respelt) else None


def _known_word(db: sqlite3.Connection, word: str) -> str:
    """A word itself if it occurs, else the nearest that does, else nothing."""
    if db.execute("select 1 from words where words match ? limit 1", (f'"{word}"',)).fetchone():
        return word
    from mlsys_cli.text import spelling

    folded = word.casefold()
    near = db.execute(
        "select word from vocabulary where length(word) between ? and ?", (len(folded) - 2, len(folded) + 2)
    )
    nearest = sorted(known.word for known in spelling.within_reach(folded, [known for (known,) in near]))
    # Of words that are equally near, the most frequent is the likeliest.
    count = "select count(*) from words where words match ?"
    return max(nearest, key=lambda known: db.execute(count, (f'"{known}"',)).fetchone(), default="")
