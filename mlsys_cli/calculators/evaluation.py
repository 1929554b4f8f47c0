"""Working a calculator out with floats: what is known, and the lines that follow from it, each by need."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from mlsys_cli.calculators.calculator import CalculatorRecord, LineRecord
from mlsys_cli.calculators.typed_values import Value, dimension_of, format_value, read_value
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.formula import Formula, parse_formula
from mlsys_cli.quantity.formula_tree import FormulaError, NotGivenError
from mlsys_cli.quantity.formula_values import Budget, Values
from mlsys_cli.quantity.quantity import Quantity, QuantityError
from mlsys_cli.quantity.units import Dimension

SLOT = re.compile(r"\{(?P<formula>[^{}\n]+?)(?:\s+in\s+(?P<unit>[^\s{}]+))?\}")
"""A value in a text: `{name}`, `{frequency in MHz}`, `{formula}`."""

PEAK = "peak_"
"""How the names of a machine's arithmetic begin, such as `peak_16`: that with numbers of 16 bits."""

Typed = Mapping[str, float | str]
"""Values in base units, and words, by the names of givens and lines."""


class Spec(NamedTuple):
    """A model or machine with its quantities by their names; `peak_16` is that of arithmetic with 16 bits.

    `fields` are the names of all quantities that one of its kind may state. `sources` and `as_of` are those of all its
    quantities, `own_sources` and `own_ages` those of single ones.
    """

    kind: str
    name: str
    values: Mapping[str, Quantity]
    fields: Collection[str] = ()
    sources: tuple[str, ...] = ()
    as_of: str = ""
    own_sources: Mapping[str, tuple[str, ...]] = {}
    own_ages: Mapping[str, str] = {}


class LineRule(NamedTuple):
    """A line whose formula and condition were parsed, the names that it uses, and the steps that it takes."""

    line: LineRecord
    formula: Formula | None
    condition: Formula | None
    uses: frozenset[str]
    with_: Typed
    steps: int


class Run(NamedTuple):
    """The values of a calculator, and the rules that gave them.

    `defaults` are the names of those that are defaults, `tested` those on which conditions depended, and `failed` the
    lines without a result although all is known, with the reasons.
    """

    values: Values
    rules: Sequence[LineRule] = ()
    defaults: Collection[str] = ()
    tested: Collection[str] = ()
    failed: Mapping[str, str] = {}


class Evaluation:
    """A calculator with the numbers of a model and a machine. All its runs together have one budget of steps."""

    def __init__(self, calculator: CalculatorRecord, specs: Sequence[Spec] = (), budget: Budget | None = None) -> None:
        self.calculator, self.specs, self.budget = calculator, specs, budget or Budget()
        self.units = units_of_givens(calculator)
        self.units |= {line.name: dimension_of(line.dimension) for line in calculator.lines}
        self.from_specs = self._numbers_of_specs()
        self._peaks = {
            int(name[len(PEAK) :]): spec.values[name].value
            for spec in specs
            for name in spec.values
            if name.startswith(PEAK)
        }
        self._defaults: dict[str, float | str | Formula] = {}
        unstated = self._unstated()
        for name in [name for name, given in calculator.given.items() if given.default != ""]:
            with suppress(UsageError):  # `mlsys check` reports it
                default = read_default(calculator, name)
                # A formula takes what they do state. But a machine has peaks for numbers of some widths only.
                if name not in unstated or (isinstance(default, Formula) and name != "peak"):
                    self._defaults[name] = default
        self._uses: dict[str, set[str]] = {}
        self.rules = [rule for line in calculator.lines if (rule := self._rule(line))]

    def _numbers_of_specs(self) -> dict[str, float]:
        """The numbers of the model and the machine that are givens, in base units."""
        numbers: dict[str, float] = {}
        for name, given in self.calculator.given.items():
            for spec in self.specs:
                value = spec.values.get(given.field or name)
                if value is not None and value.dimension == self.units.get(name):
                    numbers[name] = value.value
        return numbers

    def _unstated(self) -> set[str]:
        """The givens that the model or machine could state and doesn't, of which a usual value isn't theirs.

        Bits are chosen.
        """
        fields = {field for spec in self.specs for field in spec.fields}
        could_be_stated = {name for name in self.calculator.given if field_of(self.calculator, name) in fields}
        return could_be_stated - {*self.from_specs, "bits"}

    def _rule(self, line: LineRecord) -> LineRule | None:
        try:
            formula = parse_formula(line.formula) if line.formula else None
            condition = parse_formula(line.if_) if line.if_ else None
            given = self.calculator.given
            with_ = {name: base_value(read_value(name, given[name], text)) for name, text in line.with_.items()}
        except (FormulaError, UsageError, KeyError):  # `mlsys check` reports it
            return None
        parts = [part for part in (formula, condition) if part]
        uses = {name for part in parts for name in part.used_names} | {line.of} - {""}
        steps = sum(len(part.text) for part in parts) // 3  # about its signs, names and numbers, without a walk
        return LineRule(line, formula, condition, frozenset(uses), with_=with_, steps=steps)

    def uses(self, name: str) -> set[str]:
        """The names on which a given or line may depend, directly or not."""
        if name not in self._uses:
            self._uses[name] = names_below(name, self._direct)
        return self._uses[name]

    def _direct(self, name: str) -> set[str]:
        """The names in the formulas of a line, or in the default of a given."""
        names = {used for rule in self.rules if rule.line.name == name for used in rule.uses}
        default = self._defaults.get(name)
        names |= {node.name for node in default.names} if isinstance(default, Formula) else set()
        is_arithmetic = name == "peak" and self._peaks and "bits" in self.calculator.given
        return names | ({"bits"} if is_arithmetic else set())

    def alternatives(self, name: str, values: Values | None = None) -> list[Formula]:
        """The formulas of the lines of a name, or of a default; for some values those whose condition may be met."""
        default = self._defaults.get(name)
        rules = [rule for rule in self.rules if rule.line.name == name and may_stand(rule, values)]
        formulas = [rule.formula for rule in rules if rule.formula]
        return [*formulas, default] if isinstance(default, Formula) else formulas

    def run(self, typed: Typed, wanted: str = "", without: str = "") -> Run:
        """Work out all lines, or only what is `wanted` and what that needs; `without` a value of one given.

        Of what is known, the typed values come first, then those of model and machine, then the defaults.
        """
        return self._run(typed, self.uses(wanted) | {wanted} if wanted else None, without)

    def _run(self, typed: Typed, needed: Collection[str] | None, without: str = "", *, is_inner: bool = False) -> Run:
        values = Values({**self.from_specs, **typed}, self.budget)
        values.pop(without, None)
        defaults = self._add_defaults(values, without)
        failed: dict[str, str] = {}
        rules, tested = [], set[str]()
        for rule in self.rules:
            name = rule.line.name
            if name in values or (needed is not None and name not in needed) or (rule.line.of and is_inner):
                continue
            if rule.condition:
                is_holding = holds(rule.condition, values)
                lacks = rule.formula and rule.formula.used_names - values.keys()
                tested |= set() if lacks or is_holding is None else rule.condition.used_names
                if not is_holding:
                    continue
            try:
                self.budget.spend(1 + rule.steps)
                values[name] = self._value(rule, values, typed)
            except NotGivenError:
                continue
            except (FormulaError, QuantityError) as error:
                failed[name] = str(error)
                continue
            failed.pop(name, None)
            rules.append(rule)
        return Run(values, rules, defaults, tested, failed)

    def _value(self, rule: LineRule, values: Values, typed: Typed) -> float:
        if rule.formula:
            return float(rule.formula.number(values))
        givens = {name: value for name, value in typed.items() if name in self.calculator.given}
        inner = self._run({**givens, **rule.with_}, self.uses(rule.line.of) | {rule.line.of}, is_inner=True)
        if rule.line.of in inner.failed:
            raise QuantityError(inner.failed[rule.line.of])
        if rule.line.of not in inner.values:
            raise NotGivenError(f"{rule.line.of} isn't known", 0)
        return float(inner.values[rule.line.of])

    def _add_defaults(self, values: Values, without: str) -> set[str]:
        """Add what isn't known and has a default; the names of that are returned."""
        added = set()
        for name, default in self._defaults.items():
            if name in values or name == without:
                continue
            try:
                values[name] = default.number(values) if isinstance(default, Formula) else default
            except FormulaError:
                continue
            added.add(name)
        if "peak" in self.calculator.given and "peak" not in values and without != "peak":
            self._add_peak(values)
        return added

    def _add_peak(self, values: Values) -> None:
        """Add the arithmetic of a machine with numbers of so many bits, or else of the next wider ones that it has."""
        bits = float(values.get("bits", 2.0)) * 8
        if wide_enough := [width for width in self._peaks if width >= bits * (1 - 1e-9)]:
            values["peak"] = self._peaks[min(wide_enough)]

    def value(self, run: Run, name: str) -> Value:
        """The value of a name with its unit."""
        return self._quantity(name, run.values[name])

    def _quantity(self, name: str, number: float | str) -> Value:
        return number if isinstance(number, str) else Quantity(float(number), self.units.get(name, ()))

    def line(self, name: str, values: Typed) -> LineRecord:
        """The first line of a name that may be worked out from some values, which must be that of one."""
        known = Values({**self.from_specs, **values}, self.budget)
        lines = (rule.line for rule in self.rules if rule.line.name == name and may_stand(rule, known))
        return next(lines, self.calculator.line(name))

    def told_apart(self, name: str, *numbers: float) -> list[str]:
        """Values of a given or line for people, with so many digits that different ones differ."""
        for digits in range(4, 13):
            texts = [self.shown(name, number, digits) for number in numbers]
            if len({*texts}) == len({*numbers}):
                break
        return texts

    def shown(self, name: str, number: float | str, digits: int = 4) -> str:
        """A value of a given or line for people."""
        given = self.calculator.given.get(name)
        unit = given.unit if given else self.calculator.line(name).unit
        return format_value(self._quantity(name, number), unit, exactly=not given, digits=digits)


def units_of_givens(calculator: CalculatorRecord) -> dict[str, Dimension]:
    """The units of the givens that are numbers."""
    return {name: dimension_of(given.unit) for name, given in calculator.given.items() if not given.choices}


def field_of(calculator: CalculatorRecord, name: str) -> str:
    """The field of models or machines that a given is."""
    return f"{PEAK}16" if name == "peak" else calculator.given[name].field or name


def read_default(calculator: CalculatorRecord, name: str) -> float | str | Formula:
    """The default of a given: a value, a word, or a formula over other givens. Raises UsageError."""
    given = calculator.given[name]
    # A number needs no parse: most defaults are one, and all of them are read for each estimate.
    if isinstance(given.default, str) and not given.choices:
        with suppress(FormulaError):
            formula = parse_formula(given.default, calculator.given)
            if formula.names or formula.asked_names:
                return formula
    return base_value(read_value(name, given, given.default))


def names_below(name: str, inputs: Callable[[str], Collection[str]]) -> set[str]:
    """The names from which one is made, directly or not, for the direct inputs of each."""
    names, waiting = set[str](), [name]
    while waiting:
        found = {*inputs(waiting.pop())} - names
        names |= found
        waiting += found
    return names


def spread(low: float, high: float, count: int, *, is_log: bool, is_whole: bool) -> list[float]:
    """So many places from one to another, by equal steps or factors; of whole numbers those next to them."""
    parts = [index / (count - 1) for index in range(count)]
    places = [low * (high / low) ** part if is_log else low + (high - low) * part for part in parts]
    return sorted({float(round(place)) for place in places}) if is_whole else places


def holds(condition: Formula, values: Values) -> bool | None:
    """True if a condition is met, and None as long as a value is missing."""
    try:
        return bool(condition.number(values))
    except NotGivenError:
        return None
    except FormulaError:
        return False


def may_stand(rule: LineRule, values: Values | None) -> bool:
    """True if the condition of a rule is met, or may be when more is known."""
    return rule.condition is None or values is None or holds(rule.condition, values) is not False


def base_value(value: Value) -> float | str:
    """A value as it is calculated with: in base units, or a word."""
    return value if isinstance(value, str) else value.value


def filled(text: str, evaluation: Evaluation, run: Run) -> str:
    """A text with values in the places of its marks. What can't be worked out stays as it is."""
    return SLOT.sub(lambda slot: _slot_value(slot, evaluation, run), text)


def _slot_value(slot: re.Match[str], evaluation: Evaluation, run: Run) -> str:
    name, unit = slot["formula"], slot["unit"] or ""
    if isinstance(word := run.values.get(name), str):
        return word
    if name in run.values and not unit:
        return evaluation.shown(name, run.values[name])
    try:
        formula = parse_formula(name)
        value = Quantity(float(formula.number(run.values)), formula.unit(evaluation.units))
        return format_value(value, unit, exactly=True)
    except (FormulaError, QuantityError):
        return slot[0]
