"""`mlsys toc`: the table of contents."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import UsageError
from mlsys_cli.queries.lookup import chapter_named
from mlsys_cli.queries.reading_position import LONG_CONTENTS, where_to_go_on
from mlsys_cli.queries.subjects import entries_about, shares_read, tried_by_section
from mlsys_cli.session.session import Session
from mlsys_cli.views.outline_view import OutlineView
from mlsys_cli.views.shared_blocks import books_title

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
    books = library.books()
    title = books_title([book.ref.name for book in books], "Contents")
    chapters = library.outlines(refs)
    shares, tried = shares_read(session), tried_by_section(session)
    read = {ref.id: shares[subject] for subject, ref in entries_about(session, shares).items()}
    numbers = library.entries.chapter_numbers
    stop = where_to_go_on(session) if read else None
    here, needs = stop.ref if stop else None, library.needs(refs)
    view = OutlineView(chapters, title, numbers, read, books=books, needs=needs, tried=tried, here=here)
    if len(refs) > 1 and not every and view.number_of_lines > LONG_CONTENTS:
        chapter_here = library.entries.chapter_of(here) if here else None
        view = view._replace(unfolded=chapter_here if chapter_here in refs else refs[0])
    session.show(view)
    session.books.require_complete("chapter.yaml", refs)
