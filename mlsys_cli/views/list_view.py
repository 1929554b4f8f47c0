"""Lists of ids and names, for scripts."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Blocks, DefinitionList, text_spans
from mlsys_cli.views.shared_blocks import origin_words
from mlsys_cli.views.view import Document, document


class ListView(NamedTuple):
    """Entries, each on a line of its id, name and (if several books are open) book, separated by tabs.

    Lines are neither wrapped nor coloured, so that `cut` and `fzf` can rely on them. The id is what
    commands take, with its book before it if another book has the same id.
    """

    refs: Sequence[Ref]

    def page(self) -> Blocks:
        """The ids with their names."""
        return (DefinitionList(tuple((ref.address, text_spans(ref.name + origin_words(ref))) for ref in self.refs)),)

    def tabbed(self) -> str:
        """The lines, each ended by a line feed."""
        lines = ((ref.address, " ".join(ref.name.split()), ref.origin) for ref in self.refs)
        return "".join("\t".join(filter(None, line)) + "\n" for line in lines)

    def document(self) -> Document:
        """The ids and names."""
        return document("list", items=[{"id": ref.slug, "name": ref.name, "book": ref.book} for ref in self.refs])

    def rows(self) -> list[list[Any]]:
        """One row per entry."""
        return [["id", "name", "book"], *([ref.slug, ref.name, ref.book] for ref in self.refs)]
