"""`mlsys check`: what is wrong with a book."""

from pathlib import Path
from typing import Annotated

import typer

from mlsys_cli.errors import ExitCode, UnreadableError
from mlsys_cli.session import Session
from mlsys_cli.view.troubles import TroublesView

EXAMPLES = (
    ("mlsys check", "the book that you read"),
    ("mlsys check my-book", "a book that you write"),
    ("mlsys check my-book --json", "for an editor"),
)


def check(
    ctx: typer.Context,
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="A folder with a book.yaml.")] = "",
) -> None:
    """Show every problem of a book, as path:line:column: rule: message; nothing if there is none.

    The exit code is 0 if the book is sound, 1 if it has problems, 3 if there is no book.
    """
    session = Session(ctx.obj)
    folders = (Path(folder).absolute(),) if folder else session.folders
    for one in folders:
        if not one.is_dir():
            raise UnreadableError(f"there is no folder {str(one)!r}")
    problems = session.read_anew(folders).problems(limit=100_000)
    session.show(TroublesView(problems, str(Path.cwd())))
    if problems:
        raise typer.Exit(ExitCode.NOT_FOUND)
