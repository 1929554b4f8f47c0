"""`mlsys progress`: the learner's reading, their cards, and how well they remember."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.queries.lookup import chapter_named
from mlsys_cli.queries.progress_page import progress_view
from mlsys_cli.session.session import Session

IS_PURE = True


def progress_command(
    session: Session,
    chapter: Annotated[list[str] | None, entry_argument("[CHAPTER]", "A chapter.", "chapter")] = None,
) -> None:
    """Show what you have read and what you remember.

    This includes how many cards you have retained, are learning or have forgotten, the days on which you studied, the
    cards that will be due, and whether you remember as much as the schedule predicts. A card is retained if the
    probability that you recall it three weeks after its last review is at least 90%.

    Examples:
        mlsys progress  # everything
        mlsys progress intro  # a chapter
        mlsys progress --format csv  # your answers per day, as CSV
        mlsys progress --format svg > progress.svg  # as an image
    """
    within = chapter_named(session, " ".join(chapter)) if chapter else None
    session.show(progress_view(session, within), target="" if within else "place:progress")
