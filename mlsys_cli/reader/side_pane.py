"""A list beside the page whose rows can be clicked, or chosen with the keys once it has the focus."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mlsys_cli.reader.location import Location
from mlsys_cli.render.rich_text import segments

_CHOSEN = Style(reverse=True)
_HERE = "▌"
"""The mark before the row that says where the reader is."""


class PaneRow(NamedTuple):
    """A row: its words, a remark at its right end, and the place that it opens; a title opens none."""

    words: Text
    place: Location | None = None
    remark: str = ""


class SidePane(ScrollView, can_focus=True):
    """Rows, of which the one where the reader is has a mark. Only those on the screen are drawn."""

    FOCUS_ON_CLICK = False
    DEFAULT_CSS = """
    SidePane { height: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", show=False),
        Binding("up", "choose(-1)", show=False),
        Binding("pagedown,space", "choose(10)", show=False),
        Binding("pageup", "choose(-10)", show=False),
        Binding("home", "choose(-1000000)", show=False),
        Binding("end", "choose(1000000)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Chosen(Message):
        """A row was clicked, or chosen with Enter."""

        def __init__(self, place: Location) -> None:
            super().__init__()
            self.place = place

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self.rows: Sequence[PaneRow] = ()
        self._here: Location | None = None
        self._chosen = -1

    def show(self, rows: Sequence[PaneRow], here: Location | None = None) -> None:
        """Show some rows, those around the place where the reader is in view."""
        if rows != self.rows:
            self.rows, self._chosen = rows, -1
            self.virtual_size = Size(0, len(rows))
            self.scroll_to(y=0, animate=False, force=True)
        self.mark(here)
        self.refresh()

    def mark(self, here: Location | None) -> None:
        """Mark the row of the place where the reader is, and bring it into view."""
        if here != self._here:
            self._here = here
            self.refresh()
        if (number := self._number_here()) is not None:
            self._bring_into_view(number)

    def _number_here(self) -> int | None:
        return next((number for number, row in enumerate(self.rows) if row.place and row.place == self._here), None)

    def _bring_into_view(self, number: int) -> None:
        height, top = self.size.height, round(self.scroll_y)
        if height and not top <= number < top + height:
            self.scroll_to(y=max(number - height // 3, 0), animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the place where the reader is in view."""
        self.mark(self._here)

    # --- its lines

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        number, width, base = round(self.scroll_y) + y, self.size.width, self.rich_style
        if not 0 <= number < len(self.rows):
            return Strip.blank(width, base)
        row = self.rows[number]
        mark = _HERE if row.place and row.place == self._here else " "
        room = width - len(row.remark) - 2
        words = row.words.copy()
        words.truncate(max(room, 1), overflow="ellipsis", pad=True)
        line = Text.assemble((mark, "mark"), words, (f"{row.remark} ", "done"))
        if self.has_focus and number == self._chosen:
            base += _CHOSEN
        return Strip([Segment(text, base + style) for text, style in segments(line)]).adjust_cell_length(width, base)

    # --- its choice

    def on_focus(self) -> None:
        """Begin at the place where the reader is, or at the first row that opens something."""
        if self._chosen < 0:
            here = self._number_here()
            opening = (number for number, row in enumerate(self.rows) if row.place)
            self._chosen = next(opening, -1) if here is None else here

    def action_choose(self, steps: int) -> None:
        """Choose another of the rows that open something."""
        opening = [number for number, row in enumerate(self.rows) if row.place]
        if opening:
            now = opening.index(self._chosen) if self._chosen in opening else 0
            self._chosen = opening[min(max(now + steps, 0), len(opening) - 1)]
            self._bring_into_view(self._chosen)
            self.refresh()

    def action_open(self) -> None:
        """Open the chosen row."""
        self._open(self._chosen)

    def on_click(self, event: events.Click) -> None:
        """Open the row under the mouse."""
        self._open(round(self.scroll_y) + event.y)

    def _open(self, number: int) -> None:
        if 0 <= number < len(self.rows) and (place := self.rows[number].place):
            self.post_message(self.Chosen(place))
