"""`mlsys toc`: the table of contents."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.session.lookup import chapter_named
from mlsys_cli.session.session import Session
from mlsys_cli.views.outline_view import OutlineView
from mlsys_cli.views.shared_blocks import books_title

IS_PURE = True

EXAMPLES = (("mlsys toc", "every chapter"), ("mlsys toc intro", "one chapter"))


def toc_command(
    session: Session,
    chapter: Annotated[list[str] | None, entry_argument("[CHAPTER]", "A chapter.", "chapter")] = None,
) -> None:
    """Show the table of contents with reading times and what you have read; ▶ marks an exhibit that you have tried."""
    library = session.books.library
    refs = [chapter_named(session, " ".join(chapter))] if chapter else library.entries.refs("chapter")
    books = library.books()
    title = books_title([book.ref.name for book in books], "Contents")
    chapters = library.outlines(refs)
    read: dict[int, float] = {}
    tried: dict[int, list[str]] = {}
    if session.learner.read_only_store is not None:
        from mlsys_cli.session.subjects import entries_about, shares_read
        from mlsys_cli.session.tried_exhibits import tried_by_section

        tried = tried_by_section(session)
        shares = shares_read(session)
        read = {ref.id: shares[subject] for subject, ref in entries_about(session, shares).items()}
    numbers = library.entries.chapter_numbers()
    session.show(OutlineView(chapters, title, numbers, read, books=books, needs=library.needs(refs), tried=tried))
    session.books.require_complete("chapter.yaml", refs)
