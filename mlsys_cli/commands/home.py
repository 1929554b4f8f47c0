"""`mlsys` alone: the home page."""

from mlsys_cli.queries.home_page import home_view
from mlsys_cli.session.session import Session

IS_PURE = True


def home_command(session: Session) -> None:
    """Open the reader at its home page; without a terminal, show the next section to read and the due cards."""
    if session.opens_reader:
        from mlsys_cli.reader.launch import run_reader

        run_reader(session)
        return
    session.show(home_view(session, for_scripts=session.format == "json"))
