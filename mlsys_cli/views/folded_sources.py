"""Sources folded to one line, as a terminal shows them."""

from collections.abc import Iterator

from mlsys_cli.page import Block, Blocks, Bullets, Heading, Paragraph, Span
from mlsys_cli.views.shared_blocks import SOURCES
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, View


class FoldedSources:
    """An answer with one line in place of its list of sources."""

    def __init__(self, view: View) -> None:
        self._view = view

    def page(self) -> Blocks:
        """The page of the answer with its sources folded."""
        return tuple(_fold(self._view.page()))

    def document(self) -> Document:
        """The document of the answer."""
        return self._view.document()


def _fold(blocks: Blocks) -> Iterator[Block]:
    listed = False
    for block in blocks:
        if isinstance(block, Heading) and block.target == SOURCES:
            listed = True
        elif listed and isinstance(block, Bullets):
            number = len(block.items)
            shows = f" shows {'them' if number > 1 else 'it'}"
            yield Paragraph(
                (
                    Span(f"{counted(number, 'source')}: ", "caption"),
                    Span("--sources", "command"),
                    Span(shows, "caption"),
                )
            )
            listed = False
        else:
            yield block
