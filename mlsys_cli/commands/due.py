"""`mlsys due`: how many cards are due, for a prompt."""

from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import ValueView

EXAMPLES = (
    ("mlsys due", "a number, for a prompt or a status line"),
    ("mlsys due --json", "also how many new cards are left for today"),
)


def due_command(session: Session) -> None:
    """Print how many cards are due today, and nothing else.

    Cards that were never asked aren't due; --json also has how many of them may still be asked today.
    """
    today = session.learner.today
    counts = session.learner.store.counts(today)
    new = max(session.learner.settings.new_per_day - counts.new, 0)
    session.show(ValueView("due", str(counts.due), due=counts.due, new=new, date=today.date.isoformat()))
