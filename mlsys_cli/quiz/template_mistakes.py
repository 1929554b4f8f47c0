"""The mistakes in a question with fresh numbers: in its formulas, its units, and the values that it may draw."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from mlsys_cli.quantity.formula import Formula, FormulaError, is_name, parse_formula
from mlsys_cli.quantity.given import Given, NamedValue, choices, require_few
from mlsys_cli.quantity.quantity import QuantityError, UnlikeUnitsError
from mlsys_cli.quiz.fresh_numbers import (
    ANSWER,
    MARK,
    named_answer,
    sample_draws,
    shown_number,
    tolerance_of,
    value_in,
)
from mlsys_cli.quiz.question import Mistake, Steps

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
    told = [f"{name} = {drawn[name].text}" for name in dict.fromkeys(names) if name in drawn]
    return f"for {', '.join(told)}: " if told else ""


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
