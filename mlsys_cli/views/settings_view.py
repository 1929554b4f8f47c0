"""The settings."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from mlsys_cli.page import Blocks, Heading, Paragraph, Table, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document


class SettingsView:
    """Each setting with its value and purpose; `chosen` are those that the learner has set."""

    def __init__(
        self, path: str, values: Mapping[str, str], about: Mapping[str, str], chosen: AbstractSet[str]
    ) -> None:
        self._path = path
        self._values = values
        self._about = about
        self._chosen = chosen

    def page(self) -> Blocks:
        """A table of the settings, and where they are kept."""
        rows = tuple((name, value, self._words(name)) for name, value in self._values.items())
        place = text_spans(f"Saved in {harmless(self._path)}", "caption")
        return (Heading(1, "Settings"), Table(("setting", "value", "meaning"), rows), Paragraph(place))

    def _words(self, name: str) -> str:
        return self._about[name] + ("" if name in self._chosen else " (default)")

    def document(self) -> Document:
        """The values by their names."""
        return document("config", path=self._path, settings=dict(self._values), chosen=sorted(self._chosen))

    def rows(self) -> list[list[Any]]:
        """A row for each setting."""
        header = ["name", "value", "chosen"]
        return [header, *([name, value, name in self._chosen] for name, value in self._values.items())]
