"""What an author has begun: where to go on writing."""

from collections.abc import Sequence
from typing import Any

from mlsys_cli.page import Blocks, Code
from mlsys_cli.views.view import Document, document


class CreatedView:
    """The place of something new as `path:line`, which editors understand; the document also names every file."""

    def __init__(self, kind: str, id: str, path: str, line: int, files: Sequence[str]) -> None:
        self._what = {"made": kind, "id": id, "path": path, "line": line}
        self._files = list(files)

    def page(self) -> Blocks:
        """The place."""
        return (Code(self.tabbed()),)

    def tabbed(self) -> str:
        """The place, which nothing may wrap."""
        return f"{self._what['path']}:{self._what['line']}\n"

    def document(self) -> Document:
        """What was made, where, and in which files."""
        return document("made", **self._what, files=self._files)

    def rows(self) -> list[list[Any]]:
        """The path and the line."""
        return [["path", "line"], [self._what["path"], self._what["line"]]]
