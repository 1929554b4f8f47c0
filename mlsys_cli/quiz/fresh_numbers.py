"""Fresh numbers: a question with a formula for its answer, and values that are drawn anew each time it is asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from math import isfinite, prod
from random import Random
from typing import NamedTuple, Protocol

from mlsys_cli.quantity.formula import Formula, FormulaError, is_name, parse_formula
from mlsys_cli.quantity.given import Given, NamedValue, choices, draw, require_few
from mlsys_cli.quantity.quantity import Quantity, QuantityError, UnlikeUnitsError, written
from mlsys_cli.quantity.units import is_counted, unit_of
from mlsys_cli.quiz.question import Mistake, Steps

MARK = re.compile(r"\{([^{}\n]+)\}")
"""A value or formula in a text: `{n}` or `{n × 2}`."""

ANSWER = "answer"
"""The name of the answer in an explanation."""

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_ALL, _SOME = 400, 100


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
    given: Mapping[str, Given], answer: float | str, tolerance: float | str, unit: str, chance: Random
) -> Draw:
    """One draw of a question. FormulaError or QuantityError says why there is no answer."""
    values = draw(given, chance)
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
        raise UnlikeUnitsError(f"the result is {written(result)}, and can't be given in {unit or 'a plain number'}")
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
    rounded = (float(f"{value:.{digits}g}") for digits in range(3, 13))
    return next((number for number in rounded if abs(number - value) <= tolerance / 20), value)


def named_answer(value: float, tolerance: float, unit: str) -> NamedValue:
    """The answer under its name in an explanation."""
    number = shown_number(value, tolerance)
    digits = f"{number:,.12g}" if abs(number) >= 10_000 else f"{number:.12g}"
    return NamedValue(Quantity(value), f"{digits} {unit}".strip())


def sample_draws(given: Mapping[str, Given]) -> Iterator[dict[str, NamedValue]]:
    """Draws to be checked: all if there are not too many, else the extremes and some others."""
    among = {name: choices(given_value) for name, given_value in given.items()}
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
        return written(parse_formula(text).value({name: value.quantity for name, value in values.items()}))
    except FormulaError:
        return mark


BROKEN, UNLIKE, IMPOSSIBLE = "broken-formula", "unlike-units", "impossible-value"
CONSTANT = "constant-answer"

_CUT = re.compile(r"\*(?! )|(?<! )\*")
_MOST_DIGITS = 6
_MOST_TRIES = 4_000
"""The number of marks times draws that are tried for one text."""


class Template(Protocol):
    """The parts of a question with fresh numbers that are checked."""

    @property
    def answer(self) -> int | float | str:
        """The number, or a formula."""

    @property
    def tolerance(self) -> int | float | str:
        """The largest difference that is still correct."""

    @property
    def unit(self) -> str:
        """The unit of the number."""

    @property
    def given(self) -> Mapping[str, Given]:
        """The values that are drawn each time."""


def template_mistakes(question: Template) -> Iterator[Mistake]:
    """The mistakes in the values, the tolerance, the answer and the texts of a question."""
    wrong = list(_given_mistakes(question))
    try:
        tolerance_of(question.tolerance, 1.0)
    except QuantityError as error:
        wrong.append(Mistake(("tolerance",), str(error), rule=BROKEN))
    yield from wrong
    if wrong or not question.given:
        return
    try:
        formula = parse_formula(str(question.answer), question.given)
    except FormulaError as error:
        yield formula_mistake(("answer",), error)
        return
    if not formula.names:
        named = " or ".join(map(repr, islice(question.given, 2)))
        yield Mistake(("answer",), "the answer is the same for all numbers", f"write a formula with {named}", CONSTANT)
    draws = list(sample_draws(question.given))
    if mistake := next(filter(None, (_result_mistake(question, formula, drawn) for drawn in draws)), None):
        yield mistake
        return
    for field in ("ask", "hint", "explain"):
        yield from _text_mistakes(question, field, formula, draws)


def formula_mistake(steps: Steps, error: FormulaError, before: str = "") -> Mistake:
    """The mistake that an error in a formula is; `before` says with which values it comes."""
    rule = UNLIKE if error.of_units else IMPOSSIBLE if error.in_result else BROKEN
    return Mistake(steps, f"{before}{error}", rule=rule, offset=error.offset, length=error.length)


def _given_mistakes(question: Template) -> Iterator[Mistake]:
    try:
        require_few(question.given)
    except QuantityError as error:
        yield Mistake(("given",), str(error), rule=BROKEN)
        return
    for name, given in question.given.items():
        if not is_name(name) or name == ANSWER:
            yield Mistake(("given", name), f"{name!r} can't be a name in a formula", rule=BROKEN)
        try:
            choices(given)
        except QuantityError as error:
            yield Mistake(("given", name), f"{name!r}: {error}", rule=IMPOSSIBLE)


def _with(drawn: Mapping[str, NamedValue], names: Sequence[str]) -> str:
    """The values that matter for a mistake, as the beginning of a message."""
    described = [f"{name} = {drawn[name].text}" for name in dict.fromkeys(names) if name in drawn]
    return f"for {', '.join(described)}: " if described else ""


def _result_mistake(question: Template, formula: Formula, drawn: Mapping[str, NamedValue]) -> Mistake | None:
    """The mistake of an answer that can't be calculated for some values, isn't in the unit, or can't be typed."""
    before = _with(drawn, [name.name for name in formula.names])
    try:
        value = value_in(formula, drawn, question.unit)
    except FormulaError as error:
        return formula_mistake(("answer",), error, before)
    except UnlikeUnitsError as error:
        return Mistake(("answer",), str(error), "let the units of 'given', 'answer' and 'unit' fit together", UNLIKE)
    except QuantityError as error:
        return Mistake(("answer",), f"{before}{error}", rule=IMPOSSIBLE)
    tolerance = tolerance_of(question.tolerance, value)
    shown = shown_number(value, tolerance)
    if not tolerance and float(f"{shown:.{_MOST_DIGITS}g}") != shown and not shown.is_integer():
        message = f"{before}the answer is {shown:.8g}, which nobody types exactly"
        return Mistake(("answer",), message, "give a tolerance, such as 1 %", IMPOSSIBLE)
    return None


def _text_mistakes(
    question: Template, field: str, formula: Formula, draws: Sequence[Mapping[str, NamedValue]]
) -> Iterator[Mistake]:
    """The marks in a text that name no value, or are no formula."""
    marks = list(MARK.finditer(getattr(question, field)))
    draws = draws[: max(_MOST_TRIES // max(len(marks), 1), 1)]
    answers = [_answer(question, formula, drawn) for drawn in draws] if marks else ()
    for mark in marks:
        if _CUT.search(mark[1]):
            message = f"{mark[0]!r} may be taken for emphasis"
            hint = "write × for *"
            yield Mistake((field,), message, hint, BROKEN, offset=mark.start(), length=len(mark[0]))
            continue
        names = question.given if field != "explain" else {**question.given, ANSWER: None}
        try:
            inner = parse_formula(mark[1], names)
            for drawn, answer in zip(draws, answers, strict=True):
                inner.value({name: one.quantity for name, one in {**drawn, ANSWER: answer}.items()})
        except FormulaError as error:
            made = formula_mistake((field,), error)
            yield made._replace(offset=mark.start(1) + error.offset, length=error.length)


def _answer(question: Template, formula: Formula, drawn: Mapping[str, NamedValue]) -> NamedValue:
    value = value_in(formula, drawn, question.unit)
    return named_answer(value, tolerance_of(question.tolerance, value), question.unit)
