"""A convolutional network of 610 parameters: six filters of 3 by 3, means of 2 by 2, and ten sums."""

from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance
from mlsys_cli.exhibits.network.digits import SIDE, Digit
from mlsys_cli.exhibits.vectors import blames, dot, softmax

Weights: TypeAlias = tuple[float, ...]

FILTERS = 6
KERNEL = 3
"""The filters of the network, and the width and height of what each looks at."""
MAP = SIDE - KERNEL + 1
"""The width and height of a feature map."""
POOLED = MAP // 2
"""The width and height of a feature map after each 2 by 2 pixels have become one."""
CLASSES = 10  # the digits

_WINDOWS = [
    [(row + i) * SIDE + column + j for i in range(KERNEL) for j in range(KERNEL)]
    for row in range(MAP)
    for column in range(MAP)
]
_LOOKS = [itemgetter(*window) for window in _WINDOWS]
_CELLS = [
    [(2 * row + i) * MAP + 2 * column + j for i in (0, 1) for j in (0, 1)]
    for row in range(POOLED)
    for column in range(POOLED)
]


class ConvolutionalNetwork(NamedTuple):
    """The weights: 9 of each filter, 54 of each digit, and their biases."""

    filters: tuple[Weights, ...]
    filter_biases: Weights
    dense: tuple[Weights, ...]
    dense_biases: Weights

    @property
    def parameters(self) -> int:
        """The number of its learned parameters."""
        return sum(map(len, self.rows)) + self.biases

    @property
    def rows(self) -> tuple[Weights, ...]:
        """The weights of the filters and of the digits, without the biases."""
        return (*self.filters, *self.dense)

    @property
    def biases(self) -> int:
        """The number of its biases."""
        return len(self.filter_biases) + len(self.dense_biases)


class ForwardPass(NamedTuple):
    """An image in the layers of a network: the feature maps, their means, and the probability of each digit."""

    maps: tuple[Weights, ...]
    means: Weights
    probabilities: Weights

    @property
    def answer(self) -> int:
        """The digit that is likeliest."""
        return max(range(CLASSES), key=self.probabilities.__getitem__)


def random_network(chance: Chance, count: int = FILTERS) -> ConvolutionalNetwork:
    """A network with so many filters that knows nothing yet."""
    filters = tuple(tuple(chance.uniform(-0.3, 0.3) for _ in range(KERNEL**2)) for _ in range(count))
    means = count * POOLED**2
    dense = tuple(tuple(chance.uniform(-0.1, 0.1) for _ in range(means)) for _ in range(CLASSES))
    return ConvolutionalNetwork(filters, (0.0,) * count, dense, (0.0,) * CLASSES)


@cache
def trained_network(name: str = "trained") -> ConvolutionalNetwork:
    """The network after ten passes with seed 0, from a file with a line for each filter and each digit, bias last.

    Of other names are `another`, the same with seed 1, and `hardened`, which has learned from attacks since.
    """
    lines = (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines()
    rows = [tuple(map(float, line.split())) for line in lines if not line.startswith("#")]
    filters, dense = rows[:-CLASSES], rows[-CLASSES:]

    def parts(rows: Sequence[Weights]) -> tuple[tuple[Weights, ...], Weights]:
        return tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows)

    return ConvolutionalNetwork(*parts(filters), *parts(dense))


def windows(image: Sequence[float]) -> list[Weights]:
    """The 36 windows of 3 by 3 pixels through which the filters look."""
    return [look(image) for look in _LOOKS]


def forward(network: ConvolutionalNetwork, seen: Sequence[Sequence[float]]) -> ForwardPass:
    """The values that the windows of an image become."""
    maps, means = [], []
    for (a, b, c, d, e, f, g, h, i), bias in zip(network.filters, network.filter_biases, strict=True):
        # Written out, since this is where the time goes.
        features = [
            total
            if (total := bias + a * p + b * q + c * r + d * s + e * t + f * u + g * v + h * w + i * x) > 0
            else 0.0
            for p, q, r, s, t, u, v, w, x in seen
        ]
        maps.append(tuple(features))
        means += [(features[k] + features[m] + features[n] + features[o]) / 4 for k, m, n, o in _CELLS]
    scores = [dot(weights, means) + bias for weights, bias in zip(network.dense, network.dense_biases, strict=True)]
    return ForwardPass(tuple(maps), tuple(means), tuple(softmax(scores)))


def learn(
    network: ConvolutionalNetwork, seen: Sequence[Sequence[float]], label: int, rate: float
) -> tuple[ConvolutionalNetwork, int]:
    """The network after one step down the slope of its error for one image, and its answer before that."""
    result = forward(network, seen)
    return descend(network, seen, result, blames(result.probabilities, label), rate), result.answer


def descend(
    network: ConvolutionalNetwork,
    seen: Sequence[Sequence[float]],
    result: ForwardPass,
    blames: Sequence[float],
    rate: float,
) -> ConvolutionalNetwork:
    """The network after one step down a slope that is known for each of the ten sums."""
    dense = tuple(
        tuple(weight - rate * blame * mean for weight, mean in zip(weights, result.means, strict=True))
        for weights, blame in zip(network.dense, blames, strict=True)
    )
    dense_biases = tuple(bias - rate * blame for bias, blame in zip(network.dense_biases, blames, strict=True))
    filters, filter_biases = [], []
    for weights, bias, places in zip(
        network.filters, network.filter_biases, _blamed(network, result, blames), strict=True
    ):
        a = b = c = d = e = f = g = h = i = bias_slope = 0.0
        for place, share in places:  # written out, as above
            p, q, r, s, t, u, v, w, x = seen[place]
            bias_slope += share
            a, b, c = a + share * p, b + share * q, c + share * r
            d, e, f = d + share * s, e + share * t, f + share * u
            g, h, i = g + share * v, h + share * w, i + share * x
        slopes = (a, b, c, d, e, f, g, h, i)
        filters.append(tuple(weight - rate * slope for weight, slope in zip(weights, slopes, strict=True)))
        filter_biases.append(bias - rate * bias_slope)
    return ConvolutionalNetwork(tuple(filters), tuple(filter_biases), dense, dense_biases)


def pixel_slopes(network: ConvolutionalNetwork, result: ForwardPass, label: int) -> list[float]:
    """The slope of the error for each pixel of the image that gave a result."""
    slopes = [0.0] * SIDE**2
    for weights, places in zip(
        network.filters, _blamed(network, result, blames(result.probabilities, label)), strict=True
    ):
        for place, share in places:
            for pixel, weight in zip(_WINDOWS[place], weights, strict=True):
                slopes[pixel] += share * weight
    return slopes


def _blamed(
    network: ConvolutionalNetwork, result: ForwardPass, blames: Sequence[float]
) -> Iterator[list[tuple[int, float]]]:
    """For each filter the places of its map that count, each with the slope of the error for what is there."""
    back = [dot(blames, column) for column in zip(*network.dense, strict=True)]
    for index, features in enumerate(result.maps):
        cells = zip(_CELLS, back[index * POOLED**2 :], strict=False)
        yield [(place, blame / 4) for cell, blame in cells for place in cell if features[place] > 0]


class Taught(NamedTuple):
    """A network after some images of a pass, and how many of the last hundred it had right before learning them."""

    network: ConvolutionalNetwork
    passes: int
    images: int
    recent: int


def train(
    network: ConvolutionalNetwork, images: Sequence[Digit], passes: int, rate: float, chance: Chance
) -> Iterator[Taught]:
    """The network after each hundred images; the images are shuffled for each pass, and the rate falls."""
    shown = [(windows(digit.image), digit.label) for digit in images]
    for number in range(passes):
        right: list[bool] = []
        for seen, label in chance.shuffled(shown):
            network, answer = learn(network, seen, label, rate / (1 + 0.3 * number))
            right.append(answer == label)
            if len(right) % 100 == 0 or len(right) == len(shown):
                yield Taught(network, number + 1, len(right), sum(right[-100:]))


def count_right(network: ConvolutionalNetwork, images: Sequence[Digit]) -> int:
    """The number of images that it reads right."""
    return sum(forward(network, windows(digit.image)).answer == digit.label for digit in images)
