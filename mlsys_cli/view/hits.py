"""What a search found."""

from collections.abc import Iterator
from typing import Any

from mlsys_cli.index.entries import Hit
from mlsys_cli.index.search import Result
from mlsys_cli.page import Block, Blocks, Entry, Heading, Span, Spans, prose_text
from mlsys_cli.page.harmless import harmless
from mlsys_cli.view.answer import Document, document
from mlsys_cli.view.commands import open_command
from mlsys_cli.view.parts import flat, origin_words


class SearchView:
    """Ranked hits, each with the words around it and the command that opens it."""

    def __init__(self, query: str, result: Result) -> None:
        self._query = query
        self._result = result

    def page(self) -> Blocks:
        """The hits, best first."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        shown, total = len(self._result.hits), self._result.total
        count = f"{total} hit{'s' if total != 1 else ''}" if shown == total else f"the best {shown} of {total} hits"
        yield Heading(1, f"{count} for {harmless(self._result.searched)}")
        for hit in self._result.hits:
            title = (Span(hit.ref.name, "entry.title"), Span(f" · {hit.ref.kind}", "kind"), *_origin(hit))
            yield Entry(title, flat(hit.snippet), (Span(open_command(hit.ref), "command"),))

    def document(self) -> Document:
        """The hits with their scores."""
        hits = [_hit(hit) for hit in self._result.hits]
        return document(
            "search", query=self._query, searched=self._result.searched, total=self._result.total, hits=hits
        )

    def rows(self) -> list[list[Any]]:
        """A row for each hit."""
        header = ["kind", "id", "title", "score", "open", "book"]
        return [
            header,
            *(
                [h.ref.kind, h.ref.slug, h.ref.name, h.score, open_command(h.ref), h.ref.book]
                for h in self._result.hits
            ),
        ]


def _origin(hit: Hit) -> Spans:
    words = origin_words(hit.ref)
    return (Span(words, "trail"),) if words else ()


def _hit(hit: Hit) -> Document:
    return {
        "kind": hit.ref.kind,
        "id": hit.ref.slug,
        "book": hit.ref.book,
        "title": hit.ref.name,
        "snippet": prose_text(hit.snippet),
        "score": hit.score,
        "open": open_command(hit.ref),
    }
