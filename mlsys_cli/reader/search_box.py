"""The box in which one types a name, words, a question or a command."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from mlsys_cli.reader.list_dialogs import PickDialog
from mlsys_cli.reader.location import Location
from mlsys_cli.reader.search_pages import find
from mlsys_cli.session.session import Session


class SearchBox(PickDialog):
    """Offers what fits what is typed, best first; Tab opens all hits as a page."""

    KEYS = ("↑↓ choose", "Enter opens", "Tab all hits")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "open_all", "All hits", show=False, priority=True)]

    def __init__(self, session: Session, begun: str = "", *, is_after_g: bool = False) -> None:
        super().__init__("Go to", (), find=lambda words: list(find(session, words, with_actions=True)))
        self._begun = begun
        self._is_after_g = is_after_g

    def on_mount(self) -> None:
        """Begin with some words, if there are any."""
        super().on_mount()
        self.query_one(Input).value = self._begun

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits what was typed; a g that follows the one which opened the box goes to the top of the page."""
        is_second, self._is_after_g = self._is_after_g and event.value == "g", False
        if is_second:
            event.stop()
            self.dismiss(Location("top"))
        else:
            super().on_input_changed(event)

    def action_open_all(self) -> None:
        """Close with the page of all hits."""
        if words := self.query_one(Input).value.strip():
            self.dismiss(Location("search", query=words))
