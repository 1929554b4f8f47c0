"""The home page."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mlsys_cli import __version__
from mlsys_cli.index.entry_records import BookRecord, Ref
from mlsys_cli.page import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.views.next_reading import NextReading
from mlsys_cli.views.shared_blocks import books_title, open_command
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document


class HomeView(NamedTuple):
    """The books, the section to read next, the number of cards due, and three commands to try.

    `chapter` and `term` are examples of what to open; `next` and `due` are None where nothing is stored.
    """

    books: Sequence[BookRecord]
    counts: Mapping[str, int]
    chapter: Ref | None
    term: Ref | None
    next: NextReading | None = None
    due: int | None = None

    def page(self) -> Blocks:
        """The page, short enough for a small terminal."""
        counts = " · ".join(f"{n}\u00a0{kind}{'s' if n != 1 else ''}" for kind, n in self.counts.items() if n)
        rows: list[tuple[str, Spans]] = []
        if self.next:
            rows.append(("Continue", (Span("mlsys read", "command"), Span(f" · {self.next.words}"))))
        if self.due:
            rows.append(("Due", (Span("mlsys review", "command"), Span(f" · {counted(self.due, 'card')}"))))
        if self.chapter and not self.next:
            rows.append(("Read", text_spans(open_command(self.chapter), "command")))
        if self.term:
            rows.append(("Look up", text_spans(open_command(self.term), "command")))
        if self.counts.get("event"):
            rows.append(("Timeline", text_spans("mlsys timeline", "command")))
        rows.append(("Contents", text_spans("mlsys toc", "command")))
        return (
            Heading(1, books_title([book.ref.name for book in self.books], "mlsys")),
            Paragraph(text_spans(counts, "caption")),
            DefinitionList(tuple(rows)),
            Paragraph((Span("mlsys --help", "command"), Span(" lists every command."))),
        )

    def document(self) -> Document:
        """The books and the number of entries of each kind."""
        return document(
            "home",
            version=__version__,
            books=[{"id": book.ref.slug, "title": book.ref.name, "licence": book.licence} for book in self.books],
            counts=dict(self.counts),
            next=self.next.ref.slug if self.next else None,
            due=self.due,
        )
