"""Number: a number to type, correct within a tolerance, in any unit that can be converted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page import Blocks, Span
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quantity.numbers import Amount, amounts_of
from mlsys_cli.quantity.units import is_counted, unit_of
from mlsys_cli.quiz.answer_key import WRONG, Answer, Order, TypedAnswerKey, Verdict, written_and_right
from mlsys_cli.quiz.flashcard_sides import Form, Sides, line
from mlsys_cli.quiz.question import Accept, Mistake, Question

_NEARLY_SAME = 1.5
"""Units that are closer than this are taken for each other, such as GB and GiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuestion(Question):
    """A number to type, correct if its difference from `answer` is at most `tolerance`, both in the `unit`."""

    ANSWER: ClassVar = "answer: 42\n# tolerance: 2\n# unit: kilobytes\n"
    __pydantic_config__: ClassVar[dict[str, Any]] = {"allow_inf_nan": False}

    kind: Annotated[Literal["number"], "The reader types a number."]
    answer: Annotated[int | float, "The correct number."]
    tolerance: Annotated[int | float, "The largest difference from it that is still correct."] = 0
    unit: Annotated[str, "The unit of the number."] = ""

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "NumberKey":
        answer, tolerance = fields["answer"], abs(fields["tolerance"])
        return NumberKey(answer, answer - tolerance, answer + tolerance, fields["unit"])

    def mistakes(self) -> Iterator[Mistake]:
        if self.tolerance < 0:
            yield Mistake(("tolerance",), "a tolerance can't be less than 0")


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
        if all(one is None or is_counted(one.dimension) for one in (typed, asked)):  # whatever the things are called
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
        """A note that Anki lets one type. It compares signs: the unit is in the question, the range on the back."""
        unit = (line(f"In {self.unit}.", "caption"),) if self.unit else ()
        near = f"From {self.low:.12g} to {self.high:.12g} counts as correct."
        more = (line(near),) if self.low < self.high else ()
        return Sides(Form.TYPED, write_fragment((*ask, *unit)), escape_html(f"{self.number:.12g}"), more)
