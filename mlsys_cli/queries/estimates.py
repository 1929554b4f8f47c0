"""Finding what an estimate names: its kind, models and machines, and its sources."""

from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.estimates.catalogue import NAMES
from mlsys_cli.estimates.estimate_parts import Spec
from mlsys_cli.estimates.working import Estimated
from mlsys_cli.index.entry_records import SourceRecord
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless


def estimate_name(session: Session, word: str) -> str:
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


def find_spec(session: Session, kind: str, name: str) -> Spec:
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


def sources_of(session: Session, answer: Estimated) -> tuple[SourceRecord, ...]:
    """The sources of an estimate, as far as the open books have them."""
    return session.books.library.sources(answer.sources) if answer.sources else ()
