"""`mlsys` alone: the home page."""

from mlsys_cli.session.home_page import home_view
from mlsys_cli.session.session import Session

IS_PURE = True


def home_command(session: Session) -> None:
    """Show the home page: the books, the next section to read, and the number of due cards."""
    session.show(home_view(session))
