"""Byte-pair encoding: words in letters, of which the most frequent neighbours are joined again and again."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.spam import our_messages
from mlsys_cli.page.blocks import Blocks, Table
from mlsys_cli.page.plots import Axis, Plot, Series

Pair: TypeAlias = tuple[str, str]
Pieces: TypeAlias = tuple[str, ...]

END = "_"
"""The sign for the end of a word."""
_MOST_ROWS = 8
_MOST_LETTERS = 40_000  # of all different words of a file, with which 300 merges take about two seconds
_LONGEST_COUNT = 12  # digits; chosen, not measured


class Merge(NamedTuple):
    """A pair that was joined, how often it stood in the text, and the pairs that were the most frequent then."""

    pair: Pair
    times: int
    pairs: tuple[tuple[Pair, int], ...]


def letters(word: str, is_apart: bool) -> Pieces:
    """The letters of a word; the sign for its end is a piece of its own, or joined to the last letter."""
    return (*word, END) if is_apart else (*word[:-1], word[-1] + END)


def joined(word: Pieces, pair: Pair) -> Pieces:
    """A word in which each such pair of neighbours has become one piece, from left to right."""
    pieces: list[str] = []
    at = 0
    while at < len(word):
        is_pair = word[at : at + 2] == pair
        pieces.append("".join(pair) if is_pair else word[at])
        at += 2 if is_pair else 1
    return tuple(pieces)


def learn(words: Mapping[str, int], most: int, is_apart: bool, ties: str) -> Iterator[tuple[Merge, dict[str, Pieces]]]:
    """Each merge, and the words in the pieces of then, until there have been so many or all words are whole.

    Of pairs that are equally frequent, the one that was met first is joined, or the last one in the alphabet.
    """
    split = {word: letters(word, is_apart) for word in words}
    for _ in range(most):
        counts: Counter[Pair] = Counter()
        for word, pieces in split.items():
            times = words[word]
            for pair in pairwise(pieces):
                counts[pair] = counts.get(pair, 0) + times
        if not counts:
            return
        highest = max(counts.values())
        often = [pair for pair, count in counts.items() if count == highest]
        best = often[0] if ties == "first" else max(often)
        split = {word: joined(pieces, best) if best[0] in pieces else pieces for word, pieces in split.items()}
        yield Merge(best, highest, tuple(counts.most_common(_MOST_ROWS))), split


def read_words(text: str) -> dict[str, int]:
    """The words of a text in small letters, each with its count."""
    counts = Counter(re.findall(r"[^\W_]+|[^\w\s]", text.lower()))
    if not 0 < sum(map(len, counts)) <= _MOST_LETTERS:
        hint = f"it needs words, and in all different ones together at most {_MOST_LETTERS:,} letters"
        raise UsageError("the file can't be used", [hint])
    return dict(counts)


def read_counts(text: str) -> dict[str, int]:
    """The words and counts of a text such as `low 5, lower 2`; a word alone counts once, and one with 0 isn't there.

    Raises UsageError.
    """
    counts: dict[str, int] = {}
    for word, count in re.findall(r"([^\W\d_]+)[\s:=]*(\d*)", text):
        if len(count) > _LONGEST_COUNT:
            hint = f"at most {_LONGEST_COUNT} digits are read"
            raise UsageError(f"{word[:40]} can't stand {count[:40]} times", [hint])
        if times := int(count or 1):
            counts[word] = counts.get(word, 0) + times
    if not counts:
        hint = "write words and how often each stands, such as low 5, lower 2"
        raise UsageError(f"words can't be {text[:40]!r}", [hint])
    return counts


@cache
def messages() -> dict[str, int]:
    """The words of the 200 messages that the exhibit `spam` has."""
    return read_words("\n".join(message.text for message in our_messages()))


def _counts(settings: Settings) -> Mapping[str, int]:
    if "data" in settings:
        data: Mapping[str, int] = settings["data"]
        return data
    return messages() if settings["text"] == "messages" else read_counts(settings["words"])


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    words, is_apart = _counts(settings), settings["end-of-word"] == "apart"
    start = {word: letters(word, is_apart) for word in words}
    sentence = [letters(word, is_apart) for word in settings["sentence"].split()]
    merges: list[Merge] = []
    sizes: list[tuple[float, float]] = []
    written = sum(count * len(word) for word, count in words.items())
    in_sentence = sum(map(len, settings["sentence"].split()))
    none: list[tuple[Merge | None, dict[str, Pieces]]] = [(None, start)]
    for merge, split in chain(none, learn(words, settings["merges"], is_apart, settings["ties"])):
        if merge:
            merges.append(merge)
            sentence = [joined(word, merge.pair) for word in sentence]
        tokens = sum(words[word] * len(parts) for word, parts in split.items())
        size = written / tokens
        sizes.append((len(merges), round(size, 4)))
        numbers = (
            *((Number("joined", " ".join(merges[-1].pair)), Number("count", merges[-1].times)) if merges else ()),
            Number("merges", len(merges)),
            Number("pieces", sum(map(len, sentence)), "of the sentence"),
            Number("letters", in_sentence, "of the sentence"),
            Number("letters a piece", round(size, 4), "in the text"),
            Number("sentence", "  ".join(map(" ".join, sentence))),
        )
        yield Frame(_words(merges), numbers, _pictures(merges, split, words, sizes))


def _words(merges: Sequence[Merge]) -> str:
    if not merges:
        return f"Every word is in its letters; {END} is the end of a word."
    pair, count, _ = merges[-1]
    often = "once" if count == 1 else f"{count:,} times"
    return f"Merge {len(merges)}: '{pair[0]}' and '{pair[1]}' stand side by side {often}, and become one piece."


def _pictures(
    merges: Sequence[Merge], split: Mapping[str, Pieces], words: Mapping[str, int], sizes: Sequence[tuple[float, float]]
) -> Blocks:
    often = sorted(words, key=lambda word: -words[word])[:_MOST_ROWS]
    shown = Table(("count", "word in pieces"), tuple((f"{words[word]:,}", " ".join(split[word])) for word in often))
    if not merges:
        return (shown,)
    last = merges[-1]
    pairs = Table(("pair", "count"), tuple((" ".join(pair), f"{count:,}") for pair, count in last.pairs))
    done = [(str(n), " ".join(merge.pair), f"{merge.times:,}") for n, merge in enumerate(merges, 1)][-2 * _MOST_ROWS :]
    alt = f"Letters a piece by the number of merges: from {sizes[0][1]:.3g} to {sizes[-1][1]:.3g}."
    axes = Axis("merges", low=0, is_whole=True), Axis("letters a piece", low=0)
    curve = Plot(alt, *axes, (Series("letters a piece", tuple(sizes)),))
    return shown, pairs, Table(("merge", "joined", "count"), tuple(done)), curve


def _merges() -> str:
    """The ten merges of the four words of the paper."""
    words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    return ", ".join(" ".join(merge.pair) for merge, _ in learn(words, 10, True, "first"))


PROGRAM = Program(Steps(_frames), {"merges": _merges}, read_data=read_words)
