"""The box of a note, in which a text of several lines is typed."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from mlsys_cli.reader.dialogs import Dialog
from mlsys_cli.text.sanitize import harmless

_FEWEST_LINES, _MOST_LINES, _ROWS_AROUND = 3, 12, 6
"""The lines of a note that are on the screen at once, and the rows of the screen that are left around them."""


class _NoteText(TextArea):
    """The text of a note. What is pasted keeps its lines."""

    def on_paste(self, event: events.Paste) -> None:
        """Take a text that was pasted, without the characters that could control a terminal."""
        event.stop()
        event.prevent_default()
        self.replace(harmless("\n".join(event.text.splitlines())), *self.selection)


class NoteDialog(Dialog[str]):
    """A note to type, or to go on with; it is kept as a draft if the box is closed."""

    DEFAULT_CSS = """
    NoteDialog TextArea { height: auto; padding: 0; background: $boost; }
    """
    KEYS = ("Enter saves", "Ctrl-J new line", "Esc keeps a draft")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", show=False, priority=True),
        # Many terminals send the same for Shift-Enter as for Enter, and none anything else for Ctrl-J.
        Binding("ctrl+j,shift+enter,alt+enter", "break_line", show=False, priority=True),
    ]

    def __init__(self, title: str, begun: str = "") -> None:
        super().__init__(title)
        self._area = _NoteText(begun, compact=True, highlight_cursor_line=False)

    @property
    def typed(self) -> str:
        """The text so far, also when the box is gone."""
        return self._area.text

    def body(self) -> ComposeResult:
        """The text."""
        yield self._area

    def on_mount(self) -> None:
        """Go on at the end of the text."""
        self._area.cursor_blink = False  # nothing moves by itself
        self._area.move_cursor(self._area.document.end)
        self._area.focus()

    def fit(self) -> None:
        """Leave the cursor in sight: the text scrolls within the box, and the box is no higher than the screen."""
        styles = self._area.styles
        styles.max_height = most = max(min(_MOST_LINES, self.app.size.height - _ROWS_AROUND), 1)
        styles.min_height = min(_FEWEST_LINES, most)

    def action_break_line(self) -> None:
        """Begin a new line."""
        self._area.replace("\n", *self._area.selection)

    def action_save(self) -> None:
        """Take what was typed."""
        self.dismiss(self.typed)
