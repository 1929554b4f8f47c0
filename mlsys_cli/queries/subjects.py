"""Subjects: the names of entries in the learner's store, `book:kind:id`."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mlsys_cli.book.kinds import CARDED
from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # few learners have tried an exhibit
    from mlsys_cli.journal.study_records import Trial

WITH_CARDS = (*CARDED, "section", "chapter")
"""The kinds of entries whose names stand for cards."""


@contextmanager
def report_store_errors(session: Session) -> Iterator[None]:
    """Report an error of the store in a line, and let the command continue."""
    try:
        yield
    except (UnreadableError, OutputError) as error:
        session.notify(error.message)


def subject_of(ref: Ref) -> str:
    """The subject of an entry of the book."""
    return f"{ref.book}:{ref.kind}:{ref.slug}"


def shares_read(session: Session) -> dict[str, float]:
    """The share of each section that was read, by subject; 0 of one that was only begun."""
    if session.learner.read_only_store is not None:
        with report_store_errors(session):
            places = session.learner.read_only_store.reading_positions()
            return {place.subject: 1.0 if place.done else place.share for place in places}
    return {}


def tried_exhibits(session: Session) -> "Mapping[str, Trial]":
    """The last trial of each exhibit that the learner has tried, by its name, the latest first."""
    store = session.learner.read_only_store
    if store is None:
        return {}
    with report_store_errors(session):
        return store.trials()
    return {}


def tried_by_section(session: Session) -> dict[int, list[str]]:
    """The tried exhibits that a section names in its text, by the entry id of the section."""
    tried = tried_exhibits(session)
    if not tried:
        return {}
    named = session.books.library.entries.exhibits_named()
    tried_names = {section: [name for name in names if name in tried] for section, names in named.items()}
    return {section: names for section, names in tried_names.items() if names}


def entry_about(session: Session, subject: str) -> Ref | None:
    """The entry that a subject names, if an open book has it."""
    return entries_about(session, (subject,)).get(subject)


def entries_about(session: Session, subjects: Iterable[str]) -> dict[str, Ref]:
    """The entries that some subjects name, by subject, as far as an open book has them."""
    books: dict[str, list[str]] = {}
    for subject in subjects:
        book, _, target = subject.partition(":")
        books.setdefault(book, []).append(target)
    return {
        f"{book}:{target}": ref
        for book, targets in books.items()
        for target, ref in session.books.library.entries.find_all(targets, book).items()
        if ref.book == book
    }


def subjects_named(session: Session, words: list[str]) -> tuple[str, list[str]]:
    """The name of an entry, and the subjects whose cards it stands for: those of a section are its questions.

    Raises NotFoundError, with the nearest names.
    """
    query = " ".join(words).strip()
    if session.learner.store.knows(query):
        return query, [query]  # by its id, so that it need not be in the book any more
    ref = entry_named(session, query, WITH_CARDS)
    refs: tuple[Ref, ...] = (ref,)
    if ref.kind == "chapter":
        refs = session.books.library.entries.in_chapter(ref, *CARDED)
    elif ref.kind == "section":
        refs = session.books.library.entries.questions_on(ref)
    return ref.name, [subject_of(item) for item in refs]
