"""Which columns of related sequences change together, measured by their mutual information."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.page.blocks import Table
from mlsys_cli.page.plots import Pixels

_LETTERS = "ACDEFGHIKLMNPQRSTVWY"
"""The twenty amino acids."""
_PLANTED = 4
_ANCESTORS = 8
"""Pairs of columns that change together, and groups of relatives whose letters are alike without any cause."""


class Family(NamedTuple):
    """Related sequences, and the pairs of columns that were made to change together."""

    sequences: tuple[str, ...]
    planted: tuple[tuple[int, int], ...]


def family(chance: Chance, count: int, columns: int, coupling: float) -> Family:
    """Sequences that descend from a few ancestors, so that all columns are somewhat alike."""
    order = chance.shuffled(range(columns))
    planted = tuple(sorted((min(pair), max(pair)) for pair in zip(order[0:8:2], order[1:8:2], strict=True)))
    codes = [chance.shuffled(_LETTERS) for _ in planted]
    root = [chance.choice(_LETTERS) for _ in range(columns)]
    ancestors = [_mutated(chance, root, 0.5) for _ in range(_ANCESTORS)]
    sequences = []
    for _ in range(count):
        letters = _mutated(chance, chance.choice(ancestors), 0.5)
        for (one, other), code in zip(planted, codes, strict=True):
            if chance.random() < coupling:
                letters[other] = code[_LETTERS.index(letters[one])]
        sequences.append("".join(letters))
    return Family(tuple(sequences), planted)


def information(sequences: Sequence[str]) -> dict[tuple[int, int], float]:
    """The mutual information of each pair of columns, in bits."""
    total = len(sequences)
    columns = [*zip(*sequences, strict=True)]
    singles = [Counter(column) for column in columns]
    found = {}
    for one, other in combinations(range(len(columns)), 2):
        both = Counter(zip(columns[one], columns[other], strict=True))
        found[one, other] = math.fsum(
            n / total * math.log2(n * total / (singles[one][a] * singles[other][b])) for (a, b), n in both.items()
        )
    return found


def corrected(scores: dict[tuple[int, int], float], columns: int) -> dict[tuple[int, int], float]:
    """The information less what the means of both columns lead one to expect (Dunn's average product)."""
    means = [math.fsum(v for pair, v in scores.items() if at in pair) / (columns - 1) for at in range(columns)]
    mean = math.fsum(scores.values()) / len(scores)
    return {(one, other): v - means[one] * means[other] / mean for (one, other), v in scores.items()}


def best_pairs(scores: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs of columns, the highest score first."""
    return sorted(scores, key=lambda pair: (-round(scores[pair], 9), pair))


def _found(correct: bool) -> int:
    """The number of weakly bound pairs that are found among a hundred relatives, for five seeds together."""
    total = 0
    for seed in range(5):
        made = family(Chance(seed), 100, 20, 0.4)
        scores = information(made.sequences)
        best = best_pairs(corrected(scores, 20) if correct else scores)
        total += sum(pair in made.planted for pair in best[:_PLANTED])
    return total


def _result(settings: Settings, chance: Chance) -> Frame:
    columns = settings["columns"]
    made = family(chance, settings["sequences"], columns, settings["coupling"])
    scores = information(made.sequences)
    if settings["correction"] == "yes":
        scores = corrected(scores, columns)
    best = best_pairs(scores)
    hits = sum(pair in made.planted for pair in best[:_PLANTED])
    others = max(score for pair, score in scores.items() if pair not in made.planted)
    numbers = (
        Number("found", hits),
        Number("of", _PLANTED),
        Number("pairs", len(scores)),
        Number("best score", round(scores[best[0]], 4), "bits"),
        Number("best score of another pair", round(others, 4), "bits"),
    )
    rows = tuple(
        (f"{one + 1} and {other + 1}", f"{scores[one, other]:.3f}", "yes" if (one, other) in made.planted else "no")
        for one, other in best[:8]
    )
    words = f"{hits} of the {_PLANTED} pairs that change together came out among the {_PLANTED} best of {len(scores)}."
    return Frame(words, numbers, (_matrix(scores, columns), Table(("columns", "score in bits", "planted"), rows)))


def _matrix(scores: dict[tuple[int, int], float], columns: int) -> Pixels:
    top = max(scores.values())
    values = [[0.0] * columns for _ in range(columns)]
    for (one, other), score in scores.items():
        values[one][other] = values[other][one] = round(max(0.0, score / top), 3) if top > 0 else 0.0
    alt = f"The scores of all pairs of {columns} columns; bright pairs change together."
    return Pixels(alt, tuple(map(tuple, values)), "columns that change together")


def _mutated(chance: Chance, letters: Sequence[str], rate: float) -> list[str]:
    return [chance.choice(_LETTERS) if chance.random() < rate else letter for letter in letters]


PROGRAM = Program(Dials(_result), {"the correction finds more": lambda: _found(True) > _found(False)})
