"""Federated learning: phones that send what they have learned, and never their images."""

from collections.abc import Iterator, Sequence

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.network.sums import NUMBERS, Case, Sums, cases, count_right, move, nothing, slopes_of
from mlsys_cli.exhibits.pictures import curve_of_right
from mlsys_cli.exhibits.vectors import dot
from mlsys_cli.page.blocks import Table
from mlsys_cli.text.english import counted

_RATE = 0.1
_SHARDS = 2
"""The parts of the sorted images that a phone has, as McMahan and others dealt them out."""


def dealt(images: Sequence[Case], phones: int, data: str, chance: Chance) -> list[list[Case]]:
    """The images of each phone: some of all digits, or two parts of those sorted by digit."""
    mixed = chance.shuffled(images)
    if data == "like":
        return [mixed[phone::phones] for phone in range(phones)]
    mixed.sort(key=lambda case: case.label)
    count = _SHARDS * phones
    shards = [mixed[place * len(mixed) // count : (place + 1) * len(mixed) // count] for place in range(count)]
    shards = chance.shuffled(shards)
    return [[case for shard in shards[phone::phones] for case in shard] for phone in range(phones)]


def taught(sums: Sums, images: Sequence[Case], passes: int, chance: Chance) -> Sums:
    """The model after some passes over images, in another order each time."""
    sums = [[*row] for row in sums]
    for _ in range(passes):
        for case in chance.shuffled(images):
            move(sums, case, [-_RATE * blame for blame in slopes_of(sums, case)])
    return sums


def mean(models: Sequence[Sums], counts: Sequence[int]) -> Sums:
    """The mean of some models, each counted as often as it has images."""
    shares = [count / sum(counts) for count in counts]
    return [[dot(shares, weights) for weights in zip(*rows, strict=True)] for rows in zip(*models, strict=True)]


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    training, tests = cases()
    phones = dealt(training, settings["phones"], settings["data"], chance)
    joining = max(1, round(settings["part"] * len(phones)))
    sums, curve, sent = nothing(), [], 0
    for step in range(settings["rounds"]):
        chosen = [phones[number] for number in sorted(chance.shuffled(range(len(phones)))[:joining])]
        models = [taught(sums, images, settings["passes"], chance) for images in chosen]
        sums = mean(models, [len(images) for images in chosen])
        right = count_right(sums, tests)
        curve.append((step + 1.0, float(right)))
        if not step:
            alone = [count_right(model, tests) for model in models]
            table = _table(chosen, alone)
        sent += NUMBERS * joining
        numbers = (
            Number("round", step + 1),
            Number("right", right),
            Number("of", len(tests)),
            Number("best alone", max(alone), label="right of the best phone alone"),
            Number("numbers sent", sent),
        )
        words = f"Round {step + 1}: the mean of {counted(joining, 'phone')} reads {right} of {len(tests)} digits right."
        yield Frame(words, numbers, (curve_of_right(curve, "round", len(tests), settings["rounds"]), table))


def _table(phones: Sequence[Sequence[Case]], alone: Sequence[int]) -> Table:
    """The images of each phone, and how many of the others it reads right alone."""
    digits = (", ".join(map(str, sorted({case.label for case in images}))) for images in phones)
    rows = zip(map(str, range(1, len(phones) + 1)), digits, (str(len(i)) for i in phones), map(str, alone), strict=True)
    return Table(("phone", "digits", "images", "right alone"), tuple(rows))


PROGRAM = Program(Steps(_frames))
