"""`mlsys marks`: the learner's bookmarks."""

from mlsys_cli.arguments.entry_names import WithinName
from mlsys_cli.queries.notebook import marks_view
from mlsys_cli.session.session import Session


def marks_command(session: Session, name: WithinName = None) -> None:
    """Show your bookmarks in reading order, each with the command that opens it.

    A chapter or section includes everything in it. In the reader, m bookmarks a paragraph, which is listed with its
    first words; it is found again after the text has changed.

    Examples:
        mlsys marks  # all of them, in reading order
        mlsys marks intro --json  # those in a chapter, for a script
    """
    session.show(marks_view(session, name or ()), target="" if name else "place:marks")
