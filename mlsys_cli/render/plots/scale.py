"""The scale of an axis: the places of numbers, and ticks at round numbers."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from mlsys_cli.page.plots import Axis, drawable
from mlsys_cli.text.english import superscript

_ROUNDED_TO = 8
"""An axis ends at a multiple of the round number that divides it into about so many parts."""

_DIGITS = (1, 2, 5, 10)  # of round numbers
_PREFIXES = {3: "k", 6: "M", 9: "G", 12: "T"}
# Labels are plain from 0.001 to 9999, have a prefix (20k, 3T) up to 1e15, and else a factor beside the axis name.
_PREFIXED_FROM, _PREFIXED_TO, _PLAIN_FROM = 1e4, 1e15, 1e-3
_PLAIN_POWERS = -3, 12  # of a log axis: 0.001 to 1T
_LEAST_SPAN = 1e-9
"""Numbers that differ by less than this share are drawn as equal: a float has too few digits to place them."""

_TINIEST = 1e-290  # a division by less overflows
_FARTHEST = 1e6  # far outside of any drawing, and still exact enough to clip a line at its edge


class Tick(NamedTuple):
    """A place on an axis, from 0 to 1, and its label."""

    position: float
    label: str


class Scale(NamedTuple):
    """The ends of an axis; those of a log axis are powers of ten. One that `is_whole` has no fractions."""

    low: float
    high: float
    is_log: bool = False
    is_whole: bool = False

    def place(self, value: float) -> float:
        """The place of a number that is drawable: 0 at the low end, 1 at the high end, or beyond."""
        return self._share(math.log10(value) if self.is_log else value)

    def ticks(self, most: int) -> tuple[list[Tick], str]:
        """About so many ticks, at least two, and the factor that their labels leave out, such as `10⁻⁶`, if any."""
        # Where the round numbers lie badly, two ticks would be none: 0.9 to 4.9 has no multiple of 5.
        for number in range(most, 3 * most + 4):
            ticks, factor = self._log_ticks(number) if self.is_log else self._linear_ticks(number)
            if len(ticks) > 1:
                return ticks, factor
        ends = (10**end if self.is_log else end for end in (self.low, self.high))
        return [Tick(place, f"{end:.4g}") for place, end in enumerate(ends)], ""

    def _share(self, number: float) -> float:
        return min(max((number - self.low) / (self.high - self.low), -_FARTHEST), _FARTHEST)

    def _linear_ticks(self, most: int) -> tuple[list[Tick], str]:
        step = max(round_step((self.high - self.low) / max(most - 1, 1)), float(self.is_whole))
        # An end that is a multiple of the step has its tick, although 0.3 / 0.1 is 2.9999999999999996.
        first, last = math.ceil(self.low / step - 1e-6), math.floor(self.high / step + 1e-6)
        values = [number * step for number in range(first, last + 1)]
        largest = max(abs(self.low), abs(self.high))
        power, sign = 0, ""
        if largest >= _PREFIXED_TO or largest < _PLAIN_FROM:
            power = math.floor(math.log10(largest))
        elif largest >= _PREFIXED_FROM:
            power, sign = max((at, sign) for at, sign in _PREFIXES.items() if 10**at <= largest)
        decimals = min(max(-math.floor(math.log10(step) - power + 1e-9), 0), 12)
        factor = _power(power) if power and not sign else ""
        labels = (f"{value / 10.0**power:.{decimals}f}" for value in values)
        return [
            Tick(self._share(value), label + sign if number else "0")
            for number, value, label in zip(range(first, last + 1), values, labels, strict=True)
        ], factor

    def _log_ticks(self, most: int) -> tuple[list[Tick], str]:
        """Each power of ten, or every second, third, fifth … one; with 2 and 5 between them if there is room."""
        span = self.high - self.low
        step = max(math.ceil(round_step(span / max(most, 1)) - 1e-9), 1)
        digits = (1, 2, 5) if span * 3 < most else (1,)
        plain = _PLAIN_POWERS[0] <= self.low and self.high <= _PLAIN_POWERS[1]
        ticks = []
        for power in range(math.floor(self.low / step) * step, math.ceil(self.high) + 1, step):
            for digit in digits:
                place = self._share(power + math.log10(digit))
                if -1e-9 <= place <= 1 + 1e-9:
                    ticks.append(Tick(place, _plain(digit, power) if plain else _power(power, digit)))
        return ticks, ""


def _power(power: int, digit: int = 1) -> str:
    """A power of ten, times a digit."""
    return ("" if digit == 1 else f"{digit}×") + "10" + superscript(str(power))


def _plain(digit: int, power: int) -> str:
    """A power of ten, times a digit, with a prefix if it is large: `0.5`, `20`, `500k`."""
    if power < 3:
        return f"{digit * 10.0**power:.3g}"
    return f"{digit * 10 ** (power % 3)}{_PREFIXES[power - power % 3]}"


def round_step(least: float) -> float:
    """The least of 1, 2 and 5, times a power of ten, that isn't smaller."""
    power = 10.0 ** math.floor(math.log10(least))
    # For a float 1.1 - 1 is a little more than 0.1, and still has a step of 0.1.
    return next(digit * power for digit in _DIGITS if digit * power >= least * (1 - 1e-9))


def scale_of(axis: Axis, values: Iterable[float]) -> Scale:
    """The scale for some numbers. Without ends of its own, an axis ends at round numbers around them.

    Numbers that can't be drawn are left out. The ends of the axis that make no sense are disregarded.
    """

    def placed(numbers: Iterable[float | None]) -> list[float | None]:
        return [_number(n, axis) if n is not None and drawable(n, axis) else None for n in numbers]

    given_low, given_high = placed((axis.low, axis.high))
    numbers = [number for number in placed(values) if number is not None]
    low = min(numbers, default=0.0) if given_low is None else given_low
    high = max(numbers, default=low + 1) if given_high is None else given_high
    if high - low <= _LEAST_SPAN * max(abs(low), abs(high)):
        low, high = _widened(low, high, given_low is None, given_high is None)
    step = round_step((high - low) / _ROUNDED_TO)
    if axis.is_log or axis.is_whole:
        step = max(step, 1.0)
    low = math.floor(low / step + 1e-9) * step if given_low is None else low
    high = math.ceil(high / step - 1e-9) * step if given_high is None else high
    if high <= low:  # rounded to the other side of an end that is given, by less than a step
        low, high = (high - step, high) if given_low is None else (low, low + step)
    return Scale(low, high, axis.is_log, axis.is_whole)


def _number(value: float, axis: Axis) -> float:
    """A number as it is placed on an axis; the least ones that a float can hold are as good as 0."""
    return math.log10(value) if axis.is_log else 0.0 if abs(value) < _TINIEST else float(value)


def _widened(low: float, high: float, moves_low: bool, moves_high: bool) -> tuple[float, float]:
    """The ends of an axis whose numbers are all the same, or on the wrong side of the end that was given."""
    margin = max(abs(low), abs(high)) / 10 or 1.0
    if moves_high and not moves_low:
        return low, low + margin
    if moves_low and not moves_high:
        return high - margin, high
    low, high = min(low, high), max(low, high)
    return low - margin, high + margin
