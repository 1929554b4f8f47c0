"""Number: a number to type, correct within a tolerance, in any unit that can be converted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import partial
from itertools import islice
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, Span
from mlsys_cli.quantity.formula import Formula, is_name, parse_formula
from mlsys_cli.quantity.formula_tree import FormulaError
from mlsys_cli.quantity.given import Given, NamedValue, choices, require_few
from mlsys_cli.quantity.quantity import Amount, QuantityError, UnlikeUnitsError, amounts_of
from mlsys_cli.quantity.units import is_counted, unit_of
from mlsys_cli.quiz import fresh_numbers as fresh
from mlsys_cli.quiz.answer_key import WRONG, Answer, Order, TypedAnswerKey, Verdict, line, written_and_right
from mlsys_cli.quiz.question import Accept, Drawn, Mistake, Question
from mlsys_cli.quiz.sides import Sides, typed_sides

_CONSTANT, _LOOSE = "constant-answer", "loose-tolerance"

_CUT = re.compile(r"\*(?! )|(?<! )\*")
"""A `*` that Markdown may take for emphasis, as in `n*2` and `n *2`, but not in `n * 2`."""

_MOST_DIGITS = 6
"""The most digits that a learner types without a tolerance."""

_MOST_TRIES = 4_000
"""The number of marks times draws that are tried for one text."""

NEARLY_SAME = 1.5
"""Units that are closer than this are taken for each other, such as GB and GiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuestion(Question):
    """A number to type, correct if its difference from `answer` is at most `tolerance`, both in the `unit`.

    With `given`, its numbers are fresh: each time, a value is drawn for every name and put in the place of `{name}` in
    the texts, and the `answer` is a formula. With `answer_from`, the answer is what an exhibit comes to. If that is
    only the name of an exhibit, its question stands in the place of `{question}`, each time with the settings of
    another preset.
    """

    ANSWER: ClassVar = """\
answer: 42  # or a formula, for fresh numbers each time: ceil(n × 2 B / card)
# answer_from: perceptron/and mistakes  # instead of 'answer': a number of an exhibit
# tolerance: 2  # or a share: 2 %
# unit: kilobytes
# given:  # write {n} and {card} in the texts, and in 'explain' also {n × 2} and {answer}
#   n: {from: 20, to: 90, step: 10, unit: billion}
#   card: {values: [24, 32, 48], unit: GB}
"""
    __pydantic_config__: ClassVar[dict[str, Any]] = {"allow_inf_nan": False}

    kind: Annotated[Literal["number"], "The reader types a number."]
    answer: Annotated[int | float | str, "The correct number, or a formula over the values in `given`."] = ""
    answer_from: Annotated[
        str,
        "An exhibit, a space and one of its numbers, from which the answer is taken: perceptron/and mistakes. Without a"
        " number, {question} in 'ask' is its question, with other settings each time.",
    ] = ""
    tolerance: Annotated[
        int | float | str, "The largest difference from it that is still correct: a number, or a share such as 2 %."
    ] = 0
    unit: Annotated[str, "The unit of the number."] = ""
    given: Annotated[
        dict[str, Given], "The values that are drawn each time, by the names that stand in the texts as {name}."
    ] = field(default_factory=dict)

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "NumberKey | None":
        answer = fresh.plain_number(fields["answer"])
        if answer is None:  # a formula that has no value
            return None
        try:
            tolerance = abs(fresh.tolerance_of(fields["tolerance"], answer))
        except QuantityError:
            return None
        return NumberKey(fields.get("shown", answer), answer - tolerance, answer + tolerance, fields["unit"])

    @staticmethod
    def draw(fields: Mapping[str, Any], seed: int | str) -> Drawn | None:
        if cases := fields.get("cases"):
            case = Random(seed).choice(cases)
            near = fresh.tolerance_of(fields["tolerance"], case["answer"])
            numbers = {
                "answer": case["answer"],
                "unit": case["unit"],
                "shown": fresh.shown_number(case["answer"], near),
            }
            return Drawn({**fields, **numbers}, partial(_of_lab, case))
        if not fields.get("given"):
            return None
        given = {name: Given(**parts) for name, parts in fields["given"].items()}
        try:
            drawn = fresh.draw_numbers(given, fields["answer"], fields["tolerance"], fields["unit"], Random(seed))
        except (FormulaError, QuantityError):
            return None
        shown = fresh.shown_number(drawn.answer, drawn.tolerance)
        numbers = {"answer": drawn.answer, "shown": shown, "tolerance": drawn.tolerance}
        return Drawn({**fields, **numbers}, partial(drawn.fill, unit=fields["unit"]))

    def sample(self, text: str) -> str:
        drawn = self.draw(asdict(self), 0)
        return drawn.fill(text) if drawn else text

    def wrong_types(self) -> Iterator[tuple[str, str]]:
        is_taken = self.answer_from and self.answer == ""
        if not self.given and not is_taken and fresh.plain_number(self.answer) is None:
            yield "answer", "must be a number"

    def mistakes(self) -> Iterator[Mistake]:
        if self.given and self.answer_from:
            yield Mistake(
                ("answer_from",), "an answer from an exhibit doesn't fit fresh numbers", "leave out one of them"
            )
        if not isinstance(self.tolerance, str) and self.tolerance < 0:
            yield Mistake(("tolerance",), "a tolerance can't be less than 0")
        yield from _template_mistakes(self)


def _of_lab(case: Mapping[str, Any], text: str) -> str:
    """A text with the question and the main point of a case of an exhibit in their places."""
    return fresh.MARK.sub(lambda mark: str(case.get(mark[1], mark[0])), text)


def _template_mistakes(question: NumberQuestion) -> Iterator[Mistake]:
    """The mistakes in the values, the tolerance, the answer and the texts of a question."""
    wrong = list(_given_mistakes(question))
    answer = fresh.plain_number(question.answer) or 0.0
    try:
        wrong += _loose_tolerance(question, answer, fresh.tolerance_of(question.tolerance, answer))
    except QuantityError as error:
        wrong.append(Mistake(("tolerance",), str(error), rule=fresh.BROKEN))
    yield from wrong
    if wrong or not question.given:
        return
    try:
        formula = parse_formula(str(question.answer), question.given)
    except FormulaError as error:
        yield fresh.formula_mistake(("answer",), error)
        return
    if not formula.names:
        named = " or ".join(map(repr, islice(question.given, 2)))
        yield Mistake(("answer",), "the answer is the same for all numbers", f"write a formula with {named}", _CONSTANT)
    draws = list(fresh.sample_draws(question.given))
    if mistake := next(filter(None, (_result_mistake(question, formula, drawn) for drawn in draws)), None):
        yield mistake
        return
    for name in ("ask", "hint", "explain"):
        yield from _text_mistakes(question, name, formula, draws)


def _given_mistakes(question: NumberQuestion) -> Iterator[Mistake]:
    try:
        require_few(question.given)
    except QuantityError as error:
        yield Mistake(("given",), str(error), rule=fresh.BROKEN)
        return
    for name, given in question.given.items():
        if not is_name(name) or name == fresh.ANSWER:
            yield Mistake(("given", name), f"{name!r} can't be a name in a formula", rule=fresh.BROKEN)
        try:
            choices(given)
        except QuantityError as error:
            yield Mistake(("given", name), f"{name!r}: {error}", rule=fresh.IMPOSSIBLE)


def _before(values: Mapping[str, NamedValue], names: Sequence[str]) -> str:
    """The values that matter for a mistake, as the beginning of a message."""
    described = [f"{name} = {values[name].text}" for name in dict.fromkeys(names) if name in values]
    return f"for {', '.join(described)}: " if described else ""


def _result_mistake(question: NumberQuestion, formula: Formula, values: Mapping[str, NamedValue]) -> Mistake | None:
    """The mistake of an answer that can't be calculated for some values, isn't in the unit, or can't be typed."""
    before = _before(values, [name.name for name in formula.names])
    try:
        value = fresh.value_in(formula, values, question.unit)
    except FormulaError as error:
        return fresh.formula_mistake(("answer",), error, before)
    except UnlikeUnitsError as error:
        return Mistake(
            ("answer",), str(error), "let the units of 'given', 'answer' and 'unit' fit together", fresh.UNLIKE
        )
    except QuantityError as error:
        return Mistake(("answer",), f"{before}{error}", rule=fresh.IMPOSSIBLE)
    tolerance = fresh.tolerance_of(question.tolerance, value)
    shown = fresh.shown_number(value, tolerance)
    if not tolerance and float(f"{shown:.{_MOST_DIGITS}g}") != shown and not shown.is_integer():
        message = f"{before}the answer is {shown:.8g}, which nobody types exactly"
        return Mistake(("answer",), message, "give a tolerance, such as 1 %", fresh.IMPOSSIBLE)
    return next(_loose_tolerance(question, value, tolerance), None)


def _loose_tolerance(question: NumberQuestion, answer: float, tolerance: float) -> Iterator[Mistake]:
    if 0 < abs(answer) < tolerance:
        message = f"the tolerance is larger than the answer, {fresh.number_text(answer, question.unit)}"
        yield Mistake(("tolerance",), message, "it is in the unit of the answer, or a share such as 2 %", _LOOSE)


def _text_mistakes(
    question: NumberQuestion, field: str, formula: Formula, draws: Sequence[Mapping[str, NamedValue]]
) -> Iterator[Mistake]:
    """The marks in a text that name no value, or are no formula, or one without a result."""
    names = question.given if field != "explain" else {**question.given, fresh.ANSWER: None}
    marks = [mark for mark in fresh.MARK.finditer(getattr(question, field)) if mark[1].strip() not in names]
    draws = draws[: max(_MOST_TRIES // max(len(marks), 1), 1)]
    answers = [_answer(question, formula, drawn) for drawn in draws] if marks else ()
    for mark in marks:
        if _CUT.search(mark[1]):
            message = f"{mark[0]!r} may be taken for emphasis"
            yield Mistake((field,), message, "write × for *", fresh.BROKEN, offset=mark.start(), length=len(mark[0]))
            continue
        try:
            inner = parse_formula(mark[1], names)
            for drawn, answer in zip(draws, answers, strict=True):
                inner.value({name: item.quantity for name, item in {**drawn, fresh.ANSWER: answer}.items()})
        except FormulaError as error:
            made = fresh.formula_mistake((field,), error)
            yield made._replace(offset=mark.start(1) + error.offset, length=error.length)


def _answer(question: NumberQuestion, formula: Formula, values: Mapping[str, NamedValue]) -> NamedValue:
    value = fresh.value_in(formula, values, question.unit)
    return fresh.named_answer(value, fresh.tolerance_of(question.tolerance, value), question.unit)


@dataclass(frozen=True, slots=True)
class NumberKey(TypedAnswerKey):
    """A number that is correct from `low` to `high`; `number` is shown."""

    number: float
    low: float
    high: float
    unit: str = ""

    @property
    def label(self) -> str:
        return self.unit

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest number that is graded as correct."""
        slack = 1e-9 * max(abs(self.low), abs(self.high), 1e-9)  # the error of a binary fraction
        return self.low - slack, self.high + slack

    def doubt(self, answer: Answer) -> str:
        return "" if amounts_of(answer) else "That isn't a number."

    def grade(self, answer: Answer) -> Verdict:
        """Correct within the range; a remark says if the question asks for another unit."""
        amounts = amounts_of(str(answer), self.unit)
        low, high = self.bounds
        if any(low <= value <= high for amount in amounts for value in self._in_unit(amount)):
            return Verdict(True, 1.0, self.text(()))
        asked = unit_of(self.unit)
        for amount in amounts:
            typed = amount.measured
            if asked and typed and typed.dimension != asked.dimension:
                return WRONG._replace(remark=f"the question asks for {self.unit}, not {amount.unit}")
            if asked and typed and 1.0 < max(typed.worth / asked.worth, asked.worth / typed.worth) < NEARLY_SAME:
                return WRONG._replace(remark=f"1 {amount.unit} is {typed.worth / asked.worth:.4g} {self.unit}")
        return WRONG

    def _in_unit(self, amount: Amount) -> list[float]:
        """An amount in the unit of the question. One without a unit is in it; of a per cent, 0.5 is 50 as well."""
        asked, typed = unit_of(self.unit), amount.measured
        if not amount.unit:
            return [amount.value, amount.value * 100] if self.unit == "%" and 0 < amount.value <= 1 else [amount.value]
        if typed and asked and typed.dimension == asked.dimension:
            return [amount.value * typed.worth / asked.worth]
        if all(unit is None or is_counted(unit.dimension) for unit in (typed, asked)):  # whatever the things are called
            return [amount.value * (typed.worth if typed else 1.0) / (asked.worth if asked else 1.0)]
        if typed and not typed.dimension and not self.unit:
            return [amount.value * typed.worth]
        return []

    def solution(self, answer: Answer, order: Order) -> Blocks:
        span = f" ({self._span})" if self.low < self.high else ""
        return (written_and_right(answer, (Span(self.text(order)), Span(span, "caption"))),)

    @property
    def _span(self) -> str:
        """The range in words, with its bounds rounded inwards: whatever is in it is graded as correct."""
        for digits in range(4, 13):
            low = float(Context(digits, ROUND_CEILING).plus(Decimal(f"{self.low:.12g}")))
            high = float(Context(digits, ROUND_FLOOR).plus(Decimal(f"{self.high:.12g}")))
            if low <= self.number <= high:
                break
        return f"from {low:.12g} to {high:.12g}"

    def text(self, order: Order) -> str:
        return fresh.number_text(self.number, self.unit)

    def offered(self, order: Order) -> dict[str, Any]:
        return {"unit": self.unit or None}

    def value(self) -> Any:
        return self.number

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """A note whose answer is typed and compared literally: the unit is in the question, the range on the back."""
        unit = (line(f"In {self.unit}.", "caption"),) if self.unit else ()
        near = f"{self._span.capitalize()} counts as correct."
        more = (line(near),) if self.low < self.high else ()
        return typed_sides((*ask, *unit), f"{self.number:.12g}", more)
