"""The home page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mlsys_cli import __version__
from mlsys_cli.index.entry_records import BookRecord, Ref
from mlsys_cli.page import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.views.shared_blocks import books_title, open_command
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document


class ReaderState(NamedTuple):
    """The section to read next with its number, and the number of cards due; None where nothing is known."""

    next: Ref | None = None
    number: str = ""
    due: int | None = None


NEW_READER = ReaderState()
"""The state of a reader about whom nothing is stored."""


class HomeView:
    """The books, where the reader stopped, the cards that are due, and three commands to try."""

    def __init__(
        self,
        books: Sequence[BookRecord],
        counts: Mapping[str, int],
        chapter: Ref | None,
        term: Ref | None,
        state: ReaderState = NEW_READER,
    ) -> None:
        self._books = books
        self._counts = counts
        self._examples = [("Read", chapter), ("Look up", term)]
        self._state = state

    def page(self) -> Blocks:
        """The page, short enough for a small terminal."""
        title = books_title(self._books, "mlsys")
        counts = " · ".join(f"{n}\u00a0{kind}{'s' if n != 1 else ''}" for kind, n in self._counts.items() if n)
        rows = (*self._continue(), *((text, text_spans(command, "command")) for text, command in self._to_try()))
        help_line = (
            Span("mlsys --help", "command"),
            Span(" lists every command."),
        )
        return (Heading(1, title), Paragraph(text_spans(counts, "caption")), DefinitionList(rows), Paragraph(help_line))

    def _continue(self) -> Iterator[tuple[str, Spans]]:
        if self._state.next:
            name = f"{self._state.number} {self._state.next.name}".strip()
            yield "Continue", (Span("mlsys read", "command"), Span(f" · {name}"))
        if self._state.due:
            yield "Due", (Span("mlsys review", "command"), Span(f" · {counted(self._state.due, 'card')}"))

    def _to_try(self) -> list[tuple[str, str]]:
        events = [("Timeline", "mlsys timeline")] if self._counts.get("event") else []
        return [
            *(
                (label, open_command(ref))
                for label, ref in self._examples
                if ref is not None and not self._is_known(ref)
            ),
            *events,
            ("Contents", "mlsys toc"),
        ]

    def _is_known(self, ref: Ref) -> bool:
        """Return whether the reader has begun to read, and needs no example of how to."""
        return ref.kind == "chapter" and self._state.next is not None

    def document(self) -> Document:
        """The books and the number of entries of each kind."""
        books = [{"id": book.ref.slug, "title": book.ref.name, "licence": book.licence} for book in self._books]
        return document(
            "home",
            version=__version__,
            books=books,
            counts=dict(self._counts),
            next=self._state.next.slug if self._state.next else None,
            due=self._state.due,
        )
