"""`mlsys estimate`: sums of systems engineering, with the working shown."""

from collections.abc import Sequence
from typing import Annotated, Any

from mlsys_cli.arguments.declarations import argument, option
from mlsys_cli.errors import Exit, ExitCode, NotFoundError, UsageError
from mlsys_cli.estimates.catalogue import NAMES, load
from mlsys_cli.estimates.estimate_parts import Spec
from mlsys_cli.estimates.request import read_request, split_words
from mlsys_cli.estimates.working import Estimated, work_out
from mlsys_cli.index.entry_records import SourceRecord
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.estimate_view import EstimateListView, EstimateRangeView, EstimateView

IS_PURE = True


def _offer_words(ctx: Any) -> list[tuple[str, str]]:
    words = ctx.params["words"] or ()
    if not words:
        return [(name, load(name).about) for name in NAMES]
    if words[0] not in NAMES:
        return []
    return [(f"{setting.name.replace('_', '-')}=", setting.about) for setting in load(words[0]).settings]


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
    estimate = load(_estimate_name(session, words[0]))
    request, ranged = read_request(estimate, split_words(words[1:]), lambda kind, name: _find_spec(session, kind, name))
    if ranged:
        name = ranged.setting.name
        answers = [work_out(request._replace(settings={**request.settings, name: value})) for value in ranged.values]
        session.show(EstimateRangeView(ranged, answers, _sources_of(session, answers[0])))
    else:
        answers = [work_out(request)]
        session.show(EstimateView(answers[0], _sources_of(session, answers[0])))
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
    chosen = [load(_estimate_name(session, word)) for word in words] or [
        one for name in NAMES if (one := load(name)).claims
    ]
    show_claims(session, ClaimsView([(item, [claim.check() for claim in item.claims]) for item in chosen], "estimate"))


def _estimate_name(session: Session, word: str) -> str:
    """The name of an estimate that a word is or is close to; a guess is reported."""
    name = word.lower().replace("_", "-")
    name = {"speedup": "speed-up", "train": "training"}.get(name, name)
    if name in NAMES:
        return name
    from mlsys_cli.text.spelling import closest

    near = None if session.options.exact else closest(name, NAMES)
    if near is None:
        raise UsageError(f"{harmless(word)[:60]!r} can't be estimated", [f"what can be: {', '.join(NAMES)}"])
    session.notify(f"showing {near.word!r} for {harmless(word)!r}")
    return near.word


def _find_spec(session: Session, kind: str, name: str) -> Spec:
    """The model or machine of a name, with its quantities; a guess is reported. NotFoundError names the nearest."""
    try:
        ref = session.books.find(name, kind)
    except NotFoundError as missing:
        hint = f"'mlsys list {kind}s' lists those of the book; others can be given by their numbers"
        missing.hints = (*missing.hints, hint)
        raise
    (spec,) = session.books.library.specs([ref])
    values = {number.field: number.quantity for number in spec.numbers}
    peaks = {int(name.rpartition("_")[2]): values.pop(name) for name in [*values] if name.startswith("peak_")}
    own: dict[str, tuple[str, ...]] = {}
    ages: dict[str, str] = {}
    for number in spec.numbers:
        name = "peak" if number.field.startswith("peak_") else number.field
        own[name] = (*own.get(name, ()), *number.sources)
        if number.as_of:
            ages[name] = number.as_of
    remarks = spec.remarks
    return Spec(
        kind, spec.ref.name, values, peaks, remarks.sources, as_of=remarks.as_of, own_sources=own, own_ages=ages
    )


def _sources_of(session: Session, answer: Estimated) -> tuple[SourceRecord, ...]:
    """The sources of an estimate, as far as the open books have them."""
    return session.books.library.sources(answer.sources) if answer.sources else ()
