"""Private learning: slopes that are clipped and noised, so that no image can be found in what was learned."""

import math
from collections.abc import Callable, Iterator, Sequence

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.network.sums import Case, Sums, cases, count_right, move, nothing, slopes_of
from mlsys_cli.exhibits.pictures import curve_of_right, square
from mlsys_cli.exhibits.vectors import dot
from mlsys_cli.page.plots import Pixels

_RATE = 2.0


def delta(epsilon: float, mu: float) -> float:
    """The least δ at an ε for normal noise, with `mu` the largest change of one image over its deviation: exact."""
    return _normal(mu / 2 - epsilon / mu) - math.exp(epsilon) * _normal(-mu / 2 - epsilon / mu)


def _normal(x: float) -> float:
    """The chance that a normal number is at most x."""
    return math.erfc(-x / math.sqrt(2)) / 2


def _root(low: float, high: float, is_low: Callable[[float], bool]) -> float:
    """The place between two others up to which something is true."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if is_low(middle) else (low, middle)
    return low


def noise_for(epsilon: float, allowed: float, steps: int) -> float:
    """The deviation of the noise in each step, in clips, with which so many steps over all images spend ε at δ."""
    return math.sqrt(steps) / _root(1e-6, 1e3, lambda mu: delta(epsilon, mu) <= allowed)


def spent(noise: float, allowed: float, steps: int) -> float:
    """The ε that so many steps over all images have spent at δ."""
    mu = math.sqrt(steps) / noise
    return _root(0.0, 1e3, lambda epsilon: delta(epsilon, mu) > allowed)


def slope(sums: Sums, images: Sequence[Case], clip: float) -> tuple[Sums, int]:
    """The sum of the slopes of the error for each image, none longer than the clip, and how many were clipped.

    The slope for a weight is a blame times a pixel, so that its length is that of the blames times that of the pixels.
    """
    total, clipped = nothing(), 0
    for case in images:
        parts = slopes_of(sums, case)
        length = math.sqrt(dot(parts, parts) * dot(case.values, case.values))
        clipped += length > clip
        share = min(1.0, clip / length) if length else 1.0
        move(total, case, [share * part for part in parts])
    return total, clipped


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    training, tests = cases()
    images, allowed = training[: settings["images"]], settings["delta"]
    steps, clip = settings["steps"], settings["clip"]
    noise = noise_for(settings["epsilon"], allowed, steps) if settings["noise"] == "on" else 0.0
    sums, curve = nothing(), []
    for step in range(1, steps + 1):
        total, clipped = slope(sums, images, clip)
        sums = [
            [
                weight - _RATE * (part + noise * clip * chance.normal()) / len(images)
                for weight, part in zip(*rows, strict=True)
            ]
            for rows in zip(sums, total, strict=True)
        ]
        right = count_right(sums, tests)
        curve.append((float(step), float(right)))
        used = round(spent(noise, allowed, step), 3) if noise else 0.0
        numbers = (
            Number("step", step),
            Number("right", right),
            Number("of", len(tests)),
            *([Number("epsilon spent", used, label="ε spent")] if noise else []),
            Number("noise over clip", round(noise, 4), label="noise, in clips"),
            Number("clipped", clipped, label="slopes clipped"),
        )
        spending = f"with {used:g} of ε spent" if noise else "and hides nobody"
        words = f"Step {step}: it reads {right} of {len(tests)} digits right, {spending}"
        words += f"; {clipped} of {len(images)} slopes were clipped."
        yield Frame(words, numbers, (curve_of_right(curve, "step", len(tests), steps), *_pictures(sums)))


def _pictures(sums: Sums) -> Iterator[Pixels]:
    """The weights of a few digits as pictures, in which noise shows."""
    largest = max(abs(weight) for row in sums for weight in row[:-1])
    for digit in (0, 1, 7):
        yield square(sums[digit][:-1], f"weights of {digit}", f"The 64 weights of the sum for {digit}", largest)


PROGRAM = Program(Steps(_frames))
