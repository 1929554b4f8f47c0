"""The words of the books that those of a query stand for: the same, longer ones, what they misspell, or synonyms."""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import NamedTuple

from mlsys_cli.book.kinds import LONGEST_SYNONYM
from mlsys_cli.index.query import QueryTerm, any_of
from mlsys_cli.text.english import STOP_WORDS, is_english, normalize_name, spellings, split_words, word_stem


class Synonym(NamedTuple):
    """A word or phrase of one book that stands for some words of a query."""

    book: str
    term: QueryTerm


def insert_synonyms(db: sqlite3.Connection, unit: int, lines: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
    """Store what is said for the words of a book, which belong to a unit of the index."""
    rows = [(phrase, "\n".join(means), unit, len(split_words(phrase))) for said, means in lines for phrase in said]
    db.executemany("insert into synonym (said, means, unit, length) values (?, ?, ?, ?)", rows)


def _find_synonyms(db: sqlite3.Connection, words: tuple[str, ...]) -> dict[tuple[str, ...], list[Synonym]]:
    """The synonyms of each word and run of words of a query that has any; the index finds other endings of it, too."""
    synonyms: dict[tuple[str, ...], list[Synonym]] = {}
    if not _exists(db, "synonym", "true"):  # as in most books; ten words have 34 runs to look up
        return synonyms
    sql = "select book, means from synonym join unit on number = synonym.unit where said match ? and length = ?"
    for run in (
        words[at : at + length] for length in range(1, LONGEST_SYNONYM + 1) for at in range(len(words) - length + 1)
    ):
        for book, means in db.execute(sql, (QueryTerm(run).expression, len(run))):
            also = (Synonym(book, QueryTerm(split_words(phrase))) for phrase in means.split("\n"))
            synonyms.setdefault(run, []).extend(also)
    return synonyms


_SHORTEST_BEGINNING = 5
"""Shorter words begin too many others: `hype` is no beginning of hyperparameter."""

_SHORTEST_LISTED = 4
"""The list of English words has none of fewer letters."""

_MOST = 5_000
"""Not all entries that have a common word are counted: in a large library that would take longer than the search.

Beyond it, all words weigh alike. Chosen, not measured; the bundled book has fewer entries.
"""


_FAR_MORE = 50
"""How many times as many entries must have a word for it to be meant, and not one that is as near.

Of 1,406 slips in words of the bundled book, 11 more are read rightly, and none wrongly; with 20, five are read wrongly.
"""


class Word(NamedTuple):
    """A term as it is looked for, the number of entries that have it, and its weight: that of a rare one is great.

    `also` are its synonyms, of which any may stand for it.
    """

    term: QueryTerm
    entries: int
    weight: float
    also: tuple[Synonym, ...] = ()


def find_words(db: sqlite3.Connection, terms: Iterable[QueryTerm]) -> dict[QueryTerm, Word]:
    """The words that some terms stand for: themselves, else longer words, else what they misspell.

    A term of which nothing occurs is in no entries. A correction counts only if it is a name, or stands beside another
    word in an entry.
    """
    (every,) = db.execute("select count(*) from entry").fetchone()
    found = {term: _occurring(db, term) for term in terms}
    others = [meant for term, (meant, entries) in found.items() if entries and meant.words == term.words]
    for term, (meant, _) in found.items():
        if others and meant.words != term.words and not (_is_name(db, meant) or _stands_beside(db, meant, others)):
            found[term] = term, 0
    return {term: Word(meant, entries, log(1 + every / max(entries, 1))) for term, (meant, entries) in found.items()}


def _occurring(db: sqlite3.Connection, term: QueryTerm) -> tuple[QueryTerm, int]:
    """The term that one stands for, and the number of entries that have it."""
    if entries := _count(db, term):
        return term._replace(words=tuple(_as_doubled(db, word) for word in term.words)), entries
    beginning = term.text.casefold()
    # The stem of a word may begin others that the word doesn't: Curie isn't curious.
    longer = "word between ? and ?", beginning, f"{beginning}\U0010ffff"
    if len(beginning) >= _SHORTEST_BEGINNING and not term.prefix and _exists(db, "vocabulary", *longer):
        begun = term._replace(prefix=True)
        if entries := _count(db, begun):
            return begun, entries
    respelt = term._replace(words=tuple(_respelt(db, word) for word in term.words))
    if respelt != term and (entries := _count(db, respelt)):
        return respelt, entries
    return term, 0


def with_synonyms(db: sqlite3.Connection, query: str, words_meant: Mapping[QueryTerm, Word]) -> dict[QueryTerm, Word]:
    """Some words of a query with their synonyms, and the phrases of it that have some and consist of stop words alone.

    None has one where any is in quotes or has a star: who writes these wants the words as they stand. A phrase that has
    other words, too, is a synonym of each of these.
    """
    if any(term.required for term in words_meant):
        return dict(words_meant)
    synonyms: dict[QueryTerm, list[Synonym]] = {}
    for run, also in _find_synonyms(db, split_words(query)).items():
        telling = [term for term in words_meant if len(term.words) == 1 and term.words[0] in run]
        for term in telling or ([QueryTerm(run)] if len(run) > 1 else []):
            synonyms.setdefault(term, []).extend(also)
    (every,) = db.execute("select count(*) from entry").fetchone()
    words = dict(words_meant)
    for term, also in synonyms.items():
        number = sum(_count(db, synonym.term) for synonym in dict.fromkeys(also))
        known = words_meant.get(term) or Word(term, 0, 0.0)
        weight = known.weight if known.entries else log(1 + every / max(number, 1))
        if number:
            words[term] = known._replace(weight=weight, also=tuple(dict.fromkeys(also)))
    return words


def _is_name(db: sqlite3.Connection, term: QueryTerm) -> bool:
    return _exists(db, "name", "key = ?", normalize_name(term.text))


def _stands_beside(db: sqlite3.Connection, term: QueryTerm, others: Sequence[QueryTerm]) -> bool:
    """True if an entry has a term and any of the others."""
    return _exists(db, "words", "words match ?", f"({any_of([term])}) AND ({any_of(others)})")


def _exists(db: sqlite3.Connection, table: str, condition: str, *values: str) -> bool:
    return db.execute(f"select 1 from {table} where {condition} limit 1", values).fetchone() is not None


def is_word(db: sqlite3.Connection, text: str) -> bool:
    """True for a word of the books, or of a question, or a common English one, whatever signs stand around it."""
    return all(word in STOP_WORDS or _is_written(db, word) or is_english(word) for word in split_words(text.casefold()))


def may_be_misspelt(db: sqlite3.Connection, text: str) -> bool:
    """True if a name has a word that the books lack; a single word must not be an English one either."""
    words = split_words(text.casefold())
    unknown = [word for word in words if not (word in STOP_WORDS or _is_written(db, word))]
    return any(len(words) > 1 or not is_english(word) for word in unknown)


def _is_written(db: sqlite3.Connection, word: str) -> bool:
    """True if the books have a word in this form; `timelin`, the stem of `timeline`, isn't."""
    return _exists(db, "vocabulary", "word = ?", word)


def _count(db: sqlite3.Connection, term: QueryTerm) -> int:
    sql = f"select count(*) from (select 1 from words where words match ? limit {_MOST})"
    (count,) = db.execute(sql, (term.expression,)).fetchone()
    return int(count)


def _as_doubled(db: sqlite3.Connection, word: str) -> str:
    """A word with the doubled letters with which the books have it: `overfiting` has the stem of overfitting."""
    folded = word.casefold()
    if is_english(folded) or folded in STOP_WORDS or _is_written(db, folded):
        return word
    doubled = re.sub(r"(.)\1?", r"\1\1?", folded)
    near = db.execute("select word from vocabulary where word glob ?", (f"{folded[0]}*",))
    known = (known for (known,) in near if re.fullmatch(doubled, known) and spellings(known) != spellings(folded))
    return next(known, word)


def _respelt(db: sqlite3.Connection, word: str) -> str:
    """A word itself if it occurs or is an English word that the books merely lack, else the nearest that occurs.

    Of several that are equally near, which are not forms of one word, it is the one that is far more usual: `lerning`
    is learning and not leaning. Else nobody can tell.
    """
    if _count(db, QueryTerm((word,))):
        return word
    from mlsys_cli.text import spelling

    folded = word.casefold()
    if not spelling.slips_allowed(folded) or is_english(folded):
        return word
    near = db.execute(
        "select word from vocabulary where length(word) between ? and ?", (len(folded) - 2, len(folded) + 2)
    )
    nearest = [known.word for known in spelling.within_reach(folded, [known for (known,) in near])]
    forms = {word_stem(known): known for known in sorted(nearest, reverse=True)}
    if len(forms) < 2:
        return forms.popitem()[1] if forms else word
    (second, _), (most, usual) = sorted((_count(db, QueryTerm((known,))), known) for known in forms.values())[-2:]
    return usual if most >= _FAR_MORE * second else word


def is_common(word: str) -> bool:
    """True for a stop word, a common English word, or one that is too short to be on the list of these."""
    folded = word.casefold()
    return folded in STOP_WORDS or is_english(folded) or (word.isalpha() and len(word) < _SHORTEST_LISTED)
