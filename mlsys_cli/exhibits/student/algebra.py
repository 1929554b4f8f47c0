"""Algebra over quantities: sums of products of unknowns, and systems of equations that are linear in the end."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from mlsys_cli.quantity.units import Dimension
from mlsys_cli.quantity.units import times as product_of_units

Product: TypeAlias = tuple[str, ...]
"""Unknowns that are multiplied, in alphabetical order; `()` is the product of none."""

_MOST_BITS = 2_000
_MOST_TERMS = 400
_MOST_FACTORS = 8
"""The largest numbers and sums: a problem with powers of powers would go on for minutes."""


class CannotSolve(Exception):  # noqa: N818 (it is an answer, not an error of the program)
    """The reason why a problem can't be solved, as a sentence."""


class Measure(NamedTuple):
    """A number with the powers of its units; the unit of zero doesn't matter."""

    value: Fraction
    unit: Dimension = ()

    def times(self, other: "Measure", sign: int = 1) -> "Measure":
        """The product, or the quotient if the sign is -1."""
        if _bits(self.value) + _bits(other.value) > _MOST_BITS:
            raise CannotSolve("The numbers become too large.")
        value = self.value * other.value if sign > 0 else self.value / other.value
        return Measure(value, product_of_units(self.unit, other.unit, sign))

    def plus(self, other: "Measure") -> "Measure":
        """The sum. Raises CannotSolve if the units differ."""
        if self.unit != other.unit and self.value and other.value:
            raise CannotSolve("The units of the problem don't agree.")
        return Measure(self.value + other.value, self.unit if self.value else other.unit)


Polynomial: TypeAlias = Mapping[Product, Measure]
ONE: Polynomial = {(): Measure(Fraction(1))}


class Ratio(NamedTuple):
    """An expression: one polynomial divided by another."""

    top: Polynomial
    bottom: Polynomial = ONE


class Solved(NamedTuple):
    """The consequences of some equations: unknowns in terms of others, and equations that are not linear."""

    values: Mapping[str, Polynomial]
    left_over: Sequence[Polynomial]


def number(value: Fraction | int, unit: Dimension = ()) -> Ratio:
    """An expression that is a number."""
    return Ratio({(): Measure(Fraction(value), unit)} if value else {})


def unknown(name: str) -> Ratio:
    """An expression that is an unknown."""
    return Ratio({(name,): Measure(Fraction(1))})


def added(a: Polynomial, b: Polynomial, sign: int = 1) -> Polynomial:
    """The sum of two polynomials, or their difference if the sign is -1."""
    total = dict(a)
    for product, quantity in b.items():
        part = Measure(sign * quantity.value, quantity.unit)
        total[product] = total[product].plus(part) if product in total else part
    return {product: quantity for product, quantity in total.items() if quantity.value}


def multiplied(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product of two polynomials."""
    if len(a) * len(b) > _MOST_TERMS:
        raise CannotSolve("The equations become too long.")
    total: Polynomial = {}
    for left, one in a.items():
        for right, other in b.items():
            if len(left) + len(right) > _MOST_FACTORS:
                raise CannotSolve("I can solve linear equations only.")
            total = added(total, {tuple(sorted(left + right)): one.times(other)})
    return total


def combined(operator: str, a: Ratio, b: Ratio) -> Ratio:
    """Two expressions with `plus`, `minus`, `times` or `divby` between them."""
    if operator == "times":
        return Ratio(multiplied(a.top, b.top), multiplied(a.bottom, b.bottom))
    if operator == "divby":
        if not b.top:
            raise CannotSolve("That would divide by zero.")
        return Ratio(multiplied(a.top, b.bottom), multiplied(a.bottom, b.top))
    sign = 1 if operator == "plus" else -1
    if a.bottom == b.bottom:
        return Ratio(added(a.top, b.top, sign), a.bottom)
    top = added(multiplied(a.top, b.bottom), multiplied(b.top, a.bottom), sign)
    return Ratio(top, multiplied(a.bottom, b.bottom))


def substituted(polynomial: Polynomial, values: Mapping[str, Polynomial]) -> Polynomial:
    """The polynomial with some unknowns replaced."""
    if not any(name in values for product in polynomial for name in product):
        return polynomial
    total: Polynomial = {}
    for product, quantity in polynomial.items():
        part: Polynomial = {(): quantity}
        for name in product:
            part = multiplied(part, values.get(name) or ({} if name in values else unknown(name).top))
        total = added(total, part)
    return total


def solved(equations: Iterable[Polynomial]) -> Solved:
    """The consequences of polynomials that are all zero. Raises CannotSolve if they contradict each other."""
    waiting = [equation for equation in equations if equation]
    values: dict[str, Polynomial] = {}
    while (found := _next_step(waiting)) is not None:
        place, name = found
        value = _isolated(waiting.pop(place), name)
        replaced = (substituted(other, {name: value}) for other in waiting)
        waiting = [other for other in replaced if other]
        values = {known: substituted(old, {name: value}) for known, old in values.items()} | {name: value}
    return Solved(values, waiting)


def _next_step(equations: Sequence[Polynomial]) -> tuple[int, str] | None:
    """The place of an equation and an unknown in which it is linear."""
    if any(set(equation) == {()} for equation in equations):
        raise CannotSolve("The sentences contradict each other.")
    steps = ((place, _linear_in(equation)) for place, equation in enumerate(equations))
    return next(((place, name) for place, name in steps if name), None)


def _linear_in(equation: Polynomial) -> str | None:
    """An unknown that the equation has only once, not multiplied by another."""
    for product in equation:
        if len(product) == 1 and sum(product[0] in other for other in equation) == 1:
            return product[0]
    return None


def _isolated(equation: Polynomial, name: str) -> Polynomial:
    factor = equation[name,]
    rest = {product: quantity for product, quantity in equation.items() if product != (name,)}
    return {p: Measure(-q.value, q.unit).times(factor, -1) for p, q in rest.items()}


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()
