"""`mlsys labs`: what can be run, by chapter."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.queries.lab_list import labs_view
from mlsys_cli.queries.lookup import chapter_named
from mlsys_cli.session.session import Session

IS_PURE = True


def labs_command(
    session: Session,
    chapter: Annotated[list[str] | None, entry_argument("[CHAPTER]", "A chapter.", "chapter")] = None,
) -> None:
    """List the exhibits and calculators by chapter, with a sentence on each; ✓ marks a goal that you have reached.

    Examples:
        mlsys labs  # all that can be run
        mlsys labs ml-systems  # what belongs to one chapter
        mlsys labs --json  # as JSON
    """
    session.show(
        labs_view(session, chapter_named(session, " ".join(chapter)) if chapter else None), target="place:labs"
    )
