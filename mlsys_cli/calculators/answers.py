"""The answer to a request: the lines that what is known allows, each with its formula, numbers and result."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from math import isclose, nan
from os.path import commonprefix
from typing import Any, NamedTuple

from mlsys_cli.calculators.calculator import CalculatorRecord, ClaimRecord, LineRecord
from mlsys_cli.calculators.evaluation import (
    PEAK,
    Evaluation,
    LineRule,
    Run,
    Spec,
    Typed,
    base_value,
    field_of,
    filled,
    holds,
    may_stand,
    names_below,
)
from mlsys_cli.calculators.requests import FindSpec, Request, example_of, read_request, words_of
from mlsys_cli.calculators.solving import NoInfluenceError, Search, Solution
from mlsys_cli.calculators.typed_values import Value, format_in, format_value, read_result, read_value, si, typed_name
from mlsys_cli.claims import Claim
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.formula import Formula, parse_formula
from mlsys_cli.quantity.formula_values import Budget, Values
from mlsys_cli.quantity.quantity import Quantity, amounts_of, rounded

_SAME = 1e-6
"""How far a line may be from what was wanted of it."""


class WorkedLine(NamedTuple):
    """A line that was worked out: its formula in words, with its numbers, and the values that it is made from."""

    line: LineRecord
    value: Quantity
    bound: str
    formula: str
    numbers: str
    inputs: Mapping[str, Value]

    @property
    def name(self) -> str:
        """Its name in words."""
        return self.line.words or typed_name(self.line.name)

    @property
    def result(self) -> str:
        """The result as it is shown."""
        return format_value(self.value, self.line.unit, exactly=True)


class Fit(NamedTuple):
    """A judgement whether something fits, in words."""

    fits: bool
    text: str


class Calculated(NamedTuple):
    """A calculator that was worked out, with what was found, assumed and judged, and the lines without a result.

    The lines and verdicts depend on the names that are `used`.
    """

    request: Request
    evaluation: Evaluation
    run: Run
    lines: Sequence[WorkedLine] = ()
    solved: Sequence[Solution] = ()
    used: Collection[str] = ()
    assumed: Mapping[str, Value] = {}
    notes: Sequence[str] = ()
    verdicts: Sequence[Fit] = ()

    @property
    def calculator(self) -> CalculatorRecord:
        """The calculator."""
        return self.request.calculator

    @property
    def fits(self) -> bool:
        """False if something doesn't fit or nothing could be worked out; of places, if none remains."""
        if not self.lines:
            return False
        fits = [verdict.fits for verdict in self.verdicts]
        return any(fits) if self.calculator.any_verdict else all(fits)

    @property
    def main_line(self) -> WorkedLine:
        """The line that is asked for or matters most, or else the last one."""
        names = (self.request.open_name, *self.calculator.drawn, self.calculator.answer)
        lines = {line.line.name: line for line in self.lines}
        return next((lines[name] for name in names if name in lines), self.lines[-1])

    @property
    def is_line_asked(self) -> bool:
        """True if a line was asked for by its name."""
        return self.main_line.line.name == self.request.open_name

    @property
    def main_result(self) -> str:
        """The result of that line as it is shown, in the unit in which it is asked for."""
        line = self.main_line
        return format_in(line.value, self.request.unit) if self.request.unit else line.result

    @property
    def idle_names(self) -> list[str]:
        """The givens that are typed and have no part in what is asked for by its name, nor in a verdict.

        The number of machines is none of them: it belongs to their name.
        """
        asked = [self.request.open_name, *(name for name in self.request.typed if name not in self.calculator.given)]
        judged = [node.name for verdict in self.calculator.verdicts for node in parse_formula(verdict.if_).names]
        used = {"count"}.union(judged, *map(self.evaluation.uses, [*asked, *judged]))
        return [name for name in self.request.typed if self.request.open_name and name not in {*used, *asked}]

    @property
    def sources(self) -> list[str]:
        """The keys of all sources: of the model, the machine and the formulas."""
        specs = [key for spec in self.request.specs for key in self.sources_of(spec)]
        return [*dict.fromkeys([*specs, *self.calculator.sources])]

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
        """The names, in a model or machine, of the values that are used and weren't typed."""
        given, typed = self.calculator.given, self.request.typed
        names = [name for line in self.lines for name in line.inputs if name not in typed]
        return [*dict.fromkeys(given[name].field or name for name in names if name in given)]

    def value(self, name: str) -> Value | None:
        """The value of a line or given; None if it has none."""
        return self.evaluation.value(self.run, name) if name in self.run.values else None


def answers_to(request: Request) -> list[Calculated]:
    """The answer to a request, or of a range one for each value, which share the budget of one."""
    evaluation, ranged = Evaluation(request.calculator, request.specs), request.ranged
    if not ranged or _is_searched(evaluation, request, ranged.name):
        return [work_out(request, evaluation)]
    answers: list[Calculated] = []
    refused: list[UsageError] = []
    for value in ranged.values:
        case = request._replace(typed={**request.typed, ranged.name: value}, ranged=None)
        answer = None
        try:
            answer = _worked_out(case, evaluation)
            _require_answer(answer)
        except UsageError as error:  # such as a batch that doesn't fit, which others do
            refused.append(error)
        if evaluation.budget.is_spent:  # nothing is known about the other values either
            too_long = UsageError(f"{request.calculator.id} takes too long to work out")
            raise too_long if answer else refused[-1]
        answers.append(answer or Calculated(case, evaluation, Run(Values({}))))
    if len(refused) == len(answers):
        raise refused[0]
    return answers


def _is_searched(evaluation: Evaluation, request: Request, name: str) -> bool:
    """True if a line is typed that depends on a given, whose range is that in which it is looked for."""
    lines = [line for line in request.typed if line not in request.calculator.given]
    return not request.open_name and any(name in evaluation.uses(line) for line in lines)


def work_out(request: Request, evaluation: Evaluation | None = None) -> Calculated:
    """The answer to a request without a range. UsageError says what is missing or of no use, or has no result."""
    answer = _worked_out(request, evaluation or Evaluation(request.calculator, request.specs))
    _require_answer(answer)
    return answer


def _worked_out(request: Request, evaluation: Evaluation) -> Calculated:
    """The answer to a request without a range, as far as it goes. UsageError says why a given can't be found."""
    typed = {name: base_value(value) for name, value in request.typed.items()}
    results = [name for name in typed if name not in request.calculator.given]
    if request.open_name in request.calculator.given:
        _require_influence(evaluation, request.open_name, results)
    solved: list[Solution] = []
    for name in results:
        if solution := _solved(evaluation, request, typed, name):
            solved.append(solution)
            del typed[name]
            typed[solution.name] = solution.value
    run = evaluation.run(typed)
    _require_wanted(evaluation, run, solved)
    lines = [_worked(evaluation, run, rule) for rule in run.rules if not rule.line.hidden]
    used = _used(evaluation, run)
    assumed = {
        name: evaluation.value(run, name) for name in request.calculator.given if name in run.defaults and name in used
    }
    notes = [note.words for note in request.calculator.assumed if _holds(note.if_, run)]
    verdicts = [*verdicts_of(evaluation, run)]
    return Calculated(
        request=request,
        evaluation=evaluation,
        run=run,
        lines=lines,
        solved=solved,
        used=used,
        assumed=assumed,
        notes=notes,
        verdicts=verdicts,
    )


def _require_influence(evaluation: Evaluation, name: str, results: Sequence[str]) -> None:
    """Raise UsageError if a given is asked for that none of the results that are typed depends on."""
    if any(name in evaluation.uses(result) for result in results):
        return
    if results:
        raise UsageError(f"{typed_name(results[0])} doesn't depend on {typed_name(name)}")
    shown = [line.name for line in evaluation.calculator.lines if not line.hidden]
    using = [line for line in shown if name in evaluation.uses(line)]
    hint = f"give a line, such as {typed_name([*shown, *using][-1])}=…"
    raise UsageError(f"nothing says what {typed_name(name)} is for", [hint])


def _holds(condition: str, run: Run) -> bool:
    return not condition or holds(parse_formula(condition), run.values) is True


def _solved(evaluation: Evaluation, request: Request, typed: dict[str, float | str], line: str) -> Solution | None:
    """The given that is found from a line that is typed; None if the line doesn't follow from the rest."""
    calculator, ranged = request.calculator, request.ranged
    uses = evaluation.uses(line)
    others = {name: value for name, value in typed.items() if name != line}
    if request.open_name in uses and request.open_name in calculator.given:
        return Search(evaluation, request.open_name, line, typed).solution()
    if ranged and ranged.name in uses:
        ends = [value.value for value in ranged.values if isinstance(value, Quantity)]
        return Search(evaluation, ranged.name, line, typed, (min(ends), max(ends))).solution()
    found = evaluation.run(others, line)
    if line not in found.values:
        return _only_missing(evaluation, typed, line, found)
    wanted = next((item.solve for item in calculator.lines if item.name == line and item.solve), ())
    # A number of the book isn't given up for one that can't be, and hardly for one that can.
    own = evaluation.from_specs
    open_ones = [name for name in wanted or calculator.given if name in uses and name not in typed]
    open_ones = [name for name in open_ones if not calculator.given[name].choices and (wanted or name not in own)]
    first: UsageError | None = None
    for name in open_ones:
        if first and name in own:
            continue
        try:
            return Search(evaluation, name, line, typed).solution()._replace(instead=first.message if first else "")
        except NoInfluenceError:
            continue
        except UsageError as error:
            first = first or error
    if first:
        more = [f"{typed_name(name)}=? finds another one instead" for name in open_ones[1:] if name in own]
        raise UsageError(first.message, [*first.hints, *more])
    words = calculator.line(line).words or typed_name(line)
    involved = [typed_name(name) for name in wanted or calculator.given if name in uses and name in typed]
    message = f"{words} follows from the others: with these it is {evaluation.shown(line, found.values[line])}"
    raise UsageError(message, [f"leave out {' or '.join(involved)} to have it worked out" if involved else ""])


def _only_missing(evaluation: Evaluation, typed: Typed, line: str, run: Run) -> Solution | None:
    """The only given that a typed line lacks, found from it, if nothing else can be worked out with the line.

    Of several that it lacks, one may be enough for another formula: the power when awake if it is awake all the time.
    """
    if any(line in rule.uses for rule in evaluation.run(typed).rules):
        return None
    missing = _missing_for(evaluation, line, run)
    if len(missing) == 1 and missing[0] in evaluation.calculator.given:
        return Search(evaluation, missing[0], line, typed).solution()
    for name in [name for name in evaluation.line(line, typed).solve if name in missing]:
        with suppress(UsageError):
            return Search(evaluation, name, line, typed).solution()
    return None


def _worked(evaluation: Evaluation, run: Run, rule: LineRule) -> WorkedLine:
    line, formula = rule.line, rule.formula
    bound, _, condition = line.bound.partition(" if ")
    inputs = {name: evaluation.value(run, name) for name in (node.name for node in formula.names)} if formula else {}
    value = evaluation.value(run, line.name)
    assert isinstance(value, Quantity)
    if formula:
        words = formula.with_numbers({name: name.replace("_", " ") for name in inputs})
        numbers = formula.with_numbers({name: evaluation.shown(name, run.values[name]) for name in inputs})
    else:
        others = ", ".join(f"{typed_name(name)}={evaluation.shown(name, value)}" for name, value in rule.with_.items())
        words = numbers = f"{line.of.replace('_', ' ')} with {others}"
    tested = parse_formula(condition).used_names if condition else frozenset[str]()
    # Of what isn't known, a line may lack the name because of just that.
    is_open = not tested or any(name not in run.values for name in tested)
    is_bound = _holds(condition, run) and (is_open or bool(tested & _made_of(evaluation, run, line.name)))
    return WorkedLine(line, value, bound=bound if is_bound else "", formula=words, numbers=numbers, inputs=inputs)


def _made_of(evaluation: Evaluation, run: Run, name: str) -> set[str]:
    """The names that a line is really made of: what is typed comes from nothing else."""
    rules = {rule.line.name: rule for rule in run.rules}

    def inputs(part: str) -> Collection[str]:
        rule = rules.get(part)
        if rule and rule.formula:
            return rule.uses
        return evaluation.uses(part) if rule or part in run.defaults else ()

    return names_below(name, inputs)


def _used(evaluation: Evaluation, run: Run) -> set[str]:
    """The names on which the lines and the verdicts depend, also through defaults."""
    used = {*run.tested}
    for rule in run.rules:
        used |= rule.uses if rule.formula else evaluation.uses(rule.line.name)
    texts = [verdict.if_ for verdict in evaluation.calculator.verdicts]
    used |= {node.name for text in texts for node in parse_formula(text).names}
    for name in [name for name in evaluation.calculator.given if name in used and name in run.defaults]:
        used |= evaluation.uses(name)
    return used | (evaluation.uses("peak") if "peak" in used else set())


def verdicts_of(evaluation: Evaluation, run: Run) -> Iterator[Fit]:
    """The judgements; those with one name for a group make one together."""
    for group, verdicts in groupby(evaluation.calculator.verdicts, key=lambda verdict: verdict.group):
        found, texts = [], []
        for verdict in verdicts:
            fits = holds(parse_formula(verdict.if_), run.values)
            texts.append(verdict.then)
            if fits is not None:
                found.append(Fit(fits, filled(verdict.then if fits else verdict.else_, evaluation, run)))
        if not group:
            yield from found
            continue
        against = [fit.text for fit in found if not fit.fits]
        shared = len(commonprefix(against).rpartition(" ")[0]) if against[1:] else 0  # noqa: RUF071 - these aren't paths
        text = "; ".join([*against[:1], *(one[shared:].strip() for one in against[1:])])
        yield Fit(not against, text or texts[0])


def _require_wanted(evaluation: Evaluation, run: Run, solved: Sequence[Solution]) -> None:
    """Raise UsageError if a line isn't what was wanted: a given that was found later has changed it."""
    for found in solved:
        wanted = found.around[0][1] if found.around else found.wanted
        value = run.values.get(found.line)
        if isinstance(value, str) or value is None or not isclose(value, wanted, rel_tol=_SAME):
            both = " and ".join(typed_name(solution.line) for solution in solved)
            either = " or ".join(f"{typed_name(solution.name)}=…" for solution in solved)
            raise UsageError(f"{both} can't be turned round together", [f"give one of {either}"])


def _require_answer(answer: Calculated) -> None:
    """Raise UsageError if what is asked for has no result, or if something typed has no part in it."""
    request, evaluation, run, used = answer.request, answer.evaluation, answer.run, answer.used
    calculator = request.calculator
    for name, message in run.failed.items():  # although all is known
        if name == (request.open_name or calculator.answer) or not answer.lines:
            line = calculator.line(name)
            wrong = f"{line.words or typed_name(name)} can't be worked out: {message}"
            raise UsageError(wrong, [f"it is {line.formula}"])
    worked_out = {rule.line.name for rule in run.rules}
    unmet = [verdict.text for verdict in answer.verdicts if not verdict.fits]  # what doesn't fit has no price
    for name in request.typed:
        if name not in used and name not in worked_out:
            others = [] if answer.solved else _partners(evaluation, name, run)
            needs = f"needs {', '.join(map(typed_name, others))}" if others else ": ".join(["has no use here", *unmet])
            raise UsageError(f"{typed_name(name)} {needs}", _hints(request, others))
    asked = request.open_name if request.open_name not in run.values else ""
    if asked or not answer.lines:
        missing = _missing_for(evaluation, asked or calculator.lines[0].name, run)
        if unmet and not {*missing} & calculator.given.keys():
            missing = []
        circle = [typed_name(name) for name in calculator.given if name in evaluation.uses(name)]
        reason = ": ".join(["has no result here", *unmet])
        if missing:
            reason = f"needs {', '.join(map(typed_name, missing))}"
        elif circle:
            reason += f", as these defaults name each other in a circle: {', '.join(circle)}"
        raise UsageError(f"{typed_name(asked) or calculator.id} {reason}", _hints(request, missing or circle))
    for spec in request.specs:
        names = {calculator.given[name].field or name for name in used if name in calculator.given}
        own = {"peak" if name.startswith(PEAK) else name for name in spec.values}
        if not names & own:
            results = [calculator.answer, *calculator.drawn]
            missing = next(filter(None, (_missing_for(evaluation, name, run) for name in results)), [])
            lack = f"can't be used without {', '.join(map(typed_name, missing))}" if missing else "has no use here"
            raise UsageError(f"{spec.name} {lack}", _hints(request, missing))


def _partners(evaluation: Evaluation, name: str, run: Run) -> list[str]:
    """The givens without which a typed one has no use: those of the first line that would use it."""
    worked_out = {rule.line.name for rule in run.rules}
    for rule in evaluation.rules:
        if rule.formula and rule.line.name not in worked_out and may_stand(rule, run.values):
            missing = _missing_in(evaluation, rule.formula, run)
            open_ones = rule.uses - run.values.keys()
            uses = {rule.line.name, *rule.uses, *(other for used in open_ones for other in evaluation.uses(used))}
            if name in uses and missing and all(other in evaluation.calculator.given for other in missing):
                return missing
    return []


def _missing_for(evaluation: Evaluation, name: str, run: Run) -> list[str]:
    """The givens that a line lacks."""
    formulas = evaluation.alternatives(name, run.values)
    return _missing_in(evaluation, formulas[0], run) if formulas else []


def _missing_in(evaluation: Evaluation, formula: Formula, run: Run) -> list[str]:
    """The givens that a formula lacks, also those of the first lines and the defaults that it is made of.

    A line that can't be worked out, whatever is given, is itself among them.
    """
    missing: list[str] = []
    seen = {*run.values}
    waiting = [node.name for node in formula.names][::-1]
    while waiting:  # each name once: a default may name another twice, which names the next twice …
        if (name := waiting.pop()) in seen:
            continue
        seen.add(name)
        if inner := evaluation.alternatives(name, run.values):
            waiting += [node.name for node in inner[0].names][::-1]
        else:
            missing.append(name)
    return missing


def _hints(request: Request, names: Sequence[str]) -> list[str]:
    calculator = request.calculator
    hints = [f"{typed_name(name)}=…: {calculator.given[name].words}" for name in names if name in calculator.given]
    for spec in request.specs:
        lacking = [name for name in names if name in calculator.given and field_of(calculator, name) in spec.fields]
        if lacking:
            hints.append(f"the book doesn't give {', '.join(map(typed_name, lacking))} for {spec.name}")
    return hints or [example_of(calculator)]


def in_si(answer: Calculated) -> list[dict[str, Any]]:
    """The lines for programs, in SI units."""
    return [
        {
            "name": line.name,
            "key": line.line.name,
            **si(line.value),
            "bound": line.bound or None,
            "formula": line.line.formula or line.formula,
            "from": {name: si(value) for name, value in line.inputs.items()},
        }
        for line in answer.lines
    ]


def solved_in_si(answer: Calculated) -> list[dict[str, Any]]:
    """The givens that were found, for programs, in SI units."""
    units = answer.evaluation.units
    return [
        {
            "name": found.name,
            **si(Quantity(found.value, units[found.name])),
            "for": found.line,
            "wanted": si(Quantity(found.wanted, units[found.line])),
            "exact": found.is_exact,
            "bound": _bound_of(answer, found) or None,
        }
        for found in answer.solved
    ]


def in_words(answer: Calculated) -> list[str]:
    """The givens that were found, in words; of a whole number also what its neighbour gives."""
    evaluation, texts = answer.evaluation, []
    for found in answer.solved:
        line = evaluation.line(found.line, answer.run.values)
        value, wanted = evaluation.shown(found.name, found.value), evaluation.shown(found.line, found.wanted)
        name = f"{typed_name(found.name)} ({_bound_of(answer, found)})".removesuffix(" ()")
        text = f"{name}: {value}, for {line.words or typed_name(line.name)} of {wanted}"
        if found.around:
            places, results = zip(*found.around, strict=True)
            pairs = zip(
                evaluation.told_apart(found.name, *places), evaluation.told_apart(found.line, *results), strict=True
            )
            text += f": {', '.join(' gives '.join(pair) for pair in pairs)}"
        texts.append(f"{text}; {found.instead}" if found.instead else text)
    return texts


def _bound_of(answer: Calculated, solution: Solution) -> str:
    """`at least` or `at most` for a given that was found from a line that is itself a bound; empty if it is none.

    A time that is at least three days with eight machines is reached with at least eight: what a line is at least falls
    as the given grows, and so the given must be larger, never smaller.
    """
    bound = next((line.bound for line in answer.lines if line.line.name == solution.line), "")
    if not bound:
        return ""
    lines = {other.line for other in answer.solved}
    typed = {name: base_value(value) for name, value in answer.request.typed.items() if name not in lines}
    typed |= {other.name: other.value for other in answer.solved}
    step = 1.0 if answer.calculator.given[solution.name].whole else abs(solution.value) * _SAME
    here, beside = (
        answer.evaluation.run({**typed, solution.name: value}, solution.line).values.get(solution.line)
        for value in (solution.value, solution.value + step)
    )
    if not isinstance(here, float) or not isinstance(beside, float) or here == beside:
        return ""
    return "at most" if (beside > here) == (bound == "at least") else "at least"


def claims_of(calculator: CalculatorRecord, find: FindSpec) -> list[Claim]:
    """The published results of a calculator, which share a budget of steps."""
    budget = Budget()
    return [claim_of(calculator, claim, find, budget) for claim in calculator.claims]


def claim_of(calculator: CalculatorRecord, claim: ClaimRecord, find: FindSpec, budget: Budget) -> Claim:
    """A published result, with the function that works out the same here."""
    line = next((line for line in calculator.lines if line.name == claim.line), None)
    part = line or calculator.given[claim.line]
    unit = next((amount.unit for amount in amounts_of(str(claim.result), part.unit) if amount.measured), part.unit)
    result = (
        read_result(line, claim.result) if line else read_value(claim.line, calculator.given[claim.line], claim.result)
    )
    assert isinstance(result, Quantity)

    def ours() -> float:
        request = read_request(calculator, words_of(claim.given), find)
        value = work_out(request, Evaluation(calculator, request.specs, budget)).value(claim.line)
        return _in_unit(value, unit) if isinstance(value, Quantity) else nan

    label = claim.words or part.words or typed_name(claim.line)
    return Claim(
        f"{label} ({unit})" if unit else label,
        _in_unit(result, unit),
        ours,
        claim.source,
        tolerance=claim.tolerance,
        locator=claim.locator,
        unit=unit,
    )


def _in_unit(value: Quantity, unit: str) -> float:
    """A value in a unit; in base units, if that can't be converted."""
    try:
        return rounded(value.within(unit))
    except ValueError:
        return value.value
