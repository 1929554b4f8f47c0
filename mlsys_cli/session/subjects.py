"""The names of entries in the learner's store: `book:kind:id`."""

from collections.abc import Iterator
from contextlib import contextmanager

from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.session.session import Session


@contextmanager
def report_store_errors(session: Session) -> Iterator[None]:
    """What can't be read or written of the store within is said in a line, and no more."""
    try:
        yield
    except (UnreadableError, OutputError) as error:
        session.notify(error.message)


def subject_of(ref: Ref) -> str:
    """What an entry of the book is called in the store."""
    return f"{ref.book}:{ref.kind}:{ref.slug}"


def entry_about(session: Session, subject: str) -> Ref | None:
    """The entry that something in the store is about, if a book that is open has it."""
    book, kind, slug = (*subject.split(":", 2), "", "")[:3]
    ref = session.books.library.find(kind, slug, book)
    return ref if ref is not None and ref.book == book else None
