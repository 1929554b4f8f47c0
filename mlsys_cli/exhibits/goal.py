"""Conditions over the settings and numbers of an exhibit, and how near a run has come to its goal."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mlsys_cli.calculators.evaluation import holds
from mlsys_cli.exhibits.exhibit import Dial, Goal, Number, Settings
from mlsys_cli.quantity.formula import parse_formula
from mlsys_cli.quantity.formula_tree import Call, Known, Name, Node
from mlsys_cli.quantity.formula_values import Values, compiled

_LIMITS = {">=": " of ", ">": ", not more than ", "<=": ", not at most ", "<": ", not less than ", "=": ", not "}
"""The words before the limit of a comparison that isn't met: `right 720 of 734`, `branches 3, not 4`."""


class GoalOutcome(NamedTuple):
    """True if a goal was reached, and this in words: `reached`, `not yet: right 720 of 734`."""

    reached: bool
    text: str


def outcome_of(goal: Goal, dials: Sequence[Dial], settings: Settings, numbers: Sequence[Number]) -> GoalOutcome:
    """The outcome of a run with some settings and the numbers of its last frame."""
    titles = {formula_name(dial.name): dial.name for dial in dials}
    titles |= {formula_name(number.name): number.title for number in numbers}
    values, formula = formula_values(dials, settings, numbers), parse_formula(goal.condition)
    if holds(formula, values):
        return GoalOutcome(True, "reached")
    short = [*_unmet(formula.root, values, titles)]
    return GoalOutcome(False, f"not yet: {'; '.join(short)}" if short else "not yet")


def _unmet(node: Node, values: Values, titles: dict[str, str]) -> Iterator[str]:
    """The comparisons that aren't met, each with the value and the one that is wanted."""
    match node:
        case Call(function="and", arguments=arguments):
            for part in arguments:
                yield from _unmet(part, values, titles)
        case Known(name=name, word=word) if word and values.get(name, word) != word:
            yield f"{titles[name]} {values[name]}, not {word}".replace("_", "-")
        case Call(function=sign, arguments=(Name(name=name), limit)) if sign in _LIMITS and name in values:
            if not compiled(node)(values):
                yield f"{titles[name]} {shown(values[name])}{_LIMITS[sign]}{shown(compiled(limit)(values))}"


def formula_name(name: str) -> str:
    """A name, or the word that a setting is, in a formula: `rate_a` for `rate-a`."""
    return name.replace("-", "_").replace(" ", "_")


def formula_values(dials: Iterable[Dial], settings: Settings, numbers: Iterable[Number] = ()) -> Values:
    """The settings and numbers that a condition may name. A text is known if it is neither empty nor the usual one."""
    values = {dial.name: settings[dial.name] for dial in dials if dial.choices or _is_changed(dial, settings)}
    values |= {number.name: number.value for number in numbers if number.value is not None}
    return Values({formula_name(name): _in_formula(value) for name, value in values.items()})


def _is_changed(dial: Dial, settings: Settings) -> bool:
    value = settings[dial.name]
    return not isinstance(value, str) or value.strip() not in ("", dial.default)


def _in_formula(value: float | str | bool) -> float | str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return formula_name(value)
    return float(value)


def shown(value: float | str) -> str:
    """A value in a sentence."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"
