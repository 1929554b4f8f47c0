"""New entries and files of a book, with the place to continue writing."""

from collections.abc import Sequence
from typing import Any

from mlsys_cli.page import Blocks, Code
from mlsys_cli.views.view import Document, document


class CreatedView:
    """The place of a new entry as `path:line`, which editors understand; the document also lists the files."""

    def __init__(self, kind: str, entry: str, path: str, line: int, files: Sequence[str]) -> None:
        self._what = {"made": kind, "id": entry, "path": path, "line": line}
        self._files = list(files)

    def page(self) -> Blocks:
        """The place."""
        return (Code(self.tabbed()),)

    def tabbed(self) -> str:
        """The place, which nothing may wrap."""
        return f"{self._what['path']}:{self._what['line']}\n"

    def document(self) -> Document:
        """The kind, id and place of the entry, and the files that were written."""
        return document("made", **self._what, files=self._files)

    def rows(self) -> list[list[Any]]:
        """The path and the line."""
        return [["path", "line"], [self._what["path"], self._what["line"]]]
