"""The words of an index, taken out of it for a search elsewhere, such as in a page of the web."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from mlsys_cli.index.entry_records import REF, Ref
from mlsys_cli.index.index_schema import WORDS


class IndexedEntry(NamedTuple):
    """An entry with the phrases that learners search for to find it, and the keys of its names.

    Those of sources and events are left out: they are long, and no question is about nothing but such a name.
    """

    ref: Ref
    title: str
    asked: tuple[str, ...]
    names: tuple[str, ...]


class IndexedWords(NamedTuple):
    """The entries in reading order, and their words.

    `stems` has each word as it is written and its stem. `counts` has how often each stem is in the text of each entry,
    by the place of that among the entries. `lengths` are the words of each in all. `synonyms` are phrases that stand
    for others, by what is said.
    """

    entries: tuple[IndexedEntry, ...]
    stems: dict[str, str]
    counts: dict[str, dict[int, int]]
    lengths: list[int]
    synonyms: list[tuple[str, tuple[str, ...]]]


def indexed_words(db: sqlite3.Connection, has: Callable[[Ref], bool]) -> IndexedWords:
    """The words of those entries that `has` says are wanted."""
    names: dict[int, list[str]] = defaultdict(list)
    for key, entry in db.execute(
        "select key, entry from name where kind not in ('source', 'event') order by entry, key"
    ):
        names[entry].append(key)
    rows = db.execute(
        f"select words.title, words.asked, {REF} from words join entry on entry.id = words.rowid"
        " join unit on unit.number = entry.unit order by position, entry.id"
    )
    found = ((Ref(*row), title, tuple(asked.split("\n")) if asked else ()) for title, asked, *row in rows)
    entries = [IndexedEntry(ref, title, asked, tuple(names[ref.id])) for ref, title, asked in found if has(ref)]
    places = {entry.ref.id: place for place, entry in enumerate(entries)}
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    lengths = [0] * len(entries)
    db.execute("create virtual table temp.stem_of using fts5vocab (main, words, instance)")
    for stem, entry, column in db.execute("select term, doc, col from temp.stem_of"):
        if (place := places.get(entry)) is not None:
            lengths[place] += 1
            if column == "text":
                counts[stem][place] = counts[stem].get(place, 0) + 1
    db.execute("drop table temp.stem_of")
    synonyms = [(said, tuple(means.split("\n"))) for said, means in db.execute("select said, means from synonym")]
    return IndexedWords(tuple(entries), _stems(db), counts, lengths, synonyms)


def _stems(db: sqlite3.Connection) -> dict[str, str]:
    """The words of the index as they are written, each with its stem as SQLite makes it."""
    db.execute(WORDS.replace("table words", "table temp.spelt").replace("porter ", ""))
    db.execute("insert into temp.spelt (title, text, asked) select title, text, asked from words")
    db.execute("create virtual table temp.spelling using fts5vocab (temp, spelt, row)")
    words = [word for (word,) in db.execute("select term from temp.spelling order by term")]
    db.execute(WORDS.replace("table words", "table temp.stemmed"))
    db.executemany("insert into temp.stemmed (rowid, title) values (?, ?)", enumerate(words))
    db.execute("create virtual table temp.stem using fts5vocab (temp, stemmed, instance)")
    stems = {words[place]: stem for stem, place in db.execute("select term, doc from temp.stem")}
    for table in ("stem", "stemmed", "spelling", "spelt"):
        db.execute(f"drop table temp.{table}")
    return stems
