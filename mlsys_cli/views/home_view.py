"""The home page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mlsys_cli import __version__
from mlsys_cli.index.entry_records import BookRecord, Ref
from mlsys_cli.page import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.views.open_commands import open_command
from mlsys_cli.views.shared_blocks import books_title
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document


class Way(NamedTuple):
    """Where the reader is: the section that is to be read next, and how many cards are due; None if none was met."""

    next: Ref | None = None
    due: int | None = None


NO_WAY = Way()
"""That of a reader of whom nothing is remembered."""


class HomeView:
    """What is here, where the reader stopped, what is due, and three things to try."""

    def __init__(
        self,
        books: Sequence[BookRecord],
        counts: Mapping[str, int],
        chapter: Ref | None,
        term: Ref | None,
        way: Way = NO_WAY,
    ) -> None:
        self._books = books
        self._counts = counts
        self._examples = [("Read", chapter), ("Look up", term)]
        self._way = way

    def page(self) -> Blocks:
        """The page, short enough for a small terminal."""
        title = books_title(self._books, "mlsys")
        counts = " · ".join(f"{n}\u00a0{kind}{'s' if n != 1 else ''}" for kind, n in self._counts.items() if n)
        rows = (*self._way_on(), *((text, text_spans(command, "command")) for text, command in self._to_try()))
        help_line = (
            Span("mlsys --help", "command"),
            Span(" lists every command."),
        )
        return (Heading(1, title), Paragraph(text_spans(counts, "caption")), DefinitionList(rows), Paragraph(help_line))

    def _way_on(self) -> Iterator[tuple[str, Spans]]:
        if self._way.next:
            yield "Go on", (Span("mlsys read", "command"), Span(f" · {self._way.next.name}"))
        if self._way.due:
            yield "Due", (Span("mlsys review", "command"), Span(f" · {counted(self._way.due, 'card')}"))

    def _to_try(self) -> list[tuple[str, str]]:
        events = [("Dates", "mlsys timeline")] if self._counts.get("event") else []
        return [
            *(
                (label, open_command(ref))
                for label, ref in self._examples
                if ref is not None and not self._is_known(ref)
            ),
            *events,
            ("Find", "mlsys toc"),
        ]

    def _is_known(self, ref: Ref) -> bool:
        """Whether the reader needs no telling that this is there, as they have begun to read."""
        return ref.kind == "chapter" and self._way.next is not None

    def document(self) -> Document:
        """The books and how much is in them."""
        books = [{"id": book.ref.slug, "title": book.ref.name, "licence": book.licence} for book in self._books]
        return document(
            "home",
            version=__version__,
            books=books,
            counts=dict(self._counts),
            next=self._way.next.slug if self._way.next else None,
            due=self._way.due,
        )
