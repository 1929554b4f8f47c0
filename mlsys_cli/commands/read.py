"""`mlsys read`: chapters and sections."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import NotFoundError, UnreadableError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.queries.lookup import places_named, section_about
from mlsys_cli.queries.reading_display import is_longer_than_screen, show_places
from mlsys_cli.queries.reading_position import where_to_go_on
from mlsys_cli.queries.subjects import report_store_errors
from mlsys_cli.session.session import Session

IS_PURE = True


def read_command(
    session: Session,
    names: Annotated[
        list[str] | None, entry_argument("[CHAPTER[/SECTION]]...", "Chapters or sections.", "chapter", "section")
    ] = None,
    watch: Annotated[
        bool,
        option("--watch", help="Show a preview of a chapter or file and its problems, updated at each save."),
    ] = False,
    deeper: Annotated[
        bool, option("--deeper", help="Open the parts that go deeper, which are otherwise folded to a line.")
    ] = False,
) -> None:
    """Read a section, or a chapter with all its sections, with their tables, figures and sources.

    The name of a term, or other words, open the section about it, if there is exactly one.

    Without a name, continue at the paragraph where you stopped, or begin with the first chapter. On a terminal, mlsys
    remembers which lines were on the screen: a section is begun, partly read, or read. What you skip in less, for
    example with G, doesn't count, even if you go back to it. With another pager or none, a section that is longer than
    the screen counts as begun. 'mlsys mark --read' and 'mlsys mark --unread' correct this, and
    'mlsys config remember-reading off' turns it off. With 'mlsys config reader lines' you read line by line.

    Some sections have a part that goes deeper, with a calculation or code. It is folded to a line; in the reader, d
    opens it, and 'mlsys config deeper on' opens all of them on a terminal. JSON and Markdown always have it.

    Examples:
        mlsys read intro  # a whole chapter
        mlsys read intro/symbolic-ai  # one section
        mlsys read 1.4.1  # the same section by its number
        mlsys read intro symbolic  # part of a title is enough
        mlsys read roofline  # the section about something
        mlsys read scale --deeper  # with the parts that go deeper
        mlsys read --watch my-book/first  # preview while you write
        mlsys read lifecycle --format markdown > lifecycle.md  # as Markdown
    """
    if watch:
        from mlsys_cli.reader.launch import watch_draft

        watch_draft(session, names or [])
        return
    refs, paragraph = _wanted(session, names) if names else [], 0
    if not names and session.reader_store is not None:
        with report_store_errors(session):
            if stop := where_to_go_on(session):
                refs, paragraph = [stop.ref], stop.paragraph
    if not refs:
        first = session.books.library.entries.first("chapter")
        if first is None:
            raise UnreadableError("the book has no chapters")
        refs = [first]
    if len(refs) == 1 and session.opens_reader and is_longer_than_screen(session, refs[0], deeper):
        from mlsys_cli.reader.launch import run_reader
        from mlsys_cli.reader.location import location_of

        run_reader(session, location_of(refs[0]), paragraph, deeper=deeper)
        return
    shown = show_places(session, refs, paragraph, deeper=deeper)
    if len(refs) == 1 and refs[0].kind == "section" and session.output_is_for_human and shown.screens:
        from mlsys_cli.practice.quiz_offer import offer_quiz
        from mlsys_cli.reader.launch import run_practice

        offer_quiz(session, refs[0], run_practice, was_paged=not shown.at_once)
    session.books.require_complete("chapter.yaml", refs)


def _wanted(session: Session, names: list[str]) -> list[Ref]:
    """The places that names mean, or else the section that is about them; the id of a book means its first chapter."""
    whole, library = " ".join(names), session.books.library
    book = library.names.exact(f"book:{whole}", "book")
    if book and not library.names.exact(whole, "chapter", "section"):
        chapters = (ref for ref in library.entries.refs("chapter") if ref.book == book.refs[0].slug)
        if first := next(chapters, None):
            return [first]
    try:
        return places_named(session, names)
    except NotFoundError:
        return [section_about(session, names)]
