"""`mlsys toc`: the table of contents."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mlsys_cli.arguments.completers import entry_argument
from mlsys_cli.errors import ExitCode
from mlsys_cli.index.entry_records import ChapterRecord
from mlsys_cli.index.library import each_section
from mlsys_cli.session.lookup import chapter_named
from mlsys_cli.session.session import Session
from mlsys_cli.views.outline_view import OutlineView
from mlsys_cli.views.shared_blocks import books_title

EXAMPLES = (("mlsys toc", "every chapter"), ("mlsys toc intro", "one chapter"))


def toc_command(
    session: Session,
    chapter: Annotated[list[str] | None, entry_argument("[CHAPTER]", "A chapter.", "chapter")] = None,
) -> None:
    """Show the table of contents with reading times and what you have read."""
    library = session.books.library
    refs = [chapter_named(session, " ".join(chapter))] if chapter else library.entries.refs("chapter")
    title = books_title([book.ref.name for book in library.books()], "Contents")
    chapters = library.chapters(refs)
    numbers = library.section_numbers(*refs)
    session.show(OutlineView(chapters, title, numbers=numbers, read=_read(session, chapters)))
    if any(session.books.incomplete("chapter.yaml", ref) for ref in refs):
        raise typer.Exit(ExitCode.UNREADABLE)


def _read(session: Session, chapters: Sequence[ChapterRecord]) -> frozenset[int]:
    """The ids of the sections that the reader has read."""
    if session.learner.read_only_store is None:
        return frozenset()
    from mlsys_cli.session.reading_position import sections_read
    from mlsys_cli.session.subjects import subject_of

    done = sections_read(session)
    sections = (section.ref for chapter in chapters for section in each_section(chapter))
    return frozenset(ref.id for ref in sections if subject_of(ref) in done)
