"""`mlsys` alone: the home page."""

from mlsys_cli.session import Session
from mlsys_cli.view.home import HomeView


def home(session: Session) -> None:
    """Show what is here, and what to try first."""
    library = session.library
    kinds = ("chapter", "section", "term", "event", "table", "figure", "source")
    counts = {kind: library.count(kind) for kind in kinds}
    term = library.find("term", "backpropagation") or library.first("term")
    session.show(HomeView(library.books(), counts, library.first("chapter"), term))
