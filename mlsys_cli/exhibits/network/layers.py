"""The layers of three networks of history, with what each has to learn and how often it uses it."""

from typing import NamedTuple


class Layer(NamedTuple):
    """A layer: its units, the connections that lead to them with their biases, and the weights that it learns."""

    name: str
    units: int
    connections: int
    parameters: int


def convolution(name: str, maps: int, width: int, kernel: int, kernels: int, *, own_biases: bool = False) -> Layer:
    """Maps whose units share their weights: a map has a kernel for each map below that it sees."""
    units = maps * width**2
    weights = kernel**2 * kernels
    return Layer(name, units, weights * width**2 + units, weights + (units if own_biases else maps))


def pooling(name: str, maps: int, width: int) -> Layer:
    """Maps of sums of 2 by 2 units, each map with one factor and one bias, as in LeNet-5."""
    units = maps * width**2
    return Layer(name, units, units * 5, maps * 2)


def dense(name: str, units: int, inputs: int, *, is_fixed: bool = False) -> Layer:
    """Units that see all below; where the weights are fixed, there is no bias and nothing to learn."""
    if is_fixed:
        return Layer(name, units, units * inputs, 0)
    return Layer(name, units, units * (inputs + 1), units * (inputs + 1))


def lecun_1989() -> list[Layer]:
    """The network for handwritten ZIP codes: each unit of a map has its own bias; the paper counts inputs as units."""
    return [
        Layer("input", 16 * 16, 0, 0),
        convolution("H1", 12, 8, 5, 12, own_biases=True),
        convolution("H2", 12, 4, 5, 12 * 8, own_biases=True),
        dense("H3", 30, 12 * 4 * 4),
        dense("output", 10, 30),
    ]


def lenet_5() -> list[Layer]:
    """LeNet-5; the maps of C3 see 3, 4 or 6 maps below, 60 in all, and the code of each digit is fixed."""
    return [
        convolution("C1", 6, 28, 5, 6),
        pooling("S2", 6, 14),
        convolution("C3", 16, 10, 5, 6 * 3 + 9 * 4 + 6),
        pooling("S4", 16, 5),
        convolution("C5", 120, 1, 5, 120 * 16),
        dense("F6", 84, 120),
        dense("output", 10, 84, is_fixed=True),
    ]


def map_width(image: int, kernel: int, stride: int) -> float:
    """The number of times a kernel fits across an image; only a whole number makes a map."""
    return (image - kernel) / stride + 1


def alexnet(image: int = 227) -> list[Layer]:
    """AlexNet without its pooling, which learns nothing, and its inputs, which the paper doesn't count.

    Layers 2, 4 and 5 see only half of the maps below.
    """
    first = int(map_width(image, 11, 4))
    return [
        convolution("1", 96, first, 11, 96 * 3),
        convolution("2", 256, 27, 5, 256 * 48),
        convolution("3", 384, 13, 3, 384 * 256),
        convolution("4", 384, 13, 3, 384 * 192),
        convolution("5", 256, 13, 3, 256 * 192),
        dense("6", 4096, 256 * 6 * 6),
        dense("7", 4096, 4096),
        dense("8", 1000, 4096),
    ]


def totals(layers: list[Layer]) -> dict[str, int]:
    """The units, connections and parameters of all layers."""
    return {what: sum(getattr(layer, what) for layer in layers) for what in ("units", "connections", "parameters")}
