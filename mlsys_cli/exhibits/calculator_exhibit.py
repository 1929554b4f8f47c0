"""A calculator as an exhibit with dials: its givens are the settings, and its lines are the numbers and curves."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from mlsys_cli.calculators.answers import claims_of, verdicts_of, work_out
from mlsys_cli.calculators.calculator import SPECS, CalculatorRecord, CurveRecord, GivenRecord, PlotRecord, PresetRecord
from mlsys_cli.calculators.evaluation import Evaluation, Run, Spec, Typed, base_value, filled, spread
from mlsys_cli.calculators.requests import FindSpec, example_of, read_request, words_of
from mlsys_cli.calculators.typed_values import dial_ends, format_value, read_value, typed_name
from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import (
    Chance,
    Dial,
    Dials,
    Exhibit,
    Frame,
    GuessQuestion,
    Number,
    Preset,
    Settings,
    Value,
)
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series
from mlsys_cli.quantity.formula_values import Budget
from mlsys_cli.quantity.quantity import Quantity, rounded
from mlsys_cli.quantity.units import unit_behind, unit_of
from mlsys_cli.text.english import sentence

_POINTS = 41  # of a curve; chosen, not measured
_FACTORS = 100.0
"""The factor between the ends of a dial from which on it goes by factors; chosen, not measured."""

_PRESET = "preset"
"""The setting that is no dial: the preset, whose question may be its own."""


def exhibit_of(calculator: CalculatorRecord, find: FindSpec) -> Exhibit:
    """The exhibit that a calculator is. Settings are in the units of the givens, and shares are numbers up to 1."""
    made = _Made(calculator, find)
    return Exhibit(
        engine=Dials(made.frame, made.frames_of_sweep),
        question=made.question,
        remember=calculator.remember,
        faithful=calculator.faithful,
        ours=calculator.ours,
        sources=calculator.sources,
        read_on=calculator.read_on,
        dials=tuple(made.dials()),
        presets=tuple(made.presets()),
        claims=tuple(claims_of(calculator, find)),
    )


class _Made:
    """A calculator from which an exhibit is made, and where to find models and machines."""

    def __init__(self, calculator: CalculatorRecord, find: FindSpec) -> None:
        self._own, self._find = calculator, find
        self._words = {name: given.words for name, given in calculator.given.items()}
        self._units = {name: given.unit for name, given in calculator.given.items()}
        self._has_unit = {line.name: bool(line.unit) for line in calculator.lines}
        for line in calculator.lines:
            self._words.setdefault(line.name, line.words or line.name)
            self._units.setdefault(line.name, line.unit or line.dimension)

    def dials(self) -> Iterator[Dial]:
        """A dial for each given whose default is a value."""
        for name, given in self._own.given.items():
            try:
                usual = read_value(name, given, given.default)
            except UsageError:  # it has none, or a formula
                continue
            if isinstance(usual, str):
                yield Dial(name, given.words, usual, given.choices)
                continue
            least, largest = dial_ends(given)
            if not (least or given.dial or given.from_ is not None):  # it must be above 0
                least = usual.value / _FACTORS
            low, high = _plain(given, least), _plain(given, largest)
            yield Dial(
                name,
                given.words,
                _plain(given, usual.value),
                low=low,
                high=high,
                unit="" if given.unit == "%" else given.unit,
                read=partial(self._read, name),
                is_log=low > 0 and _FACTORS < high / low < math.inf,
                step=float(given.step or 0),
            )

    def _read(self, name: str, text: str) -> Value:
        """The setting that a text means. Raises UsageError."""
        given = self._own.given[name]
        value = read_value(name, given, text)
        return value if isinstance(value, str) else _plain(given, value.value)

    def presets(self) -> Iterator[Preset]:
        """The presets; where one has a line, the given that is found from it is a setting.

        So are the numbers of its model and machine for which there is a dial: its default isn't meant where they are.
        """
        given, dials = self._own.given, {dial.name for dial in self.dials()}
        for preset in self._own.presets:
            values: dict[str, Value] = {_PRESET: preset.id}
            numbers = Evaluation(self._own, self._specs(preset.given)).from_specs
            values |= {name: _plain(given[name], numbers[name]) for name in numbers if name in dials}
            values |= {name: str(value) for name, value in preset.given.items() if name in SPECS}
            values |= {name: self._read(name, str(value)) for name, value in preset.given.items() if name in given}
            if preset.given.keys() - given.keys() - {*SPECS}:
                answer = work_out(read_request(self._own, words_of(preset.given), self._find))
                values |= {found.name: _plain(given[found.name], found.value) for found in answer.solved}
            yield Preset(preset.id, preset.words, values)

    def question(self, settings: Settings) -> GuessQuestion | None:
        """The question of the preset, or that of the calculator, with the values of the settings."""
        own = next((preset for preset in self._own.presets if preset.id == settings.get(_PRESET)), None)
        ask = (own.ask if own else "") or self._own.ask
        if not ask:
            return None
        evaluation, run = self._run(settings)
        text, answer = filled(ask, evaluation, run), self._answer(own)
        is_known = "{" not in text and answer in run.values
        return GuessQuestion(text, typed_name(answer)) if is_known else None

    def _answer(self, preset: PresetRecord | None) -> str:
        shown = [line.name for line in self._own.lines if not line.hidden]
        return (preset.answer if preset else "") or self._own.answer or shown[-1]

    def _run(self, settings: Settings, budget: Budget | None = None) -> tuple[Evaluation, Run]:
        evaluation = Evaluation(self._own, self._specs(settings), budget)
        return evaluation, evaluation.run(self._typed(settings))

    def _specs(self, named: Mapping[str, Any]) -> list[Spec]:
        return [spec for kind in SPECS if kind in named and (spec := self._find(kind, str(named[kind]), False))]

    def _typed(self, settings: Settings) -> Typed:
        given = self._own.given
        return {name: _base(given[name], value) for name, value in settings.items() if name in given}

    def frame(self, settings: Settings, chance: Chance) -> Frame:
        """The numbers of all lines that are shown, the result in a sentence, and the curves."""
        evaluation, run = self._run(settings)
        pictures = tuple(plot for item in self._own.plots if (plot := self._plot(item, evaluation, run, settings)))
        return self._told(evaluation, run)._replace(pictures=pictures)

    def frames_of_sweep(self) -> Callable[[Settings, Chance], Frame]:
        """The same without the curves; all frames together have one budget of steps."""
        budget = Budget()
        return lambda settings, _: self._told(*self._run(settings, budget))

    def _told(self, evaluation: Evaluation, run: Run) -> Frame:
        """The numbers of all lines that are shown, and the result in a sentence."""
        names = dict.fromkeys(rule.line.name for rule in run.rules if not rule.line.hidden)
        numbers = tuple(
            Number(
                typed_name(name),
                *self._measured(name, run.values[name]),
                label=self._words[name],
                text="" if self._has_unit[name] else format_value(evaluation.value(run, name)),
            )
            for name in names
        )
        if not numbers and evaluation.budget.is_spent:
            raise UsageError(f"{self._own.id} takes too long to work out")
        if not numbers:
            raise UsageError(f"{self._own.id} needs more than it has by itself", [example_of(self._own)])
        says = [filled(self._own.says, evaluation, run), *(fit.text for fit in verdicts_of(evaluation, run))]
        says = [text for text in says if "{" not in text]  # of which a value is missing
        return Frame(" ".join(map(sentence, filter(None, says))), numbers)

    def _measured(self, name: str, value: Any, unit: str = "") -> tuple[Any, str]:
        """A value in the unit in which it is shown, and this."""
        unit = unit or self._units[name]
        known = unit_of(unit) if unit else None
        return (value if isinstance(value, str) else rounded(value / (known.worth if known else 1.0))), unit

    def _plot(self, plot: PlotRecord, evaluation: Evaluation, run: Run, settings: Settings) -> Plot | None:
        """A plot with the place of the settings; none if nothing in it changes."""
        given = self._own.given[plot.over]
        typed, first = self._typed(settings), plot.curves[0].line
        unit = plot.unit or self._units[first]
        if not plot.unit and first in run.values and not self._has_unit.get(first, True):
            unit = _fitting_unit(evaluation.value(run, first)) or unit
        curves = [self._curve(curve, plot, evaluation, typed, unit) for curve in plot.curves]
        if not any(len({y for _, y in series.points}) > 1 for series in curves):
            return None
        x, y = run.values.get(plot.over), run.values.get(first)
        marks: tuple[PlotMark, ...] = ()
        if isinstance(x, float) and isinstance(y, float):
            marks = (PlotMark(self._measured(plot.over, x)[0], self._measured(first, y, unit)[0], "here"),)
        axes = (
            Axis(given.words or plot.over, self._units[plot.over], is_log=plot.log, is_whole=given.whole),
            Axis(plot.label or self._words[first], unit, is_log=plot.log_y),
        )
        return Plot(filled(plot.alt, evaluation, run), *axes, tuple(curves), marks)

    def _curve(self, curve: CurveRecord, plot: PlotRecord, evaluation: Evaluation, typed: Typed, unit: str) -> Series:
        given, over = self._own.given, plot.over
        changed = {name: base_value(read_value(name, given[name], value)) for name, value in curve.with_.items()}
        points = []
        for place in _places(given[over], is_log=plot.log):
            run = evaluation.run({**typed, **changed, over: place}, curve.line)
            if isinstance(value := run.values.get(curve.line), float):
                points.append((self._measured(over, place)[0], self._measured(curve.line, value, unit)[0]))
        words = curve.words or self._words[curve.line]
        return Series(filled(words, evaluation, evaluation.run({**typed, **changed})), tuple(points))


def _places(given: GivenRecord, *, is_log: bool) -> list[float]:
    """The places of a curve in base units."""
    low, high = dial_ends(given)
    if math.isinf(high) or (is_log and low <= 0):  # `mlsys check` reports it
        return []
    return spread(low, high, _POINTS, is_log=is_log, is_whole=given.whole)


def _worth(given: GivenRecord) -> float:
    """The worth of one of a setting in base units; a share is its own setting."""
    known = unit_of(given.unit) if given.unit not in ("", "%") else None
    return known.worth if known else 1.0


def _plain(given: GivenRecord, value: float) -> int | float:
    """A value in base units as a setting."""
    setting = rounded(value / _worth(given))
    return round(setting) if given.whole and math.isfinite(setting) else setting


def _base(given: GivenRecord, setting: Value) -> float | str:
    return setting if isinstance(setting, str) else setting * _worth(given)


def _fitting_unit(value: Quantity | str) -> str:
    """The unit in which people write a value of its size: `days`; empty if there is none, as of `3 million`."""
    return unit_behind(format_value(value), value.dimension) if isinstance(value, Quantity) else ""
