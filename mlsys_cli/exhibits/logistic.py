"""Logistic regression on the 23 flights of the shuttle before Challenger's last."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

_DAMAGED = (53, 57, 58, 63, 70, 70, 75)
_SOUND = (66, 67, 67, 67, 68, 69, 70, 70, 72, 73, 75, 76, 76, 78, 79, 81)
"""The temperatures in °F of the flights with and without damage to an O-ring of a field joint."""


class Flight(NamedTuple):
    """The temperature at the launch in °F, and whether any O-ring of a field joint was damaged."""

    temperature: float
    is_damaged: bool


class LogisticCurve(NamedTuple):
    """The log odds are `intercept` + `slope` × temperature."""

    intercept: float
    slope: float

    def probability(self, temperature: float) -> float:
        """The probability of damage."""
        return 1 / (1 + math.exp(-(self.intercept + self.slope * temperature)))


FLIGHTS = (*(Flight(t, True) for t in _DAMAGED), *(Flight(t, False) for t in _SOUND))


def fit(flights: Sequence[Flight]) -> LogisticCurve:
    """The most likely curve, by Newton's method. Both kinds must overlap, else there is none."""
    mean = sum(flight.temperature for flight in flights) / len(flights)
    intercept = slope = 0.0
    for _ in range(50):
        now = LogisticCurve(intercept, slope)
        rows = [(f.temperature - mean, f.is_damaged, now.probability(f.temperature - mean)) for f in flights]
        up = math.fsum(y - p for _, y, p in rows)
        tilt = math.fsum(x * (y - p) for x, y, p in rows)
        a, b, c = (math.fsum(p * (1 - p) * x**power for x, _, p in rows) for power in (0, 1, 2))
        size = a * c - b * b
        intercept += (c * up - b * tilt) / size
        slope += (a * tilt - b * up) / size
    return LogisticCurve(intercept - slope * mean, slope)


def _result(settings: Settings, chance: Chance) -> Frame:
    temperature = settings["temperature"]
    if settings["flights"] == "damaged":
        words = "Of flights with damage alone nothing can be learned: all seven look alike, at 53 to 75 °F."
        unknown = Number("flights", len(_DAMAGED)), Number("probability", None)
        return Frame(words, unknown, (_plot(None, temperature, FLIGHTS[: len(_DAMAGED)]),))
    fitted = fit(FLIGHTS)
    probability = fitted.probability(temperature)
    beyond = min(flight.temperature for flight in FLIGHTS) - temperature
    outside = f" That is {beyond:g} degrees colder than any flight before." if beyond > 0 else ""
    numbers = (
        Number("intercept", round(fitted.intercept, 4)),
        Number("slope", round(fitted.slope, 4), "per °F"),
        Number("probability", round(probability, 4)),
        Number("even odds at", round(-fitted.intercept / fitted.slope, 1), "°F"),
        Number("flights", len(FLIGHTS)),
    )
    words = f"At {temperature:g} °F the curve gives a probability of damage of {probability:.4f}.{outside}"
    return Frame(words, numbers, (_plot(fitted, temperature, FLIGHTS),))


def _plot(fitted: LogisticCurve | None, temperature: float, flights: Sequence[Flight]) -> Plot:
    curve = tuple((float(t), round(fitted.probability(t), 4)) for t in range(25, 91)) if fitted else ()
    alt = f"{len(flights)} flights by temperature, damaged (1) or not (0), and the curve of the probability."
    series = [Series("flights", tuple((f.temperature, float(f.is_damaged)) for f in flights), joined=False)]
    marks: tuple[PlotMark, ...] = ()
    if fitted:
        series.insert(0, Series("probability", curve))
        marks = (PlotMark(temperature, round(fitted.probability(temperature), 4), f"{temperature:g} °F"),)
    axes = Axis("temperature", "°F", low=25, high=90), Axis("damage", low=0, high=1)
    return Plot(alt, *axes, tuple(series), marks)


PROGRAM = Program(Dials(_result))
