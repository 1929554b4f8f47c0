"""Number: a number to be typed, right within a tolerance, in any unit that can be converted."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page import Blocks, Span
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.answer_key import Answer, Order
from mlsys_cli.quiz.flashcard_sides import Form, Sides, caption, line
from mlsys_cli.quiz.numbers import Amount, amounts_of
from mlsys_cli.quiz.question import Accept, Mistake, Question
from mlsys_cli.quiz.typed_key import TypedAnswerKey, written_and_right
from mlsys_cli.quiz.units import unit_of
from mlsys_cli.quiz.verdict import WRONG, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuestion(Question):
    """A number to be typed, right if it is not further from `answer` than `tolerance`, both in the `unit`."""

    ANSWER: ClassVar = "answer: 42\n# tolerance: 2\n# unit: kilobytes\n"
    __pydantic_config__: ClassVar[dict[str, Any]] = {"allow_inf_nan": False}

    kind: Annotated[Literal["number"], "A number is typed."]
    answer: Annotated[int | float, "The number."]
    tolerance: Annotated[int | float, "How far from it is still right."] = 0
    unit: Annotated[str, "What the number counts."] = ""

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "NumberKey":
        answer, tolerance = fields["answer"], abs(fields["tolerance"])
        return NumberKey(answer, answer - tolerance, answer + tolerance, fields["unit"])

    def mistakes(self) -> Iterator[Mistake]:
        if self.tolerance < 0:
            yield Mistake(("tolerance",), "a tolerance can't be less than 0")


@dataclass(frozen=True, slots=True)
class NumberKey(TypedAnswerKey):
    """A number that is right from `low` to `high`; `number` is shown."""

    number: float
    low: float
    high: float
    unit: str = ""

    @property
    def label(self) -> str:
        return self.unit

    def doubt(self, answer: Answer) -> str:
        return "" if amounts_of(str(answer)) else "That isn't a number."

    def grade(self, answer: Answer) -> Verdict:
        """Right within the range; a remark says that it was asked in another unit."""
        if not isinstance(answer, str):
            return WRONG
        amounts = amounts_of(answer, self.unit)
        if any(self._within(value) for amount in amounts for value in self._in_unit(amount)):
            return Verdict(True, 1.0, self.text(()))
        asked = unit_of(self.unit)
        other = next((amount for amount in amounts if amount.unit), None)
        if other and other.measured and asked and other.measured.measure != asked.measure:
            return WRONG._replace(remark=f"it is asked in {self.unit}, not in {other.unit}")
        return WRONG

    def _in_unit(self, amount: Amount) -> list[float]:
        """An amount in the unit of the question. One without a unit is in it; of a per cent, 0.5 is 50 as well."""
        asked = unit_of(self.unit)
        if not amount.unit:
            return [amount.value, amount.value * 100] if self.unit == "%" and 0 < amount.value <= 1 else [amount.value]
        if amount.measured is None or asked is None:
            if amount.measured and amount.measured.measure == "share" and not self.unit:
                return [amount.value * amount.measured.worth]
            # So many of what is counted, whatever it is called.
            return [] if amount.measured or asked else [amount.value]
        if amount.measured.measure != asked.measure:
            return []
        return [amount.value * amount.measured.worth / asked.worth]

    def _within(self, value: float) -> bool:
        slack = 1e-9 * max(abs(self.low), abs(self.high), 1e-9)  # the error of a binary fraction
        return math.isfinite(value) and self.low - slack <= value <= self.high + slack

    def solution(self, answer: Answer, order: Order) -> Blocks:
        span = f" (from {self.low:.12g} to {self.high:.12g})" if self.low < self.high else ""
        return (written_and_right(str(answer), (Span(self.text(order)), Span(span, "caption"))),)

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
        unit = (caption(f"In {self.unit}."),) if self.unit else ()
        near = f"From {self.low:.12g} to {self.high:.12g} counts as right."
        more = (line(near),) if self.low < self.high else ()
        return Sides(Form.TYPED, write_fragment((*ask, *unit)), escape_html(f"{self.number:.12g}"), more)
