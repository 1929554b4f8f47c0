"""`mlsys due`: the number of due cards, for a prompt."""

from mlsys_cli.queries.day_plan import review_numbers
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import ValueView

IS_PURE = True


def due_command(session: Session) -> None:
    """Print the number of due cards that a review asks today.

    It is 0 once the minutes of today are used up. --json also shows how many new cards come with them, the minutes that
    it takes, and how many due cards wait until tomorrow.

    Examples:
        mlsys due  # a number, for a prompt or a status line
        mlsys due --json  # also new cards, minutes, and what waits
    """
    session.books.open()
    numbers = review_numbers(session)
    session.show(ValueView("due", str(numbers.due), **numbers.fields(), date=session.learner.today.date.isoformat()))
