"""Backpropagation: hidden units that find a code of their own, as in the paper of 1986."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.pictures import Points, curve, greys
from mlsys_cli.exhibits.vectors import dot, logistic
from mlsys_cli.page.plots import Axis, Pixels, Plot
from mlsys_cli.text.english import counted

Weights: TypeAlias = tuple[float, ...]

_CLOSE = 0.1
"""How near each output must come to what is wanted."""


class Pattern(NamedTuple):
    """Inputs, of which the last is always 1, and the wanted output: 0 or 1."""

    inputs: Weights
    wanted: float


class TwoLayerNetwork(NamedTuple):
    """The weights of each hidden unit and of the output unit; the last one of each is its bias.

    The output unit sees the hidden units and, if the network is direct, the inputs as well.
    """

    hidden: tuple[Weights, ...]
    output: Weights
    is_direct: bool = False


class Swept(NamedTuple):
    """A network after a number of sweeps, with its outputs and its error: half the sum of their squared errors."""

    sweeps: int
    network: TwoLayerNetwork
    outputs: Weights
    error: float


def symmetry() -> list[Pattern]:
    """All patterns of six bits, and whether they read the same from both ends."""
    return [Pattern((*map(float, bits), 1.0), float(bits == bits[::-1])) for bits in product((0, 1), repeat=6)]


def xor() -> list[Pattern]:
    """The four patterns of two bits, and whether the bits differ."""
    return [Pattern((float(a), float(b), 1.0), float(a != b)) for a, b in product((0, 1), repeat=2)]


def random_network(
    inputs: int, hidden: int, spread: float, chance: Chance, *, is_direct: bool = False
) -> TwoLayerNetwork:
    """A network whose weights and biases are drawn evenly from `-spread` to `spread`."""

    def weights(count: int) -> Weights:
        return tuple(chance.uniform(-spread, spread) for _ in range(count))

    units = tuple(weights(inputs + 1) for _ in range(hidden))
    return TwoLayerNetwork(units, weights(hidden + (inputs if is_direct else 0) + 1), is_direct)


def forward(network: TwoLayerNetwork, inputs: Weights) -> tuple[Weights, float]:
    """The input of the output unit, and its output."""
    hidden = [logistic(dot(weights, inputs)) for weights in network.hidden]
    seen = (*hidden, *inputs) if network.is_direct else (*hidden, 1.0)
    return seen, logistic(dot(network.output, seen))


def backward(network: TwoLayerNetwork, patterns: Sequence[Pattern]) -> tuple[Weights, float, TwoLayerNetwork]:
    """The outputs for all patterns, their error, and its slope along each weight, in the form of a network."""
    error, outputs = 0.0, []
    slopes = [[0.0] * len(weights) for weights in network.hidden]
    output_slopes = [0.0] * len(network.output)
    for inputs, wanted in patterns:
        seen, output = forward(network, inputs)
        outputs.append(output)
        error += (output - wanted) ** 2 / 2
        blame = (output - wanted) * output * (1 - output)
        output_slopes = [slope + blame * x for slope, x in zip(output_slopes, seen, strict=True)]
        for unit, unit_slopes in enumerate(slopes):
            share = blame * network.output[unit] * seen[unit] * (1 - seen[unit])
            slopes[unit] = [slope + share * x for slope, x in zip(unit_slopes, inputs, strict=True)]
    return tuple(outputs), error, TwoLayerNetwork(tuple(map(tuple, slopes)), tuple(output_slopes), network.is_direct)


def train(
    network: TwoLayerNetwork, patterns: Sequence[Pattern], rate: float, momentum: float, most_sweeps: int
) -> Iterator[Swept]:
    """The network after each sweep through the patterns, until each output is close to what is wanted.

    The slopes of a sweep are added up before the weights change. Each change is `-rate` times the slope, and `momentum`
    times the change before it.
    """
    changes = [(0.0,) * len(weights) for weights in (*network.hidden, network.output)]
    for sweep in range(most_sweeps + 1):
        outputs, error, slopes = backward(network, patterns)
        yield Swept(sweep, network, outputs, error)
        if is_learned(outputs, patterns):
            return
        changes = [
            tuple(momentum * change - rate * slope for change, slope in zip(old, new, strict=True))
            for old, new in zip(changes, (*slopes.hidden, slopes.output), strict=True)
        ]
        *hidden, output = (
            tuple(weight + change for weight, change in zip(weights, new, strict=True))
            for weights, new in zip((*network.hidden, network.output), changes, strict=True)
        )
        network = TwoLayerNetwork(tuple(hidden), output, network.is_direct)


def is_learned(outputs: Weights, patterns: Sequence[Pattern]) -> bool:
    """True if each output is within 0.1 of what is wanted."""
    return all(abs(output - pattern.wanted) < _CLOSE for output, pattern in zip(outputs, patterns, strict=True))


def mirror_gap(weights: Weights) -> float:
    """By how much mirrored weights of a unit miss being opposites, as a share of its largest weight."""
    *inputs, _ = weights
    gaps = (abs(one + other) for one, other in zip(inputs, reversed(inputs), strict=True))
    return max(gaps) / max(*map(abs, inputs), 1e-12)


def mirror_sizes(weights: Weights) -> list[float]:
    """The sizes of the mirrored pairs of a unit, smallest first, with the smallest as 1."""
    *inputs, _ = weights
    half = len(inputs) // 2
    sizes = sorted((abs(a) + abs(b)) / 2 for a, b in zip(inputs[:half], reversed(inputs), strict=False))
    return [size / max(sizes[0], 1e-12) for size in sizes]


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    patterns = symmetry() if settings["data"] == "symmetry" else xor()
    inputs, is_direct = len(patterns[0].inputs) - 1, settings["direct"] == "yes"
    network = random_network(inputs, settings["hidden"], settings["spread"], chance, is_direct=is_direct)
    errors: list[tuple[float, float]] = []
    for swept in train(network, patterns, settings["rate"], settings["momentum"], settings["sweeps"]):
        learned = is_learned(swept.outputs, patterns)
        is_last = learned or swept.sweeps == settings["sweeps"]
        if swept.sweeps % settings["every"] == 0 or is_last:
            errors.append((float(swept.sweeps), round(swept.error, 4)))
            numbers = _numbers(swept, patterns, learned, settings["data"] == "symmetry")
            pictures = (_weights_picture(swept.network), _curve(errors))
            yield Frame(_words(swept, patterns, learned, is_last), numbers, pictures)


def _right(swept: Swept, patterns: Sequence[Pattern]) -> int:
    pairs = zip(swept.outputs, patterns, strict=True)
    return sum((output > 0.5) == (pattern.wanted > 0.5) for output, pattern in pairs)


def _numbers(swept: Swept, patterns: Sequence[Pattern], learned: bool, is_symmetry: bool) -> tuple[Number, ...]:
    numbers = [
        Number("sweeps", swept.sweeps),
        Number("error", round(swept.error, 3)),
        Number("right", _right(swept, patterns)),
        Number("patterns", len(patterns)),
        Number("learned", learned),
    ]
    for place, weights in enumerate(swept.network.hidden, 1):
        unit = f"unit {place}"
        if is_symmetry:
            _, second, third = mirror_sizes(weights)
            gap = round(100 * mirror_gap(weights), 2)
            numbers += [
                Number(f"second size of {unit}", round(second, 2), label=f"{unit}: second pair to smallest"),
                Number(f"third size of {unit}", round(third, 2), label=f"{unit}: third pair to smallest"),
                Number(f"mirror gap of {unit}", gap, "%", label=f"{unit}: pairs miss being opposites by"),
            ]
        numbers.append(Number(f"weights of {unit}", _written(weights)))
    numbers.append(Number("weights of the output", _written(swept.network.output)))
    return tuple(numbers)


def _words(swept: Swept, patterns: Sequence[Pattern], learned: bool, is_last: bool) -> str:
    right, number, sweeps = _right(swept, patterns), len(patterns), counted(swept.sweeps, "sweep")
    if learned:
        return f"Learned after {sweeps}: every output is within {_CLOSE} of what is wanted."
    if is_last:
        return f"It gives up after {sweeps} with {right} of {number} right."
    if swept.sweeps == 0:
        return f"The weights are as they were drawn. {right} of {number} are right by luck."
    if right == sum(pattern.wanted < 0.5 for pattern in patterns) and max(swept.outputs) < 0.5:
        return f"After {sweeps} it says no to everything: {right} of {number} are right."
    return f"After {sweeps} {right} of {number} are right."


def _written(weights: Weights) -> str:
    return " ".join(f"{weight:z.2f}" for weight in weights)


def _weights_picture(network: TwoLayerNetwork) -> Pixels:
    alt = f"The weights of each hidden unit, its bias last: {'; '.join(map(_written, network.hidden))}"
    return greys(network.hidden, "weights of the hidden units", alt)


def _curve(points: Points) -> Plot:
    alt = f"The error by sweeps: {points[0][1]:.3g} at first, {points[-1][1]:.3g} in the end."
    return curve(alt, Axis("sweeps", low=0, is_whole=True), Axis("error", low=0), points)


PROGRAM = Program(Steps(_frames))
