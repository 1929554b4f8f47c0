"""`mlsys read`: chapters and sections."""

from typing import Annotated

import typer

from mlsys_cli.commands.complete import complete
from mlsys_cli.errors import ExitCode, UnreadableError
from mlsys_cli.index.entries import Ref
from mlsys_cli.session import Session
from mlsys_cli.view.reading import ReadingsView, ReadingView

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

    Without a name it begins with the first chapter.
    """
    session = Session(ctx.obj)
    if watch:
        from mlsys_cli.commands.watch import watch_draft

        watch_draft(session, names or [])
        return
    refs = _wanted(session, names or [])
    views = [ReadingView(session.library.reading(ref)) for ref in refs]
    if len(views) == 1:
        session.show(views[0])
    else:
        session.show(ReadingsView(views, list(dict.fromkeys(source for view in views for source in view.sources))))
    if any(session.incomplete("chapter.yaml", ref) for ref in refs):
        raise typer.Exit(ExitCode.UNREADABLE)


def _wanted(session: Session, names: list[str]) -> list[Ref]:
    """The entries that the names mean; the first chapter if there are no names."""
    if names:
        return places_named(session, names)
    chapters = session.library.refs("chapter")
    if not chapters:
        raise UnreadableError("the book has no chapter")
    return [chapters[0]]


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
