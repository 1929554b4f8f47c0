"""Working an estimate out: the lines that what is known allows, each with its formula, numbers and result."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

from mlsys_cli.claims import Claim
from mlsys_cli.errors import UsageError
from mlsys_cli.estimates.catalogue import load
from mlsys_cli.estimates.estimate_parts import Estimate, Fit, Input, Line, Spec, format_in_unit
from mlsys_cli.estimates.request import Request, read_settings, split_words
from mlsys_cli.quantity.formula import Formula, parse_formula
from mlsys_cli.quantity.formula_tree import FormulaError
from mlsys_cli.quantity.quantity import Quantity


class Worked(NamedTuple):
    """A line that was worked out: its formula in words, with its numbers, and the quantities that it is made from."""

    line: Line
    value: Quantity
    formula: str
    numbers: str
    inputs: Mapping[str, Quantity]

    @property
    def result(self) -> str:
        """The result as it is shown."""
        return format_in_unit(self.value, self.line.unit)


class Estimated(NamedTuple):
    """An estimate that was worked out, with what was assumed by name and in words."""

    request: Request
    lines: Sequence[Worked]
    assumed: Mapping[str, Quantity]
    notes: Sequence[str]
    verdicts: Sequence[Fit]

    @property
    def fits(self) -> bool:
        """False if something doesn't fit; of places, if none remains."""
        fits = [verdict.fits for verdict in self.verdicts]
        return any(fits) if self.request.estimate.one_is_enough else all(fits)

    @property
    def sources(self) -> list[str]:
        """The keys of all sources: of the model, the machine and the formulas."""
        specs = [key for spec in self.request.specs for key in self.sources_of(spec)]
        return [*dict.fromkeys([*specs, *self.request.estimate.sources])]

    def sources_of(self, spec: Spec) -> list[str]:
        """The keys of the sources of what is used of a model or machine."""
        own = (key for name in self._from_specs for key in spec.own_sources.get(name, ()))
        return [*dict.fromkeys([*spec.sources, *own])]

    def ages_of(self, spec: Spec) -> str:
        """The date of a model or machine, and those of single numbers of it that are used; empty if there are none."""
        own = [f"{name.replace('_', ' ')}: {spec.own_ages[name]}" for name in self._from_specs if name in spec.own_ages]
        return "; ".join([*filter(None, [spec.as_of]), *own])

    @property
    def _from_specs(self) -> list[str]:
        """The names of the quantities that are used and weren't given."""
        given = self.request.settings
        return [*dict.fromkeys(name for line in self.lines for name in line.inputs if name not in given)]

    def value(self, key: str) -> Quantity | None:
        """The result of the line with that key."""
        return next((line.value for line in self.lines if line.line.key == key), None)


def work_out(request: Request) -> Estimated:
    """The answer to a request. UsageError says what is missing, what can't be used, or what has no result."""
    estimate = request.estimate
    values, assumed = _known(request)
    words = {name: _shown(estimate, name, value) for name, value in values.items()}
    lines: list[Worked] = []
    for line in estimate.lines(values):
        formula = parse_formula(line.formula)
        if line.key in values or any(name.name not in values for name in formula.names):
            continue
        value = _value(line, formula, values)
        if line.must_be_positive and value.value <= 0:
            continue
        inputs = {name.name: values[name.name] for name in formula.names}
        spoken = {name: name.replace("_", " ") for name in inputs}
        lines.append(Worked(line, value, formula.with_numbers(spoken), formula.with_numbers(words), inputs))
        values[line.key] = value
        words[line.key] = format_in_unit(value, line.unit)
    _require_use(request, values, lines)
    used = _used(request, lines, values)
    notes = [
        note.text
        for note in estimate.notes
        if all(key in values for key in note.keys) and not any(key in values for key in note.unless)
    ]
    shown = {name: value for name, value in assumed.items() if name in used}
    return Estimated(request, lines, shown, notes, estimate.verdicts(values))


def _shown(estimate: Estimate, name: str, value: Quantity) -> str:
    setting = estimate.setting(name)
    return format_in_unit(value, setting.unit if setting else "")


def _known(request: Request) -> tuple[dict[str, Quantity], dict[str, Quantity]]:
    """The quantities that are given, in the book or defaults; and the defaults alone."""
    values: dict[str, Quantity] = {}
    names = {setting.name for setting in request.estimate.settings}
    theirs = {setting.name for setting in request.estimate.settings if not setting.typed}
    for spec in request.specs:
        values |= {name: value for name, value in spec.values.items() if name in theirs or spec.kind == "operation"}
    values |= request.settings
    assumed: dict[str, Quantity] = {}
    for setting in request.estimate.settings:
        if setting.default and setting.name not in values:
            formula = parse_formula(setting.default)
            if all(name.name in values for name in formula.names):
                values[setting.name] = formula.value(values)
                assumed[setting.name] = values[setting.name]
    if "peak" in names and "peak" not in values and "bits" in values:
        values |= _peak(request.specs, values["bits"].within("bit/parameter"))
    return values, assumed


def _peak(specs: Sequence[Spec], bits: float) -> dict[str, Quantity]:
    """The arithmetic of a machine with numbers of so many bits, or else with the next wider ones that it has."""
    for spec in specs:
        if wide_enough := [peak for peak in spec.peaks if peak >= bits]:
            return {"peak": spec.peaks[min(wide_enough)]}
    return {}


def _value(line: Line, formula: Formula, values: Mapping[str, Quantity]) -> Quantity:
    try:
        return formula.value(values)
    except FormulaError as error:
        raise UsageError(f"{line.name} can't be worked out: {error}", [f"it is {formula.text}"]) from error


def _used(request: Request, lines: Sequence[Worked], values: Mapping[str, Quantity]) -> set[str]:
    """The names of all settings that the lines and the verdicts depend on, also through defaults."""
    used = {name for line in lines for name in line.inputs}
    for setting in reversed(request.estimate.settings):  # a default may use settings before it, never after it
        if setting.name in used and setting.name not in request.settings and setting.default:
            used |= {name.name for name in parse_formula(setting.default).names}
    # The peak of a machine that is named depends on the bits of the numbers.
    return used | ({"bits"} if "peak" in used and "peak" not in request.settings else set())


def _require_use(request: Request, values: Mapping[str, Quantity], lines: Sequence[Worked]) -> None:
    """Raise UsageError if nothing can be worked out, or if something given has no part in it."""
    estimate = request.estimate
    used = _used(request, lines, values)
    for name in request.settings:
        if name not in used:
            others = [*dict.fromkeys(_partners(estimate, name, values))]
            what = (
                f"{_typed(name)} needs {', '.join(map(_typed, others))}"
                if others
                else f"{_typed(name)} has no use here"
            )
            raise UsageError(what, _hints(request, others))
    if not lines:
        first = next(iter(estimate.lines(values)))
        missing = [*dict.fromkeys(_missing(estimate, first.formula, values))]
        raise UsageError(f"{estimate.name} needs {', '.join(map(_typed, missing))}", _hints(request, missing))
    for spec in request.specs:
        if spec.kind == "machine" and not (used & {*spec.values, *(("peak",) if spec.peaks else ())}):
            raise UsageError(f"{spec.name} has no use here: more must be given", _hints(request, []))


def _partners(estimate: Estimate, name: str, values: Mapping[str, Quantity]) -> Iterator[str]:
    """The settings without which a given one has no use: those of the first line that would use it."""
    for line in estimate.lines(values):
        if name in _deep_names(estimate, line.formula) and line.key not in values:
            yield from _missing(estimate, line.formula, values)
            return


def _deep_names(estimate: Estimate, formula: str) -> Iterator[str]:
    """The names in a formula, and those in the defaults of these."""
    for reference in parse_formula(formula).names:
        yield reference.name
        setting = estimate.setting(reference.name)
        if setting and setting.default:
            yield from _deep_names(estimate, setting.default)


def _missing(estimate: Estimate, formula: str, values: Mapping[str, Quantity]) -> Iterator[str]:
    """The settings that a formula lacks, also those of the lines and defaults that it is made of."""
    # Of several lines for a key the first counts, as it does when they are worked out.
    lines = {line.key: line.formula for line in reversed(estimate.lines(values))}
    for name in dict.fromkeys(item.name for item in parse_formula(formula).names if item.name not in values):
        setting = estimate.setting(name)
        if inner := (setting.default if setting else "") or lines.get(name, ""):
            yield from _missing(estimate, inner, values)
        else:
            yield name


def _typed(name: str) -> str:
    return name.replace("_", "-")


def _hints(request: Request, names: Sequence[str]) -> list[str]:
    settings: list[Input | None] = [request.estimate.setting(name) for name in names]
    hints = [f"{_typed(setting.name)}=…: {setting.about}" for setting in settings if setting]
    models = [spec.name for spec in request.specs if spec.kind == "model"]
    if names and models:
        hints.append(f"the book doesn't give {'it' if len(names) == 1 else 'them'} for {models[0]}")
    return hints or [f"for example 'mlsys estimate {request.estimate.examples[0]}'"]


def in_si(answer: Estimated) -> list[dict[str, Any]]:
    """The lines for programs, in SI units."""
    return [
        {
            "name": line.line.name,
            "key": line.line.key,
            **si(line.value),
            "bound": line.line.bound or None,
            "formula": line.line.formula,
            "from": {name: si(value) for name, value in line.inputs.items()},
        }
        for line in answer.lines
    ]


def si(value: Quantity) -> dict[str, Any]:
    """A quantity for programs; JSON has no infinity."""
    fields = value.document()
    return fields if isfinite(value.value) else {**fields, "value": None}


def published(asked: str, label: str, *, line: str, result: str, source: str, tolerance: float = 0.0) -> Claim:
    """The claim that what is asked, such as `memory params=175B`, has a result such as `350 GB` in one of its lines."""
    number, _, unit = result.partition(" ")

    def ours() -> float:
        name, *settings = asked.split()
        estimate = load(name)
        quantities, _ = read_settings(estimate, split_words(settings).settings)
        value = work_out(Request(estimate, quantities)).value(line)
        assert value is not None
        return value.within(unit)

    return Claim(f"{label} ({unit})", float(number), ours, source, tolerance)
