"""Entries found by their names and aliases, as people type them."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.index.entry_queries import find_numbered
from mlsys_cli.index.entry_records import REF, Match, Ref
from mlsys_cli.text import spelling
from mlsys_cli.text.normalize import normalize_name, words_of

_FEW = 100
"""Words that fit more entries than this name none of them."""


class NameMatch(NamedTuple):
    """The entries that a query names, best first, and how it names them."""

    refs: tuple[Ref, ...]
    match: Match


def split_book(query: str) -> tuple[str, str]:
    """The book and the name in `book:name`; the book is empty where there is none."""
    book, colon, name = query.partition(":")
    return (book.strip(), name.strip()) if colon and name.strip() else ("", query.strip())


class Names:
    """The names of the entries of an index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def exact(self, query: str, *kinds: str) -> NameMatch | None:
        """The entries of some kinds that have this very name or alias, or else this number, in the order of the books.

        In each book a name is better than an alias, but no name in a later book is better than an alias in an earlier
        one.
        """
        book, name = split_book(query)
        found = self._with_key(normalize_name(query), kinds)
        if not found and ":" in query:
            found = self._with_key(normalize_name(name), kinds, book)
        if not found:
            numbered = find_numbered(self._db, name, kinds, book)
            return NameMatch(numbered, Match(query, "exact", 100.0)) if numbered else None
        best: dict[str, str] = {}
        for ref, how in found:
            best.setdefault(ref.book, how)
        refs = dict.fromkeys(ref for ref, how in found if how == best[ref.book])
        return NameMatch(tuple(refs), Match(query, found[0][1], 100.0))

    def _with_key(self, key: str, kinds: Sequence[str], book: str = "") -> list[tuple[Ref, str]]:
        """The entries with a key and how it names them: book by book, names before aliases, in reading order."""
        rows = self._db.execute(
            f"select {REF}, name.how from name join entry on entry.id = name.entry"
            f" join unit on unit.number = entry.unit"
            f" where name.key = ? and name.kind in ({_marks(kinds)}) and (? = '' or entry.book = ?)"
            " order by unit.position, entry.id",
            (key, *kinds, book, book),
        )
        found = [(Ref(*row), how) for *row, how in rows]
        books = list(dict.fromkeys(ref.book for ref, _ in found))
        return sorted(found, key=lambda pair: (books.index(pair[0].book), pair[1] == "alias"))

    def by_words(self, query: str, *kinds: str) -> NameMatch | None:
        """The only entry whose name or id has all the words of the query, the last one perhaps unfinished.

        It must be the only one in the first book that has any; those of later books stand behind it.
        """
        wanted = words_of(query)
        if not wanted or len(wanted[-1]) < 3:
            return None
        rows = self._db.execute(f"select {REF} from entry where kind in ({_marks(kinds)})", kinds)
        spelt = [(ref, words_of(f"{ref.name} {ref.slug}")) for ref in map(Ref._make, rows)]
        whole = [ref.id for ref, words in spelt if _has_words(wanted, words, unfinished=False)]
        begun = whole or [ref.id for ref, words in spelt if _has_words(wanted, words, unfinished=True)]
        if not 0 < len(begun) <= _FEW:
            return None
        refs = self._refs(begun)
        if sum(ref.book == refs[0].book for ref in refs) > 1:
            return None
        return NameMatch(refs, Match(query, "fuzzy", 90.0))

    def fuzzy(self, query: str, *kinds: str) -> NameMatch | None:
        """The single entry whose name is clearly closest to a misspelt query."""
        key = normalize_name(query)
        closest = spelling.closest(key, self._keys_near(len(key), kinds))
        if closest is None:
            return None
        refs = dict.fromkeys(ref for ref, _ in self._with_key(closest.word, kinds))
        return NameMatch(tuple(refs), Match(query, "fuzzy", closest.score))

    def _keys_near(self, length: int, kinds: Sequence[str]) -> list[str]:
        """The keys of some kinds that are about as long as a word of this length."""
        rows = self._db.execute(
            f"select distinct key from name where kind in ({_marks(kinds)}) and length(key) between ? and ?",
            (*kinds, length - 3, length + 3),
        )
        return [key for (key,) in rows]

    def suggestions(self, query: str, *kinds: str, limit: int = 5) -> list[Ref]:
        """The entries with the names nearest to a query, for a reader to choose from; none where all are far."""
        # In reading order, so that of names that are equally near the first stands first, however the index was made.
        rows = self._db.execute(
            "select name.key, name.entry from name join entry on entry.id = name.entry"
            f" join unit on unit.number = entry.unit where name.kind in ({_marks(kinds)})"
            " order by unit.position, name.entry, name.key",
            kinds,
        )
        entries: dict[str, list[int]] = {}
        for key, entry in rows:
            entries.setdefault(key, []).append(entry)
        refs: dict[int, Ref] = {}
        for key in spelling.suggest(normalize_name(query), entries, limit * 3):
            for ref in self._refs(entries[key]):
                refs.setdefault(ref.id, ref)
        return list(refs.values())[:limit]

    def _refs(self, numbers: Sequence[int]) -> tuple[Ref, ...]:
        """The entries with these numbers, in reading order."""
        rows = self._db.execute(
            f"select {REF} from entry join unit on unit.number = entry.unit"
            f" where entry.id in ({_marks(numbers)}) order by unit.position, entry.id",
            tuple(numbers),
        )
        return tuple(map(Ref._make, rows))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _has_words(wanted: Sequence[str], words: Sequence[str], unfinished: bool) -> bool:
    *first, last = wanted
    return all(word in words for word in first) and any(
        word == last or (unfinished and word.startswith(last)) for word in words
    )
