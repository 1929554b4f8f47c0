"""The mistakes in a calculator that show when it is worked out: values, presets, examples, solutions and claims."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import pairwise
from math import isinf, isnan
from pathlib import Path

from mlsys_cli.book.calculator_mistakes import TOO_LARGE, record_of
from mlsys_cli.book.model import Machine, Model, numbers_of
from mlsys_cli.book.number_fields import SPEC_FIELDS, number_in
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.calculators.answers import Calculated, claim_of, work_out
from mlsys_cli.calculators.calculator import CalculatorRecord, GivenRecord
from mlsys_cli.calculators.evaluation import Evaluation, Spec, read_default, units_of_givens
from mlsys_cli.calculators.requests import FindSpec, read_request, words_of
from mlsys_cli.calculators.solving import Search
from mlsys_cli.calculators.typed_values import bound_of, dial_ends, read_value
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.formula import Formula
from mlsys_cli.quantity.formula_tree import FormulaError
from mlsys_cli.quantity.formula_values import Budget
from mlsys_cli.quantity.quantity import Quantity, QuantityError, measure
from mlsys_cli.quiz.fresh_numbers import IMPOSSIBLE, UNLIKE, formula_mistake
from mlsys_cli.quiz.question import Mistake, Steps
from mlsys_cli.text.english import normalize_name

WRONG_CLAIM = "wrong-claim"


def result_mistakes(calculator: CalculatorRecord, book: Path, budget: Budget) -> Sequence[Mistake]:
    """The mistakes in what a calculator of a book comes to, if its names and formulas are sound.

    If it takes the last steps of the budget, that is the mistake, and nothing is worked out any more.
    """
    if budget.is_spent:
        return []
    mistakes = [*_result_mistakes(record_of(calculator), spec_finder(book), budget)]
    too_long = Mistake(("lines",), "this takes too long to work out", rule=TOO_LARGE)
    return [too_long] if budget.is_spent else mistakes


def _result_mistakes(record: CalculatorRecord, find: FindSpec, budget: Budget) -> Iterator[Mistake]:
    """The mistakes, each at its place."""
    of_givens = [
        mistake
        for name, given in record.given.items()
        for mistake in (
            *_range_mistakes(name, given),
            *_default_mistakes(record, name, given),
            *_named_mistakes(name, given),
        )
    ]
    yield from of_givens
    if of_givens:  # from which others would follow
        return
    yield from _plot_mistakes(record)
    answers: list[Calculated] = []
    for steps, words, wanted in _cases(record):
        try:
            request = read_request(record, words, find)
            answers.append(work_out(request, Evaluation(record, request.specs, budget)))
        except UsageError as error:
            yield _mistake(steps, error)
        else:
            if wanted and answers[-1].value(wanted) is None:
                yield Mistake(steps, f"there is no {wanted!r} with these values", rule=IMPOSSIBLE)
    yield from _unsolved(record, answers)
    yield from _wrong_claims(record, find, budget)


def _mistake(steps: Steps, error: UsageError, rule: str = IMPOSSIBLE) -> Mistake:
    return Mistake(steps, error.message, next(iter(error.hints), ""), rule)


def _range_mistakes(name: str, given: GivenRecord) -> Iterator[Mistake]:
    at = ("given", name)
    bounds: dict[Steps, float] = {}
    ends = [(("from",), given.from_), (("to",), given.to), *((("dial", n), end) for n, end in enumerate(given.dial))]
    for steps, end in ends:
        try:
            bounds |= {steps: bound} if (bound := bound_of(given, end)) is not None else {}
        except UsageError as error:
            yield Mistake((*at, *steps), f"{name}{error.message}", rule=IMPOSSIBLE)
    order = [steps for steps in (("from",), ("dial", 0), ("dial", 1), ("to",)) if steps in bounds]
    for below, above in pairwise(order):
        if bounds[below] > bounds[above]:
            yield Mistake((*at, *above), f"this is below the {' '.join(map(str, below))}", rule=IMPOSSIBLE)
    if given.dial and len(given.dial) != 2:
        yield Mistake((*at, "dial"), "a dial has two ends", "write [from, to]", IMPOSSIBLE)


def _plot_mistakes(record: CalculatorRecord) -> Iterator[Mistake]:
    """The axes of plots that have no end, or start at 0 where factors lead nowhere."""
    for index, plot in enumerate(record.plots):
        low, high = dial_ends(record.given[plot.over])
        if isinf(high) or (plot.log and low <= 0):
            end = "no end" if isinf(high) else "no start above 0"
            yield Mistake(("plots", index, "over"), f"{plot.over} has {end}", "give it a 'dial'", IMPOSSIBLE)


def _default_mistakes(record: CalculatorRecord, name: str, given: GivenRecord) -> Iterator[Mistake]:
    """The mistake of a default that can't be a value of a given: of a number, a word or a formula."""
    steps = ("given", name, "default")
    if given.default == "":
        return
    try:
        if isinstance(default := read_default(record, name), Formula):
            units = units_of_givens(record)
            if (unit := default.unit(units)) != units[name]:
                yield Mistake(steps, f"this is {measure(unit)}", f"write it in {given.unit}", UNLIKE)
    except FormulaError as error:
        yield formula_mistake(steps, error)
    except UsageError as error:
        yield _mistake(steps, error)


def _named_mistakes(name: str, given: GivenRecord) -> Iterator[Mistake]:
    """The words that stand for no value of a given."""
    for word in given.named:
        try:
            read_value(name, given, word)
        except UsageError as error:
            yield _mistake(("given", name, "named", word), error)


def _cases(record: CalculatorRecord) -> Iterator[tuple[Steps, list[str], str]]:
    """The requests that must have an answer, each with its place and the line that is asked for."""
    for index, preset in enumerate(record.presets):
        yield ("presets", index), words_of(preset.given), preset.answer or record.answer
    for index, example in enumerate(record.examples):
        yield ("examples", index), example.split(), ""
    if all(given.default != "" for given in record.given.values()):
        yield (), [], record.answer


def _unsolved(record: CalculatorRecord, answers: Sequence[Calculated]) -> Iterator[Mistake]:
    """The givens in `solve` that nothing tells where to look for, or that their line doesn't depend on."""
    for index, line in enumerate(record.lines):
        answer = next((answer for answer in answers if isinstance(answer.value(line.name), Quantity)), None)
        for place, name in enumerate(line.solve if answer else ()):
            assert answer
            steps: Steps = ("lines", index, "solve", place)
            if name not in answer.evaluation.uses(line.name):
                yield Mistake(steps, f"{line.name} doesn't depend on {name}", rule=IMPOSSIBLE)
                continue
            typed = {other: value for other, value in answer.run.values.items() if other in (*record.given, line.name)}
            try:
                Search(answer.evaluation, name, line.name, typed).solution()
            except UsageError as error:
                if error.message.startswith("nothing says"):
                    yield Mistake(steps, error.message, "give it a 'dial'", IMPOSSIBLE)


def _wrong_claims(record: CalculatorRecord, find: FindSpec, budget: Budget) -> Iterator[Mistake]:
    for index, claim in enumerate(record.claims):
        try:
            published = claim_of(record, claim, find, budget)
            checked = published.check()
        except UsageError as error:
            yield _mistake(("claims", index), error, WRONG_CLAIM)
        else:
            if not checked.same:
                unit = published.unit if published.unit in ("", "%") else f" {published.unit}"
                here = "nothing comes out" if isnan(checked.here) else f"this comes to {checked.here:.6g}{unit}"
                yield Mistake(("claims", index, "result"), here, rule=WRONG_CLAIM)


def spec_finder(book: Path) -> FindSpec:
    """Finds the models and machines of a book by their names; they are read when the first one is asked for."""

    @cache
    def named() -> dict[tuple[str, str], Spec]:
        loaded = load_book(book, with_sources=True)
        specs_by_name: dict[tuple[str, str], Spec] = {}
        specs: list[Model | Machine] = [*loaded.models, *loaded.machines]
        for item in specs:
            kind, values = "model" if isinstance(item, Model) else "machine", {}
            for field, stated in numbers_of(item):
                with suppress(QuantityError):  # which is another rule's
                    values[field] = number_in(field, stated.value)
            names = (item.id, item.name, *item.aliases)
            spec = Spec(kind, item.name, values, SPEC_FIELDS[kind])
            specs_by_name |= {(kind, normalize_name(name)): spec for name in names}
        return specs_by_name

    return lambda kind, name, _: named().get((kind, normalize_name(name)))
