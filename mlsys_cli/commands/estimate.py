"""`mlsys estimate`: sums of systems engineering, with the working shown."""

from collections.abc import Sequence
from typing import Annotated, Any

from mlsys_cli.arguments.declarations import argument, option
from mlsys_cli.errors import Exit, ExitCode, UsageError
from mlsys_cli.estimates.catalogue import NAMES, load
from mlsys_cli.estimates.request import read_request, split_words
from mlsys_cli.estimates.working import work_out
from mlsys_cli.queries.estimates import estimate_name, find_spec, sources_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.estimate_view import EstimateListView, EstimateRangeView, EstimateView

IS_PURE = True


def _offer_words(ctx: Any) -> list[tuple[str, str]]:
    words = ctx.params["words"] or ()
    if not words:
        return [(name, load(name).about) for name in NAMES]
    if words[0] not in NAMES:
        return []
    return [(f"{one.name.replace('_', '-')}=", one.about) for one in load(words[0]).settings]


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

    --check reproduces the published results, of all estimates or of one. The exit code is 1 if one of them differs.

    Examples:
        mlsys estimate  # what can be estimated
        mlsys estimate memory llama-3-70b bits=8 on h100  # whether it fits
        mlsys estimate training params=174.6B tokens=300B  # operations to train it
        mlsys estimate move 350GB over 10Gbit/s  # the time that data takes
        mlsys estimate speed-up parallel=95% factor=1..64  # a range
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
        session.show(EstimateListView([load(name) for name in NAMES]))
        return
    estimate = load(estimate_name(session, words[0]))
    request, ranged = read_request(estimate, split_words(words[1:]), lambda kind, name: find_spec(session, kind, name))
    if ranged:
        name = ranged.setting.name
        answers = [work_out(request._replace(settings={**request.settings, name: value})) for value in ranged.values]
        session.show(EstimateRangeView(ranged, answers, sources_of(session, answers[0])))
    else:
        answers = [work_out(request)]
        session.show(EstimateView(answers[0], sources_of(session, answers[0])))
    if must_fit and not any(answer.verdicts for answer in answers):
        raise UsageError("nothing says what it must fit into", ["name a machine with on, or give memory="])
    if must_fit and not all(answer.fits for answer in answers):
        raise Exit(ExitCode.NOT_FOUND)


def _check(session: Session, words: Sequence[str], *, must_fit: bool) -> None:
    from mlsys_cli.queries.exhibits import show_claims
    from mlsys_cli.views.exhibit_view import ClaimsView

    if must_fit or len(words) > 1:
        raise UsageError(
            "--check takes at most the name of an estimate", ["for example 'mlsys estimate training --check'"]
        )
    chosen = [load(estimate_name(session, word)) for word in words] or [
        one for name in NAMES if (one := load(name)).claims
    ]
    show_claims(session, ClaimsView([(one, [claim.check() for claim in one.claims]) for one in chosen], "estimate"))
