"""Calculators of the book turned round: what a line was worked out from is found again from its value."""

import math
import re
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import pytest

from mlsys_cli.book.calculator_mistakes import record_of
from mlsys_cli.book.calculator_results import spec_finder
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.book.parse.load import load_calculators
from mlsys_cli.calculators.answers import Calculated, answers_to, in_words, work_out
from mlsys_cli.calculators.calculator import CalculatorRecord
from mlsys_cli.calculators.requests import Range, Request, read_request, words_of
from mlsys_cli.calculators.typed_values import dial_ends, out_of_range
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.quantity import Quantity

FIND = spec_finder(BUNDLED_BOOK)
PAIRS = 200


class Turn(NamedTuple):
    """A line of an answer, and a given that it depends on."""

    answer: Calculated
    line: str
    name: str

    @property
    def title(self) -> str:
        """What is asked, with the value that should be found."""
        values = self.answer.run.values
        return f"{self.answer.calculator.id} {self.line}={values[self.line]} {self.name}=?, was {values[self.name]}"

    def result(self, value: float) -> float | str | None:
        """The line with another value of the given."""
        typed = {name: item for name, item in self.answer.run.values.items() if name in self.answer.calculator.given}
        kept = {name: item for name, item in typed.items() if name not in self.answer.run.defaults}
        return self.answer.evaluation.run({**kept, self.name: value}, self.line).values.get(self.line)

    def turned(self) -> Calculated:
        """The answer to the value of the line, with the given left open."""
        request, units = self.answer.request, self.answer.evaluation.units
        typed = {name: value for name, value in request.typed.items() if name != self.name}
        typed[self.line] = Quantity(self.answer.run.values[self.line], units[self.line])
        return work_out(request._replace(typed=typed, open_name=self.name))

    def is_same(self, value: float) -> bool:
        """True if the line is the same with another value of the given."""
        result, was = self.result(value), self.answer.run.values[self.line]
        return isinstance(result, float) and math.isclose(result, was, rel_tol=1e-9, abs_tol=1e-300)


def cases() -> Iterator[Calculated]:
    """Each calculator of the book with its defaults, and with each preset, as far as these give a result."""
    for item in load_calculators(BUNDLED_BOOK):
        calculator = record_of(item)
        for given in ({}, *(preset.given for preset in calculator.presets)):
            try:
                yield work_out(read_request(calculator, words_of(given), FIND))
            except UsageError:  # it has no defaults
                assert not given, (calculator.id, given)


def turns() -> Iterator[Turn]:
    """All lines that are shown, with each given on which they depend."""
    for answer in cases():
        given = answer.calculator.given
        for line in answer.lines:
            used = answer.evaluation.uses(line.line.name)
            names = [name for name in given if name in used and name in answer.run.values and not given[name].choices]
            yield from (Turn(answer, line.line.name, name) for name in names)


def _fault(turn: Turn) -> str:
    """What is wrong with what is found; empty if it is the same again, or refused with the right reason."""
    was, given = turn.answer.run.values[turn.name], turn.answer.calculator.given[turn.name]
    beside = [was - 1, was + 1] if given.whole else [was * 0.9996, was * 1.0004]
    try:
        answer = turn.turned()
    except UsageError as refused:
        _, high = dial_ends(given)
        reasons = {
            "doesn't depend on": all(turn.is_same(value) for value in (was / 2, was * 2 or 1.0) if turn.result(value)),
            "any ": any(map(turn.is_same, beside)),
            "several ": turn.answer.evaluation.shown(turn.name, was) in refused.message or "and" in refused.message,
            "nothing says where": math.isinf(high),
            "has no use here": turn.name == "duty",  # it stands in place of two others, which are typed
        }
        known = [is_right for words, is_right in reasons.items() if words in refused.message]
        return "" if known == [True] else refused.message
    (found,) = answer.solved
    # Of whole numbers that give the same, it is the last that does, on the side on which the line gets no worse.
    is_again = math.isclose(found.value, was, rel_tol=1e-3, abs_tol=1e-12) or given.whole
    return "" if is_again and turn.is_same(found.value) else str(in_words(answer))


def test_what_a_line_was_made_from_is_found_again_or_refused_with_the_reason() -> None:
    drawn = Random(26).sample([*turns()], PAIRS)
    assert {turn.title: fault for turn in drawn if (fault := _fault(turn))} == {}


def _swept(answer: Calculated, name: str) -> list[float]:
    """Values from one end to the other of where a given is looked for."""
    given = answer.calculator.given[name]
    low, high = dial_ends(given)
    values = [low + (high - low) * part for part in (0, 0.1, 0.5, 1)] if high < math.inf else [low, 1.0, 1e6]
    values = [float(round(value)) for value in values] if given.whole else values
    return [value for value in values if not out_of_range(given, value)]


def _is_refused(request: Request) -> bool:
    """True if a given has no part in what can be worked out."""
    try:
        answers_to(request)
    except UsageError as error:
        return re.search("has no use here|needs", error.message) is not None
    return False


def _results(request: Request) -> list[float]:
    return [line.value.value for answer in answers_to(request) for line in answer.lines]


@pytest.mark.slow
def test_each_given_can_be_swept_from_end_to_end() -> None:
    for answer in cases():
        calculator: CalculatorRecord = answer.calculator
        for name, given in calculator.given.items():
            if given.choices:
                continue
            units = answer.evaluation.units[name]
            values = tuple(Quantity(value, units) for value in _swept(answer, name))
            typed = {key: value for key, value in answer.request.typed.items() if key != name}
            swept = answer.request._replace(typed=typed, ranged=Range(name, given.unit, values))
            assert _is_refused(swept) or all(math.isfinite(value) for value in _results(swept)), (calculator.id, name)
