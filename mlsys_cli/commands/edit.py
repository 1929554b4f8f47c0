"""`mlsys edit`: open the author's editor at an entry."""

import os
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.book.kinds import PRECEDENCE
from mlsys_cli.errors import Exit, ExitCode, OutputError, UsageError
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.editor_and_pager import editing, editor_of, run_editor


def edit_command(
    session: Session,
    names: Annotated[list[str], entry_argument("NAME...", "The entry to edit.", "term", "section")],
) -> None:
    """Open a term, section, table or any other entry in your editor.

    The editor is set by VISUAL or EDITOR; otherwise, it is vi or nano.

    Examples:
        mlsys edit perceptron  # a term
        mlsys edit intro symbolic  # a section by part of its name
        mlsys edit section:intro/why  # if a term has the same name
        EDITOR='code --wait' mlsys edit --content my-book basics  # a chapter
    """
    from mlsys_cli.book.parse.yaml_document import position

    if session.books.library.problems(1, fatal=True):
        session.options.exact = True  # a guess would hide the place of a named entry that can't be read
    ref = entry_named(session, " ".join(names), PRECEDENCE)
    book = session.books.library.entries.folder(ref)
    if session.books.owner_of(book) == "a pack":  # before its place is named: a change of the copy would be lost
        session.books.require_own(book)
    path, line = position(book, ref.kind, ref.slug)
    shown = f"{os.path.relpath(path) if path.is_relative_to(os.getcwd()) else path}:{line}"
    if not session.environment.is_interactive:
        raise UsageError(f"an editor needs a terminal; the entry is at {shown}", ["open the file yourself"])
    session.books.require_own(path)
    if not os.access(path, os.W_OK):
        hint = "copy the folder of the book, and open your copy with --content"
        raise OutputError(f"{shown} can't be changed: it is read-only", [hint])
    editor = editor_of(session.env)
    if run_editor(editing(editor, path, line)) != 0:
        session.notify(f"the editor {editor[0]!r} exited with an error")
        raise Exit(ExitCode.NOT_FOUND)
