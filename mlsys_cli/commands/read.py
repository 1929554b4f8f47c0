"""`mlsys read`: chapters and sections."""

from collections.abc import Mapping
from typing import Annotated

import typer

from mlsys_cli.arguments.completers import complete
from mlsys_cli.errors import ExitCode, UnreadableError
from mlsys_cli.index.records import Ref
from mlsys_cli.page import Blocks
from mlsys_cli.session.session import Session
from mlsys_cli.views.reading import ReadingsView, ReadingView

EXAMPLES = (
    ("mlsys read intro", "a whole chapter"),
    ("mlsys read intro/symbolic-ai", "one section"),
    ("mlsys read intro symbolic", "the beginning of a name is enough"),
    ("mlsys read --watch my-book/first", "a chapter that you write, again at each save"),
    ("mlsys read lifecycle --format markdown > lifecycle.md", "for another program"),
)

_KINDS = ("chapter", "section")


def read(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CHAPTER[/SECTION]]...", help="What to read.", autocompletion=complete(*_KINDS)),
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
    if any(session.incomplete("chapter.yaml", ref) for ref in refs):
        raise typer.Exit(ExitCode.UNREADABLE)


def show_places(session: Session, refs: list[Ref]) -> None:
    """Show chapters and sections, and remember that they were read."""
    own = _own_notes(session, refs)
    views = [ReadingView(session.library.reading(ref), own) for ref in refs]
    sources = list(dict.fromkeys(source for view in views for source in view.sources))
    shown = session.show(views[0] if len(views) == 1 else ReadingsView(views, sources))
    if session.has_reader:
        from mlsys_cli.commands.traces import remember_reading, sparing_the_reader

        with sparing_the_reader(session):
            remember_reading(session, refs, shown)


def _next(session: Session) -> Ref:
    """Where the reader stopped, or the first chapter."""
    if session.has_reader and session.traces is not None:
        from mlsys_cli.commands.traces import sparing_the_reader, where_to_go_on

        with sparing_the_reader(session):
            if found := where_to_go_on(session):
                return found
    first = session.library.first("chapter")
    if first is None:
        raise UnreadableError("the book has no chapter")
    return first


def _own_notes(session: Session, refs: list[Ref]) -> Mapping[int, Blocks]:
    """The reader's notes about what is shown. A program isn't shown them, and doesn't wait for what looks for them."""
    if not session.has_reader or session.traces is None:
        return {}
    from mlsys_cli.commands.traces import notes_on_page

    return notes_on_page(session, [place for ref in refs for place in (ref, *session.library.sections_of(ref))])


def places_named(session: Session, names: list[str]) -> list[Ref]:
    """The chapters and sections that names mean: taken together they are one place, or else each is one."""
    whole = " ".join(names)
    if found := session.library.exact(whole, *_KINDS):
        return [session.chosen(found)[0]]
    if len(names) > 1 and all(session.library.exact(name, *_KINDS) for name in names):
        return [session.find(name, *_KINDS)[0] for name in names]
    if found := session.guess(whole, *_KINDS, by_words=True):
        return [session.chosen(found)[0]]
    if len(names) == 1:
        raise session.missing(whole, *_KINDS)
    return [session.find(name, *_KINDS, by_words=True)[0] for name in names]
