"""`mlsys` alone: the home page."""

from mlsys_cli.session.session import Session
from mlsys_cli.views.home_view import NO_WAY, HomeView, Way


def home_command(session: Session) -> None:
    """Show what is here, and what to try first."""
    library = session.books.library
    kinds = ("chapter", "section", "term", "event", "table", "figure", "source")
    counts = {kind: library.count(kind) for kind in kinds}
    term = library.find("term", "backpropagation") or library.first("term")
    session.show(HomeView(library.books(), counts, library.first("chapter"), term, _way(session)))


def _way(session: Session) -> Way:
    """Where the reader is, if anything is remembered of them."""
    if session.learner.read_only_store is None:
        return NO_WAY
    from mlsys_cli.session.reading_position import where_to_go_on
    from mlsys_cli.session.subjects import report_store_errors

    following, due = None, None
    with report_store_errors(session):
        following, due = where_to_go_on(session), session.learner.read_only_store.counts(session.learner.today).due
    return Way(following, due)
