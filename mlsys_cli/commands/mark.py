"""`mlsys mark`: bookmarks."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import UsageError
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.queries.notebook import NOTABLE
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.session.session import Session


def mark_command(
    session: Session,
    name: Annotated[list[str], entry_argument("NAME...", f"{NOTABLE.capitalize()}.", *NOTED)],
    undo: Annotated[bool, option("--undo", help="Remove the bookmark, and those on its paragraphs.")] = False,
    read: Annotated[bool, option("--read", help="Mark a chapter or section as read instead.")] = False,
    unread: Annotated[bool, option("--unread", help="Mark it as not read.")] = False,
) -> None:
    """Bookmark a term, a section or any other entry; 'mlsys marks' lists your bookmarks.

    With --read or --unread, mark a chapter or section, and everything in it, as read or not read.

    Examples:
        mlsys mark perceptron  # a term
        mlsys mark intro/why  # a section
        mlsys mark --undo perceptron  # remove the bookmark
        mlsys mark --unread intro/why  # a section that you haven't read after all
    """
    if undo + read + unread > 1:
        raise UsageError("--undo, --read and --unread can't be used together")
    if read or unread:
        _mark_reading(session, " ".join(name), read)
        return
    ref = entry_named(session, " ".join(name), NOTED)
    subject, store = subject_of(ref), session.learner.store
    places = [mark.anchor for mark in store.marks() if mark.subject == subject]
    changed = places if undo else [None] if None not in places else []
    if changed:
        for anchor in changed:
            store.mark(subject, session.learner.now, undo, anchor)
        result = "is no longer bookmarked" if undo else "is bookmarked"
    else:
        result = "was not bookmarked" if undo else "was already bookmarked"
    about = {"kind": ref.kind, "id": ref.slug}
    session.report(f"{ref.name!r} {result}", "mark", "not marked" if undo else "marked", about=about, marked=not undo)


def _mark_reading(session: Session, name: str, read: bool) -> None:
    """Mark a chapter or section with all below it as read, or as not read."""
    ref = entry_named(session, name, ("section", "chapter"))
    sections = [subject_of(section) for section in session.books.library.entries.sections_of(ref)]
    store, now = session.learner.store, session.learner.now
    if read:
        already_read = store.sections_read()
        sections = [section for section in sections if section not in already_read]
        for index, section in enumerate(sections):
            store.read(section, now + index)  # later than the one before, so that the last is where reading stopped
        changed = len(sections)
    else:
        changed = store.unread([*sections, subject_of(ref)], now)
    result = f"{'' if changed else 'already '}marked as {'read' if read else 'not read'}"
    about = {"kind": ref.kind, "id": ref.slug}
    session.report(f"{ref.name!r} is {result}", "mark", result, about=about, read=read, sections=changed)
