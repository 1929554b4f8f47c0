"""Answers of one short value, such as a number."""

from typing import Any

from mlsys_cli.page import Blocks, Paragraph, text_spans
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


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 card`, `2 cards`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
