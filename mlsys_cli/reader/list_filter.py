"""The filter of a list: the words that its rows must have, and the line in which they are typed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:  # imported when a list is filtered
    from mlsys_cli.reader.filter_line import FilterLine


class ListFilter:
    """A filter whose line is made above the page when it is needed; `changed` gets its words after each key."""

    def __init__(self, page: Callable[[], Widget], changed: Callable[[str], None]) -> None:
        self._page = page
        self._changed = changed
        self._line: FilterLine | None = None

    @property
    def is_typed(self) -> bool:
        """True while the keys go to the line."""
        return self._line is not None and self._line.is_typed

    @property
    def words(self) -> str:
        """The words that are in the line."""
        return self._line.value if self._line else ""

    def show(self, query: str) -> None:
        """Show the words of a list, or without any no line, unless they are being typed."""
        if query or self._line:
            self._made().show(query)

    def begin(self) -> None:
        """Take what is typed from now on."""
        self._made().begin()

    def end(self) -> None:
        """Give the keys back."""
        if self._line:
            self._line.is_typed = False

    def _made(self) -> "FilterLine":
        if self._line is None:
            from mlsys_cli.reader.filter_line import FilterLine

            self._line = FilterLine(self._changed)
            page = self._page()
            page.screen.mount(self._line, before=page)
        return self._line
