"""Forgetting: a network that learns five digits, then the five others, and has lost the first."""

from collections.abc import Iterator, Sequence

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.network.convolution import ConvolutionalNetwork, count_right, random_network, train
from mlsys_cli.exhibits.network.digits import TRAINING, Digit, digits
from mlsys_cli.page.plots import Axis, Plot, Series

_RATE = 0.1
_NEW_FOR_A_KEPT = 2
"""After so many new images comes one of those that were kept."""


def halves(images: Sequence[Digit]) -> tuple[list[Digit], list[Digit]]:
    """The images of the digits 0 to 4, and of 5 to 9."""
    return [digit for digit in images if digit.label < 5], [digit for digit in images if digit.label >= 5]


def kept(images: Sequence[Digit], count: int) -> list[Digit]:
    """The first so many images of each digit."""
    return [digit for place in range(10) for digit in [one for one in images if one.label == place][:count]]


def lessons(count: int, passes: int, chance: Chance) -> Iterator[tuple[ConvolutionalNetwork, int]]:
    """The network after each pass, and whether it learns the first five digits (0) or the others (1).

    With the others, it sees again so many images of each of the first, as often as is said above.
    """
    network = random_network(chance)
    first, second = halves(digits()[:TRAINING])
    again = kept(first, count)
    again *= round(len(second) / _NEW_FOR_A_KEPT / len(again)) if again else 1
    for half, images in enumerate((first, [*second, *again])):
        for taught in train(network, images, passes, _RATE, chance):
            network = taught.network
            if taught.images == len(images):
                yield network, half


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    passes, count = settings["passes"], settings["kept"]
    tests = halves(digits()[TRAINING:])
    curves: tuple[list[tuple[float, float]], ...] = ([], [])
    for step, (network, half) in enumerate(lessons(count, passes, chance), 1):
        shares = [round(count_right(network, part) / len(part), 4) for part in tests]
        for curve, share in zip(curves, shares, strict=True):
            curve.append((float(step), share))
        learns = ("0 to 4", "5 to 9")[half]
        words = f"Pass {step}, over the digits {learns}: it reads {shares[0]:.0%} of the first five right"
        before = curves[0][min(step, passes) - 1][1]
        numbers = (
            Number("pass", step),
            Number("first half", shares[0], label="right of 0 to 4"),
            Number("second half", shares[1], label="right of 5 to 9"),
            Number("first half before", before, label="right of 0 to 4 before it learned the others"),
            Number("images kept", 5 * count),
        )
        yield Frame(f"{words}, {shares[1]:.0%} of the others.", numbers, (_plot(curves, passes),))


def _plot(curves: Sequence[Sequence[tuple[float, float]]], passes: int) -> Plot:
    ends = ", ".join(f"{curve[-1][1]:.2f}" for curve in curves)
    alt = f"The share read right of the digits 0 to 4 and of 5 to 9 after each pass: at the end {ends}."
    series = tuple(Series(name, tuple(curve)) for name, curve in zip(("0 to 4", "5 to 9"), curves, strict=True))
    axes = Axis("pass", low=1, high=2 * passes, is_whole=True), Axis("right", low=0, high=1)
    return Plot(alt, *axes, series)


PROGRAM = Program(Steps(_frames))
