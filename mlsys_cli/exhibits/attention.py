"""Attention: a translator of phrases learns which word to look at for each word that it writes."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from operator import ne
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.pictures import curve_of_right
from mlsys_cli.exhibits.vectors import blames, dot, softmax
from mlsys_cli.page.blocks import Blocks, Table
from mlsys_cli.page.plots import Pixels

_IN_TWO_LANGUAGES = (
    "house logis, cat chat, dog chien, book livre, boat bateau, hat chapeau, glove gant, knife couteau, wall mur, "
    "carpet tapis, garden jardin, bridge pont, coat manteau, horse cheval, road chemin, roof toit"
)
_NOUNS = dict(pair.split() for pair in _IN_TWO_LANGUAGES.split(", "))
_ADJECTIVES = {"red": "rouge", "green": "vert", "white": "blanc", "black": "noir"}
_ADVERBS = {"very": "très", "quite": "assez", "too": "trop"}
_PAIRS = {"the": "le", ".": "."} | _NOUNS | _ADJECTIVES | _ADVERBS

SOURCE, TARGET = list(_PAIRS), list(_PAIRS.values())
"""The words of both languages; a word is its place here."""

LEARNED = 120
"""The number of sentences from which the translator learns; it is tested with the others."""

_EVERY = 50

Words: TypeAlias = tuple[int, ...]
Rows: TypeAlias = list[list[float]]


class Sentence(NamedTuple):
    """A sentence in both languages, as places in the lists of their words."""

    source: Words
    target: Words


def sentences() -> list[Sentence]:
    """All 272: a noun, with an adjective after it in the other language, and an adverb before the adjective."""
    made = []
    for noun, adjective, adverb in product(_NOUNS, ("", *_ADJECTIVES), ("", *_ADVERBS)):
        if adjective or not adverb:
            source = [word for word in ("the", adverb, adjective, noun, ".") if word]
            target = [_PAIRS[word] for word in ("the", noun, adverb, adjective, ".") if word]
            made.append(Sentence(tuple(map(SOURCE.index, source)), tuple(map(TARGET.index, target))))
    return made


class Translator(NamedTuple):
    """The learned numbers: keys of words and of places, a query for each place of the answer, and a value of each word.

    Keys and queries have as many numbers as it is wide, values one for each word of the other language.
    """

    words: Rows
    places: Rows
    queries: Rows
    values: Rows


def random_translator(width: int, chance: Chance) -> Translator:
    """A translator that knows nothing yet."""

    def rows(count: int, length: int) -> Rows:
        return [[chance.uniform(-0.1, 0.1) for _ in range(length)] for _ in range(count)]

    return Translator(rows(len(SOURCE), width), rows(5, width), rows(5, width), rows(len(SOURCE), len(TARGET)))


class Look(NamedTuple):
    """The way to a word of the answer: the scores of the words, how much it looks at each, and what they mix to."""

    scores: list[float]
    weights: list[float]
    probabilities: list[float]


def look(net: Translator, source: Words, index: int, *, attends: bool) -> Look:
    """The way to the word at a place of the answer; without attention all words count the same."""
    query = net.queries[index]
    scores = [dot(query, net.words[word]) + dot(query, net.places[at]) for at, word in enumerate(source)]
    weights = [1 / len(source)] * len(source)
    if attends:
        weights = softmax([score / math.sqrt(len(query)) for score in scores])
    mixed = [dot(weights, column) for column in zip(*(net.values[word] for word in source), strict=True)]
    return Look(scores, weights, softmax(mixed))


def translated(net: Translator, source: Words, *, attends: bool) -> Iterator[int]:
    """The answer, word by word: the likeliest at each place; both languages have as many words."""
    for place in range(len(source)):
        shares = look(net, source, place, attends=attends).probabilities
        yield shares.index(max(shares))


def slopes(net: Translator, sentence: Sentence, *, attends: bool) -> tuple[Translator, float]:
    """The slope of the loss of a sentence for each number, and the loss."""
    back = Translator(*([[0.0] * len(row) for row in rows] for rows in net))
    loss = 0.0
    for place, wanted in enumerate(sentence.target):
        seen = look(net, sentence.source, place, attends=attends)
        loss -= math.log(seen.probabilities[wanted])
        blamed = blames(seen.probabilities, wanted)
        gains = [dot(blamed, net.values[word]) for word in sentence.source]
        mean = dot(seen.weights, gains)
        for at, (word, weight, gain) in enumerate(zip(sentence.source, seen.weights, gains, strict=True)):
            _add(back.values[word], blamed, weight)
            if attends:
                share = weight * (gain - mean) / math.sqrt(len(net.queries[place]))
                for key, slope in ((net.words[word], back.words[word]), (net.places[at], back.places[at])):
                    _add(back.queries[place], key, share)
                    _add(slope, net.queries[place], share)
    return back, loss


def _add(row: list[float], more: Iterable[float], factor: float) -> None:
    """Add some numbers times a factor to a row."""
    row[:] = [old + factor * new for old, new in zip(row, more, strict=True)]


def train(
    net: Translator, examples: Sequence[Sentence], settings: Settings, chance: Chance
) -> Iterator[tuple[int, float]]:
    """The number of sentences and the mean loss after each fifty, while a translator learns, which is changed in place.

    Mixed equally, sentences of three, four and five words come equally often, else each sentence does.
    """
    shapes = [[one for one in examples if len(one.source) == length] for length in (3, 4, 5)]
    losses = []
    for number in range(1, settings["sentences"] + 1):
        sentence = chance.choice(chance.choice(shapes) if settings["mix"] == "equal" else examples)
        back, loss = slopes(net, sentence, attends=settings["attention"] == "on")
        losses.append(loss / len(sentence.source))
        for rows, changes in zip(net, back, strict=True):
            for row, change in zip(rows, changes, strict=True):
                if any(change):
                    _add(row, change, -settings["rate"])
        if number % _EVERY == 0 or number == settings["sentences"]:
            yield number, math.fsum(losses) / len(losses)
            losses = []


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    mixed, attends = chance.shuffled(sentences()), settings["attention"] == "on"
    known, new = mixed[:LEARNED], mixed[LEARNED:]
    net = random_translator(settings["width"], chance)
    examples = [next(one for one in new if len(one.source) == length) for length in (5, 4, 3)]
    curve: list[tuple[float, float]] = []
    for count, loss in chain([(0, math.log(len(TARGET)))], train(net, known, settings, chance)):
        wrong = [one for one in new if any(map(ne, translated(net, one.source, attends=attends), one.target))]
        right = len(new) - len(wrong)
        crossing = look(net, examples[0].source, 1, attends=attends).weights[3]
        curve.append((float(count), float(right)))
        numbers = (
            Number("sentences", count),
            Number("right", right),
            Number("of", len(new)),
            Number("short ones wrong", sum(len(one.source) == 3 for one in wrong), label="wrong of three words"),
            Number("loss", round(loss, 3)),
            Number("crossing", round(crossing, 3), label="looks at the noun, fourth, for the second word"),
        )
        words = f"After {count} sentences it has {right} of {len(new)} right that it never saw."
        maps = (_map(net, one, attends) for one in examples)
        pictures: Blocks = (*maps, curve_of_right(curve, "sentences", len(new)))
        yield Frame(words, numbers, pictures)
    table, words = _by_hand(net, examples[0], attends)
    yield Frame(words, numbers, (table, *pictures))


def _map(net: Translator, sentence: Sentence, attends: bool) -> Pixels:
    """A row for each word of the answer, and a column for each word that it may look at."""
    rows = (look(net, sentence.source, at, attends=attends).weights for at in range(len(sentence.source)))
    source, target = _text(sentence.source, SOURCE), _text(translated(net, sentence.source, attends=attends), TARGET)
    alt = f"How much each word of “{target}” (a row) looks at each of “{source}” (a column)."
    return Pixels(alt, tuple(tuple(round(weight, 3) for weight in row) for row in rows), f"{source} → {target}")


def _text(words: Iterable[int], language: Sequence[str]) -> str:
    return " ".join(language[word] for word in words)


def _by_hand(net: Translator, sentence: Sentence, attends: bool) -> tuple[Table, str]:
    """The making of the second word of an answer, in a table and in a sentence."""
    seen = look(net, sentence.source, 1, attends=attends)
    root = math.sqrt(len(net.queries[1]))
    rows = tuple(
        (SOURCE[word], f"{score:.2f}", f"{score / root:.2f}", f"{weight:.3f}")
        for word, score, weight in zip(sentence.source, seen.scores, seen.weights, strict=True)
    )
    best = sorted(zip(seen.probabilities, TARGET, strict=True), reverse=True)[:2]
    words = " and ".join(f"{word} with {share:.1%}" for share, word in best)
    table = Table(("word", "query · key", f"÷ √{len(net.queries[1])}", "weight"), rows)
    return table, f"The second word by hand: scores, divided, made shares, and the values so mixed say {words}."


PROGRAM = Program(Steps(_frames))
