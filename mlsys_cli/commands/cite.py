"""`mlsys cite`: sources."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.queries.entry_page import entry_view
from mlsys_cli.session.session import Session
from mlsys_cli.views.source_view import SourcesView

IS_PURE = True


def cite_command(
    session: Session,
    key: Annotated[list[str] | None, entry_argument("[KEY]", "A source.", "source")] = None,
) -> None:
    """Show a source and the entries that cite it. Without a key, list all sources.

    Examples:
        mlsys cite  # all sources, and the authors, version and credits of the book
        mlsys cite rumelhart1986  # one source, and the entries that cite it
        mlsys cite --format bibtex > references.bib  # for LaTeX
    """
    library = session.books.library
    if not key:
        sources = library.source_records(library.entries.refs("source"))
        session.show(SourcesView(sources, library.books()), target="place:sources")
        return
    ref = session.books.find(" ".join(key), "source")
    session.show(entry_view(session, ref), target=ref.link)
