"""Full-text search in the compiled book, ranked."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import accumulate, product
from typing import Any, NamedTuple

from mlsys_cli.book.kinds import SPECS
from mlsys_cli.index.entry_records import REF, Ref
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.index.names import is_stop_word, names_inside, telling_words
from mlsys_cli.index.query import FEW, QueryTerm, all_of, any_of, likeness, parse_query, that_count
from mlsys_cli.index.text_search import snippet
from mlsys_cli.index.vocabulary import Word, find_words, is_common, with_synonyms
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.text.english import STOP_WORDS, normalize_name, spellings, split_words, word_stem, words_of

_TITLE_WEIGHT = 8.0
"""How much more a word counts in a title, or in what learners ask for, than in the text; found by trying."""

_COVERAGE_WEIGHT = 8.0
"""The weight of having all words of a query; part of it for a part of them, of which the rarest count most.

With twice as much, the longest sections win with whatever words an everyday question happens to be made of.
"""

_LIKENESS_WEIGHT = 20.0
"""The weight of a title, or a phrase that learners search for, that has the words of the query and no others."""

_STOP_WORD_WEIGHT = 0.25
"""How much a stop word counts in that, beside the mean word of the query: `keep prompts` isn't `prompts`."""

_NAME_WEIGHT = 100.0
"""The weight of an entry whose name is all that a query says: more than its words can have."""

_NAME_INSIDE_WEIGHT = 30.0
"""The weight of a name in a query that says more, times the square of the share that the name has in it."""

_LEAST_SHARE = 1 / 3
"""A name with less of what a query says isn't its subject, such as `data` in a question about something else."""

_KIND_WEIGHTS = {
    "section": 1.15,
    "chapter": 0.7,
    **dict.fromkeys(("event", "table", "figure", "model", "machine", "calculator", "exhibit"), 0.3),
    "source": 0.01,
}
"""What the score of a kind is multiplied by: a section answers a question more often than a term, and a chapter seldom.

A source comes after all else. A model or machine that a question names counts like a term: it has the numbers.
"""

_TO_COVER = 2_000
"""How many entries are looked at: those that have the rarest words. Chosen, not measured, as are the next two."""

_TO_RANK = 100
"""In how many of them the words are weighed, which takes SQLite long: those that have the most words."""

_AT_LEAST = 3
"""If no entry has all of the words, and fewer than these have half of them, others are shown as well."""

_SYNONYM_WEIGHT, _SYNONYM_SHARE = 0.6, 0.3
"""How much a synonym counts beside the word itself: among the words that an entry has, and in the score of these.

Found by trying, with the questions of `tests/questions.yaml`, as are the weights above.
"""

RANKING: dict[str, Any] = {
    "title": _TITLE_WEIGHT,
    "coverage": _COVERAGE_WEIGHT,
    "likeness": _LIKENESS_WEIGHT,
    "stopWord": _STOP_WORD_WEIGHT,
    "name": _NAME_WEIGHT,
    "nameInside": _NAME_INSIDE_WEIGHT,
    "kinds": _KIND_WEIGHTS,
    "toRank": _TO_RANK,
    "synonymShare": _SYNONYM_SHARE,
}
"""Those of the weights and limits above that the simpler ranking of pages has as well."""

_BM25 = f"-bm25(words, {_TITLE_WEIGHT}, 1.0, {_TITLE_WEIGHT})"  # SQLite's is below nothing, lowest for the best


# --- searching the book ------------------------------------------------------------------------------------------


class Hit(NamedTuple):
    """A search result: the entry, the words around the hit (marked in them as `hit`), and a score, best highest.

    Its name may be in the query. It `lacks` some of the words of the query, and for some it has another, as which these
    are read: its `reads` are pairs of both. It `is_asked` if the query is a phrase that
    learners search for to find it, and nothing else.
    """

    ref: Ref
    snippet: Blocks
    score: float
    is_named: bool
    lacks: tuple[str, ...]
    reads: tuple[tuple[str, str], ...] = ()
    is_asked: bool = False


class Result(NamedTuple):
    """The hits, best first, how many there are in all, what was really looked for, and the words that no hit has.

    Those of them that are `unknown` are on no page. If nothing `fits`, even the first hit lacks most of what the query
    says. The words of a short query are `apart` if no page has them near each other.
    """

    hits: tuple[Hit, ...]
    total: int
    searched: str
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    fits: bool = True
    apart: bool = False


class _Scope(NamedTuple):
    """The kinds and the chapter that are searched, all of them if none is given, and the most hits to return."""

    kinds: Sequence[str]
    chapter: Ref | None
    limit: int

    def condition(self, column: str) -> str:
        """The condition on the number of an entry, with `and` before it."""
        condition = ""
        if self.kinds:  # not a join: counting, SQLite would begin with all entries of these kinds and look each one up
            listed = ",".join(f"'{kind}'" for kind in self.kinds)
            condition += f" and (select kind from entry where id = {column}) in ({listed})"
        if self.chapter:  # a unit's entries are one range of numbers
            first = self.chapter.id >> UNIT_BITS << UNIT_BITS
            condition += f" and {column} between {first} and {first + (1 << UNIT_BITS) - 1}"
        return condition


class _Candidates(NamedTuple):
    """Entries that may be hits, by number: the score of their words, and which of the words each has, as bits.

    The bits of the words' synonyms are above those of the words. `total` is the number of those that have half of the
    words.
    """

    scores: Mapping[int, float]
    having: Mapping[int, int]
    total: int


def search(db: sqlite3.Connection, query: str, kinds: Sequence[str], chapter: Ref | None, limit: int) -> Result:
    """Find what a query names, then what has all of its words, then what has at least half of them.

    A word that doesn't occur is taken for the beginning of one, else for a misspelt one.
    """
    scope = _Scope(kinds, chapter, limit)
    parts = parse_query(query)
    counted = that_count(parts)
    meant = with_synonyms(db, query, find_words(db, counted))
    known = {part: word for part, word in meant.items() if word.entries or word.also}
    says_nothing = all(part.is_stop_word for part in known) and not all(part.is_stop_word for part in counted)
    if not known or says_nothing or any(part.required and part not in known for part in meant):
        return Result((), 0, query)
    # The rarest first; the term only so that the order is always the same.
    words = sorted(set(known.values()), key=lambda word: (word.entries, word.term))
    searched = query
    if any(part.words != word.term.words for part, word in meant.items()):
        searched = " ".join((meant[part].term if part in meant else part).written for part in parts)
    is_one = len(words) == 1 and not words[0].also  # then nothing has to be weighed against anything
    found = _with_one(db, words[0], scope) if is_one else _with_several(db, words, scope)
    named = _asked(db, searched, words, scope) | _named(db, searched, words, scope)
    if any(word.term.required for word in words):
        named = {number: name for number, name in named.items() if number in found.having}
    hits = []
    ranked = _ranked(db, searched, words, found, named, limit=limit)
    said, sought = telling_words(searched), [meant[part] for part in counted]
    for ref, score, phrases in ranked[:limit]:
        bits, name = found.having.get(ref.id, 0), named.get(ref.id)
        had = [word for place, word in enumerate(words) if bits >> place & 1]
        read = [word for place, word in enumerate(words, len(words)) if bits >> place & 1 and word not in had]
        in_name = name.words if name else ()
        lacks = [word.term.text for word in sought if word not in (*had, *read) and not _is_in(word, in_name)]
        means = {word: _meant_in(db, word, ref) for word in read}
        match = "" if name else any_of([word.term for word in had] + [term for some in means.values() for term in some])
        hit = Hit(
            ref,
            snippet(db, match, ref.id),
            round(score, 3),
            is_named=name is not None,
            lacks=tuple(lacks),
            reads=tuple((word.term.text, some[0].text) for word, some in means.items() if some),
            is_asked=any(telling_words(phrase) == said and _says_enough(query, said, phrase) for phrase in phrases),
        )
        hits.append(hit)
    missing = {word.term.text: word for word in sought if all(word.term.text in hit.lacks for hit in hits)}
    return Result(
        tuple(hits),
        max(found.total, len(ranked)),
        searched if hits else query,
        missing=tuple(missing),
        unknown=tuple(text for text, word in missing.items() if not word.entries),
        fits=bool(hits) and (not hits[0].lacks or _fits(meant.values(), hits[0])),
        apart=bool(hits) and not (hits[0].lacks or hits[0].is_asked) and _are_apart(db, parts, words),
    )


def _meant_in(db: sqlite3.Connection, word: Word, ref: Ref) -> list[QueryTerm]:
    """The synonyms of a word that an entry has."""
    sql = "select 1 from words where words match ? and rowid = ?"
    return [
        term for book, term in word.also if book == ref.book and db.execute(sql, (term.expression, ref.id)).fetchone()
    ]


def _are_apart(db: sqlite3.Connection, parts: Sequence[QueryTerm], words: Sequence[Word]) -> bool:
    """True if a query is a few words, as a name is, and no entry has them near each other: it is about none of them.

    Two other words may stand between two of them, but none beside a number: `Llama 4` isn't any Llama near any 4. A
    stop word inside is part of a name, `centre of mass`, and one at an end is that of a question.
    """
    if not 1 < len(words) <= len(parts) <= FEW or any(word.term.prefix or word.term.required for word in words):
        return False
    if len(words) < len(parts) and (parts[0].is_stop_word or parts[-1].is_stop_word):
        return False
    has_number = any(word.term.words[0].isdecimal() for word in words)
    near = 0 if has_number else 2 * (len(words) - 1)
    spelt = product(*(word.term.phrases for word in words))
    match = " OR ".join(f"NEAR({' '.join(phrases)}, {near})" for phrases in spelt)
    return db.execute("select 1 from words where words match ? limit 1", (match,)).fetchone() is None


def _says_enough(query: str, telling: Sequence[str], phrase: str) -> bool:
    """False if a query has only a common word of a phrase that says more: `help` isn't 'why should this help'."""
    words = split_words(query.casefold())
    return len(telling) > 1 or not all(map(is_common, words)) or words == split_words(phrase.casefold())


def _is_in(word: Word, name: Collection[str]) -> bool:
    """True if a name has a word, which its entry may spell in another way: `finetuning` is written in two words."""
    return len(word.term.words) == 1 and normalize_name(word.term.words[0]) in name


def _fits(words: Iterable[Word], hit: Hit) -> bool:
    """True if a hit has at least half of what a query says, of which a rare word says more than a common one.

    The half was chosen, not measured.
    """
    weights = {word.term.text: word.weight for word in words}
    return 2 * sum(weights[text] for text in hit.lacks) <= sum(weights.values())


def _with_one(db: sqlite3.Connection, word: Word, scope: _Scope) -> _Candidates:
    """The entries that have a word, best first, as far as they may be shown."""
    where, most = f"words match ?{scope.condition('words.rowid')}", max(_TO_RANK, scope.limit)
    # Entries of the book itself, such as its sources, come after those of its chapters, also where only some are read.
    sql = (
        f"select rowid, {_BM25} as score from words where {where}"
        f" order by rowid >> {UNIT_BITS} in (select number from unit where chapter = ''), score desc limit ?"
    )
    scores: dict[int, float] = {}
    for phrase in word.term.phrases:  # to have both spellings is no better than to have one
        for number, score in db.execute(sql, (phrase, most)):
            scores[number] = max(score, scores.get(number, 0.0))
    total = len(scores)
    if total >= most:
        (total,) = db.execute(f"select count(*) from words where {where}", (word.term.expression,)).fetchone()
    return _Candidates(scores, dict.fromkeys(scores, 1), total)


def _with_several(db: sqlite3.Connection, words: Sequence[Word], scope: _Scope) -> _Candidates:
    """The entries that have at least half of some words, as far as they may be shown."""
    where = f"from words where words match ?{scope.condition('words.rowid')}"
    seeds, common, weighed = _seeds(db, words, where)
    synonyms = {} if common else _by_book(db, words)  # where even the rarest word is common, none are needed
    sought = " OR ".join(filter(None, [seeds, *(any_of(list(some)) for some, _ in synonyms.values())]))
    rows = db.execute(f"select rowid {where} order by rowid limit {_TO_COVER}", (sought,))
    bits = sum(1 << words.index(word) for word in common)
    having = dict.fromkeys((number for (number,) in rows), bits)
    for place, word in enumerate(words):
        if word not in common:
            # Of a common word SQLite would list every entry, and with the seeds only those that may count.
            match = word.term.expression if word.entries <= _TO_COVER else f"({seeds}) AND {word.term.expression}"
            for (number,) in db.execute(f"select rowid {where} and rowid <= ?", (match, max(having, default=0))):
                if number in having:
                    having[number] |= 1 << place
    for some, units in synonyms.values():
        for place, word in enumerate(words, len(words)):
            if own := [term for term in some if term in {term for _, term in word.also}]:
                for (number,) in db.execute(f"select rowid {where}", (any_of(own),)):
                    if number in having and number >> UNIT_BITS in units:
                        having[number] |= 1 << place
    having = {number: bits for number, bits in having.items() if bits}  # a synonym of one book may be in another
    weights = _weights(words, having.values())
    likeliest: Iterable[int] = having
    if len(having) > (most := max(_TO_RANK, scope.limit)):
        titled = {number for (number,) in db.execute(f"select rowid {where}", (f"{{title asked}} : ({sought})",))}
        likeliest = nlargest(most, having, key=lambda number: (weights[having[number]], number in titled))
    # With a plus, so that SQLite filters what the words find, and doesn't search for them in each entry alone.
    scored = f"select rowid, {_BM25} from words where words match ? and +rowid in (select value from json_each(?))"
    scores = {number: weights[having[number]] for number in likeliest}
    numbers = json.dumps(list(likeliest))
    by_term = [term.phrases for term in weighed]
    of_one_spelling = " OR ".join(phrases[0] for phrases in by_term if len(phrases) == 1)
    for spelt in filter(any, ([of_one_spelling], *(phrases for phrases in by_term if len(phrases) > 1))):
        # To have a word in both spellings is no better than to have it in one.
        found = [dict(db.execute(scored, (match, numbers))) for match in spelt]
        for number in likeliest:
            scores[number] += max(score.get(number, 0.0) for score in found)
    for some, units in synonyms.values():
        own_numbers = [number for number in likeliest if number >> UNIT_BITS in units]
        for number, score in db.execute(scored, (any_of(list(some)), json.dumps(own_numbers))):
            scores[number] += _SYNONYM_SHARE * score
    total = sum(_are_enough(_number_had(words, bits), words) for bits in having.values())
    return _Candidates(scores, having, total)


def _by_book(db: sqlite3.Connection, words: Sequence[Word]) -> dict[str, tuple[dict[QueryTerm, None], set[int]]]:
    """The synonyms of some words that each book has, and the units of the book: they count only there."""
    by_book: dict[str, tuple[dict[QueryTerm, None], set[int]]] = {}
    for book, term in (pair for word in words for pair in word.also):
        if book not in by_book:
            units = db.execute("select number from unit where book in (?, '')", (book,))
            by_book[book] = {}, {number for (number,) in units}
        by_book[book][0][term] = None
    return by_book


def _number_had(words: Sequence[Word], bits: int) -> int:
    """The number of words that an entry has, itself or by a synonym."""
    return ((bits | bits >> len(words)) & (1 << len(words)) - 1).bit_count()


def _are_enough(count: int, words: Sequence[Word]) -> bool:
    """True for half of the words of a query; of two, an entry must have both."""
    return count >= min(len(words), 2) and 2 * count >= len(words)


def _seeds(
    db: sqlite3.Connection, words: Sequence[Word], where: str
) -> tuple[str, Sequence[Word], Sequence[QueryTerm]]:
    """The query that finds the entries to look at, the words that all of them have, and those that are weighed.

    The query asks for any of the rarest words; or if even the rarest is common, as many words at once as occur.
    """
    if required := [word for word in words if word.term.required]:
        return all_of([word.term for word in required]), required, [word.term for word in words]
    totals = accumulate(word.entries for word in words)
    if rare := [word.term for word, total in zip(words, totals, strict=True) if total <= _TO_COVER]:
        return any_of(rare), (), rare
    # As many as a search shows at least: fewer would leave room for hits with fewer words, which it can't find.
    for number in range(len(words), 1, -1):
        match = all_of([word.term for word in words[:number]])
        if len(db.execute(f"select rowid {where} limit {_AT_LEAST}", (match,)).fetchall()) == _AT_LEAST:
            return match, words[:number], [word.term for word in words[:2]]  # the others say too little
    return words[0].term.expression, words[:1], [words[0].term]


def _weights(words: Sequence[Word], having: Iterable[int]) -> dict[int, float]:
    """The weight of each set of words, given as bits."""
    every, number = sum(word.weight for word in words), len(words)

    def weight(bits: int, index: int, word: Word) -> float:
        if bits >> index & 1:
            return word.weight
        return _SYNONYM_WEIGHT * word.weight if bits >> number + index & 1 else 0.0

    return {
        bits: _COVERAGE_WEIGHT * sum(weight(bits, place, word) for place, word in enumerate(words)) / every
        for bits in set(having)
    }


class _Name(NamedTuple):
    """A name in a query: what its entry gains by it, and the words of the query that it has."""

    gain: float
    words: frozenset[str]


def _named(db: sqlite3.Connection, query: str, words: Sequence[Word], scope: _Scope) -> dict[int, _Name]:
    """The entries that a query names, each with what it gains by that.

    A name that is all of the query gains the more, the longer it is. Else what counts is the share in the weight of the
    words: that of a single word such as `model` is small in a book that is full of models.
    """
    written = words_of(query)
    names = names_inside(db, written, scope.condition("entry"))
    named = {written[place] for name in names for place in name.places if not is_stop_word(written[place])}
    weights = {normalize_name(word.term.words[0]): word.weight for word in words if len(word.term.words) == 1}
    # Some words are names, though no text has them: `finetuning` is written in two words.
    weights = dict.fromkeys(named, max(weights.values(), default=1.0)) | weights
    by_entry: dict[int, _Name] = {}
    for name in names:
        own = weights.keys() & {written[place] for place in name.places}
        share = sum(weights[word] for word in own) / sum(weights.values()) if weights else 1.0
        if own == weights.keys():  # first the longest name, then a term before other kinds, then a name before an alias
            gain = _NAME_WEIGHT * (2 * len(name.places) + (name.how == "exact") + 2 * (name.kind == "term"))
        elif share >= _LEAST_SHARE:
            gain = _NAME_INSIDE_WEIGHT * share**2
        else:
            continue
        known = by_entry.get(name.entry, _Name(0.0, frozenset()))
        by_entry[name.entry] = _Name(max(gain, known.gain), known.words | own)
    return by_entry


def _asked(db: sqlite3.Connection, query: str, words: Sequence[Word], scope: _Scope) -> dict[int, _Name]:
    """The entries with a question in `also_asked` that is the query word for word, as if it were their name.

    `can a model say it does not know` is about more than its one telling word.
    """
    written = split_words(query.casefold())
    if len(written) <= FEW or any(word.term.required for word in words):
        return {}
    match = f'asked : "{" ".join(written)}"'
    rows = db.execute(f"select rowid, asked from words where words match ?{scope.condition('rowid')}", (match,))
    name = _Name(2 * _NAME_WEIGHT * len(written), frozenset(words_of(query)))
    return {
        number: name
        for number, asked in rows
        if any(split_words(line.casefold()) == written for line in asked.split("\n"))
    }


def _ranked(
    db: sqlite3.Connection,
    query: str,
    words: Sequence[Word],
    candidates: _Candidates,
    named: Mapping[int, _Name],
    *,
    limit: int,
) -> list[tuple[Ref, float, list[str]]]:
    """The entries that are named or have half of the words, best first, each with its score and its `also_asked`."""
    books = {number for (number,) in db.execute("select number from unit where chapter = ''")}
    scores = dict(candidates.scores)
    for number, name in named.items():
        scores[number] = scores.get(number, 0.0) + name.gain
    # What is named comes first; else entries of the book itself, such as its sources, after those of its chapters.
    best = nlargest(
        max(_TO_RANK, limit),
        scores,
        key=lambda number: (number in named or number >> UNIT_BITS not in books, scores[number]),
    )
    rows = db.execute(
        f"select asked, {REF} from entry join unit on unit.number = entry.unit join words on words.rowid = entry.id"
        " where entry.id in (select value from json_each(?)) order by position, entry.id",
        (json.dumps(best),),
    )
    weights = _stem_weights(query, words)
    spelt = [spellings(part.casefold()) for word in words for part in word.term.words]
    # What all spellings have in common, which is cheap to look for.
    beginnings = {word_stem(own[0])[: -2 if len(own) > 1 else None] for own in spelt}
    ranked = []
    for asked, *row in rows:
        ref, phrases = Ref(*row), asked.split("\n")
        said = (phrase for phrase in (ref.name, *phrases) if any(map(phrase.casefold().__contains__, beginnings)))
        like = max((likeness(weights, phrase, _STOP_WORD_WEIGHT) for phrase in said), default=0.0)
        weight = 1.0 if ref.id in named and ref.kind in SPECS else _KIND_WEIGHTS.get(ref.kind, 1.0)
        score = (scores[ref.id] + _LIKENESS_WEIGHT * like) * weight
        ranked.append((ref, score, phrases))
    ranked.sort(key=lambda hit: -hit[1])
    numbers = [_number_had(words, candidates.having.get(ref.id, 0)) for ref, *_ in ranked]
    fits = [ref.id in named or _are_enough(number, words) for (ref, *_), number in zip(ranked, numbers, strict=True)]
    lacking = 0 if len(words) in numbers else _AT_LEAST - sum(fits)
    others = [place for place, fit in enumerate(fits) if not fit][: max(lacking, 0)]
    return [hit for index, hit in enumerate(ranked) if fits[index] or index in others]


def _stem_weights(query: str, words: Sequence[Word]) -> dict[str, float]:
    """The weight of each word of a query by its stem, in units of its mean word."""
    mean = sum(word.weight for word in words) / len(words)
    stops = {word_stem(word): _STOP_WORD_WEIGHT for word in split_words(query.casefold()) if word in STOP_WORDS}
    return stops | {word_stem(part.casefold()): word.weight / mean for word in words for part in word.term.words}
