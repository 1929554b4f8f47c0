"""The kernel trick: points that no line divides, divided by a plane in a space with more dimensions."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.exhibits.vectors import Line, dot, line_in_square
from mlsys_cli.page.plots import Axis, Plane, PlanePoint

Point: TypeAlias = tuple[float, float]
Kernel: TypeAlias = Callable[[Point, Point], float]

_MOST_STEPS = 20_000
"""The steps after which a machine is left as it is: some seconds."""

_SMALL = 1e-4
"""The share of the dual up to which a duality gap is small."""


class LabelledPoint(NamedTuple):
    """A point, and its side: 1 or -1."""

    at: Point
    side: int


class SupportVectorMachine(NamedTuple):
    """A support vector machine: how much each example counts (α), the bias, and the steps in which it was found.

    It is `optimal` unless it was stopped before its duality gap was small.
    """

    examples: tuple[LabelledPoint, ...]
    alphas: tuple[float, ...]
    bias: float
    kernel: Kernel
    steps: int = 0
    optimal: bool = True

    def value(self, at: Point) -> float:
        """The value of f at a point, whose sign is the side."""
        terms = (a * e.side * self.kernel(e.at, at) for a, e in zip(self.alphas, self.examples, strict=True) if a)
        return math.fsum(terms) + self.bias

    @property
    def dual(self) -> float:
        """The goal that the α make as large as can be: their sum, less half of what they cost."""
        pairs = [(a * e.side, e.at) for a, e in zip(self.alphas, self.examples, strict=True) if a]
        cost = math.fsum(a * b * self.kernel(x, y) for a, x in pairs for b, y in pairs)
        return math.fsum(self.alphas) - cost / 2

    def gap(self, most: float) -> float:
        """The duality gap: by how much the dual may still grow, where no α is above `most`."""
        values = [self.value(example.at) for example in self.examples]
        pairs = [(a * e.side, v) for a, e, v in zip(self.alphas, self.examples, values, strict=True)]
        cost = math.fsum(weight * (value - self.bias) for weight, value in pairs) / 2
        misses = math.fsum(max(0.0, 1 - e.side * value) for e, value in zip(self.examples, values, strict=True))
        return cost + most * misses - self.dual


def linear(x: Point, y: Point) -> float:
    """The product of two points themselves, with which only a straight line divides."""
    return dot(x, y)


def polynomial(x: Point, y: Point) -> float:
    """(1 + x·y)²: the product of two points in a space of six dimensions, without going there."""
    return (1 + dot(x, y)) ** 2


def radial(x: Point, y: Point) -> float:
    """exp(-|x - y|²): near 1 for close points; its space has dimensions without end."""
    return math.exp(-((x[0] - y[0]) ** 2) - (x[1] - y[1]) ** 2)


KERNELS: dict[str, Kernel] = {"linear": linear, "polynomial": polynomial, "radial": radial}


def lifted(at: Point) -> tuple[float, ...]:
    """The place of a point in the six dimensions of the polynomial kernel."""
    x, y = at
    root = math.sqrt(2)
    return (1.0, root * x, root * y, x * x, root * x * y, y * y)


def xor() -> list[LabelledPoint]:
    """Four corners, of which opposite ones are on one side."""
    corners = ((-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0))
    return [LabelledPoint((x, y), -1 if x == y else 1) for x, y in corners]


def ring(count: int, chance: Chance) -> list[LabelledPoint]:
    """Points near the middle, and points in a ring around them."""
    examples = []
    for place in range(count):
        side = 1 if place % 2 else -1
        radius = chance.uniform(0.9, 1.3) if side > 0 else chance.uniform(0, 0.6)
        angle = chance.uniform(0, 2 * math.pi)
        examples.append(LabelledPoint((radius * math.cos(angle), radius * math.sin(angle)), side))
    return examples


def _has_room(alpha: float, direction: int, most: float) -> bool:
    """True if an α can grow, or shrink where the direction is -1."""
    return alpha < most * (1 - 1e-12) if direction > 0 else alpha > most * 1e-12


def fit(
    examples: Sequence[LabelledPoint], kernel: Kernel, most: float, steps: int = _MOST_STEPS
) -> SupportVectorMachine:
    """The machine with the widest margin, where no α is above `most`.

    Each step makes the dual as large as two of the α can (Platt's sequential minimal optimisation): the one that breaks
    the conditions of the optimum most, and the one with which the dual grows most (Fan, Chen and Lin). The two that
    break them most would need hundreds of times as many steps where no line divides the points.
    """
    table = [[kernel(item.at, other.at) for other in examples] for item in examples]
    sides = [example.side for example in examples]
    alphas = [0.0] * len(examples)
    slopes = [-1.0] * len(examples)  # of half the cost less the sum
    for step in range(steps + 1):
        gains = [-side * slope for side, slope in zip(sides, slopes, strict=True)]
        i = max((k for k, a in enumerate(alphas) if _has_room(a, sides[k], most)), key=gains.__getitem__)
        high, row = gains[i], table[i]
        below = [k for k, a in enumerate(alphas) if gains[k] < high and _has_room(a, -sides[k], most)]
        low = min((gains[k] for k in below), default=high)
        is_optimal = high - low < 1e-9
        if is_optimal or step == steps:
            break
        bends = {k: max(row[i] + table[k][k] - 2 * row[k], 1e-12) for k in below}
        j = max(below, key=lambda k: (high - gains[k]) ** 2 / bends[k])
        room_i = most - alphas[i] if sides[i] > 0 else alphas[i]
        room_j = alphas[j] if sides[j] > 0 else most - alphas[j]
        move = min((high - gains[j]) / bends[j], room_i, room_j)
        for place, change in ((i, move), (j, -move)):
            alphas[place] += sides[place] * change
        slopes = [s + y * move * (p - q) for s, y, p, q in zip(slopes, sides, row, table[j], strict=True)]
    machine = SupportVectorMachine(tuple(examples), tuple(alphas), (high + low) / 2, kernel, step)
    return machine._replace(optimal=is_optimal or machine.gap(most) <= _SMALL * machine.dual)


def boundary(machine: SupportVectorMachine, reach: float, cells: int = 28) -> tuple[Line, ...]:
    """Short lines where f is 0, in the square from `-reach` to `reach`, found in a grid of cells."""
    ticks = [reach * (2 * place / cells - 1) for place in range(cells + 1)]
    grid = [[machine.value((x, y)) for x in ticks] for y in ticks]
    lines: list[Line] = []
    for row, column in product(range(cells), repeat=2):
        corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        ends: list[Point] = []
        for (r1, c1), (r2, c2) in pairwise([*corners, corners[0]]):
            one, other = grid[r1][c1], grid[r2][c2]
            if (one > 0) != (other > 0):
                share = one / (one - other)
                x = ticks[c1] + share * (ticks[c2] - ticks[c1])
                y = ticks[r1] + share * (ticks[r2] - ticks[r1])
                ends.append((round(x, 4), round(y, 4)))
        lines += [(*ends[k], *ends[k + 1]) for k in range(0, len(ends) - 1, 2)]
    return tuple(lines)


def _result(settings: Settings, chance: Chance) -> Frame:
    examples = xor() if settings["data"] == "xor" else ring(settings["points"], chance)
    machine = fit(examples, KERNELS[settings["kernel"]], settings["most"])
    values = [machine.value(example.at) for example in examples]
    right = sum(value * example.side > 1e-9 for value, example in zip(values, examples, strict=True))
    support = [alpha for alpha in machine.alphas if alpha > 1e-9]
    numbers = [
        Number("right", right),
        Number("points", len(examples)),
        Number("support vectors", len(support)),
        Number("smallest alpha", round(min(support), 6)),
        Number("largest alpha", round(max(support), 6)),
        Number("bias", round(machine.bias, 6) + 0.0),
        Number("dual", round(machine.dual, 6)),
        Number("steps", machine.steps),
    ]
    pictures = [_look_back(machine, values)]
    if settings["kernel"] == "polynomial":
        weights = zip(_AXES, _weights(machine), strict=True)
        numbers += [Number(f"weight of {name}", round(weight, 4) + 0.0) for name, weight in weights]
        pictures.insert(0, _straight_cut(machine, values))
    words = _words(settings, machine, right, len(support))
    return Frame(words, tuple(numbers), tuple(pictures))


def _words(settings: Settings, machine: SupportVectorMachine, right: int, support: int) -> str:
    kernel, points = settings["kernel"], len(machine.examples)
    if not machine.optimal:
        return f"Stopped after {machine.steps:,} steps, before the margin was widest: {right} of {points} are right."
    if right < points:
        cut = "line" if kernel == "linear" else "surface of this kind"
        return f"With α of at most {settings['most']:g}, no {cut} divides them: {right} of {points} are right."
    space = {"linear": "the plane itself", "polynomial": "six dimensions", "radial": "dimensions without end"}[kernel]
    return f"All {points} points are on their side of a flat cut in {space}; {support} of them hold the cut in place."


_AXES = ("1", "√2 x1", "√2 x2", "x1²", "√2 x1 x2", "x2²")


def _weights(machine: SupportVectorMachine) -> list[float]:
    """The weights of the flat cut in the six dimensions of the polynomial kernel."""
    places = [lifted(example.at) for example in machine.examples]
    counts = [alpha * e.side for alpha, e in zip(machine.alphas, machine.examples, strict=True)]
    return [dot(counts, column) for column in zip(*places, strict=True)]


def _points(at: Sequence[Point], machine: SupportVectorMachine, values: Sequence[float]) -> tuple[PlanePoint, ...]:
    return tuple(
        PlanePoint(round(x, 4), round(y, 4), int(e.side > 0), value * e.side <= 1e-9)
        for (x, y), e, value in zip(at, machine.examples, values, strict=True)
    )


def _look_back(machine: SupportVectorMachine, values: Sequence[float]) -> Plane:
    """The points as they are, with the line along which f is 0."""
    reach = 1.5
    points = _points([example.at for example in machine.examples], machine, values)
    wrong = sum(point.is_wrong for point in points)
    lines = boundary(machine, reach)
    alt = f"{len(points)} points of two sides, {wrong} of them wrong, and the cut as it looks in their own plane."
    axes = (Axis("x1", low=-reach, high=reach), Axis("x2", low=-reach, high=reach))
    return Plane(alt, *axes, ("inside", "outside"), points, lines)


def _straight_cut(machine: SupportVectorMachine, values: Sequence[float]) -> Plane:
    """The points along the two dimensions that matter most, where the cut is straight."""
    weights = _weights(machine)
    across, up = sorted(sorted(range(1, 6), key=lambda place: (-round(abs(weights[place]), 9), place))[:2])
    at = [(place[across], place[up]) for place in (lifted(example.at) for example in machine.examples)]
    low, high = min(min(point) for point in at) - 0.25, max(max(point) for point in at) + 0.25
    cut = line_in_square(weights[0] + machine.bias, weights[across], weights[up], low, high)
    alt = f"The points in two of six dimensions, {_AXES[across]} and {_AXES[up]}, where the cut is a straight line."
    axes = (Axis(_AXES[across], low=low, high=high), Axis(_AXES[up], low=low, high=high))
    return Plane(alt, *axes, ("inside", "outside"), _points(at, machine, values), cut)


def _trick_holds() -> bool:
    chance = Chance(1)
    pairs = [((chance.normal(), chance.normal()), (chance.normal(), chance.normal())) for _ in range(200)]
    return all(abs(polynomial(x, y) - dot(lifted(x), lifted(y))) < 1e-9 * polynomial(x, y) + 1e-12 for x, y in pairs)


PROGRAM = Program(
    Dials(_result),
    {
        "values of f": lambda: [fit(xor(), polynomial, 1000).value(at) for at in ((1.0, 1.0), (0.5, -0.7), (2.0, 3.0))],
        "the trick": _trick_holds,
    },
)
