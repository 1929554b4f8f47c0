"""Names of entries inside a text, such as a question."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlsys_cli.index.index_schema import UNSEARCHED
from mlsys_cli.text.normalize import words_of
from mlsys_cli.text.words import QUALIFIERS, STOP_WORDS

_LONGEST_NAME = 6
"""The most words of a name that is looked for."""


class NameInside(NamedTuple):
    """A name that some words have at these places, the entry that it names, and how."""

    places: range
    entry: int
    kind: str
    how: str


def names_inside(db: sqlite3.Connection, words: Sequence[str], condition: str = "") -> list[NameInside]:
    """The terms that are named in some normalized words, and whatever all the words together name, in their order.

    Names don't overlap; the longest are found first. The condition is on the number of an entry.
    """
    keys = dict(reversed(list(_possible_names(words))))
    rows = db.execute(
        "select key, entry, kind, how from name where key in (select value from json_each(?))"
        f" and (kind = 'term' or key = ?) and kind not in {UNSEARCHED}{condition} order by entry",
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
    return tuple(word for word in words if word in QUALIFIERS or not is_stop_word(word)) or tuple(words)


def _possible_names(words: Sequence[str]) -> Iterator[tuple[str, range]]:
    """The keys of all runs of words that may be a name, the longest first, each with the places of its words.

    All words together may be one. A stop word alone is none, unless it is all.
    """
    yield "".join(words), range(len(words))
    for length in range(min(_LONGEST_NAME, len(words) - 1), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if length > 1 or not is_stop_word(run[0]):
                yield "".join(run), range(start, start + length)
