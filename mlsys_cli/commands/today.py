"""`mlsys today`: what to do now."""

from mlsys_cli.queries.day_plan import day_plan
from mlsys_cli.session.session import Session

IS_PURE = True


def today_command(session: Session) -> None:
    """Show what to do now: cards to review, the section to read on, and questions about what you have read.

    The minutes for a review are estimated from your last answers, and the day on which you will have read everything
    from your reading so far.

    Examples:
        mlsys today  # what to do now
        mlsys today --json  # for a script or a status line
    """
    session.show(day_plan(session), target="place:today")
