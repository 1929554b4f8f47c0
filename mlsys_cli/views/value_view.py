"""One short value: a number, or a word."""

from typing import Any

from mlsys_cli.page import Blocks, Paragraph, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document


class ValueView:
    """A text that is the whole answer, and what a machine is told beside it."""

    def __init__(self, kind: str, text: str, **fields: Any) -> None:
        self._kind = kind
        self._text = text
        self._fields = fields

    def page(self) -> Blocks:
        """The text alone."""
        return (Paragraph(text_spans(harmless(self._text))),) if self._text else ()

    def tabbed(self) -> str:
        """The text as a line, which nothing may wrap."""
        return f"{harmless(self._text)}\n" if self._text else ""

    def document(self) -> Document:
        """All that is known."""
        return document(self._kind, **self._fields)


def counted(number: int, noun: str) -> str:
    """A number of things in words: `1 card`, `2 cards`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
