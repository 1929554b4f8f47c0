"""`mlsys read --watch`: a preview of a chapter while it is being written."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.index.library import Library
from mlsys_cli.index.open import file_states
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.live_page import Screen
from mlsys_cli.views.problems_view import ProblemsView
from mlsys_cli.views.view import View

_PAUSE = 0.01
"""Seconds between two checks of the files."""


class PreviewTarget(NamedTuple):
    """A book, one of its chapters, and the file or section to show."""

    book: Path
    chapter: str
    file: str = "chapter.yaml"
    section: str = ""

    @property
    def paths(self) -> list[str]:
        """The files that the page depends on."""
        from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES

        top = [str(self.book / name) for name in BOOK_FILES]
        return top + [str(self.book / self.chapter / name) for name in CHAPTER_FILES]


def watch_draft(session: Session, names: list[str]) -> None:
    """Show a page, and show it again whenever one of its files has changed, until Ctrl-C."""
    draft = _target(session, names)
    screen = Screen(session.terminal)
    states = b""
    while True:
        states = _changed(draft.paths, states)
        screen.show(*_frame(session, draft))


def _changed(paths: list[str], before: bytes) -> bytes:
    """The state of the files once it has changed and settled, since an editor may empty a file before writing it."""
    states, last = file_states(paths), b""
    while states == before or states != last:
        time.sleep(_PAUSE)
        states, last = file_states(paths), states
    return states


def _target(session: Session, names: list[str]) -> PreviewTarget:
    """The target that is named by a file or folder, else by a chapter or section as `read` takes it."""
    if len(names) != 1:
        raise UsageError("--watch shows one chapter, section or file", ["mlsys read --watch my-book/first"])
    path = Path(os.path.abspath(names[0]))
    if path.is_file():
        return PreviewTarget(path.parent.parent, path.parent.name, path.name)
    if (path / "chapter.yaml").is_file():
        return PreviewTarget(path.parent, path.name)
    ref, _ = session.books.find(names[0], "chapter", "section", by_words=True)
    chapter = ref.slug.partition("/")[0]
    book = next(folder for folder in session.books.folders if (folder / chapter / "chapter.yaml").is_file())
    return PreviewTarget(book, chapter, section=ref.slug if ref.kind == "section" else "")


def _frame(session: Session, draft: PreviewTarget) -> tuple[str, str]:
    """The page, and the problems of the chapter."""
    from mlsys_cli.book.check.checker import check_book

    library = session.books.compile_uncached(draft.book)
    page = "\n".join(session.render(view) for view in _views(library, draft))
    ours = (f"{draft.book}/book.yaml", f"{draft.book}/{draft.chapter}/")
    problems = [problem for problem in check_book(draft.book) if problem.path.startswith(ours)]
    return page, session.render(ProblemsView(problems, str(Path.cwd())))


def _views(library: Library, draft: PreviewTarget) -> Iterator[View]:
    """The contents of a file, as the command for its kind of entry shows them."""
    match draft.file:
        case "glossary.yaml":
            from mlsys_cli.index.entry_records import Match
            from mlsys_cli.views.term_view import TermView

            for term in library.terms(library.entries.within("term", draft.chapter)):
                yield TermView(term, Match(term.ref.slug, "exact", 100.0), library.term_sources(term))
        case "timeline.yaml":
            from mlsys_cli.views.timeline_view import TimelineView

            events = [library.event(ref) for ref in library.entries.within("event", draft.chapter)]
            yield TimelineView(library.eras(), events, ())
        case "tables.yaml":
            from mlsys_cli.views.table_view import TableView

            for ref in library.entries.within("table", draft.chapter):
                table = library.table(ref)
                yield TableView(table, library.sources_in(table.caption, table.remarks))
        case "figures.yaml":
            from mlsys_cli.views.figure_view import FigureView

            for ref in library.entries.within("figure", draft.chapter):
                figure = library.figure(ref)
                yield FigureView(figure, library.sources_in(figure.caption, figure.remarks))
        case "quiz.yaml":
            from mlsys_cli.views.list_view import ListView

            yield ListView(library.entries.within("question", draft.chapter))
        case _:
            from mlsys_cli.views.reading_view import ReadingView

            kind, slug = ("section", draft.section) if draft.section else ("chapter", draft.chapter)
            if found := library.entries.find(kind, slug):
                yield ReadingView(library.reading(found))
