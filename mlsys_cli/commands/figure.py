"""`mlsys figure`: the figures of the book."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.queries.entry_page import entry_view
from mlsys_cli.session.session import Session
from mlsys_cli.views.outline_view import ListView

IS_PURE = True


def figure_command(
    session: Session,
    name: Annotated[list[str] | None, entry_argument("[NAME]", "A figure.", "figure")] = None,
) -> None:
    """Draw a figure to fit the terminal. Without a name, list the figures.

    Examples:
        mlsys figure  # list the figures
        mlsys figure ai-triangle  # one of them
        mlsys figure pillars --format svg > pillars.svg  # as an image
    """
    library = session.books.library
    if not name:
        session.show(ListView(library.entries.refs("figure")), target="place:figures")
        return
    ref = session.books.find(" ".join(name), "figure", by_words=True)
    session.show(entry_view(session, ref), target=ref.link)
