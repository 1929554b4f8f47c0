"""`mlsys read`: chapters and sections."""

from typing import Annotated

import typer

from mlsys_cli.arguments.completers import complete
from mlsys_cli.errors import ExitCode, UnreadableError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.session.lookup import places_named
from mlsys_cli.session.reading_position import show_places
from mlsys_cli.session.session import Session

EXAMPLES = (
    ("mlsys read intro", "a whole chapter"),
    ("mlsys read intro/symbolic-ai", "one section"),
    ("mlsys read intro symbolic", "the beginning of a name is enough"),
    ("mlsys read --watch my-book/first", "a chapter that you write, again at each save"),
    ("mlsys read lifecycle --format markdown > lifecycle.md", "for another program"),
)


def read_command(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHAPTER[/SECTION]]...", help="What to read.", autocompletion=complete("chapter", "section")
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show a chapter, or a file of it, again at each save, with its problems.")
    ] = False,
) -> None:
    """Show prose with its tables, figures and sources: a section, or a chapter with all its sections.

    Without a name it goes on where you stopped, else it begins with the first chapter. On a terminal it is remembered
    what you read, unless you say 'mlsys config remember-reading off': a section counts as read when you leave it, a
    chapter that is longer than the screen as begun.
    """
    session = Session(ctx.obj)
    if watch:
        from mlsys_cli.session.live_preview import watch_draft

        watch_draft(session, names or [])
        return
    refs = places_named(session, names) if names else [_next(session)]
    show_places(session, refs)
    if any(session.books.incomplete("chapter.yaml", ref) for ref in refs):
        raise typer.Exit(ExitCode.UNREADABLE)


def _next(session: Session) -> Ref:
    """Where the reader stopped, or the first chapter."""
    if session.output_is_for_human and session.learner.read_only_store is not None:
        from mlsys_cli.session.reading_position import where_to_go_on
        from mlsys_cli.session.subjects import report_store_errors

        with report_store_errors(session):
            if found := where_to_go_on(session):
                return found
    first = session.books.library.first("chapter")
    if first is None:
        raise UnreadableError("the book has no chapter")
    return first
