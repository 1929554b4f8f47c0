"""Worked examples: their sums recomputed, and shown as prose with the numbers in the formulas."""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from mlsys_cli.book.model import ExampleStep, Section, WorkedExample
from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.page.blocks import Block, Blocks, Bullets, Embed, Paragraph, Quote, Span
from mlsys_cli.quantity.formula import is_name, parse_formula, printed
from mlsys_cli.quantity.formula_tree import FormulaError
from mlsys_cli.quantity.given import NamedValue, choices, require_few
from mlsys_cli.quantity.quantity import Amount, Quantity, QuantityError, amounts_of, format_quantity
from mlsys_cli.quantity.units import is_counted, unit_of
from mlsys_cli.quiz.fresh_numbers import BROKEN, IMPOSSIBLE, UNLIKE, formula_mistake, is_plain
from mlsys_cli.quiz.question import Mistake, Steps

WRONG_SUM = "wrong-sum"

_NUMBER = re.compile(r"\d[\d ,_']*(?:\.\d+)?")  # "1,234.5", "12 000"
_LONG_NUMBER = re.compile(r"(?<![\w.,])\d{5,300}(?!\w)")
"""A number such as 60000, which is shown as 60,000. Four digits may be a year; int() refuses some thousands of them."""

_ABOUT = re.compile(r"^(?:about|roughly|nearly|almost|some|~|≈)\s*", re.IGNORECASE)  # `about 5`


class _Worked(NamedTuple):
    """A step that was recomputed: its value, if it has one, and its formula with the numbers in it."""

    step: ExampleStep
    value: Quantity | None
    numbers: str
    mistakes: tuple[Mistake, ...]


def example_mistakes(example: WorkedExample) -> Iterator[Mistake]:
    """The mistakes in an example: in what is given, in a formula, in its units, and sums that are wrong."""
    yield from _given_mistakes(example)
    if not example.steps:
        yield Mistake(("steps",), "this example has no step", rule=BROKEN)
    steps = _worked(example)
    for step in steps:
        yield from step.mistakes
    last = steps[-1].value if steps else None
    if last is not None and example.result:
        yield from _sum_mistakes(("result",), str(example.result), last)


def _worked(example: WorkedExample) -> list[_Worked]:
    """The steps, each recomputed with the exact results of those before it.

    What uses a value that couldn't be calculated has no value either, and isn't a further mistake.
    """
    values = _given(example)
    lost = {name for name in example.given if name not in values}
    worked = []
    for index, step in enumerate(example.steps):
        at = ("steps", index)
        value, numbers, wrong = _recomputed(step, at, values, lost)
        if step.name and (not is_name(step.name) or step.name in values):
            fault = "is already the name of another value" if step.name in values else "can't be a name in a formula"
            wrong.append(Mistake((*at, "name"), f"{step.name!r} {fault}", rule=BROKEN))
        elif step.name and value is not None:
            values[step.name] = NamedValue(value, _shown_result(step.result))
        elif step.name:
            lost.add(step.name)
        worked.append(_Worked(step, value, numbers, tuple(wrong)))
    return worked


def _recomputed(
    step: ExampleStep, at: Steps, values: Mapping[str, NamedValue], lost: Collection[str]
) -> tuple[Quantity | None, str, list[Mistake]]:
    """The value of a step, its formula with the numbers in it, and its mistakes."""
    quantities = {name: named.quantity for name, named in values.items()}
    try:
        formula = parse_formula(step.formula, [*values, *lost])
        if any(name.name in lost for name in formula.names):
            return None, _shown(step.formula), []
        value = formula.value(quantities)
    except FormulaError as error:
        return None, _shown(step.formula), [formula_mistake((*at, "formula"), error)]
    if is_plain(formula, values):
        value = _with_unit(value, str(step.result))
    formula_text = formula.with_numbers({name: named.text for name, named in values.items()})
    return value, formula_text, list(_sum_mistakes((*at, "result"), str(step.result), value))


def _with_unit(value: Quantity, result: str) -> Quantity:
    """The value of a formula without units, in the unit of its result."""
    unit = next((amount.measured for amount in amounts_of(result) if amount.measured), None)
    return Quantity(value.value * unit.worth, unit.dimension) if unit and unit.dimension else value


def _given(example: WorkedExample) -> dict[str, NamedValue]:
    """The values that can be used, by their names."""
    named_values: dict[str, NamedValue] = {}
    for name, given in example.given.items():
        with suppress(QuantityError):  # it is reported as a mistake
            values = choices(given)
            named_values |= {name: values[0]} if len(values) == 1 else {}
    return named_values


def _given_mistakes(example: WorkedExample) -> Iterator[Mistake]:
    try:
        require_few(example.given)
    except QuantityError as error:
        yield Mistake(("given",), str(error), rule=BROKEN)
        return
    for name, given in example.given.items():
        at: Steps = ("given", name)
        if not is_name(name):
            yield Mistake(at, f"{name!r} can't be a name in a formula", rule=BROKEN)
        try:
            if len(choices(given)) > 1:
                yield Mistake(at, f"{name!r} must have one value in an example", "write 'value'", IMPOSSIBLE)
        except QuantityError as error:
            yield Mistake(at, f"{name!r}: {error}", rule=IMPOSSIBLE)


def _sum_mistakes(at: Steps, result: str, value: Quantity) -> Iterator[Mistake]:
    """The mistake of a result in the book that isn't the value, as far as its digits tell."""
    amounts = amounts_of(result)
    if not amounts:
        yield Mistake(at, f"{result!r} isn't a number with a unit", rule=BROKEN)
        return
    fitting = [amount for amount in amounts if _fits(value, amount)]
    if not fitting:
        unit = amounts[0].unit or "a plain number"
        yield Mistake(at, f"this comes to {format_quantity(value)}, which can't be given in {unit}", rule=UNLIKE)
    elif not any(_is_rounded(result, amount.value, _in_unit_of(amount, value)) for amount in fitting):
        right = format_quantity(Quantity(_in_unit_of(fitting[0], value)))
        yield Mistake(at, f"this comes to {right} {amounts[0].unit}".strip(), rule=WRONG_SUM)


def _fits(value: Quantity, amount: Amount) -> bool:
    """True if a value can be given in the unit of an amount. What can't be converted is a word for what is counted."""
    unit = amount.measured
    dimension = unit.dimension if unit else ()
    is_number = not value.dimension or is_counted(value.dimension)
    return value.dimension == dimension or (
        is_number and (not unit or is_counted(dimension)) and not (amount.unit and not unit and unit_of(amount.unit))
    )


def _in_unit_of(amount: Amount, value: Quantity) -> float:
    return value.value / (amount.measured.worth if amount.measured else 1.0)


def _is_rounded(text: str, number: float, value: float) -> bool:
    """True if a number in a text is a value that was rounded to the digits there; of `about 60,000`, to one digit."""
    if math.isclose(number, value, rel_tol=1e-9):
        return True
    match = _NUMBER.search(text)
    digits = re.sub(r"[ ,_']", "", match[0]) if match else ""
    whole, _, part = digits.partition(".")
    last = 10.0 ** -len(part)
    if not part and _ABOUT.match(text):
        last = 10.0 ** (len(whole) - len(whole.rstrip("0")))
    scale = abs(number) / float(digits) if digits and float(digits) else 1.0
    return abs(number - value) <= last * scale / 2 * (1 + 1e-9)  # binary fractions are hardly ever exact


# --- how it is shown --------------------------------------------------------------------------------------------------


def example_blocks(example: WorkedExample) -> Blocks:
    """The example as prose: its title, what is given, the steps with the numbers in them, and the result."""
    blocks: list[Block] = [Paragraph((Span(f"Example: {example.title}", "strong"),))]
    if given := [(Paragraph(tuple(_given_spans(name, item.text, example))),) for name, item in _given(example).items()]:
        blocks.append(Bullets(tuple(given)))
    blocks.append(Bullets(tuple((Paragraph(tuple(_step_spans(item))),) for item in _worked(example)), ordered=True))
    if example.result:
        blocks.append(Paragraph((Span("Result: "), Span(_with_commas(str(example.result)), "strong"))))
    return (Quote(tuple(blocks)),)


def _given_spans(name: str, text: str, example: WorkedExample) -> Iterator[Span]:
    words = example.given[name].words
    yield Span(name, "code")
    yield Span(f" = {printed(text)}" + (f", {words}" if words else ""))


def _step_spans(worked: _Worked) -> Iterator[Span]:
    """The words of a step, then its name, formula, numbers and result with signs of equality between them.

    The signs are spans of their own, before which a long step is broken.
    """
    step = worked.step
    yield Span(f"{step.words.strip().rstrip('.:')}: ", "step")
    if step.name:
        yield from (Span(step.name, "code"), Span(" = ", "equals"))
    shown = _shown(step.formula)
    if shown != worked.numbers:
        yield from (Span(printed(shown), "code"), Span(" = ", "equals"))
    equals = " ≈ " if _ABOUT.match(str(step.result)) else " = "
    yield from (Span(printed(worked.numbers)), Span(equals, "equals"), Span(_shown_result(step.result), "strong"))


def _shown_result(result: float | str) -> str:
    """The number of a result, without a word such as `about` before it."""
    return _with_commas(_ABOUT.sub("", str(result), count=1).strip())


def _with_commas(text: str) -> str:
    return _LONG_NUMBER.sub(lambda match: f"{int(match[0]):,}", text)


def _shown(formula: str) -> str:
    """A formula as people read it."""
    try:
        return parse_formula(formula).with_numbers({})
    except FormulaError:
        return formula


def with_examples(blocks: Blocks, examples: Mapping[str, WorkedExample]) -> Blocks:
    """Some prose with examples in the places where it embeds them."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Embed) and block.kind == "example" and block.id in examples:
            made += example_blocks(examples[block.id])
        else:
            made.append(block)
    return tuple(made)


def unplaced_examples(section: Section) -> list[str]:
    """The ids of the examples that the text of a section doesn't place."""
    if not section.examples:
        return []
    blocks = (*parse_prose(section.body), *parse_prose(section.deeper))
    placed = {block.id for block in blocks if isinstance(block, Embed) and block.kind == "example"}
    return [example.id for example in section.examples if example.id not in placed]


def example_document(example: WorkedExample) -> dict[str, Any]:
    """The example for JSON, with values in SI units."""
    return {
        "id": example.id,
        "title": example.title,
        "given": [
            {"name": name, "text": item.text, "words": example.given[name].words or None, **item.quantity.document()}
            for name, item in _given(example).items()
        ],
        "steps": [
            {
                "words": item.step.words,
                "name": item.step.name or None,
                "formula": item.step.formula,
                "numbers": item.numbers,
                "result": str(item.step.result),
                **(item.value.document() if item.value else {"value": None, "unit": None}),
            }
            for item in _worked(example)
        ],
        "result": str(example.result) or None,
    }
