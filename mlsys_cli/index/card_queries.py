"""The entries that can be asked about, and the names that are right or wrong as answers."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mlsys_cli.index.entry_queries import LISTED, Entries
from mlsys_cli.index.entry_records import REF, Ref
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.index.names import spellings_of
from mlsys_cli.text.english import normalize_name, words_of
from mlsys_cli.text.spelling import slips_allowed, words_within

_SOURCES = f"""
select {REF}, case when kind != 'term' then data end, case when kind in ('term', 'table') then (
  select slug from entry place where place.id = (
    select min(link.source) from link where link.slug = entry.slug and link.kind = entry.kind
    and link.source >> {UNIT_BITS} = entry.unit
    and (select kind from entry source where source.id = link.source) = 'section'
  )
) end from entry where unit = ? and kind {LISTED} order by id
"""
"""Entries with their data, which is left out for terms. Terms and tables have the first section of their chapter that
links to them."""

_SORTS = f"""
select book || ':' || kind || ':' || slug, case kind when 'question' then json_extract(data, '$.kind') end,
  case kind when 'question' then json_extract(data, '$.level') end from entry where slug {LISTED}
"""

_SORT = "json_extract(entry.data, '$.kind') = json_extract(term.data, '$.kind')"
"""The condition that two terms are of the same sort."""

_NEAR = """
from entry, entry term where term.id = ? and entry.unit = term.unit
and entry.kind = 'term' and entry.id != term.id and {0}
order by not exists (
  select 1 from link where source = term.id and link.kind = 'term' and link.slug = entry.slug
), entry.id
"""

_FAR = f"""
from entry, entry term where term.id = ? and entry.unit != term.unit
and entry.kind = 'term' and entry.book = term.book and {_SORT} limit {{0}}
"""
"""Not sorted: the index of kinds has the terms by number anyway, and to sort them all takes 2.5 ms instead of 0.3."""

_INITIAL = "select distinct key from name where key >= ? and key < ? and kind = 'term'"
"""The keys of names of terms that begin with a letter, up to the next letter."""


class CardSource(NamedTuple):
    """A question or an entry from which cards are made, as far as is needed to choose one; `section` is a slug.

    `kind` is that of a question, or the kind of entry (term, event, table); `level` is a question's own. `sides` are
    the aspects of a table. Of events, only a landmark `is_asked` about.
    """

    ref: Ref
    section: str
    kind: str
    level: str = "recall"
    sides: tuple[str, ...] = ()
    is_asked: bool = True


class CardQueries:
    """The part of a library that a learner is asked about."""

    def __init__(self, db: sqlite3.Connection, entries: Entries) -> None:
        self._db = db
        self._entries = entries
        self._names_from = lru_cache(None)(self._read_names)  # many cards are asked for at once

    def sources(self, chapter: Ref, kinds: Sequence[str]) -> list[CardSource]:
        """The questions, terms, events or tables of a chapter, each with the slug of its section, kind by kind."""
        found = []
        for *row, packed, section in self._db.execute(_SOURCES, (chapter.id >> UNIT_BITS, json.dumps(kinds))):
            ref, data = Ref._make(row), json.loads(packed or "{}")
            if ref.kind == "question":
                found.append(CardSource(ref, data["section"], data["kind"], data["level"]))
            else:
                sides = tuple(aspect for aspect, _ in data["rows"]) if ref.kind == "table" else ()
                place = data["section"] if ref.kind == "event" else section or ""
                is_asked = ref.kind != "event" or bool(data.get("landmark"))
                found.append(CardSource(ref, place, ref.kind, sides=sides, is_asked=is_asked))
        return sorted(found, key=lambda source: kinds.index(source.ref.kind))

    def sorts(self, slugs: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The entries with these slugs, `book:kind:slug`, each with the kind and the level of a question."""
        rows = self._db.execute(_SORTS, (json.dumps(list(slugs)),))
        return {subject: (kind or "", level or "recall") for subject, kind, level in rows}

    def questions_on(self, terms: Sequence[Ref]) -> tuple[Ref, ...]:
        """The questions that link to one of some terms, and those of their chapters that name one."""
        linked = [ref for found in self._entries.pointing_to(terms, "question").values() for ref in found]
        names = [
            words_of(name)
            for term, _, data in self._entries.stored(terms)
            for name in spellings_of(term, data["aliases"])
        ]
        rows = self._db.execute(
            f"select data, {REF} from entry where kind = 'question' and unit {LISTED} order by id",
            (json.dumps([term.id >> UNIT_BITS for term in terms]),),
        )
        naming = [Ref._make(row) for data, *row in rows if _has_any(words_of(data), names)]
        return tuple(dict.fromkeys((*linked, *naming)))

    def like_terms(self, term: Ref, few: int) -> Iterator[Ref]:
        """Other terms that may be taken for this one: of the same sort in its chapter, or a few in its book.

        Only then come those of another sort in its chapter. Those that are linked with it come first.
        """
        yield from self._entries.select(_NEAR.format(_SORT), term.id)
        yield from self._entries.select(_FAR.format(few), term.id)
        yield from self._entries.select(_NEAR.format(f"not {_SORT}"), term.id)

    def synonyms(self, names: Iterable[str], book: str) -> tuple[str, ...]:
        """The names and aliases of the terms of a book that are called by one of these names.

        A name that several terms have means none of them, nor does an alias: that of an encoder may lead to an entry on
        encoders and decoders.
        """
        terms = self._entries.select(
            "from entry where id in (select min(entry) from name join entry on entry.id = name.entry"
            f" where name.kind = 'term' and key {LISTED} and book = ? group by key"
            " having count(*) = 1 and min(how) = 'exact') order by id",
            json.dumps(list(map(normalize_name, names))),
            book,
        )
        return tuple(
            name for term, _, data in self._entries.stored(terms) for name in spellings_of(term, data["aliases"])
        )

    def names_like(self, names: Iterable[str]) -> frozenset[str]:
        """The keys of names of terms for which a slip in one of these names could be taken."""
        allowed = {key: slips for key in map(normalize_name, names) if (slips := slips_allowed(key))}
        return frozenset(
            other
            for key, slips in allowed.items()
            for letter in set(key[:2])  # a slip that is forgiven leaves the first letter among the first two
            for other in words_within(key, self._names_from(letter), slips)
            if other != key
        )

    def _read_names(self, letter: str) -> list[str]:
        """The keys of names of terms that begin with a letter."""
        return [key for (key,) in self._db.execute(_INITIAL, (letter, chr(ord(letter) + 1)))]


def _has_any(words: Sequence[str], names: Iterable[Sequence[str]]) -> bool:
    """True if one of the names occurs among some words."""
    places = range(len(words))
    return any(words[place : place + len(name)] == name for name in names if name for place in places)
