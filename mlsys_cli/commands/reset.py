"""`mlsys reset`: delete all study data."""

import sys
from typing import Annotated

from mlsys_cli.arguments.declarations import option
from mlsys_cli.errors import Exit, ExitCode, UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import ask_user


def reset_command(
    session: Session,
    yes: Annotated[bool, option("--yes", "-y", help="Don't ask for confirmation.")] = False,
) -> None:
    """Delete all answers, notes, bookmarks and reading positions, but not your settings.

    A copy of the old store is saved in the same folder; to undo the reset, put it back. If another computer imports
    your export, the same data is deleted there.

    Examples:
        mlsys reset  # asks for confirmation
        mlsys reset --yes  # for a script
    """
    if session.learner.store.is_empty:
        session.notify("there is no study data")
        return
    question = "Delete all answers, notes and bookmarks?"
    if not yes and (sys.stdin is None or not sys.stdin.isatty()):
        raise UsageError(f"{question} There is no terminal to confirm this", ["confirm with --yes"])
    if not yes and ask_user(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        session.notify("nothing was deleted")
        raise Exit(ExitCode.NOT_FOUND)
    copy = session.learner.store.reset(session.learner.now)
    session.notify(f"all study data was deleted; a copy is saved in {copy}")
