"""The mistakes in a calculator that show before it is worked out: in names, formulas, conditions, units and sizes."""

import re
from collections.abc import Collection, Iterator, Sized
from typing import Any

from mlsys_cli.calculators.calculator import (
    CalculatorRecord,
    GivenRecord,
    LineRecord,
    calculator_document,
    calculator_from,
)
from mlsys_cli.calculators.evaluation import SLOT, units_of_givens
from mlsys_cli.calculators.typed_values import dimension_of
from mlsys_cli.quantity.formula import is_name, parse_formula
from mlsys_cli.quantity.formula_tree import FormulaError
from mlsys_cli.quantity.formula_values import CONDITION, unit_of_node
from mlsys_cli.quantity.quantity import measure, symbol
from mlsys_cli.quantity.units import Dimension
from mlsys_cli.quiz.fresh_numbers import BROKEN, UNLIKE, formula_mistake
from mlsys_cli.quiz.question import Mistake, Steps
from mlsys_cli.text.spelling import did_you_mean

STRAY, TOO_LARGE = "stray-name", "oversized-calculator"

MOST = {"given": 60, "lines": 100, "presets": 20, "claims": 100, "plots curves": 4}
"""The most of each part: what a hostile book may let the program work out, and what people can follow."""

_BOUND = re.compile(r"at (?:least|most)(?: if (?P<condition>.+))?")

_CONDITIONS = {"verdicts if", "assumed if"}
_TEXTS = {"ask", "says", "verdicts then", "verdicts else", "plots alt", "plots curves words", "presets ask"}
_NAMES = {
    **dict.fromkeys(("answer", "drawn", "presets answer"), "line"),
    **dict.fromkeys(("lines solve", "lines with", "plots over", "plots curves with"), "given"),
    **dict.fromkeys(("plots curves line", "claims line"), "either"),
    **dict.fromkeys(("presets given", "claims given"), "setting"),
}
"""The keys, with those above them, that have conditions, texts with values, and names of something, or values by these.

Conditions of lines are looked at with their lines, which know only the lines before them.
"""

Units = dict[str, Dimension]


def calculator_mistakes(calculator: CalculatorRecord) -> Iterator[Mistake]:
    """The mistakes of a calculator, each at its place."""
    for name, given in calculator.given.items():
        yield from _given(name, given)
    units = units_of_givens(calculator)
    for index, line in enumerate(calculator.lines):
        yield from _line(calculator, ("lines", index), line, units)
    yield from _elsewhere(calculator, units)


def units_of(calculator: CalculatorRecord) -> Units:
    """The units of all givens and lines, as far as they can be known."""
    units = units_of_givens(calculator)
    for line in calculator.lines:
        for _ in _line(calculator, (), line, units):
            pass
    return units


def stored_document(calculator: CalculatorRecord) -> dict[str, Any]:
    """The JSON document of a calculator, as the index has it: with the base unit of each line."""
    document, units = calculator_document(calculator), units_of(calculator)
    for line in document["lines"]:
        line |= {"dimension": unit} if (unit := symbol(units[line["name"]])) else {}
    return document


def record_of(calculator: CalculatorRecord) -> CalculatorRecord:
    """A calculator, ready to be worked out."""
    return calculator_from(stored_document(calculator))


def _size(steps: Steps, part: Sized, most: int) -> Iterator[Mistake]:
    name = steps[-1]
    if len(part) > most:
        hint = f"a {'plot' if name == 'curves' else 'calculator'} may have {most} at most"
        yield Mistake(steps, f"{len(part)} {name} are too many", hint, TOO_LARGE)
    if not part and name in ("lines", "curves"):
        yield Mistake(steps, f"there are no {name}", rule=TOO_LARGE)


def _given(name: str, given: GivenRecord) -> Iterator[Mistake]:
    if not is_name(name):
        yield Mistake(("given", name), f"{name!r} can't be a name in a formula", rule=BROKEN)
    if given.choices and given.default and given.default not in given.choices:
        hint = did_you_mean(str(given.default), given.choices) or f"it is one of {', '.join(given.choices)}"
        yield Mistake(("given", name, "default"), f"{given.default!r} isn't among the choices", hint, STRAY)


def _line(calculator: CalculatorRecord, steps: Steps, line: LineRecord, units: Units) -> Iterator[Mistake]:
    """The mistakes of a line, of which the unit is put among those of the lines before it."""
    before, at = list(dict.fromkeys((*calculator.given, *units))), (*steps, "of" if line.of else "formula")
    unit = dimension_of(line.unit)
    if not is_name(line.name):
        yield Mistake((*steps, "name"), f"{line.name!r} can't be a name in a formula", rule=BROKEN)
    if bool(line.of) == bool(line.formula):
        yield Mistake(steps, f"the line {line.name!r} needs either 'formula' or 'of'", rule=BROKEN)
    elif line.of:
        yield from _known(at, line.of, [other.name for other in calculator.lines])
        unit = units.get(line.of, unit)
    else:
        try:
            unit = parse_formula(line.formula, before).unit(units)
        except FormulaError as error:
            yield formula_mistake(at, error)
        else:
            if line.unit and unit != dimension_of(line.unit):
                message = f"this comes to {measure(unit)}, which can't be given in {line.unit}"
                yield Mistake((*steps, "unit"), message, rule=UNLIKE)
    if units.setdefault(line.name, unit) != unit:
        message = f"{line.name!r} is {measure(units[line.name])} before, and {measure(unit)} here"
        yield Mistake(at, message, rule=UNLIKE)
    bound = _BOUND.fullmatch(line.bound)
    if line.bound and not bound:
        yield Mistake((*steps, "bound"), "a bound is 'at least' or 'at most', perhaps with 'if'", rule=BROKEN)
    named = [line.name, *before]
    yield from _condition(calculator, (*steps, "if"), line.if_, units, named)
    if bound and bound["condition"]:
        yield from _condition(
            calculator, (*steps, "bound"), bound["condition"], units, named, start=bound.start("condition")
        )


def _condition(
    calculator: CalculatorRecord, steps: Steps, text: str, units: Units, names: Collection[str], *, start: int = 0
) -> Iterator[Mistake]:
    """The mistakes of a condition that begins at a place of its text."""
    if not text:
        return
    try:
        formula = parse_formula(text, names)
        if unit_of_node(formula.root, units, {}) != CONDITION:
            yield Mistake(steps, "this isn't a condition", "write a comparison, such as use < 100%", BROKEN)
        for node in formula.asked_names:
            given = calculator.given.get(node.name)
            if node.word and not (given and node.word in given.choices):
                words = given.choices if given else ()
                hint = did_you_mean(node.word, words) or (f"it is one of {', '.join(words)}" if words else "")
                offset = start + text.index(node.word, node.offset + len(node.name))
                yield Mistake(
                    steps, f"{node.name} is never {node.word!r}", hint, STRAY, offset=offset, length=len(node.word)
                )
    except FormulaError as error:
        mistake = formula_mistake(steps, error)
        yield mistake._replace(offset=mistake.offset + start)


def _elsewhere(calculator: CalculatorRecord, units: Units) -> Iterator[Mistake]:
    """The mistakes outside of givens and lines: in sizes, names, conditions, and texts with values."""
    givens, lines = [*calculator.given], list(dict.fromkeys(line.name for line in calculator.lines))
    both = list(dict.fromkeys((*givens, *lines)))
    known = {"given": givens, "line": lines, "either": both, "setting": [*both, *calculator.uses]}
    words = [name for name in calculator.given if name not in units]
    for steps, value in _values(calculator_document(calculator)):
        key = " ".join(step for step in steps if isinstance(step, str))
        if key in _CONDITIONS:
            yield from _condition(calculator, steps, value, units, both)
        elif key in MOST:
            yield from _size(steps, value, MOST[key])
        elif key in _TEXTS:
            yield from _slots(steps, value, units, words)
        elif key in _NAMES and isinstance(value, dict):
            for name in value:
                yield from _known((*steps, name), name, known[_NAMES[key]])
        elif key in _NAMES and isinstance(value, str):
            yield from _known(steps, value, known[_NAMES[key]])


def _values(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """A value of a document and all below it, each with the way to it."""
    yield steps, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield from _values(item, (*steps, step))


def _known(steps: Steps, name: str, names: Collection[str]) -> Iterator[Mistake]:
    if name and name not in names:
        hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
        yield Mistake(steps, f"this calculator has no {name!r} here", hint, STRAY)


def _slots(steps: Steps, text: str, units: Units, words: Collection[str]) -> Iterator[Mistake]:
    """The mistakes in the values of a text: `{name}`, `{name in MHz}`, `{formula}`; some names stand for words."""
    for slot in (slot for slot in SLOT.finditer(text) if slot["unit"] or slot["formula"] not in words):
        formula = slot["formula"]
        try:
            unit = parse_formula(formula, units).unit(units)
        except FormulaError as error:
            mistake = formula_mistake(steps, error)
            yield mistake._replace(offset=slot.start("formula") + mistake.offset)
        else:
            if slot["unit"] and unit != dimension_of(slot["unit"]):
                message = f"{formula} is {measure(unit)}, which can't be given in {slot['unit']}"
                yield Mistake(steps, message, rule=UNLIKE, offset=slot.start("unit"), length=len(slot["unit"]))
