"""`mlsys toc`: the outline."""

from typing import Annotated

import typer

from mlsys_cli.commands.complete import complete
from mlsys_cli.errors import ExitCode
from mlsys_cli.session import Session
from mlsys_cli.view.outline import OutlineView
from mlsys_cli.view.parts import books_title

EXAMPLES = (("mlsys toc", "all chapters"), ("mlsys toc intro", "one chapter"))


def toc(
    ctx: typer.Context,
    chapter: Annotated[
        list[str] | None, typer.Argument(metavar="[CHAPTER]", help="A chapter.", autocompletion=complete("chapter"))
    ] = None,
) -> None:
    """Show the chapters and sections, with the minutes that reading takes."""
    session = Session(ctx.obj)
    library = session.library
    refs = [session.find(" ".join(chapter), "chapter", by_words=True)[0]] if chapter else library.refs("chapter")
    title = books_title(library.books(), "Contents")
    session.show(OutlineView([library.chapter(ref) for ref in refs], title))
    if any(session.incomplete("chapter.yaml", ref) for ref in refs):
        raise typer.Exit(ExitCode.UNREADABLE)
