"""`mlsys toc`: the table of contents."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import UsageError
from mlsys_cli.queries.contents import contents_view, unfolded_at
from mlsys_cli.queries.lookup import chapter_named
from mlsys_cli.session.session import Session

IS_PURE = True


def toc_command(
    session: Session,
    chapter: Annotated[list[str] | None, entry_argument("[CHAPTER]", "A chapter.", "chapter")] = None,
    every: Annotated[bool, option("--all", help="Every section of every chapter.")] = False,
) -> None:
    """Show the table of contents with reading times and what you have read; ▶ marks an exhibit that you have tried.

    A long table of contents shows the sections of one chapter: the one that you are reading, or else the first.

    Examples:
        mlsys toc  # every chapter, and the sections of one
        mlsys toc intro  # one chapter
        mlsys toc --all  # every section of every chapter
    """
    if every and chapter:
        raise UsageError("--all and a chapter can't be used together")
    library = session.books.library
    refs = [chapter_named(session, " ".join(chapter))] if chapter else library.entries.refs("chapter")
    view = contents_view(session, refs)
    if not every:
        view = unfolded_at(view, library.entries.chapter_of(view.here) if view.here else None)
    session.show(view)
    session.books.require_complete("chapter.yaml", refs)
