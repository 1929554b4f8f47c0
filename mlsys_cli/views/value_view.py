"""Answers of a few words or lines, such as a number, some facts, or a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlsys_cli.page import Blocks, Code, DefinitionList, Heading, Paragraph, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document


class ValueView:
    """A text that is the whole answer, and further facts for scripts."""

    def __init__(self, kind: str, text: str, **fields: Any) -> None:
        self._kind = kind
        self._text = text
        self._fields = fields

    def page(self) -> Blocks:
        """The text alone."""
        return (Paragraph(text_spans(harmless(self._text))),) if self._text else ()

    def tabbed(self) -> str:
        """The text on one line, which must not be wrapped."""
        return f"{harmless(self._text)}\n" if self._text else ""

    def document(self) -> Document:
        """The facts."""
        return document(self._kind, **self._fields)


class FactsView:
    """Labels and values."""

    def __init__(self, kind: str, title: str, facts: Mapping[str, str]) -> None:
        self._kind = kind
        self._title = title
        self._facts = facts

    def page(self) -> Blocks:
        """The facts, one per line."""
        rows = tuple((label, text_spans(harmless(value))) for label, value in self._facts.items())
        return (Heading(1, self._title), DefinitionList(rows))

    def document(self) -> Document:
        """The facts by their labels."""
        return document(self._kind, facts=dict(self._facts))


class LinesView:
    """Lines that nothing may wrap, and the document that says the same."""

    def __init__(self, text: str, document: Document) -> None:
        self._text = text
        self._document = document

    def page(self) -> Blocks:
        """The lines as they are."""
        return (Code(self._text),)

    def tabbed(self) -> str:
        """The lines, each ended by a line feed."""
        return self._text

    def document(self) -> Document:
        """The document."""
        return self._document


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


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 card`, `2 cards`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
