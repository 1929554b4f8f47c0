"""`mlsys reset`: delete all study data."""

import sys
from typing import Annotated

import typer

from mlsys_cli.errors import ExitCode, UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import ask_user

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
    question = "Delete all answers, notes and bookmarks?"
    if not yes and (sys.stdin is None or not sys.stdin.isatty()):
        raise UsageError(f"{question} There is no terminal to ask at", ["use --yes to confirm"])
    if not yes and ask_user(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        session.notify("nothing was deleted")
        raise typer.Exit(ExitCode.NOT_FOUND)
    copy = session.learner.store.reset(session.learner.now)
    session.notify(f"all study data is deleted; a copy is kept in {copy}")
