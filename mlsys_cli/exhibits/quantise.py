"""Quantisation: a trained network whose weights are rounded to a few levels."""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.exhibits.network.convolution import ConvolutionalNetwork, forward, trained_network, windows
from mlsys_cli.exhibits.network.digits import TRAINING, digits
from mlsys_cli.exhibits.pictures import greys

FLOAT = 4
"""The bytes of a number that isn't quantised: a bias or a step."""


class Quantised(NamedTuple):
    """Whole numbers, and the step between two of them: each number times the step is near the value that was."""

    levels: tuple[int, ...]
    step: float

    @property
    def values(self) -> tuple[float, ...]:
        """The values that the numbers stand for."""
        return tuple(level * self.step for level in self.levels)


def quantise(values: Sequence[float], bits: int) -> Quantised:
    """Values rounded to the levels from -(2^(bits-1) - 1) to 2^(bits-1) - 1, the largest value being the last level."""
    top = 2 ** (bits - 1) - 1
    step = max(map(abs, values)) / top or 1.0
    return Quantised(tuple(round(value / step) for value in values), step)


def signal_to_noise(values: Sequence[float], bits: int) -> float:
    """The power of the values over that of the errors of quantising them, in decibels."""
    errors = (value - near for value, near in zip(values, quantise(values, bits).values, strict=True))
    return 10 * math.log10(math.fsum(v * v for v in values) / math.fsum(e * e for e in errors))


def quantised_layer(rows: Sequence[Sequence[float]], bits: int, per: str) -> tuple[Quantised, ...]:
    """The weights of a layer with a step for all of them, or one for each row: a filter, or a digit."""
    if per == "row":
        return tuple(quantise(row, bits) for row in rows)
    levels, step = quantise([weight for row in rows for weight in row], bits)
    width = len(rows[0])
    return tuple(Quantised(levels[start : start + width], step) for start in range(0, len(levels), width))


def quantised_network(network: ConvolutionalNetwork, bits: int, per: str) -> ConvolutionalNetwork:
    """The network with what its quantised weights stand for; its biases stay as they are."""
    filters, dense = (quantised_layer(rows, bits, per) for rows in (network.filters, network.dense))
    return network._replace(filters=tuple(f.values for f in filters), dense=tuple(d.values for d in dense))


def size(network: ConvolutionalNetwork, bits: int, per: str) -> int:
    """The bytes of the quantised weights, of the steps, and of the biases."""
    rows = network.rows
    steps = len(rows) if per == "row" else 2
    return math.ceil(sum(map(len, rows)) * bits / 8) + FLOAT * (steps + network.biases)


@cache
def answers(bits: int | None, per: str = "layer") -> tuple[int, ...]:
    """The digits that the network, quantised or not, reads in the test images."""
    network = trained_network()
    if bits is not None:
        network = quantised_network(network, bits, per)
    return read_tests(network)


def read_tests(network: ConvolutionalNetwork) -> tuple[int, ...]:
    """The digits that a network reads in the test images."""
    return tuple(forward(network, windows(digit.image)).answer for digit in digits()[TRAINING:])


def count_same(ones: Sequence[int], others: Sequence[int]) -> int:
    """The number of places in which two lists agree."""
    return sum(one == other for one, other in zip(ones, others, strict=True))


def _result(settings: Settings, chance: Chance) -> Frame:
    bits, per = settings["bits"], settings["per"]
    network = trained_network()
    labels = [digit.label for digit in digits()[TRAINING:]]
    before, after = answers(None), answers(bits, per)
    right, right_before = count_same(after, labels), count_same(before, labels)
    numbers = (
        Number("bits", bits),
        Number("right", right),
        Number("right before", right_before),
        Number("of", len(labels)),
        Number("answers that changed", len(labels) - count_same(before, after)),
        Number("size", size(network, bits, per), "bytes"),
        Number("size before", FLOAT * network.parameters, "bytes"),
        Number("levels", 2**bits - 1),
        Number("largest error", round(_largest_error(network, bits, per), 3), "steps"),
    )
    share = size(network, bits, per) / (FLOAT * network.parameters)
    words = (
        f"With {bits} bits a weight is one of {2**bits - 1} levels: the network reads {right} of {len(labels)} digits "
        f"right, {right_before} before, with {share:.0%} of the bytes."
    )
    rounded = quantised_network(network, bits, per).dense
    largest = max(abs(weight) for row in network.dense for weight in row)
    pictures = (
        greys(network.dense, "before", "The weights of the ten digits as they were learned: ten rows of 54", largest),
        greys(rounded, "after", "The same weights, rounded: ten rows of 54", largest),
    )
    return Frame(words, numbers, pictures)


def _largest_error(network: ConvolutionalNetwork, bits: int, per: str) -> float:
    """The largest error of a weight, in steps."""
    return max(
        abs(weight - near) / layer.step
        for rows in (network.filters, network.dense)
        for row, layer in zip(rows, quantised_layer(rows, bits, per), strict=True)
        for weight, near in zip(row, layer.values, strict=True)
    )


def _sine() -> list[float]:
    """One period, from 10,000 places."""
    return [math.sin(2 * math.pi * place / 10_000) for place in range(10_000)]


def _never_off_by_more_than_half_a_step() -> bool:
    network = trained_network()
    return all(_largest_error(network, bits, per) <= 0.5 + 1e-9 for bits in range(2, 9) for per in ("layer", "row"))


PROGRAM = Program(
    Dials(_result),
    {
        "signal to noise of a sine": lambda: signal_to_noise(_sine(), 8),
        "decibels a bit": lambda: (signal_to_noise(_sine(), 12) - signal_to_noise(_sine(), 4)) / 8,
        "never off by more than half a step": _never_off_by_more_than_half_a_step,
    },
)
