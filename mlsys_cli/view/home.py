"""The home page."""

from collections.abc import Mapping, Sequence

from mlsys_cli import __version__
from mlsys_cli.index.entries import Book, Ref
from mlsys_cli.page import Blocks, Fields, Heading, Paragraph, Span, text_spans
from mlsys_cli.view.answer import Document, document


class HomeView:
    """What is here, and three things to try."""

    def __init__(self, books: Sequence[Book], counts: Mapping[str, int], chapters: Sequence[Ref]) -> None:
        self._books = books
        self._counts = counts
        self._chapters = chapters

    def page(self) -> Blocks:
        """The page, short enough for a small terminal."""
        title = " + ".join(book.ref.name for book in self._books) or "mlsys"
        counts = " · ".join(f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in self._counts.items() if n)
        rows = tuple((text, text_spans(command, "command")) for text, command in self._to_try())
        help_line = (
            Span("mlsys --help", "command"),
            Span(" lists every command. "),
            Span(f"Version {__version__}.", "caption"),
        )
        return (Heading(1, title), Paragraph(text_spans(counts, "caption")), Fields(rows), Paragraph(help_line))

    def _to_try(self) -> list[tuple[str, str]]:
        first = self._chapters[0].slug if self._chapters else "intro"
        return [
            ("Read", f"mlsys read {first}"),
            ("Look up", "mlsys define backpropagation"),
            ("See it grow", "mlsys timeline"),
            ("Find your way", "mlsys toc"),
        ]

    def document(self) -> Document:
        """The books and how much is in them."""
        books = [{"id": book.ref.slug, "title": book.ref.name, "licence": book.licence} for book in self._books]
        return document("home", version=__version__, books=books, counts=dict(self._counts))
