"""Number: a number to type, correct within a tolerance, in any unit that can be converted."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, Span
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quantity.formula import FormulaError
from mlsys_cli.quantity.given import Given
from mlsys_cli.quantity.quantity import Amount, QuantityError, amounts_of
from mlsys_cli.quantity.units import is_counted, unit_of
from mlsys_cli.quiz.answer_key import (
    WRONG,
    Answer,
    Form,
    Order,
    Sides,
    TypedAnswerKey,
    Verdict,
    line,
    written_and_right,
)
from mlsys_cli.quiz.fresh_numbers import draw_numbers, plain_number, shown_number, template_mistakes, tolerance_of
from mlsys_cli.quiz.question import Accept, Drawn, Mistake, Question

_NEARLY_SAME = 1.5
"""Units that are closer than this are taken for each other, such as GB and GiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuestion(Question):
    """A number to type, correct if its difference from `answer` is at most `tolerance`, both in the `unit`.

    With `given`, its numbers are fresh: each time, a value is drawn for every name and put in the place of `{name}` in
    the texts, and the `answer` is a formula. With `answer_from`, the answer is what an exhibit comes to.
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
    PARTS: ClassVar[Mapping[str, type[Any]]] = {"given": Given}
    __pydantic_config__: ClassVar[dict[str, Any]] = {"allow_inf_nan": False}

    kind: Annotated[Literal["number"], "The reader types a number."]
    answer: Annotated[int | float | str, "The correct number, or a formula over the values in `given`."] = ""
    answer_from: Annotated[
        str, "An exhibit, a space and one of its numbers, from which the answer is taken: perceptron/and mistakes."
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
        answer = plain_number(fields["answer"])
        if answer is None:  # a formula that has no value
            return None
        try:
            tolerance = abs(tolerance_of(fields["tolerance"], answer))
        except QuantityError:
            return None
        return NumberKey(fields.get("shown", answer), answer - tolerance, answer + tolerance, fields["unit"])

    @staticmethod
    def draw(fields: Mapping[str, Any], chance: Random) -> Drawn | None:
        answer, tolerance, unit = fields["answer"], fields["tolerance"], fields["unit"]
        if not fields.get("given"):
            return None
        given = {name: Given(**parts) for name, parts in fields["given"].items()}
        try:
            drawn = draw_numbers(given, answer, tolerance, unit, chance)
        except (FormulaError, QuantityError):
            return None
        shown = shown_number(drawn.answer, drawn.tolerance)
        fresh = {"answer": drawn.answer, "shown": shown, "tolerance": drawn.tolerance}
        return Drawn({**fields, **fresh}, partial(drawn.fill, unit=unit))

    def sample(self, text: str) -> str:
        given = {name: asdict(given) for name, given in self.given.items()}
        fields = {"answer": self.answer, "tolerance": self.tolerance, "unit": self.unit, "given": given}
        drawn = self.draw(fields, Random(0))
        return drawn.fill(text) if drawn else text

    def wrong_types(self) -> Iterator[tuple[str, str]]:
        is_taken = self.answer_from and self.answer == ""
        if not self.given and not is_taken and plain_number(self.answer) is None:
            yield "answer", "must be a number"

    def mistakes(self) -> Iterator[Mistake]:
        if self.given and self.answer_from:
            yield Mistake(
                ("answer_from",), "an answer from an exhibit doesn't fit fresh numbers", "leave out one of them"
            )
        if not isinstance(self.tolerance, str) and self.tolerance < 0:
            yield Mistake(("tolerance",), "a tolerance can't be less than 0")
        yield from template_mistakes(self)


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

    def doubt(self, answer: Answer) -> str:
        return "" if amounts_of(answer) else "That isn't a number."

    def grade(self, answer: Answer) -> Verdict:
        """Correct within the range; a remark says if the question asks for another unit."""
        amounts = amounts_of(str(answer), self.unit)
        slack = 1e-9 * max(abs(self.low), abs(self.high), 1e-9)  # the error of a binary fraction
        values = (value for amount in amounts for value in self._in_unit(amount))
        if any(self.low - slack <= value <= self.high + slack for value in values):
            return Verdict(True, 1.0, self.text(()))
        asked = unit_of(self.unit)
        for amount in amounts:
            typed = amount.measured
            if asked and typed and typed.dimension != asked.dimension:
                return WRONG._replace(remark=f"the question asks for {self.unit}, not {amount.unit}")
            if asked and typed and 1.0 < max(typed.worth / asked.worth, asked.worth / typed.worth) < _NEARLY_SAME:
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
        span = f" (from {self.low:.12g} to {self.high:.12g})" if self.low < self.high else ""
        return (written_and_right(answer, (Span(self.text(order)), Span(span, "caption"))),)

    def text(self, order: Order) -> str:
        large = abs(self.number) >= 10_000  # a year has no comma
        digits = f"{self.number:,.12g}" if large else f"{self.number:.12g}"
        return f"{digits} {self.unit}".strip()

    def offered(self, order: Order) -> dict[str, Any]:
        return {"unit": self.unit or None}

    def value(self) -> Any:
        return self.number

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """A note whose answer is typed and compared literally: the unit is in the question, the range on the back."""
        unit = (line(f"In {self.unit}.", "caption"),) if self.unit else ()
        near = f"From {self.low:.12g} to {self.high:.12g} counts as correct."
        more = (line(near),) if self.low < self.high else ()
        return Sides(Form.TYPED, write_fragment((*ask, *unit)), escape_html(f"{self.number:.12g}"), more)
