"""The perceptron: it changes its weights only when it is wrong."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.retina import frames as frames_of_cards
from mlsys_cli.exhibits.vectors import dot, line_in_square
from mlsys_cli.page.plots import Axis, Plane, PlanePoint, Plot, Series
from mlsys_cli.text.english import counted

Weights: TypeAlias = tuple[float, ...]


class Example(NamedTuple):
    """Inputs, of which the first is always 1, and the side that they belong to: 1 or -1."""

    inputs: Weights
    side: int


class Learned(NamedTuple):
    """The state after a mistake, or at the end: the weights, the mistakes of each pass, and what was just corrected.

    It has learned if the last pass went without a mistake, and gives up if that took too many passes.
    """

    weights: Weights
    counts: tuple[int, ...] = (0,)
    corrected: Example | None = None
    done: bool = False
    gave_up: bool = False

    @property
    def mistakes(self) -> int:
        """The mistakes of all passes."""
        return sum(self.counts)

    @property
    def passes(self) -> int:
        """The passes so far, with the present one."""
        return len(self.counts)


_TABLES = {"and": "0001", "nand": "1110", "or": "0111", "nor": "1000", "xor": "0110"}
_CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
_MARGIN = 0.15
"""The least distance of a random point from the line that divides them."""


def gate(table: str) -> list[Example]:
    """The four rows of a truth table, such as `0001`."""
    rows = zip(_CORNERS, table, strict=True)
    return [Example((1.0, float(a), float(b)), 1 if out == "1" else -1) for (a, b), out in rows]


def _table_of(settings: Settings) -> str:
    """The truth table that is to be learned. Raises UsageError for one that the learner made up and that is none."""
    table: str = _TABLES.get(settings["data"]) or settings["table"]
    if len(table) != 4 or table.strip("01"):
        raise UsageError(f"table can't be {table[:40]!r}", ["it is four of 0 and 1, for 00, 01, 10 and 11"])
    return table


def points_beside_a_line(chance: Chance, count: int) -> tuple[Weights, list[Example]]:
    """The weights of a random line, and random points of the square from -1 to 1, none of them near the line."""
    slope, shift = chance.uniform(-1, 1), chance.uniform(-0.3, 0.3)
    points: list[Example] = []
    while len(points) < count:
        x, y = chance.uniform(-1, 1), chance.uniform(-1, 1)
        height = (y - slope * x - shift) / (1 + slope * slope) ** 0.5
        if abs(height) >= _MARGIN:
            points.append(Example((1.0, x, y), 1 if height > 0 else -1))
    return (-shift, -slope, 1.0), points


def wrong(weights: Weights, examples: Sequence[Example]) -> list[Example]:
    """The examples that are not on their side; one on the line itself is on neither."""
    return [example for example in examples if example.side * dot(weights, example.inputs) <= 0]


def learn(examples: Sequence[Example], most_passes: int) -> Iterator[Learned]:
    """The state at the start, after each mistake, and at the end."""
    weights: Weights = (0.0,) * len(examples[0].inputs)
    counts: tuple[int, ...] = ()
    yield Learned(weights)
    for _ in range(most_passes):
        counts = (*counts, 0)
        for example in examples:
            if example.side * dot(weights, example.inputs) <= 0:
                weights = tuple(w + example.side * x for w, x in zip(weights, example.inputs, strict=True))
                counts = (*counts[:-1], counts[-1] + 1)
                yield Learned(weights, counts, example)
        if not counts[-1]:
            yield Learned(weights, counts, done=True)
            return
    yield Learned(weights, counts, gave_up=True)


def most_mistakes(divider: Weights, examples: Sequence[Example]) -> float:
    """The bound (R/γ)² on all mistakes ever made, from any line that divides the examples.

    R is the length of the longest inputs, and γ the least distance of an example from the line.
    """
    length = math.hypot(*divider)
    radius = max(math.hypot(*example.inputs) for example in examples)
    margin = min(example.side * dot(divider, example.inputs) / length for example in examples)
    return (radius / margin) ** 2


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    data = settings["data"]
    if data == "cards":
        yield from frames_of_cards(settings["attempts"], chance)
        return
    if data != "line":
        table = _table_of(settings)
        examples = gate(table)
        bound = Number("best possible", most_right(table), label="right with the best line")
    else:
        divider, examples = points_beside_a_line(chance, settings["points"])
        bound = Number("mistakes at most", math.floor(most_mistakes(divider, examples)))
    fewest = len(examples)
    for state in learn(examples, settings["passes"]):
        missed = wrong(state.weights, examples)
        fewest = min(fewest, len(missed))
        numbers = (
            Number("mistakes", state.mistakes),
            Number("passes", state.passes),
            Number("wrong", len(missed)),
            Number("fewest wrong", fewest),
            Number("examples", len(examples)),
            bound,
            Number("learned", state.done),
            *(Number(f"w{index}", round(weight, 6)) for index, weight in enumerate(state.weights)),
        )
        pictures = (_picture(state, examples), _curve(state.counts))
        yield Frame(_words(state, len(missed)), numbers, pictures)


def _words(state: Learned, missed: int) -> str:
    if state.done:
        return f"A whole pass without a mistake: it has learned, after {counted(state.mistakes, 'mistake')}."
    if state.gave_up:
        after = f"{counted(state.passes, 'pass', 'passes')} and {counted(state.mistakes, 'mistake')}"
        return f"It gives up after {after}: {missed} are still wrong."
    if state.corrected is None:
        return "All weights are zero, so that no point is on its side yet."
    _, x, y = state.corrected.inputs
    direction = "added to" if state.corrected.side > 0 else "taken from"
    return f"({x:.3g}, {y:.3g}) was wrong: its inputs were {direction} the weights. Now {missed} are wrong."


def _picture(state: Learned, examples: Sequence[Example]) -> Plane:
    missed = wrong(state.weights, examples)
    xs, ys = ([example.inputs[place] for example in examples] for place in (1, 2))
    low, high = min(*xs, *ys) - 0.25, max(*xs, *ys) + 0.25
    points = tuple(PlanePoint(e.inputs[1], e.inputs[2], int(e.side > 0), e in missed) for e in examples)
    bias, a, b = state.weights
    line = f"{a:.3g} x + {b:.3g} y + {bias:.3g} = 0" if a or b else "none yet"
    alt = f"{len(examples)} points of two sides, {len(missed)} of them on the wrong side of the line; the line: {line}."
    axes = (Axis("x", low=low, high=high), Axis("y", low=low, high=high))
    return Plane(alt, *axes, ("below", "above"), points, line_in_square(bias, a, b, low, high))


def _curve(counts: tuple[int, ...]) -> Plot:
    points = tuple((float(number), float(count)) for number, count in enumerate(counts, 1))
    alt = f"Mistakes in each pass: {counts[0]} in the first, {counts[-1]} in pass {len(counts)}."
    axes = Axis("pass", low=1, is_whole=True), Axis("mistakes in the pass", low=0, is_whole=True)
    return Plot(alt, *axes, (Series("mistakes", points),))


def learned_tables(inputs: int) -> list[int]:
    """The functions of so many inputs that it can learn, as bits; with three, none takes more than 20 passes."""
    corners = [tuple(float(number >> bit & 1) for bit in range(inputs)) for number in range(2**inputs)]
    tables: list[int] = []
    for table in range(2 ** len(corners)):
        rows = [Example((1.0, *corner), 1 if table >> n & 1 else -1) for n, corner in enumerate(corners)]
        if [*learn(rows, 30)][-1].done:
            tables.append(table)
    return tables


def most_right(table: str) -> int:
    """The number of rows of a truth table that are right with the best line that there is."""
    wanted = sum(int(out) << (a + 2 * b) for (a, b), out in zip(_CORNERS, table, strict=True))
    return 4 - min((learned ^ wanted).bit_count() for learned in learned_tables(2))


PROGRAM = Program(
    Steps(_frames),
    {
        "functions of two inputs": lambda: len(learned_tables(2)),
        "functions of three inputs": lambda: len(learned_tables(3)),
    },
)
