"""The exhibits that the learner has tried, and the sections that mention them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # imported where there is a store
    from mlsys_cli.journal.trials import Trial


def tried_exhibits(session: Session) -> "Mapping[str, Trial]":
    """The last trial of each exhibit that the learner has tried, by its name, the latest first."""
    store = session.learner.read_only_store
    if store is None:
        return {}
    from mlsys_cli.journal.trials import Trials
    from mlsys_cli.queries.subjects import report_store_errors

    with report_store_errors(session):
        return Trials(store).last()
    return {}


def tried_titles(session: Session) -> tuple[str, ...]:
    """The titles of the exhibits that the learner has tried, the latest first."""
    tried = tried_exhibits(session)
    if not tried:
        return ()
    from mlsys_cli.exhibits.catalogue import CATALOGUE

    return tuple(CATALOGUE[name].title if name in CATALOGUE else name for name in tried)


def tried_by_section(session: Session) -> dict[int, list[str]]:
    """The tried exhibits that a section names in its text, by the entry id of the section."""
    tried = tried_exhibits(session)
    if not tried:
        return {}
    named = session.books.library.entries.exhibits_named()
    found = {section: [name for name in names if name in tried] for section, names in named.items()}
    return {section: names for section, names in found.items() if names}
