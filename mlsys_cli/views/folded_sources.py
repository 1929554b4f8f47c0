"""Sources folded to one line, as a terminal shows them."""

from typing import NamedTuple

from mlsys_cli.page import Blocks, Bullets, Heading, Paragraph, Span
from mlsys_cli.views.shared_blocks import SOURCES
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, View


class FoldedSources(NamedTuple):
    """An answer with one line in place of its list of sources."""

    view: View

    def page(self) -> Blocks:
        """The page of the answer with its sources folded."""
        blocks = self.view.page()
        for place, block in enumerate(blocks):
            if isinstance(block, Heading) and block.target == SOURCES:
                listed = blocks[place + 1]
                assert isinstance(listed, Bullets)
                number = len(listed.items)
                count, shows = (
                    Span(f"{counted(number, 'source')}: ", "caption"),
                    Span(f" shows {'them' if number > 1 else 'it'}", "caption"),
                )
                return (*blocks[:place], Paragraph((count, Span("--sources", "command"), shows)), *blocks[place + 2 :])
        return blocks

    def document(self) -> Document:
        """The document of the answer."""
        return self.view.document()
