"""Short views, such as a number, some facts, the settings or a file."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.page.blocks import Blocks, Code, DefinitionList, Heading, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, PageView, document

if TYPE_CHECKING:  # only two pages are about settings
    from mlsys_cli.journal.settings import Settings


class ValueView:
    """A short text, and further fields for scripts."""

    def __init__(self, kind: str, text: str, **fields: Any) -> None:
        self._kind = kind
        self._text = text
        self._fields = fields

    def blocks(self) -> Blocks:
        """The text alone."""
        return (Paragraph(text_spans(harmless(self._text))),) if self._text else ()

    def tabbed(self) -> str:
        """The text on one line, which must not be wrapped."""
        return f"{harmless(self._text)}\n" if self._text else ""

    def document(self) -> Document:
        """The facts."""
        return document(self._kind, **self._fields)


def facts_view(kind: str, title: str, facts: Mapping[str, str]) -> PageView:
    """Labels and values, one per line."""
    rows = tuple((label, text_spans(harmless(value))) for label, value in facts.items())
    return PageView((Heading(1, title), DefinitionList(rows)), document(kind, facts=dict(facts)))


class SettingsView(NamedTuple):
    """Each setting with its value and purpose; `chosen` are those that the learner has changed.

    If it `is_linked`, links choose the other values, where there are few.
    """

    path: str
    values: Mapping[str, str]
    about: Mapping[str, str]
    chosen: AbstractSet[str]
    choices: Mapping[str, Sequence[str]]
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The settings, with a word at those that were changed, and the path of their file."""
        rows = tuple(
            (name, (*self._value(name), *text_spans(f" · {self.about[name]}{' (yours)' * (name in self.chosen)}")))
            for name in self.values
        )
        place = text_spans(f"Saved in {harmless(self.path)}", "caption")
        return (Heading(1, "Settings"), DefinitionList(rows), Paragraph(place))

    def _value(self, name: str) -> Iterator[Span]:
        yield Span(self.values[name], "strong")
        before = " or "
        for other in self.choices[name] if self.is_linked else ():
            if other != self.values[name]:
                yield from (Span(before), Span(other, "link", f"command:config {name} {other}"))
                before = ", "

    def document(self) -> Document:
        """The values by their names."""
        return document("config", path=self.path, settings=dict(self.values), chosen=sorted(self.chosen))

    def rows(self) -> list[list[Any]]:
        """A row for each setting."""
        rows = ([name, value, name in self.chosen] for name, value in self.values.items())
        return [["name", "value", "chosen"], *rows]


def settings_view(path: Path, settings: "Settings") -> SettingsView:
    """All settings of the learner, from the file at a path, each with its value and purpose."""
    from mlsys_cli.journal.settings import SETTINGS, chosen_settings

    values = {
        name: str(setting.write(value)) for (name, setting), value in zip(SETTINGS.items(), settings, strict=True)
    }
    about = {name: setting.about for name, setting in SETTINGS.items()}
    choices = {name: setting.choices for name, setting in SETTINGS.items()}
    return SettingsView(str(path), values, about, chosen_settings(path), choices)


class LinesView(ValueView):
    """Lines that must not be wrapped, each ended by a line feed."""

    def blocks(self) -> Blocks:
        """The lines as they are."""
        return (Code(self._text),)

    def tabbed(self) -> str:
        """The lines."""
        return self._text


class LocationView(LinesView):
    """The location of an entry as `path:line`, which editors understand; further fields and rows say more."""

    def __init__(self, kind: str, location: str, table: list[list[Any]], **fields: Any) -> None:
        super().__init__(kind, f"{location}\n", **fields)
        self._table = table

    def rows(self) -> list[list[Any]]:
        """The rows."""
        return self._table
