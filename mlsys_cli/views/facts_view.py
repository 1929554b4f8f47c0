"""Pages of short facts."""

from collections.abc import Mapping

from mlsys_cli.page import Blocks, DefinitionList, Heading, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document


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
