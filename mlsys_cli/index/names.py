"""Entries found by name: exactly, by a guess, by some of its words, or inside a text such as a question."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from typing import NamedTuple

from mlsys_cli.index.entry_queries import IN_ORDER, Entries, placeholders
from mlsys_cli.index.entry_records import REF, Match, Ref
from mlsys_cli.index.index_schema import UNSEARCHED
from mlsys_cli.index.vocabulary import is_word, may_be_misspelt
from mlsys_cli.text import spelling
from mlsys_cli.text.english import QUALIFIERS, STOP_WORDS, normalize_name, without_plural, words_of

_LONGEST_NAME = 6
"""The most words of a name that is looked for: two of the 3,300 names of terms in the bundled book have more."""


class NameInside(NamedTuple):
    """A name that some words have at these places, the entry that it names, and how."""

    places: range
    entry: int
    kind: str
    how: str


def names_inside(db: sqlite3.Connection, words: Sequence[str], condition: str = "") -> list[NameInside]:
    """The terms, models and machines that are named in some normalized words, and what all of these name, in order.

    Names don't overlap; the longest are found first. The condition is on the number of an entry.
    """
    keys = dict(reversed(list(_possible_names(words))))  # reversed, so that of two runs with one key the first counts
    rows = db.execute(
        "select key, entry, kind, how from name where key in (select value from json_each(?))"
        f" and (kind in ('term', 'model', 'machine') or key = ?) and kind not in {UNSEARCHED}{condition}"
        " order by entry",
        (json.dumps(list(keys)), "".join(words)),
    ).fetchall()
    owners: dict[int, range] = {}
    for places in sorted({keys[row[0]] for row in rows}, key=lambda places: (-len(places), places.start)):
        if owners.keys().isdisjoint(places):
            owners.update(dict.fromkeys(places, places))
    found = [NameInside(keys[key], *row) for key, *row in rows]
    return sorted((name for name in found if name.places in owners.values()), key=lambda name: name.places.start)


def is_stop_word(word: str) -> bool:
    """True for a normalized word that says nothing about a subject; it has lost the s that `does` ends with."""
    return not STOP_WORDS.isdisjoint((word, f"{word}s"))


def telling_words(text: str) -> tuple[str, ...]:
    """The normalized words of a text that say what it is about: all but stop words, unless there are no others.

    Those that make something else of a name count: `later layers` are not just layers.
    """
    words = words_of(text)
    return tuple(filter(is_telling, words)) or tuple(words)


def is_telling(word: str) -> bool:
    """True for a normalized word that is no stop word, or one that makes something else of a name."""
    return word in QUALIFIERS or not is_stop_word(word)


def _possible_names(words: Sequence[str]) -> Iterator[tuple[str, range]]:
    """The keys of all runs of words that may be a name, the longest first, each with the places of its words.

    All words together may be one. One or two stop words are none, unless they are all.
    """
    yield "".join(words), range(len(words))
    for length in range(min(_LONGEST_NAME, len(words) - 1), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if length > 2 or not all(map(is_stop_word, run)):  # `is a` isn't the ISA; `all to all` is a name
                yield "".join(run), range(start, start + length)


def with_digits(text: str) -> str:
    """A text with the numbers of chapters and sections in digits: `chapter three` is `chapter 3`."""
    return re.sub(r"(?i)\b(section|chapter) ([a-z]+( point [a-z]+)*)\b", _in_digits, text)


def _in_digits(place: re.Match[str]) -> str:
    from mlsys_cli.quantity.quantity import WORDS

    return f"{place[1]} {'.'.join(str(WORDS.get(word, word)) for word in place[2].lower().split(' point '))}"


def place_number(text: str) -> str:
    """The number of a chapter or section without its kind, `3` for `chapter three`; another text as it is."""
    return re.sub(r"(?i)^(chapter|section)\s+(?=\d)", "", with_digits(text))


_LIKE = 80.1
"""The similarity, of 100, from which a name is worth suggesting: `sprint` isn't meant by `sparsity`.

Just above 80, the ratio of five letters with one slip. With it, 1 % of 1,000 English words that the book lacks had
suggestions, and 94 % of names with two slips.
"""

_LONG = 12
"""The letters from which on one slip in a name of several words can't make another name: a click rate is no clock rate.

Of pairs and triples of words in technical texts that are no names, 31 of 80,688 with 9 to 11 letters were one slip from
a name, and 13 of 155,342 with 12 to 16.
"""

_FEW_WORDS = 4
"""The most words of which each part is compared with all names. Chosen, not measured."""

_KEYS = 16
"""The keys whose entries are kept: a command asks first for what a name may be, and then for what it is."""

_FEW = 100
"""Words that fit more entries than this name none of them. Chosen, not measured."""


def _uncapitalized(text: str) -> str:
    """A text as it is written inside a sentence."""
    return text[:1].lower() + text[1:]


def spellings_of(term: Ref, aliases: Sequence[str]) -> tuple[str, ...]:
    """The names of a term, each once: its own without and with its sense, and its aliases."""
    return tuple(dict.fromkeys((term.plain_name, term.name, *aliases)))


class NameMatch(NamedTuple):
    """The entries that a query names, best first, and how it names them."""

    refs: tuple[Ref, ...]
    match: Match

    @property
    def homonyms(self) -> tuple[Ref, ...]:
        """The first entry, and behind it the terms of its book that share the name with it, if it is a term."""
        first, *others = self.refs
        own = (ref for ref in others if ref.kind == first.kind == "term" and ref.book == first.book)
        return (first, *(ref for ref in own if ref.slug != first.slug))  # of an id that is used twice the first counts


def _of_one_kind(query: str, kinds: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A query and kinds of entries, of which `section:intro/why` chooses one, as in a link."""
    kind, _, name = query.partition(":")
    chosen = kind.strip().lower()
    return (name, (chosen,)) if chosen in kinds and name.strip() else (query, kinds)


_HOW_TO = re.compile("how (to|(do|can|should|could) (i|we|you|one)) ")
"""How to do something is a question that no entry about a thing in it answers: `how do I use a GPU`."""


class NamesInText(NamedTuple):
    """The terms that a text names, in its order.

    `has_more` says if it has other words that say what it is about. `gaps` are the words between each name and the
    next.
    """

    matches: tuple[NameMatch, ...]
    has_more: bool
    gaps: tuple[frozenset[str], ...] = ()

    def is_one(self) -> bool:
        """True if the text is about a single term: it names this one, and has no other words that count."""
        return len(self.matches) == 1 and not self.has_more

    def are_joined(self, *joiners: str) -> bool:
        """True if it is about several terms, with one of some words between each name and the next.

        Names that merely stand beside each other are those of something else: a tensor and parallelism aren't tensor
        parallelism.
        """
        return len(self.matches) > 1 and not self.has_more and not any(gap.isdisjoint(joiners) for gap in self.gaps)


class Names:
    """The names of the entries of an index."""

    def __init__(self, db: sqlite3.Connection, entries: Entries) -> None:
        self._db = db
        self._entries = entries
        self._texts: dict[tuple[str, ...], list[str]] = {}
        self._with_key = lru_cache(_KEYS)(self._read_key)

    def exact(self, query: str, *kinds: str) -> NameMatch | None:
        """The entries of some kinds that have this very name or alias, or else this number, in the order of the books.

        In each book a name is better than an alias, but no name in a later book is better than an alias in an earlier
        one. Terms that share a name are all meant, unless capitals inside it tell them apart: LoRA isn't LoRa.
        `chapter 3` and `section 3.2` are as good as the numbers. A kind or a book may stand before it: `term:gpt-3`.
        """
        key = normalize_name(query)
        found = self._with_key(key, kinds) or self._with_key(without_plural(key), kinds)  # `latencies`
        text, kinds = (query, kinds) if found else _of_one_kind(query, kinds)
        book, _, name = (part.strip() for part in text.partition(":"))
        if not name:
            book, name = "", text.strip()
        if not found and ":" in query:
            found = self._with_key(normalize_name(name), kinds, book)
        if not found:
            numbered = self._entries.numbered(place_number(name), kinds, book)
            return NameMatch(numbered, Match(query, "exact", 100.0)) if numbered else None
        meant = self._meant(found, query.strip(), name)
        return NameMatch(meant, Match(query, next(how for ref, how in found if ref == meant[0]), 100.0))

    def _meant(self, keyed: Sequence[tuple[Ref, str]], *written: str) -> tuple[Ref, ...]:
        """Those of the entries with one key that a query means, which is `written` like this."""
        best, first = _best(keyed), keyed[0][0]
        shared = tuple(dict.fromkeys(ref for ref, _ in keyed if ref.book == first.book and ref.kind == "term"))
        if len(shared) < 2 or first.kind != "term":
            return best
        stored = self._entries.stored(shared)
        typed = set(map(_uncapitalized, written))
        meant = tuple(
            ref
            for ref, _, data in stored
            if not typed.isdisjoint(map(_uncapitalized, spellings_of(ref, data["aliases"])))
        )
        # Typed in the manner of none of them (`lora` for LoRA and LoRa), all are meant, if a sense tells them apart.
        if not meant and all(ref.sense for ref in shared):
            meant = shared
        return (*meant, *(ref for ref in best if ref.book != first.book)) if meant else best

    def inside(self, text: str) -> NamesInText:
        """The terms that are named in a text, such as a question; the longest names count."""
        words = words_of(text.replace(",", " and "))  # names in a list are joined by its commas, too
        # An exhibit with the name of all words, `the perceptron`, must not hide the term that they name.
        places = list(dict.fromkeys(name.places for name in names_inside(self._db, words, " and kind = 'term'")))
        found = [self.exact(" ".join(words[place] for place in name), "term") for name in places]
        named = {place for name in places for place in name}
        asks = {place for place, word in enumerate(words) if word == "mean" and place - 1 in named}  # what does it mean
        beside = {near for place in named for near in (place - 1, place + 1)} - asks
        has_more = _HOW_TO.match(" ".join(words)) is not None or any(
            place not in named and (not is_stop_word(word) or (word in QUALIFIERS and place in beside))
            for place, word in enumerate(words)
        )
        gaps = (frozenset(words[one.stop : other.start]) for one, other in pairwise(places))
        return NamesInText(tuple(filter(None, found)), has_more, tuple(gaps))

    def _read_key(self, key: str, kinds: tuple[str, ...], book: str = "") -> list[tuple[Ref, str]]:
        """The entries with a key and how it names them: book by book, names before aliases, in reading order."""
        rows = self._db.execute(
            f"select {REF}, name.how from name join entry on entry.id = name.entry"
            f" join unit on unit.number = entry.unit"
            f" where name.key = ? and name.kind in ({placeholders(kinds)}) and (? = '' or entry.book = ?)"
            " order by unit.position, entry.id",
            (key, *kinds, book, book),
        )
        found = [(Ref(*row), how) for *row, how in rows]
        books = list(dict.fromkeys(ref.book for ref, _ in found))
        return sorted(found, key=lambda pair: (books.index(pair[0].book), pair[1] == "alias"))

    def by_words(self, query: str, *kinds: str) -> NameMatch | None:
        """The only entry whose name or id has all the words of the query, the last one perhaps unfinished.

        It must be the only one in the first book that has any, or the only one of these that begins with the words;
        those of later books stand behind it.
        """
        text, kinds = _of_one_kind(query, kinds)
        wanted = words_of(text)
        if not wanted or len(wanted[-1]) < 3:  # two letters are the beginning of too many words
            return None
        refs = self._entries.select(
            f"from entry where kind in ({placeholders(kinds)}) and id in (select entry from name where instr(key, ?))",
            *(*kinds, max(wanted, key=len)),  # the longest word leaves the fewest names to be looked at
        )
        spelt = [(ref, words_of(f"{ref.name} {ref.slug}")) for ref in refs]
        whole = [ref.id for ref, words in spelt if _has_words(wanted, words, unfinished=False)]
        begun = whole or [ref.id for ref, words in spelt if _has_words(wanted, words, unfinished=True)]
        if not 0 < len(begun) <= _FEW:
            return None
        refs = self._refs(begun)
        if sum(ref.book == refs[0].book for ref in refs) > 1:
            beginnings = ((ref, words_of(ref.name), words_of(ref.slug.rpartition("/")[2])) for ref in refs)
            refs = tuple(ref for ref, *spelt in beginnings if any(words[: len(wanted)] == wanted for words in spelt))
            if sum(ref.book == refs[0].book for ref in refs) != 1:
                return None
        return NameMatch(refs, Match(query, "fuzzy", 90.0))  # chosen: all words are right, but some are missing

    def having(self, text: str, kind: str, limit: int) -> tuple[Ref, ...]:
        """The entries of a kind whose name begins with a text, then by an alias, then those with its words in a name.

        Each are in alphabetical order; no more than `limit` are returned.
        """
        key, wanted = normalize_name(text), words_of(text)
        found = "from name where key >= ? and key < ? and kind = ? order by key"
        begun = self._first_entries(found, [(key, f"{key}\U0010ffff", kind)], limit)  # up to the last sign there is
        longest = max(wanted, key=len, default="")
        lines = (line for keys in self._lines((kind,)) for line in _lines_with(longest, keys)) if longest else ()
        keys = ((line, kind) for line in lines if all(word in line for word in wanted))
        both = self._first_entries("from name where key = ? and kind = ?", keys, limit, begun)
        first = sorted(self._by_name(begun), key=lambda ref: not normalize_name(ref.name).startswith(key))
        return (*first, *self._by_name(both[len(begun) :]))

    def _first_entries(
        self, query: str, values: Iterable[Sequence[str]], limit: int, first: Iterable[int] = ()
    ) -> list[int]:
        """Some numbers of entries, and behind them those that a query finds with each of some values, each once.

        No more are looked for than `limit`.
        """
        found = dict.fromkeys(first)
        entries = (entry for wanted in values for (entry,) in self._db.execute(f"select entry {query}", wanted))
        while len(found) < limit and (entry := next(entries, None)):
            found[entry] = None
        return list(found)

    def _by_name(self, numbers: Sequence[int]) -> tuple[Ref, ...]:
        order = "order by name collate nocase, id"
        return self._entries.select(f"from entry where id in ({placeholders(numbers)}) {order}", *numbers)

    def fuzzy(self, query: str, *kinds: str) -> NameMatch | None:
        """The single entry whose names are clearly closest to a misspelt query.

        A query of words that exist is one only if it is long and has a single slip: `gradient decent`.
        """
        text, kinds = _of_one_kind(query, kinds)
        key, slips = normalize_name(text), 2
        if not may_be_misspelt(self._db, text):
            slips = 1 if len(key) >= _LONG and len(words_of(text)) > 1 else 0
        nearest = spelling.within_reach(key, self._keys(kinds), slips)
        named = {tuple(dict.fromkeys(ref for ref, _ in self._with_key(near.word, kinds))) for near in nearest[:_FEW]}
        if len(named) != 1:
            return None
        return NameMatch(named.pop(), Match(query, "fuzzy", nearest[0].score))

    def suggestions(self, query: str, *kinds: str, limit: int = 5) -> list[Ref]:
        """The entries with the names nearest to a query, for a reader to choose from; none where all are far.

        They have its words, or are spelt like it if it is misspelt, or if they share one of several words with it.
        """
        text, kinds = _of_one_kind(query, kinds)
        wanted, is_slip = words_of(text), may_be_misspelt(self._db, text)
        key = normalize_name(text)
        # More than are shown, since several names are those of one entry, and some are left out below.
        near = spelling.suggest(key, self._keys(kinds), limit * 8, cutoff=_LIKE)
        if not near and is_slip:  # perhaps only the beginning was typed, or some of the words are a name
            names = list(self._keys(kinds))
            begun = {found.word for found in spelling.within_reach(key, {name[: len(key)] for name in names})}
            near = [name for name in names if name[: len(key)] in begun][: limit * 3]
            if not near and ("/" in text or not is_word(self._db, text)):
                near = [found.word for found in next(filter(None, _near_parts(wanted, names)), [])]
        rows = self._db.execute(
            f"select key, entry from name where key in ({placeholders(near)}) and kind in ({placeholders(kinds)})",
            (*near, *kinds),
        ).fetchall()
        found = ((name, self._refs([entry for named, entry in rows if named == name])) for name in near)
        spelt = ((name, ref, self._spellings(ref)) for name, refs in found for ref in refs)
        meant = (
            ref
            for name, ref, spellings in spelt
            if (_begins_inside(key, spellings) if key in name else is_slip or _shares_word(wanted, spellings))
        )
        # 'network' suggests neural network, and not first the GRU, which is also called a GRU network.
        return sorted(dict.fromkeys(meant), key=lambda ref: key not in normalize_name(ref.name))[:limit]

    def _spellings(self, ref: Ref) -> list[list[str]]:
        """The words of each name of an entry."""
        ((_, _, data),) = self._entries.stored((ref,))
        return list(map(words_of, (ref.name, ref.slug, *data.get("aliases", ()))))

    def _keys(self, kinds: tuple[str, ...]) -> Iterator[str]:
        """The keys of all entries of some kinds in reading order, so that of two equally near ones the first counts."""
        return chain.from_iterable(keys.split("\n") for keys in self._lines(kinds))

    def _lines(self, kinds: tuple[str, ...]) -> Sequence[str]:
        """The same keys, those of a chapter as the lines of one text."""
        if kinds not in self._texts:
            rows = self._db.execute(
                f"select position, keys from names join unit on number = unit where kind in ({placeholders(kinds)})",
                kinds,
            )
            # SQLite would take longer to sort the texts than to read them.
            self._texts[kinds] = [keys for _, keys in sorted(rows, key=itemgetter(0))]
        return self._texts[kinds]

    def _refs(self, numbers: Sequence[int]) -> tuple[Ref, ...]:
        """The entries with these numbers, in reading order."""
        return self._entries.select(f"{IN_ORDER} where id in ({placeholders(numbers)}) order by position, id", *numbers)


def _best(named: Iterable[tuple[Ref, str]]) -> tuple[Ref, ...]:
    """The entries that are named best in each book, of entries book by book with how they are named, best first."""
    best: dict[str, str] = {}
    return tuple(dict.fromkeys(ref for ref, how in named if how == best.setdefault(ref.book, how)))


def _lines_with(word: str, text: str) -> Iterator[str]:
    """The lines of a text that a word occurs in; of 100,000 lines in 1 ms, and in 31 ms by a look at each line."""
    end = -1
    while (found := text.find(word, end + 1)) >= 0:
        start, end = text.rfind("\n", 0, found) + 1, text.find("\n", found)
        yield text[start : end if end >= 0 else None]
        if end < 0:
            return


def _near_parts(words: Sequence[str], names: Sequence[str]) -> Iterator[list[spelling.Closest]]:
    """The names that are nearest to each part of a few words, the longest parts first."""
    for length in range(min(len(words), _FEW_WORDS) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            yield spelling.within_reach("".join(words[start : start + length]), names)


def _begins_inside(key: str, names: Iterable[Sequence[str]]) -> bool:
    """True if a word of a name begins like this, and perhaps the next ones go on so."""
    return any("".join(words[place:]).startswith(key) for words in names for place in range(len(words)))


def _shares_word(wanted: Sequence[str], names: Iterable[Sequence[str]]) -> bool:
    """True if some words and a name, of several words each, have one in common that says something."""
    own = {word for word in wanted if not is_stop_word(word)}
    return len(wanted) > 1 and any(len(words) > 1 and not own.isdisjoint(words) for words in names)


def _has_words(wanted: Sequence[str], words: Sequence[str], unfinished: bool) -> bool:
    *first, last = wanted
    return all(word in words for word in first) and any(
        word == last or (unfinished and word.startswith(last)) for word in words
    )
