"""What a name means to a command that is about cards: things of the book, each with all its cards."""

from mlsys_cli.book.kinds import CARDED
from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import thing_of
from mlsys_cli.session.lookup import entry_named
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of

NAMED = (*CARDED, "section", "chapter")
"""The kinds of entries that can be named."""


def subjects_named(session: Session, words: list[str]) -> tuple[str, list[str]]:
    """What some words name, for the reader, and the things or cards that it is; those of a section are its questions.

    Raises NotFoundError, with the nearest names.
    """
    query = " ".join(words).strip()
    if not query:
        raise UsageError("a name can't be empty")
    known = {card.card for card in session.learner.store.cards()}
    if query in known or query in {thing_of(card) for card in known}:
        return query, [query]  # by its full name, so that it need not be in the book any more
    ref = entry_named(session, query, NAMED)
    return ref.name, [subject_of(one) for one in _asked(session, ref)]


def _asked(session: Session, ref: Ref) -> tuple[Ref, ...]:
    """The entries of which there are cards: the one that is named, or those of a chapter or section."""
    if ref.kind in CARDED:
        return (ref,)
    if ref.kind == "chapter":
        return session.books.library.in_chapter(ref, *CARDED)
    return session.books.library.questions_on(ref)
