"""`mlsys estimate`: sums of systems engineering, with the working shown."""

import shlex
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from mlsys_cli.arguments.declarations import argument, completing_session, option
from mlsys_cli.calculators.answers import answers_to, claims_of
from mlsys_cli.calculators.requests import FaultyRequestError, read_request
from mlsys_cli.calculators.typed_values import typed_name
from mlsys_cli.errors import Exit, ExitCode, MlsysError, UsageError
from mlsys_cli.queries.calculators import find_spec, sums_in
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.estimate_view import EstimateListView, EstimateRangeView, EstimateView

if TYPE_CHECKING:
    from mlsys_cli.calculators.answers import Calculated
    from mlsys_cli.session.books import FoundCalculator

IS_PURE = True


def _offer_words(ctx: Any) -> list[tuple[str, str]]:
    session, words = completing_session(ctx), ctx.params["words"] or ()
    try:
        if not words:
            return [(calculator.id, calculator.about) for _, calculator in session.books.calculators()]
        found = session.books.calculator(words[0])
    except MlsysError:
        return []
    return [(f"{typed_name(name)}=", given.words) for name, given in found[1].given.items()] if found else []


def estimate_command(
    session: Session,
    words: Annotated[
        list[str] | None,
        argument(metavar="[WHAT] [NAME=VALUE...]", help="What to estimate, from what.", autocompletion=_offer_words),
    ] = None,
    must_fit: Annotated[bool, option("--must-fit", help="Exit with 1 if it doesn't fit.")] = False,
    check: Annotated[bool, option("--check", help="Compare the results with the published ones.")] = False,
) -> None:
    """Estimate memory, time, energy or money. Without a word, list what can be estimated.

    Models and machines are those of the book: 'mlsys list models' and 'mlsys list machines'. Numbers that you give
    replace theirs.

    Each line has its formula, its numbers and its result. Values have units: 350GB, 3.35TB/s, 25%. A range gives a row
    for each value: 1..64 doubles, and 10..50..10 goes in steps of 10. GB is 1e9 bytes, and GiB 2^30.

    A result can be given, too: then what it follows from is found, such as the share of the peak that published hours
    mean. NAME=? chooses what is found, or which result is shown first, and NAME=?GiB in which unit.

    --check reproduces the published results, of all estimates or of one. The exit code is 1 if one of them differs.

    Examples:
        mlsys estimate  # what can be estimated
        mlsys estimate memory llama-3-70b bits=8 on h100  # whether it fits
        mlsys estimate training params=174.6B tokens=300B  # operations to train it
        mlsys estimate move 350GB over 10Gbit/s  # the time that data takes
        mlsys estimate speed-up parallel=95% factor=1..64  # a range
        mlsys estimate training llama-3-70b gpu-hours=7M on h100  # turned round
        mlsys estimate --check  # compare all results with the published ones
    """
    if check:
        _check(session, words or (), must_fit=must_fit)
        return
    if not words:
        if must_fit:
            raise UsageError(
                "name what must fit", ["for example 'mlsys estimate memory params=8B memory=24GB --must-fit'"]
            )
        session.show(EstimateListView([calculator for _, calculator in session.books.calculators()]))
        return
    answers = show_estimate(session, words)
    if must_fit and not any(answer.verdicts for answer in answers):
        raise UsageError("nothing says what it must fit into", ["name a machine with on, or give memory="])
    if must_fit and not all(answer.fits for answer in answers):
        raise Exit(ExitCode.NOT_FOUND)


def show_estimate(session: Session, words: Sequence[str], message: str = "") -> "Sequence[Calculated]":
    """Show an estimate, after a message if there is one; returns its answers.

    Raises UsageError, before anything is shown, if it has no result.
    """
    _, calculator = _calculator(session, words[0])
    find = partial(find_spec, session)
    try:
        request = read_request(calculator, words[1:], find)
    except MlsysError as error:
        can_ask = not (message or session.options.exact or isinstance(error, FaultyRequestError))
        asked = sums_in(session, " ".join(words), [calculator]) if can_ask else ()
        if not asked:
            raise
        request = read_request(calculator, asked[0].words, find)
        message = f"showing {shlex.join(['mlsys', 'estimate', calculator.id, *asked[0].words])!r}"
    answers = answers_to(request)
    if message and (idle := answers[0].idle_names):  # another sum was asked for than the one that was found
        raise UsageError(f"{typed_name(idle[0])} has no part in {typed_name(request.open_name)}")
    keys = next((answer.sources for answer in answers if answer.lines), [])
    sources = session.books.library.sources(keys) if keys else ()
    if message:
        session.notify(message)
    if request.ranged and not answers[0].request.ranged:
        session.show(EstimateRangeView(request.ranged, answers, sources))
    else:
        session.show(EstimateView(answers[0], sources))
    return answers


def _check(session: Session, words: Sequence[str], *, must_fit: bool) -> None:
    from mlsys_cli.queries.exhibits import calculator_entry, show_claims
    from mlsys_cli.views.exhibit_view import ClaimsView

    if must_fit or len(words) > 1:
        raise UsageError(
            "--check takes at most the name of an estimate", ["for example 'mlsys estimate training --check'"]
        )
    chosen = [_calculator(session, word) for word in words] or [
        found for found in session.books.calculators() if found[1].claims
    ]
    find = partial(find_spec, session)
    checked = [(calculator_entry(*found), [claim.check() for claim in claims_of(found[1], find)]) for found in chosen]
    show_claims(session, ClaimsView(checked, "estimate"))


def _calculator(session: Session, word: str) -> "FoundCalculator":
    """The calculator that a word names or is close to; a guess is reported."""
    found = session.books.calculator(word) or session.books.calculator(word, guess=True)
    if found is None:
        hint = "'mlsys estimate' lists what can be"
        raise UsageError(f"{harmless(word)[:60]!r} can't be estimated", [hint])
    return found
