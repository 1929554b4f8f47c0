"""The perceptron: it changes its weights only when it is wrong."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.chance import Chance
from mlsys_cli.exhibits.exhibit import Claim, Dial, Exhibit, Frame, Number, Preset, Question, Settings, Steps
from mlsys_cli.page.plots import Axis, Plane, PlanePoint

Weights: TypeAlias = tuple[float, ...]


class Example(NamedTuple):
    """Inputs, of which the first is always 1, and the side that they belong to: 1 or -1."""

    inputs: Weights
    side: int


class Learned(NamedTuple):
    """The state after a mistake, or at the end: weights, mistakes so far, pass, and the example just corrected."""

    weights: Weights
    mistakes: int
    passes: int
    corrected: Example | None
    done: bool


_TABLES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}
_CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
_MARGIN = 0.15
"""The least distance of a random point from the line that divides them."""


def gate(name: str) -> list[Example]:
    """The four rows of a truth table."""
    return [
        Example((1.0, float(a), float(b)), 1 if out else -1)
        for (a, b), out in zip(_CORNERS, _TABLES[name], strict=True)
    ]


def points_beside_a_line(chance: Chance, number: int) -> list[Example]:
    """Random points of the square from -1 to 1, none of them near the line that divides them."""
    slope, shift = chance.uniform(-1, 1), chance.uniform(-0.3, 0.3)
    points: list[Example] = []
    while len(points) < number:
        x, y = chance.uniform(-1, 1), chance.uniform(-1, 1)
        height = (y - slope * x - shift) / (1 + slope * slope) ** 0.5
        if abs(height) >= _MARGIN:
            points.append(Example((1.0, x, y), 1 if height > 0 else -1))
    return points


def output(weights: Weights, inputs: Weights) -> float:
    """The weighted sum of the inputs, whose sign is the answer."""
    return sum(w * x for w, x in zip(weights, inputs, strict=True))


def wrong(weights: Weights, examples: Sequence[Example]) -> list[Example]:
    """The examples that are not on their side; one on the line itself is on neither."""
    return [example for example in examples if example.side * output(weights, example.inputs) <= 0]


def learn(examples: Sequence[Example], most_passes: int) -> Iterator[Learned]:
    """The state at the start, after each mistake, and at the end."""
    weights: Weights = (0.0,) * len(examples[0].inputs)
    mistakes = 0
    yield Learned(weights, 0, 1, None, False)
    for number in range(1, most_passes + 1):
        before = mistakes
        for example in examples:
            if example.side * output(weights, example.inputs) <= 0:
                weights = tuple(w + example.side * x for w, x in zip(weights, example.inputs, strict=True))
                mistakes += 1
                yield Learned(weights, mistakes, number, example, False)
        if mistakes == before:
            yield Learned(weights, mistakes, number, None, True)
            return


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    data = settings["data"]
    examples = gate(data) if data in _TABLES else points_beside_a_line(chance, settings["points"])
    fewest = len(examples)
    for step, state in enumerate(learn(examples, settings["passes"])):
        missed = wrong(state.weights, examples)
        fewest = min(fewest, len(missed))
        numbers = (
            Number("mistakes", state.mistakes),
            Number("pass", state.passes),
            Number("wrong", len(missed)),
            Number("fewest wrong", fewest),
            Number("examples", len(examples)),
            Number("learned", state.done),
            *(Number(f"w{number}", round(weight, 6)) for number, weight in enumerate(state.weights)),
        )
        yield Frame(step, _words(state, len(missed)), numbers, (_picture(state, examples),))


def _words(state: Learned, missed: int) -> str:
    if state.done:
        return f"A whole pass without a mistake: it has learned, after {state.mistakes} mistakes."
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
    return Plane(alt, *axes, ("below", "above"), points, _line(bias, a, b, low, high))


def _line(bias: float, a: float, b: float, low: float, high: float) -> tuple[tuple[float, float, float, float], ...]:
    """The part of the line a·x + b·y + bias = 0 that is in a square."""
    ends: list[tuple[float, float]] = []
    for at in (low, high):
        if b and low <= (y := -(bias + a * at) / b) <= high:
            ends.append((at, y))
        if a and low <= (x := -(bias + b * at) / a) <= high:
            ends.append((x, at))
    ends = sorted(set(ends))
    return ((*ends[0], *ends[-1]),) if len(ends) > 1 else ()


def _last(data: str) -> Learned:
    return [*learn(gate(data), 100)][-1]


def separable(inputs: int) -> int:
    """How many of the functions of so many inputs it can learn; one that isn't is still wrong after 200 passes."""
    corners = [tuple(float(number >> bit & 1) for bit in range(inputs)) for number in range(2**inputs)]
    count = 0
    for table in range(2 ** len(corners)):
        rows = [Example((1.0, *corner), 1 if table >> n & 1 else -1) for n, corner in enumerate(corners)]
        count += [*learn(rows, 200)][-1].done
    return count


EXHIBIT = Exhibit(
    engine=Steps(_frames),
    question=Question("How many mistakes does it make until it has learned?", "mistakes"),
    remember=(
        "A perceptron changes only when it is wrong, and learns whatever a straight line can divide: no line, no end."
    ),
    faithful="The rule by which the weights change is Rosenblatt's.",
    ours="The inputs are two numbers instead of a retina of 400 photocells.",
    sources=("rosenblatt1958", "minskypapert1969"),
    read_on="introduction/neural-roots",
    dials=(
        Dial("data", "what it has to learn", "line", ("line", "and", "or", "xor")),
        Dial("points", "the number of points beside the line", 60, low=2, high=500),
        Dial("passes", "after how many passes it gives up", 50, low=1, high=1000),
    ),
    presets=(
        Preset("and", "Learned after 18 mistakes.", {"data": "and"}),
        Preset("or", "Learned after 9 mistakes.", {"data": "or"}),
        Preset("xor", "No line divides these points, so it never ends: at most 3 of 4 are right.", {"data": "xor"}),
    ),
    claims=(
        Claim("it learns AND", True, lambda: _last("and").done, "rosenblatt1958"),
        Claim("it never learns XOR", False, lambda: _last("xor").done, "minskypapert1969"),
        Claim("functions of two inputs that it learns, of 16", 14, lambda: separable(2), "minskypapert1969"),
    ),
)
