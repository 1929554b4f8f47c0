"""Other words for what a query says, as the authors of each book give them."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mlsys_cli.book.synonyms import LONGEST
from mlsys_cli.index.query import QueryTerm
from mlsys_cli.text.words import split_words


class Synonym(NamedTuple):
    """A word or phrase of one book that stands for some words of a query."""

    book: str
    term: QueryTerm


def insert_synonyms(db: sqlite3.Connection, unit: int, lines: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
    """Store what is said for the words of a book, which belong to a unit of the index."""
    rows = [(phrase, "\n".join(means), unit, len(split_words(phrase))) for said, means in lines for phrase in said]
    db.executemany("insert into synonym (said, means, unit, length) values (?, ?, ?, ?)", rows)


def find_synonyms(db: sqlite3.Connection, words: Sequence[str]) -> dict[tuple[str, ...], list[Synonym]]:
    """The synonyms of each word and run of words of a query that has any; the index finds other endings of it, too."""
    if db.execute("select 1 from synonym limit 1").fetchone() is None:
        return {}
    found = {run: list(_meant(db, run)) for run in _runs(words)}
    return {run: meant for run, meant in found.items() if meant}


def _meant(db: sqlite3.Connection, run: tuple[str, ...]) -> Iterator[Synonym]:
    rows = db.execute(
        "select book, means from synonym join unit on number = synonym.unit where said match ? and length = ?",
        (QueryTerm(run).expression, len(run)),
    )
    for book, means in rows:
        for phrase in means.split("\n"):
            yield Synonym(book, QueryTerm(split_words(phrase)))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for length in range(1, LONGEST + 1):
        for start in range(len(words) - length + 1):
            yield tuple(words[start : start + length])
