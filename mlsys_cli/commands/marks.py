"""`mlsys marks`: the learner's marks."""

from mlsys_cli.arguments.entry_names import WithinName
from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.days import date_text, day_of
from mlsys_cli.session.notebook import in_reading_order, subjects_within
from mlsys_cli.session.session import Session
from mlsys_cli.views.marks_view import MarksView, ShownMark

EXAMPLES = (
    ("mlsys marks", "all of them, in reading order"),
    ("mlsys marks intro --json", "those of a chapter, for a script"),
)


def marks_command(
    session: Session,
    name: WithinName = None,
) -> None:
    """Show what you marked in reading order, each with the command that opens it.

    A chapter or section stands for everything in it.
    """
    wanted = subjects_within(session, name or [])
    found = session.learner.read_only_store.marks() if session.learner.read_only_store is not None else ()
    chosen = [mark for mark in found if wanted is None or mark.subject in wanted]
    if name and not chosen:
        raise NotFoundError(f"nothing is marked in {' '.join(name)[:80]!r}", ["'mlsys marks' shows all marks"])
    ordered = in_reading_order(session, chosen, lambda mark: mark.subject)
    shown = [ShownMark(one.subject, ref, chapter, date_text(one.at), day_of(one.at)) for one, ref, chapter in ordered]
    session.show(MarksView(shown))
