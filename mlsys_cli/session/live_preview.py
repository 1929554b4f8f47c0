"""`mlsys read --watch`: a preview of a chapter while it is being written."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from mlsys_cli.book.check.checker import check_book, choose_rules
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES
from mlsys_cli.errors import UsageError
from mlsys_cli.index.build import build_in_memory
from mlsys_cli.index.entry_records import Match
from mlsys_cli.index.library import Library
from mlsys_cli.index.open_index import file_states
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.live_page import Screen
from mlsys_cli.views.figure_view import FigureView
from mlsys_cli.views.list_view import ListView
from mlsys_cli.views.problems_view import ProblemsView
from mlsys_cli.views.reading_view import ReadingView
from mlsys_cli.views.table_view import TableView
from mlsys_cli.views.term_view import TermView
from mlsys_cli.views.timeline_view import TimelineView
from mlsys_cli.views.view import View

_PAUSE = 0.01
"""Seconds between two checks of the files."""


def watch_draft(session: Session, names: list[str]) -> None:
    """Show a page and the problems of its chapter whenever one of its files has changed, until Ctrl-C.

    The page is that of a file, of a chapter's folder, or of a chapter or section named as for `read`.
    """
    if len(names) != 1:
        raise UsageError(
            "--watch needs one chapter, section or file", ["for example: mlsys read --watch my-book/first"]
        )
    path = Path(os.path.abspath(names[0]))
    file, section = "chapter.yaml", ""
    if path.is_file():
        folder, file = path.parent, path.name
    elif (path / file).is_file():
        folder = path
    else:
        ref = session.books.find(names[0], "chapter", "section", by_words=True)
        chapter = ref.slug.partition("/")[0]
        folder = next(book / chapter for book in session.books.folders if (book / chapter / file).is_file())
        section = ref.slug if ref.kind == "section" else ""
    book = folder.parent
    paths = [str(book / name) for name in BOOK_FILES] + [str(folder / name) for name in CHAPTER_FILES]
    screen = Screen(session.terminal)
    shown = b""
    while True:
        states, last = file_states(paths), b""
        while states == shown or states != last:  # an editor may empty a file before it writes it
            time.sleep(_PAUSE)
            states, last = file_states(paths), states
        shown = states
        library = Library(build_in_memory((book,), None))
        page = "\n".join(session.render(view) for view in _views(library, folder.name, file, section))
        ours = (f"{book}/book.yaml", f"{folder}/")
        rules = choose_rules(book)
        problems = [p for p in check_book(book) if p.rule in rules and p.path.startswith(ours)]
        screen.show(page, session.render(ProblemsView(problems, str(Path.cwd()))))


def _views(library: Library, chapter: str, file: str, section: str) -> Iterator[View]:
    """The contents of a file, as the command for its kind of entry shows them."""
    entries = library.entries
    match file:
        case "glossary.yaml":
            for term in library.terms(entries.within("term", chapter)):
                yield TermView(term, Match(term.ref.slug, "exact", 100.0), library.term_sources(term))
        case "timeline.yaml":
            yield TimelineView(library.eras(), [library.event(ref) for ref in entries.within("event", chapter)], ())
        case "tables.yaml":
            for table in map(library.table, entries.within("table", chapter)):
                yield TableView(table, library.sources_in(table.caption, table.remarks))
        case "figures.yaml":
            for figure in map(library.figure, entries.within("figure", chapter)):
                yield FigureView(figure, library.sources_in(figure.caption, figure.remarks))
        case "quiz.yaml":
            yield ListView(entries.within("question", chapter))
        case _:
            if found := entries.find("section", section) if section else entries.find("chapter", chapter):
                yield ReadingView(library.reading(found), shows_deeper=True)
