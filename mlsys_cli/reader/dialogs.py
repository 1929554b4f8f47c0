"""The boxes over a page, and the one of a peek at a link."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.events import Click
from textual.geometry import Size
from textual.screen import ModalScreen

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.reader.key_bindings import key_at
from mlsys_cli.reader.line_view import Lines, clickable
from mlsys_cli.reader.page_layout import NARROW
from mlsys_cli.reader.table_window import fit_table
from mlsys_cli.render.rich_blocks import lay_out

_Result = TypeVar("_Result")
_CORNERS = 6
"""The columns of its border that no keys stand in."""
_MOST_SHOWN = 200
_PAGE = 10
"""The lines by which PgDn moves in a box."""
_PEEK = 12
"""The most lines of a peek, with its border."""


class Dialog(ModalScreen[_Result], Generic[_Result]):
    """A box in the middle of the screen, with a title in its border; Esc closes it.

    What is beside it is hidden, one column of the page or, where the page isn't dimmed, all: words that end at the
    border would be read as part of the box.
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Container { width: auto; max-width: 100%; height: auto; max-height: 90%; padding: 0 1; }
    Dialog:ansi > Container { width: 100%; align-horizontal: center; }
    Dialog Vertical { height: auto; max-height: 100%; border: round $accent; padding: 0 1; background: $surface; }
    Dialog Input { height: 1; padding: 0; background: $boost; }
    Dialog Input, Dialog Input:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]
    KEYS: ClassVar[Sequence[str]] = ()
    """Its keys and what they do, the most important first."""
    widest = 72
    """The columns that it has where there is room."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._fitted: Size | None = None
        """The size of the screen that the box fits."""
        self.shown_keys = self.KEYS

    def body(self) -> ComposeResult:
        """The widgets in the box."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box in what hides the page around it."""
        with Container(), Vertical():
            yield from self.body()

    def on_mount(self) -> None:
        """Put the title into the border."""
        self.query_one(Vertical).border_title = Text(self._title)  # as text, in which Textual would find markup
        self.on_resize()  # before it is drawn

    def on_resize(self) -> None:
        """Fit the box into the screen."""
        if self._fitted == self.app.size:
            return
        self.fit()
        self._fitted = self.app.size
        self.query_one(Vertical).styles.width = self.box_width
        self.query_one(Container).styles.padding = (0, self._beside)
        self.name_keys()

    def name_keys(self) -> None:
        """Say in the border which keys there are, as many as fit; a click on one presses it."""
        keys, room = self.shown_keys, self.box_width - _CORNERS
        while len(keys) > 1 and cell_len(" · ".join(keys)) > room:
            keys = keys[:-1]
        pressed = ((words, key_at(words, 0)) for words in keys)
        named = (clickable(Text(words), f"press('{key.key}')") if key else Text(words) for words, key in pressed)
        self.query_one(Vertical).border_subtitle = Text(" · ").join(named)

    def action_press(self, key: str) -> None:
        """Press a key. Sent from here, it would go no further than to the box."""
        self.app.call_later(self.app.simulate_key, key)

    def fit(self) -> None:
        """Fit what is in the box into a screen of another size."""

    @property
    def box_width(self) -> int:
        """The columns of the box."""
        return min(self.widest, self.app.size.width - 2 * self._beside)

    @property
    def _beside(self) -> int:
        """The columns that are hidden on each side of it; a narrow screen has none to spare."""
        return int(self.app.size.width >= NARROW)

    def is_beside(self, event: Click) -> bool:
        """True for a click beside the box, also on what hides the page there."""
        return event.widget in (self, self.query_one(Container))

    def action_close(self) -> None:
        """Close the box without a result."""
        self.dismiss(None)


class PeekDialog(Dialog[bool]):
    """The target of a link in short; Enter opens it. The link is on some lines of the screen, if it is there."""

    DEFAULT_CSS = """
    PeekDialog Vertical { overflow-y: auto; scrollbar-size-vertical: 0; }
    PeekDialog Lines { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", "Open", show=False),
        Binding("q,backspace", "close", "Close", show=False),
        Binding("space", "read_on", "A part down, or close", show=False),
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("pagedown", f"scroll({_PAGE})", "A part down", show=False),
        Binding("pageup", f"scroll(-{_PAGE})", "A part up", show=False),
    ]

    def __init__(self, title: str, blocks: Blocks, link: range = range(0)) -> None:
        super().__init__(title)
        self._blocks = blocks
        self._link = link

    def body(self) -> ComposeResult:
        """The page in short."""
        yield Lines()

    def fit(self) -> None:
        """Lay the page out for the width of the screen, and leave the link in sight: above the box or else below it."""
        width, room = max(self.box_width - 4, 20), self.app.size.height - 1  # within the border and the padding
        around, box = self.query_one(Container), self.query_one(Vertical)
        lines = lay_out(fit_table(self._blocks, width, is_peek=True).blocks, width)[:_MOST_SHOWN]
        self.query_one(Lines).show(lines)
        whole = len(lines) + 2
        height = min(whole, _PEEK, room)
        around.styles.max_height = box.styles.max_height = height
        if self._fitted:
            self._link = range(0)  # on a screen of another size it is elsewhere
        tops = [top for top in (self._link.stop, self._link.start - height) if self._link and 0 < top <= room - height]
        self.styles.align_vertical = "top" if tops else "middle"
        around.styles.margin = (tops[0] if tops else 0, 0, 0, 0)
        self.shown_keys = (*(["↓ ↑ more"] if whole > height else []), "Enter opens", "Esc closes")

    def action_scroll(self, lines: int) -> None:
        """Move over the page, if it is longer than the box."""
        self.query_one(Vertical).scroll_relative(y=lines, animate=False, immediate=True)

    def action_read_on(self) -> None:
        """Move down if there is more below, or else close the box."""
        box = self.query_one(Vertical)
        self.action_scroll(_PAGE) if box.scroll_y < box.max_scroll_y else self.action_close()

    def on_click(self, event: Click) -> None:
        """Open what the box shows, as Enter does, also by a double click on the link; one beside the box closes it."""
        self.dismiss(event.chain > 1 or not self.is_beside(event))
