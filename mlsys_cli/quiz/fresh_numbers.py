"""Fresh numbers: a question with a formula for its answer, and values that are drawn anew each time it is asked."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from math import isfinite, prod
from random import Random
from typing import NamedTuple

from mlsys_cli.quantity.formula import Formula, parse_formula
from mlsys_cli.quantity.formula_tree import FormulaError
from mlsys_cli.quantity.given import Given, NamedValue, choices, draw
from mlsys_cli.quantity.quantity import Quantity, QuantityError, UnlikeUnitsError, format_quantity
from mlsys_cli.quantity.units import is_counted, unit_of
from mlsys_cli.quiz.question import Mistake, Steps

MARK = re.compile(r"\{([^{}\n]+)\}")
"""A value or formula in a text: `{n}` or `{n × 2}`."""

ANSWER = "answer"
"""The name of the answer in an explanation."""

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_ALL, _SOME = 400, 100
"""The most draws that the checker tries one and all, and the number of extremes and of others that it tries else."""


class Draw(NamedTuple):
    """The values that were drawn for a question, and the answer in its unit with the tolerance."""

    values: Mapping[str, NamedValue]
    answer: float
    tolerance: float

    def fill(self, text: str, unit: str = "") -> str:
        """A text of the question with values in the place of its marks. What can't be calculated stays as it is."""
        values = {**self.values, ANSWER: named_answer(self.answer, self.tolerance, unit)}
        return MARK.sub(lambda mark: _filled(mark[0], mark[1].strip(), values), text)


def draw_numbers(
    ranges: Mapping[str, Given], answer: float | str, tolerance: float | str, unit: str, chance: Random
) -> Draw:
    """One draw of a question. FormulaError or QuantityError says why there is no answer."""
    values = draw(ranges, chance)
    value = value_in(parse_formula(str(answer), values), values, unit)
    return Draw(values, value, tolerance_of(tolerance, value))


def value_in(formula: Formula, values: Mapping[str, NamedValue], unit: str) -> float:
    """The result of a formula in a unit. UnlikeUnitsError if the formula has another one.

    A formula without any units has the wanted one, and what is counted may have any name.
    """
    result, asked = formula.value({name: value.quantity for name, value in values.items()}), unit_of(unit)
    is_count = not asked or is_counted(asked.dimension)
    if asked and result.dimension == asked.dimension:
        value = result.value / asked.worth
    elif is_plain(formula, values) or (is_count and (not result.dimension or is_counted(result.dimension))):
        value = result.value
    else:
        raise UnlikeUnitsError(
            f"the result is {format_quantity(result)}, and can't be given in {unit or 'a plain number'}"
        )
    if not isfinite(value):
        raise QuantityError("the result is too large")
    return value


def is_plain(formula: Formula, values: Mapping[str, NamedValue]) -> bool:
    """True if neither the numbers of a formula nor the values in it have units."""
    return not formula.has_units and not any(values[name.name].quantity.dimension for name in formula.names)


def plain_number(text: float | str) -> float | None:
    """The number that YAML has, perhaps as a text such as 175e9; None if it is something else, such as a formula."""
    try:
        return number if isfinite(number := float(text)) else None
    except (ValueError, OverflowError):
        return None


def tolerance_of(tolerance: float | str, answer: float) -> float:
    """A tolerance in the unit of the answer. QuantityError if it is neither a number nor a share such as `2 %`."""
    if not isinstance(tolerance, str) or plain_number(tolerance) is not None:
        return float(tolerance)
    if match := _SHARE.fullmatch(tolerance.strip()):
        return float(match[1]) / 100 * abs(answer)
    raise QuantityError(f"a tolerance is a number or a share such as 2 %, not {tolerance!r}")


def shown_number(value: float, tolerance: float) -> float:
    """A number with as few digits as the tolerance allows, and at least three."""
    # A twentieth of the tolerance: rounding must not use up what a learner may be off.
    rounded = (float(f"{value:.{digits}g}") for digits in range(3, 13))
    return next((number for number in rounded if abs(number - value) <= tolerance / 20), value)


def named_answer(value: float, tolerance: float, unit: str) -> NamedValue:
    """The answer under its name in an explanation."""
    return NamedValue(Quantity(value), number_text(shown_number(value, tolerance), unit))


def number_text(number: float, unit: str) -> str:
    """A number with its unit."""
    digits = f"{number:,.12g}" if abs(number) >= 10_000 else f"{number:.12g}"  # a year has no comma
    return f"{digits} {unit}".strip()


def sample_draws(ranges: Mapping[str, Given]) -> Iterator[dict[str, NamedValue]]:
    """Draws to be checked: all if there are not too many, else the extremes and some others."""
    among = {name: choices(span) for name, span in ranges.items()}
    if prod(map(len, among.values())) <= _ALL:
        yield from (dict(zip(among, drawn, strict=True)) for drawn in product(*among.values()))
        return
    extremes = product(*((values[0], values[-1]) for values in among.values()))
    yield from (dict(zip(among, drawn, strict=True)) for drawn in islice(extremes, _SOME))
    chance = Random(0)
    for _ in range(_SOME):
        yield {name: values.drawn(chance) for name, values in among.items()}


def _filled(mark: str, text: str, values: Mapping[str, NamedValue]) -> str:
    if text in values:
        return values[text].text
    try:
        return format_quantity(parse_formula(text).value({name: value.quantity for name, value in values.items()}))
    except FormulaError:
        return mark


BROKEN, UNLIKE, IMPOSSIBLE = "broken-formula", "unlike-units", "impossible-value"
"""The rules of `mlsys check` that a formula may break."""


def formula_mistake(steps: Steps, error: FormulaError, before: str = "") -> Mistake:
    """The mistake that an error in a formula is; `before` says with which values it comes."""
    rule = UNLIKE if error.of_units else IMPOSSIBLE if error.in_result else BROKEN
    return Mistake(steps, f"{before}{error}", rule=rule, offset=error.offset, length=error.length)
