"""Shrinking: the trained network pruned, rounded and taught, in an order that the learner chooses."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Dial, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.network.convolution import (
    CLASSES,
    POOLED,
    ConvolutionalNetwork,
    descend,
    forward,
    random_network,
    trained_network,
    windows,
)
from mlsys_cli.exhibits.network.digits import TRAINING, Digit, digits
from mlsys_cli.exhibits.pictures import greys
from mlsys_cli.exhibits.quantise import FLOAT, answers, count_same, quantised_network, read_tests
from mlsys_cli.exhibits.vectors import dot
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series
from mlsys_cli.text.english import counted
from mlsys_cli.text.spelling import did_you_mean

Rows: TypeAlias = tuple[tuple[float, ...], ...]

_FLOAT_BITS = 8 * FLOAT
_MOST_STEPS = 8  # chosen, not measured
_TAUGHT = 2  # times the rate, since a temperature makes slopes smaller; chosen, not measured
_FRESH, _LATE = 0.15, 0.04
"""How far the weights of a new network go at each image, and those of a trained one, as in its last pass."""


class Shrunk(NamedTuple):
    """A network, 1 or 0 for each weight that it has or has lost, and the bits of those it has."""

    network: ConvolutionalNetwork
    kept: Rows
    bits: int = _FLOAT_BITS
    rate: float = _LATE

    @property
    def weights(self) -> Rows:
        """The weights of the filters and of the digits, without the biases."""
        return self.network.rows

    @property
    def size(self) -> int:
        """The bytes of its weights, of a bit for each that says whether it is there, of biases and steps."""
        left, total = sum(map(sum, self.kept)), sum(map(len, self.kept))
        steps = 2 if self.bits < _FLOAT_BITS else 0
        return math.ceil((left * self.bits + total * (left < total)) / 8) + FLOAT * (self.network.biases + steps)

    def masked(self) -> "Shrunk":
        """The same with 0 for each weight that it has lost."""
        rows = [tuple(map(float.__mul__, row, kept)) for row, kept in zip(self.weights, self.kept, strict=True)]
        count = len(self.network.filters)
        return self._replace(network=self.network._replace(filters=tuple(rows[:count]), dense=tuple(rows[count:])))


def whole(network: ConvolutionalNetwork) -> Shrunk:
    """A network that has all its weights."""
    return Shrunk(network, tuple((1.0,) * len(row) for row in network.rows))


def prune(net: Shrunk, share: float) -> Shrunk:
    """The network without its smallest weights: a share of all is left."""
    sizes = sorted((abs(w) for row in net.weights for w in row), reverse=True)
    least = sizes[round(share * len(sizes)) - 1]
    kept = tuple(tuple(float(abs(w) >= least and w != 0) for w in row) for row in net.weights)
    return net._replace(kept=kept).masked()


def two_of_four(net: Shrunk) -> Shrunk:
    """The network with the two largest of each four weights in a row of the sums."""
    rows = net.kept[: len(net.network.filters)] + tuple(
        tuple(float(place in largest) * old for place, old in enumerate(kept))
        for row, kept in zip(net.network.dense, net.kept[len(net.network.filters) :], strict=True)
        for largest in [_largest_of_four(row)]
    )
    return net._replace(kept=rows).masked()


def _largest_of_four(row: Sequence[float]) -> set[int]:
    """The places of the two largest of each four numbers."""
    fours = [range(start, min(start + 4, len(row))) for start in range(0, len(row), 4)]
    return {place for four in fours for place in sorted(four, key=lambda at: -abs(row[at]))[:2]}


def drop(net: Shrunk, count: int) -> Shrunk:
    """The network without the filters of the smallest norm, and without what the sums made of their maps."""
    filters = net.network.filters
    left = sorted(sorted(range(len(filters)), key=lambda index: dot(filters[index], filters[index]))[count:])

    def of_maps(row: Sequence[float]) -> tuple[float, ...]:
        return tuple(weight for index in left for weight in row[index * POOLED**2 : (index + 1) * POOLED**2])

    network = net.network._replace(
        filters=tuple(filters[index] for index in left),
        filter_biases=tuple(net.network.filter_biases[index] for index in left),
        dense=tuple(map(of_maps, net.network.dense)),
    )
    return net._replace(network=network, kept=(*(net.kept[i] for i in left), *map(of_maps, net.kept[len(filters) :])))


def softened(probabilities: Sequence[float], temperature: float) -> list[float]:
    """The probabilities that the same scores give at a temperature."""
    powers = [share ** (1 / temperature) for share in probabilities]
    total = math.fsum(powers)
    return [power / total for power in powers]


def _wanted(seen: Sequence[Sequence[float]], label: int, temperature: float) -> list[float]:
    """The shares that a network should give: all to the digit, or those of the trained network at a temperature."""
    if temperature:
        return softened(forward(trained_network(), seen).probabilities, temperature)
    return [float(digit == label) for digit in range(CLASSES)]


def learn(net: Shrunk, images: Sequence[Digit], shown: int, chance: Chance, temperature: float = 0.0) -> Shrunk:
    """The network after so many images, each shown as often as another; its weights are floats again.

    With a temperature it learns what the trained network answers at it, else what the writers meant. What the network
    has lost stays 0.
    """
    rate = net.rate * (_TAUGHT if temperature else 1)
    examples = [(seen := windows(digit.image), _wanted(seen, digit.label, temperature)) for digit in images]
    for _ in range(round(shown / len(images))):
        for seen, wanted in chance.shuffled(examples):
            result = forward(net.network, seen)
            shares = softened(result.probabilities, temperature) if temperature else result.probabilities
            slopes = [a - b for a, b in zip(shares, wanted, strict=True)]
            net = net._replace(network=descend(net.network, seen, result, slopes, rate)).masked()
    return net._replace(bits=_FLOAT_BITS)


_RANGES = {"prune": (0.02, 1), "2:4": (0, 0), "drop": (1, 5), "bits": (2, 16)}
_RANGES |= {"learn": (1, 3), "teach": (1, 3), "new": (1, 6)}
"""The kinds of steps with the least and greatest number of each."""
_USUAL = {"2:4": 0.0, "bits": 4.0}
"""The number of a step that has none, where it isn't 1."""


def read_steps(text: str, keep: float) -> list[tuple[str, float]]:
    """The steps of a text such as `prune 0.5, learn, bits 4`; `prune` keeps a share of its own.

    Raises UsageError, also where more filters are dropped than there are.
    """
    steps, filters = [], len(trained_network().filters)
    for part in filter(None, map(str.strip, text.lower().split(","))):
        name, _, number = part.partition(" ")
        if name not in _RANGES:
            hint = f"the steps are {', '.join(_RANGES)}, with commas between: prune 0.5, learn 1, bits 4"
            raise UsageError(f"there is no step {name[:40]!r}", [did_you_mean(name, _RANGES), hint])
        if number and name == "2:4":
            raise UsageError("2:4 takes no number", ["it always leaves two of each four weights"])
        usual = keep if name == "prune" else _USUAL.get(name, 1.0)
        dial = Dial(name, "", usual if name == "prune" else int(usual), low=_RANGES[name][0], high=_RANGES[name][1])
        chosen = float(dial.value(number)) if number else usual
        if name == "drop" and chosen >= filters:
            hint = f"the network has {counted(filters, 'filter')} by then"
            raise UsageError(f"drop {chosen:g} leaves no filter", [hint])
        filters = round(chosen) if name == "new" else filters - round(chosen) if name == "drop" else filters
        steps.append((name, chosen))
    if len(steps) > _MOST_STEPS:
        raise UsageError(f"{len(steps)} steps are too many", [f"at most {_MOST_STEPS} can follow one another"])
    return steps


def after(net: Shrunk, name: str, number: float, settings: Settings, chance: Chance) -> Shrunk:
    """The network after a step, which fits it."""
    images, count = digits()[: settings["images"]], round(number)
    match name:
        case "prune":
            return prune(net, number)
        case "2:4":
            return two_of_four(net)
        case "drop":
            return drop(net, count)
        case "bits":
            return net._replace(network=quantised_network(net.network, count, "layer"), bits=count)
        case "new":
            return whole(random_network(chance, count))._replace(rate=_FRESH)
    return learn(net, images, count * TRAINING, chance, settings["temperature"] if name == "teach" else 0.0)


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    labels = [digit.label for digit in digits()[TRAINING:]]
    before, net = answers(None), whole(trained_network())
    points: list[tuple[float, float]] = []
    for name, number in [("", 0.0), *read_steps(settings["steps"], settings["keep"])]:
        net = after(net, name, number, settings, chance) if name else net
        read = read_tests(net.network)
        right, left = count_same(read, labels), round(sum(map(sum, net.kept)))
        points.append((float(net.size), float(right)))
        numbers = (
            Number("right", right),
            Number("of", len(labels)),
            Number("bytes", net.size),
            Number("answers that changed", len(labels) - count_same(before, read)),
            Number("weights left", left),
            Number("bits", net.bits, label="bits a weight"),
        )
        did = f"{name} {number:g}".removesuffix(" 0") if name else "As it was trained"
        words = f"{did}: {right} of {len(labels)} digits right, in {net.size:,} bytes."
        rows = net.network.dense
        alt = f"The weights of the ten digits: ten rows of {len(rows[0])}"
        yield Frame(words, numbers, (*_curve(points), greys(rows, "weights of the ten digits", alt)))


def _curve(points: Sequence[tuple[float, float]]) -> Iterator[Plot]:
    if len(points) > 1:
        alt = f"Bytes and right answers after each step, from {points[0][1]:.0f} to {points[-1][1]:.0f} right."
        marks = tuple(PlotMark(x, y, str(step)) for step, (x, y) in enumerate(points))
        yield Plot(alt, Axis("bytes", low=0), Axis("right"), (Series("after each step", tuple(points)),), marks)


PROGRAM = Program(Steps(_frames))
