"""A list beside the page whose rows can be clicked, or chosen with the keys once it has the focus."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from mlsys_cli.reader.location import Location
from mlsys_cli.reader.row_list import ListRow, RowList


class SidePane(RowList, can_focus=True):
    """Rows that open places, of which the one where the reader is has a mark."""

    FOCUS_ON_CLICK = False
    DEFAULT_CSS = "SidePane { height: 1fr; background: $background; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "choose(1)", show=False),
        Binding("up,k", "choose(-1)", show=False),
        Binding("pagedown,space", "choose(10)", show=False),
        Binding("pageup", "choose(-10)", show=False),
        Binding("home", "choose(-1000000)", show=False),
        Binding("end", "choose(1000000)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Chosen(Message):
        """A row was clicked, or chosen with Enter."""

        def __init__(self, location: Location) -> None:
            super().__init__()
            self.place = location

    def fill(self, rows: Sequence[ListRow], here: Location | None = None) -> None:
        """Show some rows, those around the place where the reader is in view."""
        if rows != self.rows:
            self.show(rows)
        self.mark(here)

    def mark(self, here: Location | None) -> None:
        """Mark the row of the place where the reader is, and bring it into view."""
        number = next((number for number, row in enumerate(self.rows) if row.target and row.target == here), -1)
        if number != self.here:
            self.here = number
            self.refresh()
        self.bring_into_view(number)

    @property
    def shows_chosen(self) -> bool:
        """True while the keys go to the pane."""
        return self.has_focus

    def on_focus(self) -> None:
        """Begin at the place where the reader is, or at the first row that opens something."""
        if self.chosen < 0:
            self.chosen = self.here
            self.choose(0)

    def action_choose(self, steps: int) -> None:
        """Choose another of the rows that open something."""
        self.choose(steps)

    def action_open(self) -> None:
        """Open the chosen row."""
        if isinstance(self.target, Location):
            self.post_message(self.Chosen(self.target))

    def on_row_list_clicked(self, message: RowList.Clicked) -> None:
        """Open the row that was clicked."""
        if isinstance(message.target, Location):
            self.post_message(self.Chosen(message.target))
