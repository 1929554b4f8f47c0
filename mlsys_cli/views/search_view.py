"""The results of a search."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Hit, Ref
from mlsys_cli.index.full_text import Result
from mlsys_cli.page import Block, Blocks, Heading, ListEntry, Span, Spans, prose_text
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import flat, notes_command, numbered, open_command, origin_words
from mlsys_cli.views.view import Document, document


class NoteHit(NamedTuple):
    """A note with the words; `about` is None if no open book has the entry that it is about."""

    number: int
    id: str
    subject: str
    about: Ref | None
    snippet: Blocks
    score: float

    @property
    def title(self) -> str:
        """The title of the note in a list."""
        return f"Note {self.number} on {self.about.name if self.about else self.subject}"

    @property
    def open(self) -> str:
        """The command that shows the note."""
        return notes_command(self.about) if self.about else "mlsys notes"


class SearchView:
    """Ranked hits, each with the words around it and the command that opens it; the reader's notes come last."""

    def __init__(
        self, query: str, result: Result, *, numbers: Mapping[int, str], notes: Sequence[NoteHit] = ()
    ) -> None:
        """`numbers` are those of the chapters and sections that were found, by entry id."""
        self._query = query
        self._result = result
        self._numbers = numbers
        self._notes = notes

    def page(self) -> Blocks:
        """The hits, best first."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        shown, total = len(self._result.hits) + len(self._notes), self._total
        count = f"{total} hit{'s' if total != 1 else ''}" if shown == total else f"Best {shown} of {total} hits"
        yield Heading(1, f"{count} for {harmless(self._result.searched)}")
        for hit in self._result.hits:
            title = (
                Span(numbered(hit.ref, self._numbers), "entry.title"),
                Span(f" · {hit.ref.kind}", "kind"),
                *_origin(hit),
            )
            yield ListEntry(title, flat(hit.snippet), (Span(open_command(hit.ref), "command"),))
        if self._notes:
            yield Heading(2, "In your notes")
        for note in self._notes:
            title = (Span(harmless(note.title), "entry.title"), Span(" · note", "kind"))
            yield ListEntry(title, flat(note.snippet), (Span(note.open, "command"),))

    @property
    def _total(self) -> int:
        return self._result.total + len(self._notes)

    def document(self) -> Document:
        """The hits with their scores."""
        return document(
            "search", query=self._query, searched=self._result.searched, total=self._total, hits=self._hits()
        )

    def _hits(self) -> list[Document]:
        return [*(_hit(hit, self._numbers.get(hit.ref.id)) for hit in self._result.hits), *map(_note, self._notes)]

    def rows(self) -> list[list[Any]]:
        """One row per hit."""
        header = ["kind", "id", "title", "score", "open", "book"]
        return [header, *([hit[column] for column in header] for hit in self._hits())]


def _origin(hit: Hit) -> Spans:
    words = origin_words(hit.ref)
    return (Span(words, "trail"),) if words else ()


def _hit(hit: Hit, number: str | None) -> Document:
    return {
        "kind": hit.ref.kind,
        "id": hit.ref.slug,
        "number": number,
        "book": hit.ref.book,
        "title": hit.ref.name,
        "snippet": prose_text(hit.snippet),
        "score": hit.score,
        "open": open_command(hit.ref),
    }


def _note(note: NoteHit) -> Document:
    return {
        "kind": "note",
        "id": note.id,
        "title": note.title,
        "snippet": prose_text(note.snippet),
        "score": note.score,
        "open": note.open,
        "book": note.subject.partition(":")[0],
    }
