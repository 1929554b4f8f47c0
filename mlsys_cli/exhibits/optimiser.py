"""Optimisers: a ball in a long valley, by gradient descent, with momentum, and by Adam."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.vectors import Line, read_vector
from mlsys_cli.page.blocks import Blocks, Table
from mlsys_cli.page.plots import Axis, Plane, PlanePoint, Plot, Series
from mlsys_cli.text.english import counted

Vector: TypeAlias = tuple[float, ...]

_NEAR = 0.01
"""The distance from the bottom at which the ball has arrived."""
_FAR = 1e6
"""The distance at which it has flown away."""
_CORNERS = 24
"""Of an ellipse that is drawn."""
_MEAN, _SQUARES, _TINY = 0.9, 0.999, 1e-8
"""Adam's usual constants: how much of the mean and of the mean square is kept, and what is added to its root."""


class Memory(NamedTuple):
    """The state of an optimiser: the steps so far, a mean or sum of the slopes, and a mean of their squares."""

    steps: int
    mean: Vector
    squares: Vector


def step(method: str, memory: Memory, slope: Vector, rate: float, momentum: float) -> tuple[Vector, Memory]:
    """The step that a method makes at a place with such a slope, and what it keeps."""
    count, mean, squares = memory
    count += 1
    if method == "adam":
        mean = tuple(_MEAN * m + (1 - _MEAN) * g for m, g in zip(mean, slope, strict=True))
        squares = tuple(_SQUARES * s + (1 - _SQUARES) * g * g for s, g in zip(squares, slope, strict=True))
        unbiased = 1 - _MEAN**count, 1 - _SQUARES**count
        steps = (
            -rate * (m / unbiased[0]) / (math.sqrt(s / unbiased[1]) + _TINY) for m, s in zip(mean, squares, strict=True)
        )
    else:
        kept = momentum if method == "momentum" else 0.0
        mean = tuple(kept * m + g for m, g in zip(mean, slope, strict=True))
        steps = (-rate * m for m in mean)
    return tuple(steps), Memory(count, mean, squares)


def path(settings: Settings) -> Iterator[tuple[Vector, Vector]]:
    """The place of the ball, and the step that led there: at the start, and after each one until it is done."""
    place: Vector = (settings["x"], settings["y"])
    memory = Memory(0, (0.0, 0.0), (0.0, 0.0))
    yield place, (0.0, 0.0)
    for _ in range(settings["stop"]):
        if not _NEAR <= math.hypot(*place) <= _FAR:
            return
        slope = (place[0], settings["steepness"] * place[1])
        move, memory = step(settings["method"], memory, slope, settings["rate"], settings["momentum"])
        place = (place[0] + move[0], place[1] + move[1])
        yield place, move


def largest_rate(method: str, steepness: float, momentum: float) -> float | None:
    """The rate up to which the ball doesn't fly out of the valley; none for Adam, whose steps can't grow."""
    steepest = max(steepness, 1)
    return {"descent": 2 / steepest, "momentum": 2 * (1 + momentum) / steepest}.get(method)


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    if settings["gradient"]:
        yield from _frames_of_one_step(settings)
        return
    most = largest_rate(settings["method"], settings["steepness"], settings["momentum"])
    places: list[Vector] = []
    for count, (place, move) in enumerate(path(settings)):
        places.append(place)
        distance = math.hypot(*place)
        numbers = (
            Number("steps", count),
            Number("distance", round(distance, 6)),
            Number("height", round((place[0] ** 2 + settings["steepness"] * place[1] ** 2) / 2, 6)),
            *(Number(f"{name} now", round(at, 6)) for name, at in zip("xy", place, strict=True)),
            *(Number(f"step of {name}", round(by, 9)) for name, by in zip("xy", move, strict=True)),
            Number("arrived", distance < _NEAR),
        )
        is_last = count == settings["stop"] or not _NEAR <= distance <= _FAR
        answer = (Number("largest rate", most and round(most, 6)),) if is_last else ()  # to the question, so not before
        words = _words(count, distance, settings["stop"])
        yield Frame(words, (*numbers, *answer), _pictures(places, settings))


def _words(count: int, distance: float, stop: int) -> str:
    if distance < _NEAR:
        return f"After {counted(count, 'step')} the ball is within {_NEAR} of the bottom."
    if distance > _FAR:
        return f"After {counted(count, 'step')} the ball has flown away: the rate is too large."
    if count == stop:
        return f"Stopped after {counted(count, 'step')}, {distance:.3g} from the bottom."
    return f"The ball is {distance:.3g} from the bottom." if count else "The ball lies at the start."


def _frames_of_one_step(settings: Settings) -> Iterator[Frame]:
    """The first step that a method makes of slopes that the learner gives."""
    slope = read_vector("gradient", settings["gradient"])
    nothing = (0.0,) * len(slope)
    move, _ = step(settings["method"], Memory(0, nothing, nothing), slope, settings["rate"], settings["momentum"])
    for count, moves in enumerate((nothing, move)):
        numbers = (Number("steps", count), *(Number(f"step {n}", round(by, 12) + 0.0) for n, by in enumerate(moves, 1)))
        rows = tuple((str(n), f"{g:g}", f"{by + 0.0:g}") for n, (g, by) in enumerate(zip(slope, moves, strict=True), 1))
        now = f"The first step with {settings['method']}." if count else "These are the slopes; nothing has moved yet."
        yield Frame(now, numbers, (Table(("number", "slope", "step"), rows),))


def _pictures(places: Sequence[Vector], settings: Settings) -> Blocks:
    """The valley from above with the way of the ball, and its distance from the bottom after each step."""
    start = places[0]
    across, up = max(1.1 * abs(start[0]), 1.0), max(2.2 * abs(start[1]), 0.5)
    shown = [(round(x, 4), round(y, 4)) for x, y in places if abs(x) <= across and abs(y) <= up]
    way = [(*one, *other) for one, other in pairwise(shown)]
    lines = (*way, *_contours(settings["steepness"], across, up))
    alt = f"The way of the ball from above: {counted(len(places) - 1, 'step')}; the bottom is at (0, 0)."
    axes = Axis("x, along", low=-across, high=across), Axis("y, across", low=-up, high=up)
    plane = Plane(alt, *axes, ("the ball",), tuple(PlanePoint(*place) for place in shown), lines)
    far = tuple((float(count), float(f"{math.hypot(*place):.4g}")) for count, place in enumerate(places))
    if len(far) < 2:
        return (plane,)
    after = counted(len(far) - 1, "step")
    alt = f"Its distance from the bottom: {far[0][1]:g} at the start, {far[-1][1]:g} after {after}."
    axes = Axis("step", low=0, is_whole=True), Axis("distance", is_log=True)
    return plane, Plot(alt, *axes, (Series("distance", far),))


def _contours(steepness: float, across: float, up: float) -> Iterator[Line]:
    """Lines of equal height: ellipses in short pieces, as far as they are in the picture."""
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS + 1)]
    for share in (0.3, 0.6, 0.9):
        long, short = share * across, share * across / math.sqrt(steepness)
        corners = [(round(long * math.cos(turn), 4), round(short * math.sin(turn), 4)) for turn in turns]
        for one, other in pairwise(corners):
            if max(abs(one[1]), abs(other[1])) <= up:
                yield (*one, *other)


PROGRAM = Program(Steps(_frames))
