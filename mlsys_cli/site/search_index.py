"""The index that pages search, and the previews of terms, as scripts: a page from the disk can load nothing else."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise, takewhile
from pathlib import Path
from string import ascii_letters, digits
from typing import Any
from unicodedata import combining, normalize

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.full_text import RANKING
from mlsys_cli.index.library import Library
from mlsys_cli.text.english import STOP_WORDS, split_words, words_of

_DIGITS = f"{digits}{ascii_letters}-_"
"""The digits of a number: the first half end it, the second half go on."""

_END = ""
"""Stands for the end of a phrase among the stems, as the first of them."""


def search_script(library: Library, address: Callable[[Ref], str | None]) -> str:
    """The text of `search.js`: the entries that have an address, and in which of them each word is."""
    indexed = library.indexed_words(lambda ref: address(ref) is not None)
    order = sorted(range(len(indexed.entries)), key=lambda place: indexed.entries[place].ref.kind)
    moved = {place: new for new, place in enumerate(order)}
    entries = [indexed.entries[place] for place in order]

    stops = {indexed.stems[word] for word in STOP_WORDS if word in indexed.stems}

    def stems(phrase: str) -> list[str]:
        """The stems of a phrase that learners search for, without its stop words if it has two others or more.

        They took a tenth of the index, and answered 10 of 602 questions.
        """
        found = [indexed.stems[word] for word in _words(phrase) if word in indexed.stems]
        telling = [stem for stem in found if stem not in stops]
        return telling if len(telling) > 1 else found

    asked = [[stem for phrase in entry.asked for stem in (*stems(phrase), _END)][:-1] for entry in entries]
    used = Counter(stem for of_entry in asked for stem in of_entry)
    ranked = list(dict.fromkeys((_END, *(stem for stem, _ in used.most_common()), *sorted(indexed.stems.values()))))
    numbers = {stem: number for number, stem in enumerate(ranked)}
    words = sorted(indexed.stems)
    data = {
        "kinds": [
            [kind, *_paths([address(entry.ref) or "" for entry in own])]
            for kind, own in groupby(entries, lambda entry: entry.ref.kind)
        ],
        "titles": "\n".join(entry.ref.title for entry in entries),
        # Without the name that a page makes of the title itself.
        "names": "\n".join(_front_coded(sorted({*one.names} - {"".join(words_of(one.ref.title))})) for one in entries),
        "asked": " ".join("".join(_number(numbers[stem]) for stem in of_entry) for of_entry in asked),
        "lengths": "".join(_number(indexed.lengths[place]) for place in order),
        "words": _front_coded(words),
        "stems": "".join(_number(numbers[indexed.stems[word]]) for word in words),
        "texts": " ".join(
            "" if stem in stops else _text({moved[p]: n for p, n in indexed.counts.get(stem, {}).items()})
            for stem in ranked
        ),
        "synonyms": indexed.synonyms,
        "stopWords": sorted(STOP_WORDS),
        "every": sum(map(library.entries.count, KINDS)),
        "ranking": RANKING,
    }
    engine = Path(__file__).with_name("static") / "search.js"
    return f'"use strict";\n{engine.read_text(encoding="utf-8")}const searchIndex = new SearchIndex({_json(data)});\n'


def preview_script(library: Library, address: Callable[[Ref], str | None]) -> str:
    """The text of `terms.js`: the names and definitions of the terms by their addresses, for previews of links."""
    terms = library.in_short([ref for ref in library.entries.refs("term") if address(ref)])
    previews = {address(term.ref): (term.ref.name, term.definition) for term in terms}
    return f'"use strict";\nconst termPreviews = {_json(previews)};\n'


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _words(text: str) -> tuple[str, ...]:
    """The words of a text without accents, as the index has them: `moore` and `s` for Moore's."""
    letters = normalize("NFKD", text.casefold())
    return split_words("".join(letter for letter in letters if not combining(letter)))


def _paths(paths: Sequence[str]) -> tuple[str, str, str]:
    """The beginning and the end that some paths share, and the rest of each, a line."""
    start = _shared(paths)
    end = _shared([path[len(start) :][::-1] for path in paths])
    return start, end[::-1], "\n".join(path[len(start) : len(path) - len(end)] for path in paths)


def _shared(texts: Sequence[str]) -> str:
    """The letters with which all of some texts begin."""
    pairs = zip(min(texts), max(texts), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _number(value: int) -> str:
    """A number from 0 in digits of five bits, the lowest first."""
    text = ""
    while value >= 32:
        text += _DIGITS[32 + value % 32]
        value //= 32
    return text + _DIGITS[value]


def _text(counts: dict[int, int]) -> str:
    """The places of the entries that have a stem in their texts, each as the distance from the one before.

    A bit says if it is there more than once: how often answered one question of 602, and took 47 kB.
    """
    places = sorted(counts)
    pairs = ((place - before, counts[place]) for before, place in pairwise((-1, *places)))
    return "".join(_number(2 * gap + (count > 1)) for gap, count in pairs)


def _front_coded(words: Sequence[str]) -> str:
    """Sorted words, each as the number of letters that it shares with the one before, and the rest."""
    pairs = ((len(_shared((before, word))[: len(_DIGITS) - 1]), word) for before, word in pairwise(("", *words)))
    return " ".join(f"{_DIGITS[shared]}{word[shared:]}" for shared, word in pairs)
