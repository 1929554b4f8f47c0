"""`mlsys due`: how many cards are due, for a prompt."""

import typer

from mlsys_cli.journal.due_count import count_due
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import ValueView

EXAMPLES = (
    ("mlsys due", "a number, for a prompt or a status line"),
    ("mlsys due --json", "also how many new cards are left for today"),
)


def due_command(ctx: typer.Context) -> None:
    """Print how many cards are due today, and nothing else.

    Cards that were never asked aren't due; how many of them today may still bring is told in JSON.
    """
    session = Session(ctx.obj)
    today = session.learner.today
    counts = count_due(session.learner.store_path, today)
    new = max(session.learner.settings.new_per_day - counts.met, 0)
    session.show(ValueView("due", str(counts.due), due=counts.due, new=new, date=today.date.isoformat()))
