"""The ids of a kind, one a line: for pipes more than for people."""

from collections.abc import Sequence
from typing import Any

from mlsys_cli.index.entries import Ref
from mlsys_cli.page import Blocks, Fields, text_spans
from mlsys_cli.view.answer import Document, document


class ListView:
    """An id, a tab and a name a line; neither is wrapped nor coloured, so that `cut` and `fzf` can rely on it."""

    def __init__(self, refs: Sequence[Ref]) -> None:
        self._refs = refs

    def page(self) -> Blocks:
        """The ids beside the names."""
        return (Fields(tuple((ref.slug, text_spans(ref.name)) for ref in self._refs)),)

    def tabbed(self) -> str:
        """The lines, each ended by a line feed."""
        return "".join(f"{ref.slug}\t{' '.join(ref.name.split())}\n" for ref in self._refs)

    def document(self) -> Document:
        """The ids and names."""
        return document("list", items=[{"id": ref.slug, "name": ref.name, "book": ref.book} for ref in self._refs])

    def rows(self) -> list[list[Any]]:
        """A row for each entry."""
        return [["id", "name"], *([ref.slug, ref.name] for ref in self._refs)]
