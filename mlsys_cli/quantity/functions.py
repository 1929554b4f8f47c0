"""The signs and functions of formulas, applied to quantities."""

import math
from collections.abc import Callable

from mlsys_cli.quantity.quantity import Quantity, QuantityError, UnlikeUnitsError, written
from mlsys_cli.quantity.units import is_counted

_LARGEST_POWER = 10_000


def applied(function: str, values: list[Quantity]) -> Quantity:
    """The result of a sign or function. QuantityError says why it has none; ValueError or OverflowError: too large."""
    first, *others = values
    match function:
        case "+":
            return first + others[0]
        case "-":
            return first - others[0] if others else -first
        case "*":
            return first * others[0]
        case "/":
            return first / others[0]
        case "^":
            return _power(first, others[0])
    return FUNCTIONS[function](*values)


def _power(base: Quantity, exponent: Quantity) -> Quantity:
    power = _plain("an exponent", exponent)
    if abs(power) > _LARGEST_POWER:
        raise QuantityError("an exponent that is too large")
    if power.is_integer():
        return base ** int(power)
    if base.dimension:
        raise UnlikeUnitsError(f"{written(base)} can only be raised to a whole number")
    if base.value < 0:
        raise QuantityError("a root of a negative number")
    return Quantity(base.value**power)


def _plain(what: str, found: Quantity) -> float:
    if found.dimension:
        raise UnlikeUnitsError(f"{what} must be a plain number, not {written(found)}")
    return found.value


def _sqrt(found: Quantity) -> Quantity:
    if found.value < 0:
        raise QuantityError("a root of a negative number")
    if any(power % 2 for _, power in found.dimension):
        raise UnlikeUnitsError(f"{written(found)} has no square root")
    return Quantity(math.sqrt(found.value), tuple((base, power // 2) for base, power in found.dimension))


def _logarithm(function: Callable[[float], float]) -> Callable[[Quantity], Quantity]:
    def logarithm(found: Quantity) -> Quantity:
        value = _plain("what has a logarithm", found)
        if value <= 0:
            raise QuantityError("a logarithm of a number that isn't above 0")
        return Quantity(function(value))

    return logarithm


def _exp(found: Quantity) -> Quantity:
    return Quantity(math.exp(_plain("an exponent", found)))


def _rounded(function: Callable[[float], int]) -> Callable[[Quantity], Quantity]:
    """A function that rounds plain numbers, and things that are counted; 3.0000000000001 is taken for 3."""

    def rounded(found: Quantity) -> Quantity:
        if not is_counted(found.dimension):
            _plain("what is rounded", found)
        return Quantity(float(function(float(f"{found.value:.12g}"))), found.dimension)

    return rounded


def _extreme(function: Callable[..., Quantity]) -> Callable[..., Quantity]:
    def extreme(*found: Quantity) -> Quantity:
        first = found[0]
        return function(found, key=lambda one: (one - first).value)  # QuantityError if they can't be compared

    return extreme


FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "min": _extreme(min),
    "max": _extreme(max),
    "sqrt": _sqrt,
    "log": _logarithm(math.log),
    "log2": _logarithm(math.log2),
    "log10": _logarithm(math.log10),
    "exp": _exp,
    "ceil": _rounded(math.ceil),
    "floor": _rounded(math.floor),
    "round": _rounded(round),
    "abs": lambda found: Quantity(abs(found.value), found.dimension),
}
"""The functions of formulas; `log` is the natural logarithm."""

OF_SEVERAL = ("min", "max")
"""The functions that take several values."""
