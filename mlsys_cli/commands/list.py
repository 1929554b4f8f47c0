"""`mlsys list`: ids and names for scripts."""

from typing import Annotated

from mlsys_cli.arguments.choices import LISTED
from mlsys_cli.arguments.completers import word_argument
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.views.list_view import ListView

EXAMPLES = (
    ("mlsys list terms", "id, tab and name, one term per line"),
    ("mlsys list terms | fzf --preview 'mlsys define {1} --color always'", "browse"),
    ("mlsys list sections --json", "as JSON"),
)


def list_command(
    session: Session,
    kind: Annotated[str, word_argument("KIND", LISTED)],
) -> None:
    """List the entries of a kind in the order of the book: id, tab, name."""
    plural = kind.lower() if kind.lower().endswith("s") else f"{kind.lower()}s"
    if plural not in LISTED:
        raise UsageError(f"there is no list of {kind[:40]!r}", [f"the kinds are {', '.join(LISTED)}"])
    session.show(ListView(session.books.library.entries.refs(plural.removesuffix("s"))))
