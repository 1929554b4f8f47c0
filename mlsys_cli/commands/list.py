"""`mlsys list`: ids and names for scripts."""

from typing import Annotated

from mlsys_cli.arguments.declarations import word_argument
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.session.session import Session
from mlsys_cli.views.outline_view import ListView

_KINDS = tuple(kind.plural for kind in KINDS.values() if kind.is_listed)

IS_PURE = True


def list_command(session: Session, kind: Annotated[str, word_argument("KIND", "kind", _KINDS)]) -> None:
    """List the entries of a kind in book order, one per line: id, tab, name.

    Examples:
        mlsys list terms  # id, tab and name, one term per line
        mlsys list terms | fzf --preview 'mlsys define {1} --color always'  # browse
        mlsys list sections --json  # as JSON
    """
    refs = session.books.library.entries.refs(kind.removesuffix("s"))
    session.show(ListView(refs), target=f"place:{'glossary' if kind == 'terms' else kind}")
