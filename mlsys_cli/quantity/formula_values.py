"""The values of formulas: their units are worked out once, and then their values as plain floats."""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import add, mul, sub, truediv
from typing import Any, NamedTuple

from mlsys_cli.quantity.formula_tree import (
    Call,
    Constant,
    FormulaError,
    Known,
    Name,
    Node,
    NotGivenError,
    Sum,
    each_node,
)
from mlsys_cli.quantity.quantity import QuantityError, UnlikeUnitsError, measure, rounded
from mlsys_cli.quantity.units import Dimension, is_counted, times, to_power

_LARGEST_POWER = 10_000
"""A larger one overflows for any base that is written down, but Python may take minutes to find that out."""
_MOST = sys.float_info.max
_LEAST = -_MOST
_EXACT = 30
"""The most things that are chosen, or left, exactly. Of 500 of 1,000 that takes a hundred times as long."""
_MOST_TERMS = 2_000
_STEPS = 1_000_000
"""The most terms of a sum, and steps for an answer; a step is a sign or name of a formula, and takes 0.4 µs."""

CONDITION: Dimension = (("condition", 1),)
"""What a condition has in place of units."""


class Budget:
    """The steps that may still be taken for an answer, however many formulas it is made from."""

    def __init__(self, steps: int = _STEPS) -> None:
        self._left = steps

    @property
    def is_spent(self) -> bool:
        """True once more was asked for than there was."""
        return self._left < 0

    def spend(self, steps: int) -> None:
        """Take some steps. Raises QuantityError if there are none left."""
        self._left -= steps
        if self._left < 0:
            raise QuantityError("this takes too long to work out")


class Values(dict[str, Any]):
    """Floats in base units by their names, and words of givens that are no numbers."""

    def __init__(self, values: Mapping[str, float | str], budget: Budget | None = None) -> None:
        super().__init__(values)
        self.budget = budget or Budget()


Number = Callable[[Values], float]
"""A formula that is ready to be worked out. It raises FormulaError if there is no result."""


# --- what functions and signs do with floats --------------------------------------------------------------------------


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > _LARGEST_POWER:
        raise QuantityError("an exponent that is too large")
    if base < 0 and not exponent.is_integer():
        raise QuantityError("a root of a negative number")
    return float(base**exponent)


def _sqrt(value: float) -> float:
    if value < 0:
        raise QuantityError("a root of a negative number")
    return math.sqrt(value)


def _log(function: Callable[[float], float], value: float) -> float:
    if value <= 0:
        raise QuantityError("a logarithm of a number that isn't above 0")
    return function(value)


def _rounded(function: Callable[[float], int], value: float) -> float:
    """The value rounded; 3.0000000000001 is taken for 3."""
    return float(function(rounded(value)))


def _whole(what: str, value: float) -> int:
    whole = value if value.is_integer() else _rounded(round, value)
    if not math.isclose(value, whole, rel_tol=1e-9, abs_tol=1e-9):
        raise QuantityError(f"{what} must be whole numbers")
    return int(whole)


def _factorial(value: float) -> float:
    whole = _whole("the values of factorial", value)
    if whole < 0:
        raise QuantityError("a factorial of a negative number")
    return math.gamma(whole + 1)


def _choose(items: float, some: float) -> float:
    n, k = _whole("the values of choose", items), _whole("the values of choose", some)
    if not 0 <= k <= n:
        return 0.0
    if min(k, n - k) <= _EXACT:
        return float(math.comb(n, k))
    return math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1))


def _deviations(share: float) -> float:
    """The standard deviations to both sides that hold a share of the normal distribution: 1.96 for 0.95."""
    from statistics import NormalDist  # few formulas need it

    if not 0 <= share < 1:
        raise QuantityError("a share that isn't from 0 to below 1")
    return NormalDist().inv_cdf((1 + share) / 2)


def _same(first: float, second: float) -> bool:
    return math.isclose(first, second, rel_tol=1e-12)


def _below(first: float, second: float) -> bool:
    return first < second and not _same(first, second)


# --- what they do with units ------------------------------------------------------------------------------------------


def _alike(*units: Dimension) -> Dimension:
    for other in units[1:]:
        if other != units[0]:
            raise UnlikeUnitsError(f"{measure(units[0])} and {measure(other)} can't be added or compared")
    return units[0]


def _plain(what: str) -> Callable[..., Dimension]:
    def plain(*units: Dimension) -> Dimension:
        if wrong := next((unit for unit in units if unit), None):
            raise UnlikeUnitsError(f"{what} must be a plain number, not {measure(wrong)}")
        return ()

    return plain


def _counted(what: str, unit: Dimension) -> Dimension:
    return unit if is_counted(unit) else _plain(what)(unit)


def _root(unit: Dimension) -> Dimension:
    if any(power % 2 for _, power in unit):
        raise UnlikeUnitsError(f"{measure(unit)} has no square root")
    return tuple((base, power // 2) for base, power in unit)


def _compared(*units: Dimension) -> Dimension:
    _alike(*units)
    return CONDITION


class Operation(NamedTuple):
    """A function or sign: what it does with floats, with units, and how many values it takes."""

    value: Callable[..., float]
    unit: Callable[..., Dimension]
    least: int = 1
    most: int = 1


_LOG = _plain("what has a logarithm")
_ROUNDED = partial(_counted, "what is rounded")

FUNCTIONS: dict[str, Operation] = {
    "min": Operation(lambda *values: min(values), _alike, most=100),
    "max": Operation(lambda *values: max(values), _alike, most=100),
    "sqrt": Operation(_sqrt, _root),
    "log": Operation(partial(_log, math.log), _LOG),
    "log2": Operation(partial(_log, math.log2), _LOG),
    "log10": Operation(partial(_log, math.log10), _LOG),
    "exp": Operation(math.exp, _plain("an exponent")),
    "ceil": Operation(partial(_rounded, math.ceil), _ROUNDED),
    "floor": Operation(partial(_rounded, math.floor), _ROUNDED),
    "round": Operation(partial(_rounded, round), _ROUNDED),
    "abs": Operation(abs, _alike),
    "choose": Operation(_choose, _plain("a number in choose"), 2, 2),
    "factorial": Operation(_factorial, _plain("what has a factorial")),
    "deviations": Operation(_deviations, _plain("a share")),
    "erf": Operation(math.erf, _plain("what has an error function")),
    "if": Operation(max, lambda _, *units: _alike(*units), 3, 3),
    "sum": Operation(max, _alike, 4, 4),
    "known": Operation(max, _alike),
}
"""The functions of formulas; `log` is the natural logarithm. Those of the last three are worked out by themselves."""

_SIGNS: dict[str, Operation] = {
    "+": Operation(add, _alike),
    "-": Operation(sub, _alike),
    "negative": Operation(lambda value: -value, _alike),
    "*": Operation(mul, times),
    "/": Operation(truediv, lambda first, second: times(first, second, -1)),
    "^": Operation(_power, _alike),
    "<": Operation(_below, _compared),
    ">": Operation(lambda first, second: _below(second, first), _compared),
    "<=": Operation(lambda first, second: not _below(second, first), _compared),
    ">=": Operation(lambda first, second: not _below(first, second), _compared),
    "=": Operation(_same, _compared),
    "!=": Operation(lambda first, second: not _same(first, second), _compared),
    "not": Operation(lambda condition: not condition, _alike),
    "and": Operation(min, _alike),
    "or": Operation(max, _alike),
}
_OPERATIONS = FUNCTIONS | _SIGNS
_ON_CONDITIONS = {"not": 1, "and": 2, "or": 2, "if": 1}
"""What is applied to conditions, and to how many."""


def not_given(name: str, names: Sequence[str]) -> str:
    """The message that a formula has a name which isn't among some."""
    return f"{name!r} isn't given" + (f"; given are {', '.join(names)}" if names else "")


def unit_of_node(node: Node, units: Mapping[str, Dimension], values: Mapping[str, float]) -> Dimension:
    """The unit of the result, for the units of the names; a condition has one that no value has.

    `values` are needed only for exponents of what has a unit. FormulaError says where units don't fit together.
    """
    match node:
        case Constant(value=value):
            return value.dimension
        case Known():
            return CONDITION
        case Name(name=name, offset=offset):
            if name in units:
                return units[name]
            if name == "pi":
                return ()
            raise NotGivenError(not_given(name, [*units]), offset, len(name))
        case Sum(name=name, first=first, last=last, term=term, offset=offset):
            bounds = [unit_of_node(bound, units, values) for bound in (first, last)]
            if any(bounds):
                raise FormulaError("the bounds of a sum must be plain numbers", offset, 3, of_units=True)
            return unit_of_node(term, {**units, name: ()}, {**values, name: 1.0})
    call = node
    inner = [unit_of_node(argument, units, values) for argument in call.arguments]
    conditions = _ON_CONDITIONS.get(call.function, 0)
    try:
        for index, unit in enumerate(inner):
            if (unit == CONDITION) != (index < conditions):
                what = "a condition can't be used as a number; write if(…, …, …)"
                raise UnlikeUnitsError(what if unit == CONDITION else f"{call.function!r} needs a condition here")
        if call.function == "^":
            return _unit_of_power(call, inner, values)
        return _OPERATIONS[call.function].unit(*inner)
    except UnlikeUnitsError as error:
        raise FormulaError(str(error), call.offset, call.length, of_units=True) from error


def _unit_of_power(call: Call, inner: Sequence[Dimension], values: Mapping[str, float]) -> Dimension:
    base, exponent = inner
    _plain("an exponent")(exponent)
    if not base:
        return ()
    power = compiled(call.arguments[1])(Values(values))
    if not power.is_integer():
        raise UnlikeUnitsError(f"{measure(base)} can only be raised to a whole number")
    if abs(power) > _LARGEST_POWER:
        raise FormulaError("an exponent that is too large", call.offset, in_result=True)
    return to_power(base, int(power))


def compiled(node: Node) -> Number:
    """The function that works out a node of which the units fit together."""
    match node:
        case Constant(value=value):
            return _constant(value.value)
        case Name(name="pi"):
            return lambda values: values.get("pi", math.pi)
        case Name(name=name):
            return _reader(node)
        case Known(name=name, word=""):
            return lambda values: name in values
        case Known(name=name, word=word):
            read = _reader(node)
            return lambda values: read(values) == word
        case Sum():
            return _summed(node)
        case Call(function="if", arguments=arguments):
            condition, first, second = map(compiled, arguments)
            return lambda values: first(values) if condition(values) else second(values)
        case Call(function="and", arguments=arguments):
            left, right = map(compiled, arguments)
            return lambda values: left(values) and right(values)
        case Call(function="or", arguments=arguments):
            left, right = map(compiled, arguments)
            return lambda values: left(values) or right(values)
    return _applied(node)


def _constant(value: float) -> Number:
    return lambda _: value


def _reader(node: Name | Known) -> Callable[[Values], Any]:
    name = node.name

    def read(values: Values) -> Any:
        try:
            return values[name]
        except KeyError:
            raise NotGivenError(not_given(name, [*values]), node.offset, len(name)) from None

    return read


def _applied(call: Call) -> Number:
    """A function or sign applied to values that are always all worked out."""
    operation, parts = _OPERATIONS[call.function].value, tuple(map(compiled, call.arguments))
    first, second = parts[0], parts[-1]

    def refused() -> FormulaError:
        return FormulaError("the result is too large", call.offset, call.length, in_result=True)

    # Each of these runs a thousand times for a curve, and a loop over the parts takes twice as long.
    def of_one(values: Values) -> float:
        value = first(values)
        try:
            result = operation(value)
        except (ArithmeticError, ValueError) as error:
            raise _without_result(call, error) from error
        if _LEAST <= result <= _MOST:
            return result
        raise refused()

    def of_two(values: Values) -> float:
        value, other = first(values), second(values)
        try:
            result = operation(value, other)
        except (ArithmeticError, ValueError) as error:
            raise _without_result(call, error) from error
        if _LEAST <= result <= _MOST:
            return result
        raise refused()

    def of_several(values: Values) -> float:
        return operation(*(part(values) for part in parts))

    return {1: of_one, 2: of_two}.get(len(parts), of_several)


def _without_result(node: Call | Sum, error: Exception) -> FormulaError:
    message = "a division by 0" if isinstance(error, ZeroDivisionError) else "the result is too large"
    message = str(error) if isinstance(error, QuantityError) else message
    return FormulaError(message, node.offset, getattr(node, "length", 3), in_result=True)


def _summed(node: Sum) -> Number:
    first, last, term = compiled(node.first), compiled(node.last), compiled(node.term)
    size, name = len(each_node(node.term)), node.name

    def run(values: Values) -> float:
        bounds = first(values), last(values)
        try:
            start, end = (_whole("the bounds of a sum", bound) for bound in bounds)
            if end - start >= _MOST_TERMS:
                raise QuantityError(f"a sum may have {_MOST_TERMS:,} terms at most")
            values.budget.spend(size * max(0, end - start + 1))
            inner = Values(values, values.budget)
            terms = []
            for at in range(start, end + 1):
                inner[name] = float(at)
                terms.append(term(inner))
            return math.fsum(terms)
        except FormulaError:
            raise
        except (ArithmeticError, ValueError) as error:
            raise _without_result(node, error) from error

    return run
