"""`mlsys open`: the reader."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.queries.reading_position import where_to_go_on
from mlsys_cli.reader.location import FILTERED, HOME, NAMED, OPENED, Location, location_of
from mlsys_cli.session.session import Session

_COMPLETED = ("section", "chapter", "term", "table", "figure", "model", "machine", "calculator", "exhibit")
_PAGES = {name: about for name, (_, about) in NAMED.items()}


def open_command(
    session: Session,
    name: Annotated[list[str] | None, entry_argument("[NAME]", "The page to open.", *_COMPLETED, also=_PAGES)] = None,
    paragraph: Annotated[
        int, option("--paragraph", metavar="NUMBER", min=0, help="Begin at this paragraph of a chapter or section.")
    ] = 0,
) -> None:
    """Open the reader: follow links, go back, search, and read on without leaving it.

    The pages with a name are home, timeline, glossary, tables, figures, sources, models, machines, labs, exhibits,
    notes, marks, today, progress and config. In a pipe the home page is printed, as by 'mlsys' alone.

    In the reader, g finds pages by a name, some words or a question, and shows the answers of commands: 'g estimate
    move 350GB over 10Gbit/s' has the result in its first row, and Enter shows the working.

    With --plain, on a terminal without a screen (TERM=dumb), on Windows, and after 'mlsys config reader lines', you
    read line by line: links have numbers, and what you type after each part of a page opens a link or does something
    else. Type ? to list the commands.

    'mlsys marks' shows the numbers of the paragraphs that you have bookmarked.

    Examples:
        mlsys open  # where you stopped, or the first page
        mlsys open intro/symbolic-ai  # a section
        mlsys open perceptron  # a term
        mlsys open neighbours  # an exhibit
        mlsys open glossary  # a page by its name, such as timeline or today
        mlsys open why do rules break  # what answers a question
    """
    if not (session.uses_lines or (session.environment.has_whole_terminal and session.terminal.interactive)):
        _answer_in_a_pipe(session, " ".join(name or ()))
        return
    place, number = _place_named(session, " ".join(name)) if name else HOME, paragraph
    if not name and session.reader_store is not None and (stop := where_to_go_on(session)):
        place, number = location_of(stop.ref), stop.paragraph
    from mlsys_cli.reader.launch import run_exhibit, run_reader

    if place.kind == "run":
        from mlsys_cli.queries.exhibits import open_run

        run_exhibit(session, open_run(session, [place.query]))
    else:
        run_reader(session, place, number)


def _answer_in_a_pipe(session: Session, name: str) -> None:
    """Show the home page as text; of another page, UsageError names the command that shows it."""
    place = _place_named(session, name) if name else HOME
    if place == HOME:
        from mlsys_cli.queries.home_page import home_view

        session.show(home_view(session, for_scripts=session.format == "json"))
        return
    listed = {kind: f"list {kind}" for kind in FILTERED if kind not in ("notes", "marks")} | {"glossary": "list terms"}
    words = f"{listed.get(place.kind, place.kind)} {place.query}".rstrip()
    command = place.ref.command if place.ref else f"mlsys {words}"
    raise UsageError("the reader needs a terminal", [f"in a pipe use '{command}'"])


def _place_named(session: Session, name: str) -> Location:
    """The page with a name, such as `glossary`, or the entry; for a question, the comparison or hits that answer it."""
    if page := NAMED.get(name.strip().lower()):
        return page[0]
    try:
        return location_of(entry_named(session, name, OPENED))
    except NotFoundError:
        if len(name.split()) > 1 and not session.options.exact and (location := _answer(session, name)):
            return location
        raise


def _answer(session: Session, question: str) -> Location | None:
    from mlsys_cli.queries.comparison import compared_in
    from mlsys_cli.reader.search_pages import has_hits

    if compared_in(session.books.library, question):
        return Location("compare", query=question)
    return Location("search", query=question) if has_hits(session, question) else None
