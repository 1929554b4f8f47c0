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

    def __init__(self, session: Session) -> None:
        super().__init__("Go to", (), find=lambda words: list(find(session, words, with_actions=True)))

    def action_open_all(self) -> None:
        """Close with the page of all hits."""
        if words := self.query_one(Input).value.strip():
            self.dismiss(Location("search", words=words))
