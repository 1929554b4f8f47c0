"""Full-text search, ranked: in the compiled book, and by the same rules in texts that aren't the book's."""

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.index.entry_records import REF, Hit, Ref
from mlsys_cli.index.index_schema import UNIT_BITS, WORDS
from mlsys_cli.page import Blocks, Paragraph, Span
from mlsys_cli.text.normalize import normalize_name

_TOKEN = re.compile(r'"([^"]*)"?|([^\s"]+)')
_ASCII_WORD = re.compile("[0-9A-Za-z]+")
_MOST = 32
_LONGEST = 60

_OPEN, _CLOSE = "\x02", "\x03"
_TITLE_WEIGHT = 8.0
"""How much more a word counts in a title, or in what learners ask for, than in the text; found by trying."""

_NAME_WEIGHT = 100.0
"""The weight of a query that is the very name of an entry: more than all its words can have. A term comes first."""

_NAMED = "select entry, max(1 + (how = 'exact') + 2 * (kind = 'term')) from name where key = ? group by entry limit 100"
"""The entries that a key names, and how well: 4 for a term's own name, 1 for an alias of something else."""

_READING_ORDER = f"(select position from unit where number = words.rowid >> {UNIT_BITS}), words.rowid"
"""An entry's number alone doesn't tell: a chapter that was compiled later than the rest has a higher one."""

_LONG, _PIECE, _OVERLAP = 20_000, 2_000, 200
"""The characters from which on a text is long, and those of the pieces in which its first hit is looked for."""


# --- the words of a query ----------------------------------------------------------------------------------------


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
    """The query in the syntax of FTS5, valid whatever was typed; with `prefixes` each single word is a prefix."""
    return " AND ".join(
        '"' + " ".join(part.words) + '"' + (" *" if part.prefix or (prefixes and len(part.words) == 1) else "")
        for part in parts
    )


# --- searching the book ------------------------------------------------------------------------------------------


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
    meant = tuple(part._replace(words=tuple(_known_word(db, word) for word in part.words)) for part in parts)
    if meant == parts or not all(all(part.words) for part in meant):
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
    # The part of an entry's name is looked up once, not for each of perhaps many hits.
    cases = "".join(f" when {entry} then {_NAME_WEIGHT * weight}" for entry, weight in db.execute(_NAMED, (key,)))
    named = f"case words.rowid{cases} else 0 end" if cases else "0"
    rows = db.execute(
        f"select words.rowid, {named} - bm25(words, {_TITLE_WEIGHT}, 1.0, {_TITLE_WEIGHT}) as score from words"
        f" where {where} order by score desc, {_READING_ORDER} limit ?",
        (*values, limit),
    ).fetchall()
    total = len(rows)
    if total == limit:
        (total,) = db.execute(f"select count(*) from words where {where}", values).fetchone()
    refs = [Ref(*db.execute(f"select {REF} from entry where id = ?", (number,)).fetchone()) for number, _ in rows]
    hits = [Hit(ref, _snippet(db, match, ref.id), round(score, 3)) for ref, (_, score) in zip(refs, rows, strict=True)]
    return Result(tuple(hits), total, "")


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


def _snippet(db: sqlite3.Connection, match: str, number: int) -> Blocks:
    """The words of a text around those that a query asks for, which are marked."""
    snippet, text = db.execute(
        "select case when length(text) <= :long then snippet(words, 1, :open, :close, '…', 24) end,"
        " case when length(text) > :long then text end from words where words match :match and rowid = :number",
        {"long": _LONG, "open": _OPEN, "close": _CLOSE, "match": match, "number": number},
    ).fetchone()
    if text is not None:
        snippet = _first_snippet(text, match)
    pieces = re.split(f"[{_OPEN}{_CLOSE}]", " ".join(snippet.split()))
    return (Paragraph(tuple(Span(piece, "hit" if i % 2 else "") for i, piece in enumerate(pieces) if piece)),)


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


# --- searching other texts ---------------------------------------------------------------------------------------


def search_texts(texts: Sequence[tuple[str, str]], query: str) -> list[tuple[int, Blocks, float]]:
    """The texts, each with a title, that have all the words of a query, else words that begin like them, best first.

    Each is its place among all, the words around the hit, and a score, best highest.
    """
    parts = parse_query(query)
    if not parts or not texts:
        return []
    db = sqlite3.connect(":memory:")
    db.execute(WORDS)
    db.executemany("insert into words (rowid, title, text) values (?, ?, ?)", ((n, *t) for n, t in enumerate(texts)))
    ranked = "select rowid, -bm25(words) as score from words where words match ? order by score desc, rowid"
    for match in (expression(parts), expression(parts, prefixes=True)):
        if rows := db.execute(ranked, (match,)).fetchall():
            return [(number, _snippet(db, match, number), round(score, 3)) for number, score in rows]
    return []
