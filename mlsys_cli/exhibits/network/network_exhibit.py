"""A convolutional network that reads digits, learns to, and is counted beside those of history."""

from collections.abc import Iterator, Sequence

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.network.convolution import (
    KERNEL,
    POOLED,
    ConvolutionalNetwork,
    ForwardPass,
    count_right,
    forward,
    random_network,
    train,
    trained_network,
    windows,
)
from mlsys_cli.exhibits.network.digits import TRAINING, digits, drawn
from mlsys_cli.exhibits.network.layers import Layer, alexnet, lecun_1989, lenet_5, map_width, totals
from mlsys_cli.exhibits.pictures import curve_of_right, square
from mlsys_cli.page.plots import Axis, Pixels, Plot, Series

_TESTS = 1797 - TRAINING  # the other digits of the set


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    return {"read": _read, "train": _train, "count": _count}[settings["do"]](settings, chance)


def _read(settings: Settings, chance: Chance) -> Iterator[Frame]:
    """An image on its way through the trained network."""
    tests = digits()[TRAINING:]
    image, label = tests[settings["digit"]]
    if settings["drawing"]:
        image, label = drawn(settings["drawing"]), -1
    network = trained_network()
    seen = forward(network, windows(image))
    meant = (Number("meant", label),) if label >= 0 else ()
    picture = square(image, "the image", "An image of 8 by 8 pixels")
    yield Frame("64 pixels, from paper to ink.", meant, (picture,))
    words = "Six filters look at each 3 by 3 pixels. A map is bright where the image looks like its filter."
    yield Frame(words, meant, (picture, *_filters(network), *_maps(seen.maps, "map")))
    words = "Each 2 by 2 pixels become their mean: 54 numbers are left, and a shift of the image changes them little."
    means = [seen.means[start : start + POOLED**2] for start in range(0, len(seen.means), POOLED**2)]
    yield Frame(words, meant, tuple(_maps(means, "means")))
    sure = seen.probabilities[seen.answer]
    said = f"Ten sums of the 54 numbers, one for each digit: it reads a {seen.answer}, with {100 * sure:.0f} %."
    if label >= 0:
        said += " That is right." if label == seen.answer else f" The writer meant a {label}."
    numbers = (
        Number("answer", seen.answer),
        Number("sure", round(100 * sure, 1), "%"),
        *meant,
        *_probabilities(seen),
        Number("parameters", network.parameters),
        *_score(count_right(network, tests)),
    )
    yield Frame(said, numbers, (picture, _bars(seen)))


def _train(settings: Settings, chance: Chance) -> Iterator[Frame]:
    """A frame for each hundred images; the others are read after each pass."""
    training, tests = digits()[:TRAINING], digits()[TRAINING:]
    network = random_network(chance)
    right = count_right(network, tests)
    passes = [(0.0, float(right))]
    words = f"The filters are random: it reads {right} of the {_TESTS} other digits right, about one in ten."
    yield Frame(words, (Number("pass", 0), *_score(right)), tuple(_filters(network)))
    for taught in train(network, training, settings["passes"], settings["rate"], chance):
        words = f"Pass {taught.passes}, {taught.images} images: {taught.recent} of the last hundred were right."
        if taught.images == TRAINING:
            right = count_right(taught.network, tests)
            passes.append((float(taught.passes), float(right)))
            words = f"After pass {taught.passes} it reads {right} of the {_TESTS} digits right that it never saw."
        numbers = (
            Number("pass", taught.passes),
            Number("images", taught.images),
            Number("right of the last hundred", taught.recent),
            *_score(right),
            Number("parameters", taught.network.parameters),
        )
        yield Frame(words, numbers, (*_filters(taught.network), curve_of_right(passes, "passes", _TESTS)))


def _count(settings: Settings, chance: Chance) -> Iterator[Frame]:
    """A frame for each network of history."""
    for name, layers, words in _history():
        sums = totals(layers)
        counted_units = f"units {'with' if layers[0].name == 'input' else 'without'} the inputs"
        numbers = (
            Number("network", name),
            *(Number(what, total, label=counted_units if what == "units" else "") for what, total in sums.items()),
            *(number for layer in layers if layer.connections for number in _layer(layer)),
        )
        yield Frame(words, numbers)


def _history() -> Iterator[tuple[str, list[Layer], str]]:
    """Each network of history with a sentence on what its counts show."""
    layers, sums = lecun_1989(), totals(lecun_1989())
    words = (
        "Units that look for the same thing at different places share their weights: the network learns "
        f"{sums['parameters']:,} numbers and uses them in {sums['connections']:,} connections."
    )
    yield "LeCun and others, 1989", layers, words
    layers, sums = lenet_5(), totals(lenet_5())
    share = max(layer.parameters for layer in layers) / sums["parameters"]
    words = f"It learns {sums['parameters']:,} numbers, {share:.0%} of them in C5, whose kernels cover a whole map."
    yield "LeNet-5, 1998", layers, words
    layers, sums = alexnet(), totals(alexnet())
    share = sum(layer.parameters for layer in layers[-3:]) / sums["parameters"]
    words = (
        f"It learns {sums['parameters']:,} numbers, {share:.0%} of them in its last three layers. Images 224 pixels "
        f"wide, as the paper says, would make its first maps {map_width(224, 11, 4)} wide, which can't be; images 227 "
        f"wide make them {map_width(227, 11, 4):.0f}."
    )
    yield "AlexNet, 2012", layers, words


def _layer(layer: Layer) -> tuple[Number, Number]:
    return (
        Number(f"{layer.name}: connections", layer.connections),
        Number(f"{layer.name}: parameters", layer.parameters),
    )


def _score(right: int) -> tuple[Number, Number]:
    return Number("right", right), Number("of", _TESTS)


def _probabilities(seen: ForwardPass) -> tuple[Number, ...]:
    return tuple(
        Number(f"probability of {digit}", round(100 * share, 1), "%") for digit, share in enumerate(seen.probabilities)
    )


def _filters(network: ConvolutionalNetwork) -> list[Pixels]:
    largest = max(abs(weight) for weights in network.filters for weight in weights)
    return [
        square(weights, f"filter {number}", f"The {KERNEL**2} weights of filter {number}", largest)
        for number, weights in enumerate(network.filters, 1)
    ]


def _maps(maps: Sequence[Sequence[float]], title: str) -> list[Pixels]:
    largest = max(map(max, maps))
    return [
        square(pixels, f"{title} {number}", f"What filter {number} finds: {title}", largest)
        for number, pixels in enumerate(maps, 1)
    ]


def _bars(seen: ForwardPass) -> Plot:
    points = tuple((float(digit), round(share, 4)) for digit, share in enumerate(seen.probabilities))
    alt = f"The probability of each digit; the highest is {max(seen.probabilities):.2f}, of {seen.answer}."
    axes = (Axis("digit", low=0, high=9), Axis("probability", low=0, high=1))
    return Plot(alt, *axes, (Series("probability", points, joined=False),))


PROGRAM = Program(Steps(_frames), {"width of AlexNet's first maps": lambda: map_width(227, 11, 4)})
