"""`mlsys read --watch`: a preview of a chapter while it is being written."""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlsys_cli.book.author.create import update_schemas
from mlsys_cli.book.check.checker import check_book, choose_rules
from mlsys_cli.book.kinds import BOOK_FILES, KINDS_BY_FILE, SCHEMA_FOLDER
from mlsys_cli.book.parse.load import load_chapter
from mlsys_cli.book.parse.source_file import files_of_chapter, is_chapter
from mlsys_cli.deck.deck import Deck
from mlsys_cli.errors import UsageError
from mlsys_cli.index.build import build_in_memory
from mlsys_cli.index.entry_records import Match
from mlsys_cli.index.library import Library, file_states
from mlsys_cli.quiz.state import start_quiz
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import write_stdout
from mlsys_cli.views.outline_view import ListView
from mlsys_cli.views.problems_view import ProblemsView
from mlsys_cli.views.question_view import QuestionSheetView
from mlsys_cli.views.reading_view import ReadingView
from mlsys_cli.views.source_view import SourceView
from mlsys_cli.views.tables_and_figures import FigureView, TableView
from mlsys_cli.views.term_view import TermView
from mlsys_cli.views.timeline_view import TimelineView
from mlsys_cli.views.view import View

_PAUSE, _SHORT_PAUSE = 0.03, 0.01
"""Seconds between two looks at the files, and while they are being saved; nobody notices so short a wait."""


class DraftPage:
    """A chapter, one of its files or sections, or a file of the book (without a chapter), while it is being written."""

    def __init__(self, session: Session, book: Path, chapter: str, file: str, section: str) -> None:
        self._session = session
        self._book = book
        self._chapter = chapter
        self._file = file
        self._section = section
        self._paths = [str(book / name) for name in BOOK_FILES]
        self._paths += [str(book / chapter / name) for name in files_of_chapter(book / chapter) if chapter]
        self._shown = self._last = b""
        self._index: sqlite3.Connection | None = None

    @property
    def name(self) -> str:
        """The file or section that is shown."""
        return self._section or (f"{self._chapter}/{self._file}" if self._chapter else self._file)

    @property
    def pause(self) -> float:
        """Seconds until the next look at the files."""
        return _PAUSE if self._last == self._shown else _SHORT_PAUSE

    def is_saved(self) -> bool:
        """True once after each change, if the files were the same at the last look: an editor may empty one first."""
        states, before = file_states(self._paths), self._last
        self._last = states
        if states == self._shown or states != before:
            return False
        self._shown = states
        return True

    def views(self) -> Iterator[View]:
        """The page as it is now: what is in the file, as the command for its kind of entry shows it.

        What other files say about it isn't looked up at each save: the sources of a timeline, and what cites a source.
        """
        self._index = build_in_memory((self._book,), before=self._index)
        library, chapter, section, file = Library(self._index), self._chapter, self._section, self._file
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
                cards = Deck(library, self._session.learner.today.date.year).cards(
                    f"{ref.book}:question:{ref.slug}" for ref in entries.within("question", chapter)
                )
                yield QuestionSheetView(start_quiz(list(cards), 0).items, 0, answers=True)
            case "references.yaml":
                for source in library.source_records(entries.within("source", "")):
                    yield SourceView(source, (), {})
            case _ if file in BOOK_FILES:
                own = [ref for kind in KINDS_BY_FILE[file] for ref in entries.within(kind.name, chapter)]
                yield ListView(own if KINDS_BY_FILE[file] else entries.refs("chapter"))
            case _:
                if found := entries.find("section", section) if section else entries.find("chapter", chapter):
                    yield ReadingView(library.reading(found), shows_deeper=True)

    def problems(self) -> ProblemsView | None:
        """The problems of the chapter or file and of its book; None if the draft was saved meanwhile."""
        book = self._book
        if (book / SCHEMA_FOLDER).is_dir() and not self._session.books.owner_of(book):
            update_schemas(book)
        own = f"{book}/{self._chapter}/" if self._chapter else f"{book}/{self._file}"
        ours, rules = (f"{book}/book.yaml", own), choose_rules(book)
        try:
            problems = [p for p in check_book(book, self._go_on) if p.rule in rules and p.path.startswith(ours)]
        except _SavedError:
            return None
        return ProblemsView(problems, str(Path.cwd()))

    def _go_on(self, *_: int) -> None:
        if file_states(self._paths) != self._shown:
            raise _SavedError

    def prepare(self) -> None:
        """Load the chapter for the next page: the check of a large book has pushed it out of the cache."""
        if self._chapter:
            load_chapter(self._book / self._chapter)


class _SavedError(Exception):
    """The draft was saved during a check."""


def draft_named(session: Session, names: Sequence[str]) -> DraftPage:
    """The draft in a file or a chapter's folder, or else of a chapter or section named as for `read`."""
    if len(names) != 1:
        raise UsageError(
            "--watch needs one chapter, section or file", ["for example: mlsys read --watch my-book/first"]
        )
    path = Path(os.path.abspath(names[0]))
    is_of_chapter = path.name in files_of_chapter(path.parent) and is_chapter(path.parent)
    if path.is_file() and path.name in BOOK_FILES and not is_of_chapter:
        return DraftPage(session, path.parent, "", path.name, "")
    if path.is_file():
        return DraftPage(session, path.parent.parent, path.parent.name, path.name, "")
    if is_chapter(path):
        return DraftPage(session, path.parent, path.name, files_of_chapter(path)[0], "")
    ref = session.books.find(names[0], "chapter", "section", by_words=True)
    chapter = ref.slug.partition("/")[0]
    book = next(book for book in session.books.folders if is_chapter(book / chapter))
    section = ref.slug if ref.kind == "section" else ""
    return DraftPage(session, book, chapter, files_of_chapter(book / chapter)[0], section)


def write_at_each_save(session: Session, draft: DraftPage) -> None:
    """Write the page and its problems whenever a file was saved, until Ctrl-C."""
    while True:
        if draft.is_saved():
            page = "\n".join(map(session.render, draft.views()))
            problems = draft.problems()
            below = [] if problems is None else ["", session.render(problems)]
            write_stdout("\n".join([*page.splitlines(), *below]))
        time.sleep(draft.pause)
