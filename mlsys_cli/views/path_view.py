"""The paths through a book: whom each is for, how long it takes, and how much of it was read."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import PathRecord, Ref
from mlsys_cli.page.blocks import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.text.english import format_share, reading_minutes
from mlsys_cli.views.shared_blocks import books_title
from mlsys_cli.views.view import Document, document, pick, rows_of

_LONG = 100
"""The minutes from which on a time is given in hours."""


def format_time(minutes: int) -> str:
    """A time to read: `48 min`, or in hours if it is long."""
    return f"{minutes}\u00a0min" if minutes < _LONG else f"{minutes / 60:.0f}\u00a0h"


class PathStanding(NamedTuple):
    """A path of a book with its sections and words, and how many of them were read."""

    path: PathRecord
    book: Ref
    sections: int
    sections_read: int
    word_count: int
    words_read: float
    is_chosen: bool

    @property
    def minutes(self) -> int:
        """The minutes that it takes."""
        return reading_minutes(self.word_count)

    @property
    def share_read(self) -> float:
        """The share of its words that was read."""
        return min(self.words_read / self.word_count, 1.0) if self.word_count else 0.0

    @property
    def amount(self) -> str:
        """The sections that were read, and their share of the words."""
        share = f", {format_share(self.share_read)} of the words" if self.words_read else ""
        return f"{self.sections_read} of {self.sections} sections{share}"

    def spans(self) -> Spans:
        """The title as a link that chooses it, whom it is for, how long it takes, and how much of it was read."""
        read = f", {format_share(self.share_read)} read" if self.words_read else ""
        chosen = (Span(" ← your path", "strong"),) if self.is_chosen else ()
        return (
            Span(self.path.title, "link", f"path:{self.book.slug}:{self.path.slug}"),
            *chosen,
            Span(f" · {format_time(self.minutes)}{read} · {self.path.audience}"),
        )


class PathsView(NamedTuple):
    """All paths of the open books."""

    paths: Sequence[PathStanding]

    def blocks(self) -> Blocks:
        """A row for each path, and how to choose one."""
        if not self.paths:
            return (Heading(1, "Paths"), Paragraph(text_spans("This book has no paths: you read it as a whole.")))
        books = dict.fromkeys(standing.book for standing in self.paths)
        way = (
            Span("mlsys path NAME", "command"),
            Span(" chooses one; what you read next, and how far you are, follow it."),
        )
        return (
            Heading(1, f"Paths through {books_title([book.name for book in books], 'the book')}"),
            DefinitionList(tuple((one.path.slug, one.spans()) for one in self.paths)),
            Paragraph(way),
        )

    def document(self) -> Document:
        """Each path with its places, and what was read of it."""
        keys = "id=path.slug title=path.title audience=path.audience book=book.slug chosen=is_chosen minutes"
        keys += " sections sections_read share_read:3"
        return document("paths", paths=[pick(one, keys) | {"places": list(one.path.places)} for one in self.paths])

    def rows(self) -> list[list[Any]]:
        """A row for each path."""
        return rows_of(self.document()["paths"], "id title chosen minutes sections sections_read book")
