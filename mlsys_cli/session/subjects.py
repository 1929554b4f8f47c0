"""Subjects: the names of entries in the learner's store, `book:kind:id`."""

from collections.abc import Iterator
from contextlib import contextmanager

from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.session.session import Session


@contextmanager
def report_store_errors(session: Session) -> Iterator[None]:
    """Within, an error of the store is shown in a line, and the command goes on."""
    try:
        yield
    except (UnreadableError, OutputError) as error:
        session.notify(error.message)


def subject_of(ref: Ref) -> str:
    """The subject of an entry of the book."""
    return f"{ref.book}:{ref.kind}:{ref.slug}"


def entry_about(session: Session, subject: str) -> Ref | None:
    """The entry that a subject names, if an open book has it."""
    book, kind, slug = subject_parts(subject)
    ref = session.books.library.entries.find(kind, slug, book)
    return ref if ref is not None and ref.book == book else None
