"""The entries, with all their cards, that a name means to `mlsys suspend` and `mlsys forget`."""

from mlsys_cli.book.kinds import CARDED
from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.session.lookup import entry_named
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of

NAMED = (*CARDED, "section", "chapter")
"""The kinds of entries that can be named."""


def subjects_named(session: Session, words: list[str]) -> tuple[str, list[str]]:
    """The name of an entry for the reader, and the subjects that it stands for; those of a section are its questions.

    Raises NotFoundError with the nearest names.
    """
    query = " ".join(words).strip()
    if not query:
        raise UsageError("a name can't be empty")
    known = {card.card for card in session.learner.store.cards()}
    if query in known or query in {entry_subject(card) for card in known}:
        return query, [query]  # by its id, so that it need not be in the book any more
    ref = entry_named(session, query, NAMED)
    return ref.name, [subject_of(one) for one in _asked(session, ref)]


def _asked(session: Session, ref: Ref) -> tuple[Ref, ...]:
    """The entries with cards that a name stands for: the named one, or those of a chapter or section."""
    if ref.kind in CARDED:
        return (ref,)
    if ref.kind == "chapter":
        return session.books.library.entries.in_chapter(ref, *CARDED)
    return session.books.library.entries.questions_on(ref)
