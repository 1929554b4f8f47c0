"""Calculators of the open books and of the bundled one, and the models and machines whose numbers they use."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from mlsys_cli.book.number_fields import SPEC_FIELDS
from mlsys_cli.calculators.answers import answers_to
from mlsys_cli.calculators.asked_sums import AskedSum, sums_asked
from mlsys_cli.calculators.calculator import CalculatorRecord
from mlsys_cli.calculators.evaluation import PEAK, Spec
from mlsys_cli.calculators.requests import FindSpec, read_request, words_of
from mlsys_cli.errors import MlsysError, NotFoundError
from mlsys_cli.session.session import Session


def find_spec(session: Session, kind: str, name: str, guess: bool) -> Spec | None:
    """The model or machine of a name, with its quantities; as calculators, those of the bundled book can be used too.

    Without a `guess`, None if no entry has this very name. A guess is reported, and NotFoundError names the nearest.
    """
    libraries = session.books.with_calculators
    library, found = next(((one, match) for one in libraries if (match := one.names.exact(name, kind))), (None, None))
    if not (found or guess):
        return None
    try:
        ref = session.books.announce(found) if found else session.books.find(name, kind)
    except NotFoundError as missing:
        hint = f"'mlsys list {kind}s' lists those of the book; others can be given by their numbers"
        missing.hints = (*(own for own in missing.hints if "mlsys list" not in own), hint)
        raise
    (spec,) = (library or session.books.library).specs([ref])
    values = {number.field: number.quantity for number in spec.numbers}
    own: dict[str, tuple[str, ...]] = defaultdict(tuple)
    ages: dict[str, str] = {}
    for number in spec.numbers:
        field = "peak" if number.field.startswith(PEAK) else number.field
        own[field] += number.sources
        ages |= {field: number.as_of} if number.as_of else {}
    known = Spec(kind, spec.ref.name, values, SPEC_FIELDS[kind])
    return known._replace(sources=spec.remarks.sources, as_of=spec.remarks.as_of, own_sources=own, own_ages=ages)


def sums_in(session: Session, question: str, calculators: Iterable[CalculatorRecord] | None = None) -> list[AskedSum]:
    """The calculators that explain all words of a question, the best first: of some, or else of the open books'."""
    exact = session.books.library.names.exact
    if calculators is None:
        calculators = [calculator for _, calculator in session.books.calculators()]
    return sums_asked(question, calculators, lambda kind, name: exact(name, kind) is not None)


def is_answered(session: Session, asked: AskedSum) -> bool:
    """True if a sum has a result, in which all that is typed has a part."""
    try:
        answers = answers_to(read_request(asked.calculator, asked.words, partial(find_spec, session)))
    except MlsysError:
        return False
    return not answers[0].idle_names


def known_specs(session: Session, calculator: CalculatorRecord) -> FindSpec:
    """Finds the models and machines of the presets and claims, all of which are looked up at once.

    A screen works out frames and claims in another thread, in which the index can't be read.
    """
    specs: dict[tuple[str, str, bool], Spec | MlsysError | None] = {}

    def find(kind: str, name: str, guess: bool) -> Spec | None:
        key = kind, name, guess
        if key not in specs:
            try:
                specs[key] = find_spec(session, kind, name, guess)
            except MlsysError as error:
                specs[key] = error
        found = specs[key]
        if isinstance(found, MlsysError):
            raise found
        return found

    named = [*(preset.given for preset in calculator.presets), *(claim.given for claim in calculator.claims)]
    options = session.options
    was_quiet, options.quiet = options.quiet, True  # nobody typed these names
    try:
        for values in named:
            with suppress(MlsysError):  # raised again by whoever works out a preset or claim
                read_request(calculator, words_of(values), find)
    finally:
        options.quiet = was_quiet
    return find
