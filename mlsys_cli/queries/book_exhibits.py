"""The data that the open books have for exhibits, such as scripts of ELIZA: by name, and as runs."""

from collections.abc import Sequence
from contextlib import suppress

from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Preset
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from mlsys_cli.index.entry_records import ExhibitRecord
from mlsys_cli.session.session import Session


def book_exhibits(session: Session) -> Sequence[ExhibitRecord]:
    """All that the open books have for exhibits; nothing if they can't be read."""
    with suppress(UnreadableError):
        return session.books.library.exhibits()
    return ()


def book_exhibit(session: Session, name: str, *, guess: bool = False) -> ExhibitRecord | None:
    """The data that a book has for an exhibit, by its name or by the exhibit's before it: `baker`, `eliza/baker`."""
    engine, slash, own = name.partition("/")
    wanted = own if slash else name
    books = session.books
    found = books.guess(wanted, "exhibit") if guess else books.library.names.exact(wanted, "exhibit")
    if not found:
        return None
    records = {one.ref: one for one in books.library.exhibits()}
    own_refs = [ref for ref in found.refs if ref in records]
    fitting = [ref for ref in own_refs if not slash or records[ref].exhibit == engine.strip().lower()]
    if not fitting:
        return None
    return records[books.announce(found._replace(refs=tuple(fitting)))]


def run_of(session: Session, own: ExhibitRecord, changes: Sequence[str], seed: int) -> ExhibitRun:
    """The run of an exhibit with what a book has for it, which is a preset of its own.

    Raises UnreadableError if the exhibit can't use it.
    """
    from mlsys_cli.book.exhibit_data import read_book_data

    session.environment.evidence.is_pure = False  # the file may change
    if own.exhibit not in CATALOGUE or load(own.exhibit).read_data is None:
        raise NotFoundError(f"this version of mlsys has no exhibit {own.exhibit[:40]!r} that reads {own.file[:80]!r}")
    try:
        data = read_book_data(own.folder, own.file, own.exhibit)
    except MlsysError as error:
        hints = [*error.hints, "'mlsys check' says more about the book"]
        raise UnreadableError(f"{own.file[:80]!r} can't be used: {error.message}", hints) from error
    exhibit = load(own.exhibit)
    preset = Preset(own.ref.address, f"{own.ref.name}. {own.summary}", {"data": data})
    of = f"The data of {own.ref.name} are from the book {own.ref.book}{f' ({own.licence})' if own.licence else ''}."
    own_version = exhibit._replace(
        question=lambda _: None,  # the exhibit's is about what is built in
        presets=(*exhibit.presets, preset),
        ours=f"{exhibit.ours} {of}",
        sources=(*exhibit.sources, *own.sources),
    )
    return new_run(CATALOGUE[own.exhibit], own_version, preset.name, changes, seed)
