"""`mlsys reset`: delete all study data."""

from typing import Annotated

import typer

from mlsys_cli.errors import ExitCode
from mlsys_cli.session.session import Session

EXAMPLES = (("mlsys reset", "asks first"), ("mlsys reset --yes", "for a script"))


def reset_command(
    session: Session,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Delete all answers, notes, marks and reading positions. Settings stay.

    A copy of the old store is kept beside the new one; put it back to undo the reset. Another computer that imports
    your export deletes the same data.
    """
    if session.learner.store.is_empty:
        session.notify("there is no study data")
        return
    if not yes and not session.confirm("Delete all answers, notes and bookmarks?", "--yes"):
        session.notify("nothing was deleted")
        raise typer.Exit(ExitCode.NOT_FOUND)
    copy = session.learner.store.reset(session.learner.now)
    session.notify(f"all study data is deleted; a copy is kept in {copy}")
