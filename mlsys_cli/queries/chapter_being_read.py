"""The chapter that is shown by commands that show one of several."""

from collections.abc import Sequence

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.session.session import Session

LONG_CONTENTS = 60
"""The chapters and sections from which on a table of contents has the sections of one chapter."""


def chapter_being_read(session: Session, among: Sequence[Ref]) -> Ref:
    """The chapter in which the learner goes on reading, if it is one of these, else the first of them."""
    if session.reader_store is not None:
        from mlsys_cli.queries.reading_position import where_to_go_on

        found = where_to_go_on(session)
        here = session.books.library.entries.chapter_of(found.ref) if found else None
        if here is not None and here in among:
            return here
    return among[0]
