"""The home page."""

from collections.abc import Mapping, Sequence

from mlsys_cli import __version__
from mlsys_cli.index.entries import Book, Ref
from mlsys_cli.page import Blocks, Fields, Heading, Paragraph, Span, text_spans
from mlsys_cli.view.answer import Document, document
from mlsys_cli.view.commands import open_command
from mlsys_cli.view.parts import books_title


class HomeView:
    """What is here, and three things to try."""

    def __init__(self, books: Sequence[Book], counts: Mapping[str, int], chapter: Ref | None, term: Ref | None) -> None:
        self._books = books
        self._counts = counts
        self._examples = [("Read", chapter), ("Look up", term)]

    def page(self) -> Blocks:
        """The page, short enough for a small terminal."""
        title = books_title(self._books, "mlsys")
        counts = " · ".join(f"{n}\u00a0{kind}{'s' if n != 1 else ''}" for kind, n in self._counts.items() if n)
        rows = tuple((text, text_spans(command, "command")) for text, command in self._to_try())
        help_line = (
            Span("mlsys --help", "command"),
            Span(" lists every command."),
        )
        return (Heading(1, title), Paragraph(text_spans(counts, "caption")), Fields(rows), Paragraph(help_line))

    def _to_try(self) -> list[tuple[str, str]]:
        events = [("Dates", "mlsys timeline")] if self._counts.get("event") else []
        return [
            *((label, open_command(ref)) for label, ref in self._examples if ref is not None),
            *events,
            ("Find", "mlsys toc"),
        ]

    def document(self) -> Document:
        """The books and how much is in them."""
        books = [{"id": book.ref.slug, "title": book.ref.name, "licence": book.licence} for book in self._books]
        return document("home", version=__version__, books=books, counts=dict(self._counts))
