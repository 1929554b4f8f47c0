"""The learner's marks."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.page import Block, Blocks, Heading, ListEntry, Paragraph, Span
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import day_words, open_command
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document


class ShownMark(NamedTuple):
    """A mark with the entry that it is on, if an open book has it, and the name of the chapter."""

    subject: str
    about: Ref | None
    chapter: str
    marked: str
    day: date


class MarksView:
    """Marks, which come in reading order."""

    def __init__(self, marks: Sequence[ShownMark]) -> None:
        self._marks = marks

    def page(self) -> Blocks:
        """The marks under their chapters, each with the command that opens it."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        yield Heading(1, counted(len(self._marks), "mark") if self._marks else "No marks yet")
        if not self._marks:
            yield Paragraph((Span("Mark something with "), Span("mlsys mark NAME", "command"), Span(".")))
        for chapter, marks in groupby(self._marks, lambda mark: mark.chapter):
            yield Heading(2, harmless(chapter))
            yield from map(_entry, marks)

    def document(self) -> Document:
        """The marks."""
        return document("marks", marks=[_mark(mark) for mark in self._marks])

    def rows(self) -> list[list[Any]]:
        """A row for each mark."""
        found = [_mark(mark) for mark in self._marks]
        return [list(_COLUMNS), *([mark[column] for column in _COLUMNS] for mark in found)]


_COLUMNS = ("kind", "id", "title", "marked", "open")


def _entry(mark: ShownMark) -> ListEntry:
    found = _mark(mark)
    title = (Span(harmless(found["title"]), "entry.title"), Span(f" · {harmless(found['kind'])}", "kind"))
    command = (Span(found["open"], "command"), Span(" · ")) if found["open"] else ()
    return ListEntry(title, (), (*command, Span(f"marked on {day_words(mark.day)}", "caption")))


def _mark(mark: ShownMark) -> Document:
    """A mark for a program; `open` is null if no open book has the entry."""
    book, kind, slug = subject_parts(mark.subject)
    ref = mark.about
    return {
        "kind": kind,
        "id": slug,
        "title": ref.name if ref else slug,
        "book": book,
        "marked": mark.marked,
        "open": open_command(ref) if ref else None,
    }
