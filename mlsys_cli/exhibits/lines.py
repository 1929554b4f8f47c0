"""Lines in a plane of points."""

from typing import TypeAlias

Line: TypeAlias = tuple[float, float, float, float]
"""From one point to another: x, y, x, y."""


def line_in_square(bias: float, a: float, b: float, low: float, high: float) -> tuple[Line, ...]:
    """The part of the line a·x + b·y + bias = 0 that is in a square."""
    ends: list[tuple[float, float]] = []
    for at in (low, high):
        if b and low <= (y := -(bias + a * at) / b) <= high:
            ends.append((at, y))
        if a and low <= (x := -(bias + b * at) / a) <= high:
            ends.append((x, at))
    ends = sorted(set(ends))
    return ((*ends[0], *ends[-1]),) if len(ends) > 1 else ()
