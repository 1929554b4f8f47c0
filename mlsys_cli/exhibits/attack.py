"""Attacks on a network that reads digits: a little ink more or less at each pixel, along the slope of its error."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.network.convolution import ConvolutionalNetwork, forward, pixel_slopes, trained_network, windows
from mlsys_cli.exhibits.network.digits import TRAINING, Digit, Image, digits
from mlsys_cli.exhibits.pictures import square
from mlsys_cli.exhibits.quantise import quantised_network
from mlsys_cli.page.plots import Axis, Plot, Series

_BOLDNESS = 2.5
"""How far several small steps could go together, in sizes of the whole change, as Madry and others chose it."""


@cache
def named_network(name: str) -> ConvolutionalNetwork:
    """The network `trained`, `rounded` to four bits, `another`, or `hardened` by learning from attacks."""
    if name == "rounded":
        return quantised_network(trained_network(), 4, "layer")
    return trained_network(name)


def moved(image: Sequence[float], signs: Sequence[float], step: float, origin: Image, size: float) -> Sequence[float]:
    """An image a step further along some slopes: at most a size from the original, between paper and ink."""
    return [
        min(max(pixel + step * ((slope > 0) - (slope < 0)), first - size, 0.0), first + size, 1.0)
        for pixel, slope, first in zip(image, signs, origin, strict=True)
    ]


def attacked(network: ConvolutionalNetwork, digit: Digit, size: float, steps: int) -> Sequence[float]:
    """The image of a digit, changed by at most a size at each pixel so that the network errs more, in some steps.

    Of several steps, none follows once it has erred.
    """
    image: Sequence[float] = digit.image
    for _ in range(steps):
        result = forward(network, windows(image))
        if steps > 1 and result.answer != digit.label:
            break
        step = size if steps == 1 else _BOLDNESS * size / steps
        image = moved(image, pixel_slopes(network, result, digit.label), step, digit.image, size)
    return image


def shaken(digit: Digit, size: float, chance: Chance) -> Sequence[float]:
    """The image of a digit with as much more or less ink at each pixel, by chance."""
    return moved(digit.image, [chance.random() - 0.5 for _ in digit.image], size, digit.image, size)


def read_right(network: ConvolutionalNetwork, images: Iterable[Sequence[float]]) -> int:
    """The number of changed test images that a network still reads right."""
    changed = zip(images, digits()[TRAINING:], strict=True)
    return sum(forward(network, windows(image)).answer == digit.label for image, digit in changed)


@cache
def _slopes(name: str) -> list[list[float]]:
    """The slopes of the error of a network for each pixel of each test image."""
    network, tests = named_network(name), digits()[TRAINING:]
    return [pixel_slopes(network, forward(network, windows(digit.image)), digit.label) for digit in tests]


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    size, steps, name = settings["size"], settings["steps"], settings["network"]
    network = named_network(name)
    reader = network if settings["reader"] == "itself" else named_network(settings["reader"])
    tests = digits()[TRAINING:]
    digit = tests[settings["digit"]]
    result = forward(reader, windows(digit.image))
    image = square(digit.image, "the image", "An image of 8 by 8 pixels")
    read: tuple[Number, ...] = (Number("meant", digit.label), Number("answer before", result.answer))
    sure = round(100 * max(result.probabilities), 1)
    yield Frame(f"It reads a {result.answer}, with {sure:g} %.", (*read, Number("sure before", sure, "%")), (image,))
    slopes = pixel_slopes(network, forward(network, windows(digit.image)), digit.label)
    signs = square(slopes, "slopes", "By how much more ink at each pixel adds to the error", max(map(abs, slopes)))
    yield Frame("At each pixel a little more ink adds to the error, or takes from it.", read, (image, signs))
    changed = attacked(network, digit, size, steps)
    result = forward(reader, windows(changed))
    sure = round(100 * max(result.probabilities), 1)
    read += (Number("answer", result.answer), Number("sure", sure, "%"))
    pictures = (image, signs, square(changed, "changed", "The changed image"))
    words = f"Each pixel has changed by at most {size:g}: it reads a {result.answer}, with {sure:g} %."
    yield Frame(words, read, pictures)
    before = read_right(reader, (digit.image for digit in tests))
    curves = [[(0.0, float(before))] for _ in range(2)]
    for share in (0.5, 1.0) if steps == 1 else (1.0,):
        now = size * share
        if steps == 1:
            images = (moved(d.image, s, now, d.image, now) for d, s in zip(tests, _slopes(name), strict=True))
        else:
            images = (attacked(network, digit, now, steps) for digit in tests)
        rights = read_right(reader, images), read_right(reader, (shaken(digit, now, chance) for digit in tests))
        for curve, right in zip(curves, rights, strict=True):
            curve.append((now, float(right)))
        numbers = (
            *read,
            Number("right", rights[0]),
            Number("wrong", len(tests) - rights[0]),
            Number("of", len(tests)),
            Number("right before", before),
            Number("right with random changes", rights[1]),
        )
        words = f"Of all {len(tests)} digits {rights[0]} are right after changes of at most {now:g}"
        words += f", against {rights[1]} after random changes of the same size."
        yield Frame(words, numbers, (_plot(curves, len(tests)), *pictures))


def _plot(curves: Sequence[Sequence[tuple[float, float]]], count: int) -> Plot:
    ends = f"{curves[0][0][1]:.0f} to {curves[0][-1][1]:.0f}"
    alt = f"Digits read right, from {ends} of {count}, by the size of the change."
    series = [Series(name, tuple(curve)) for name, curve in zip(("attack", "random"), curves, strict=True)]
    return Plot(alt, Axis("largest change of a pixel", low=0), Axis("right", low=0, high=count), tuple(series))


PROGRAM = Program(Steps(_frames))
