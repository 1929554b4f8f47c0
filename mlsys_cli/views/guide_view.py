"""The guide for authors."""

from collections.abc import Mapping

from mlsys_cli.page import Blocks
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.views.view import Document, document


class GuideView:
    """The format of a book on one page."""

    def __init__(self, blocks: Blocks, files: Mapping[str, str]) -> None:
        self._blocks = blocks
        self._files = files

    def page(self) -> Blocks:
        """The page."""
        return self._blocks

    def document(self) -> Document:
        """The page as Markdown, and the files of the example by their paths."""
        return document("guide", text=write_markdown(self._blocks), files=dict(self._files))
