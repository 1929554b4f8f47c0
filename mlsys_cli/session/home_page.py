"""The home page of a learner."""

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.session.session import Session
from mlsys_cli.views.home_view import HomeView


def home_view(session: Session) -> HomeView:
    """The books, the section to read next, and the number of due cards."""
    library = session.books.library
    following, due = None, None
    if store := session.learner.read_only_store:
        from mlsys_cli.session.reading_position import where_to_go_on
        from mlsys_cli.session.subjects import report_store_errors

        with report_store_errors(session):
            following, due = where_to_go_on(session), store.counts(session.learner.today).due
    return HomeView(
        library.books(),
        counts={kind.name: library.entries.count(kind.name) for kind in KINDS.values() if kind.is_searched},
        chapter=library.entries.first("chapter"),
        term=library.entries.find("term", "backpropagation") or library.entries.first("term"),
        next=following,
        due=due,
    )
