"""`mlsys path`: the way through the book."""

from typing import Annotated

from mlsys_cli.arguments.declarations import argument, complete_paths
from mlsys_cli.queries.reading_path import choose_path, path_named, path_standings
from mlsys_cli.session.session import Session
from mlsys_cli.views.path_view import PathsView


def path_command(
    session: Session,
    name: Annotated[
        list[str] | None, argument(metavar="[NAME]", help="The path to choose.", autocompletion=complete_paths)
    ] = None,
) -> None:
    """List the paths through the book, with how long each takes and how much of it you have read, or choose one.

    A path is the chapters and sections for one kind of reader, in an order that makes sense to them. 'mlsys today',
    the home page, the way to the next section and 'mlsys progress' follow the one that you have chosen; everything
    else shows the whole book as before. Your choice is exported with your study data.

    Examples:
        mlsys path  # all paths
        mlsys path tinyml  # choose one
        mlsys path whole-book  # read everything again
    """
    if name:
        book, path = path_named(session, " ".join(name))
        choose_path(session, book, path)
        if not session.options.format:
            session.notify(f"your path is now {path.title!r}; 'mlsys today' shows what to read next")
            return
    session.show(PathsView(path_standings(session)), target="place:paths")
