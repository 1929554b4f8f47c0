"""`mlsys due`: how many cards are due, for a prompt."""

import typer

from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import ValueView

EXAMPLES = (
    ("mlsys due", "a number, for a prompt or a status line"),
    ("mlsys due --json", "also how many new cards are left for today"),
)


def due_command(ctx: typer.Context) -> None:
    """Print how many cards are due today, and nothing else.

    Cards that were never asked aren't due; --json also has how many of them may still be asked today.
    """
    session = Session(ctx.obj)
    today = session.learner.today
    counts = session.learner.store.counts(today)
    new = max(session.learner.settings.new_per_day - counts.new, 0)
    session.show(ValueView("due", str(counts.due), due=counts.due, new=new, date=today.date.isoformat()))
