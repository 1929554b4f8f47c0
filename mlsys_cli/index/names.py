"""Names as people type them, and the entries that answer to them."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mlsys_cli.index.entry_records import REF, Match, Ref
from mlsys_cli.text.normalize import normalize_name, words_of

_FEW = 100
"""More entries than this are not what words can be meant to name."""


class NameMatch(NamedTuple):
    """The entries that a query names, best first, and how it names them."""

    refs: tuple[Ref, ...]
    match: Match


def split_book(query: str) -> tuple[str, str]:
    """The book and the name in `book:name`; the book is empty where there is none."""
    book, colon, name = query.partition(":")
    return (book.strip(), name.strip()) if colon and name.strip() else ("", query.strip())


def find_exact(db: sqlite3.Connection, query: str, kinds: Sequence[str]) -> NameMatch | None:
    """The entries of some kinds that have this very name or alias, in the order of the books.

    In each book a name is better than an alias, but no name in a later book is better than an alias in an earlier one.
    """
    found = _find_key(db, normalize_name(query), kinds, "")
    if not found and ":" in query:
        book, name = split_book(query)
        found = _find_key(db, normalize_name(name), kinds, book)
    if not found:
        return None
    best: dict[str, str] = {}
    for *_, book, _, _, how in found:
        best.setdefault(book, how)
    refs = dict.fromkeys(ref for ref, how in ((Ref(*row[:-1]), row[-1]) for row in found) if how == best[ref.book])
    return NameMatch(tuple(refs), Match(query, found[0][-1], 100.0))


def _find_key(
    db: sqlite3.Connection, key: str, kinds: Sequence[str], book: str
) -> list[tuple[int, str, str, str, str, str, str, str]]:
    """The entries with a key and how it names them: book by book, names before aliases, in reading order."""
    marks = ",".join("?" * len(kinds))
    rows = db.execute(
        f"select {REF}, name.how from name join entry on entry.id = name.entry join unit on unit.number = entry.unit"
        f" where name.key = ? and name.kind in ({marks}) and (? = '' or entry.book = ?)"
        " order by unit.position, entry.id",
        (key, *kinds, book, book),
    ).fetchall()
    books = list(dict.fromkeys(row[4] for row in rows))
    return sorted(rows, key=lambda row: (books.index(row[4]), row[-1] == "alias"))


def find_by_words(db: sqlite3.Connection, query: str, kinds: Sequence[str]) -> NameMatch | None:
    """The only entry whose name or id has all the words of the query, the last one perhaps unfinished.

    It must be the only one in the first book that has any; those of later books stand behind it.
    """
    wanted = words_of(query)
    if not wanted or len(wanted[-1]) < 3:
        return None
    marks = ",".join("?" * len(kinds))
    rows = db.execute(f"select {REF} from entry where kind in ({marks})", tuple(kinds)).fetchall()
    spelt = [(ref, words_of(f"{ref.name} {ref.slug}")) for ref in (Ref(*row) for row in rows)]
    whole = [ref.id for ref, words in spelt if _has_words(wanted, words, unfinished=False)]
    begun = whole or [ref.id for ref, words in spelt if _has_words(wanted, words, unfinished=True)]
    if not 0 < len(begun) <= _FEW:
        return None
    refs = refs_of(db, begun)
    if sum(ref.book == refs[0].book for ref in refs) > 1:
        return None
    return NameMatch(tuple(refs), Match(query, "fuzzy", 90.0))


def _has_words(wanted: Sequence[str], words: Sequence[str], unfinished: bool) -> bool:
    *first, last = wanted
    return all(word in words for word in first) and any(
        word == last or (unfinished and word.startswith(last)) for word in words
    )


def find_fuzzy(db: sqlite3.Connection, query: str, kinds: Sequence[str]) -> NameMatch | None:
    """The single entry whose name is clearly closest to a misspelt query."""
    from mlsys_cli.text import spelling

    key = normalize_name(query)
    closest = spelling.closest(key, keys_near(db, len(key), kinds))
    if closest is None:
        return None
    found = _find_key(db, closest.word, kinds, "")
    refs = tuple(dict.fromkeys(Ref(*row[:-1]) for row in found))
    return NameMatch(refs, Match(query, "fuzzy", closest.score))


def keys_near(db: sqlite3.Connection, length: int, kinds: Sequence[str]) -> list[str]:
    """The keys of some kinds that are about as long as a word of this length."""
    marks = ",".join("?" * len(kinds))
    rows = db.execute(
        f"select distinct key from name where kind in ({marks}) and length(key) between ? and ?",
        (*kinds, length - 3, length + 3),
    )
    return [key for (key,) in rows]


def suggest(db: sqlite3.Connection, query: str, kinds: Sequence[str], limit: int = 5) -> list[Ref]:
    """The entries whose names are nearest to a query, for a reader to choose from; none where all are far."""
    from mlsys_cli.text import spelling

    marks = ",".join("?" * len(kinds))
    # In reading order, so that of names that are equally near the first stands first, however the index was made.
    rows = db.execute(
        "select name.key, name.entry from name join entry on entry.id = name.entry"
        f" join unit on unit.number = entry.unit where name.kind in ({marks})"
        " order by unit.position, name.entry, name.key",
        tuple(kinds),
    )
    entries: dict[str, list[int]] = {}
    for key, entry in rows:
        entries.setdefault(key, []).append(entry)
    refs: dict[int, Ref] = {}
    for key in spelling.suggest(normalize_name(query), entries, limit * 3):
        for ref in refs_of(db, entries[key]):
            refs.setdefault(ref.id, ref)
    return list(refs.values())[:limit]


def refs_of(db: sqlite3.Connection, ids: Iterable[int]) -> list[Ref]:
    """The entries with these numbers, in reading order."""
    numbers = tuple(ids)
    rows = db.execute(
        f"select {REF} from entry join unit on unit.number = entry.unit"
        f" where entry.id in ({','.join('?' * len(numbers))}) order by unit.position, entry.id",
        numbers,
    )
    return [Ref(*row) for row in rows]
