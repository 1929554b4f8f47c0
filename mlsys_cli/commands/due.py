"""`mlsys due`: the number of due cards, for a prompt."""

from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import ValueView

IS_PURE = True

EXAMPLES = (
    ("mlsys due", "a number, for a prompt or a status line"),
    ("mlsys due --json", "also how many new cards are left for today"),
)


def due_command(session: Session) -> None:
    """Print the number of cards that are due today.

    New cards aren't counted; --json also shows how many new cards are left for today.
    """
    today = session.learner.today
    counts = session.learner.store.counts(today)
    new = max(session.learner.settings.new_per_day - counts.new, 0)
    session.show(ValueView("due", str(counts.due), due=counts.due, new=new, date=today.date.isoformat()))
