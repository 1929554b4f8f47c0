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
        self.typed = begun

    def body(self) -> ComposeResult:
        """The text."""
        yield _NoteText(self.typed, compact=True, highlight_cursor_line=False)

    def on_mount(self) -> None:
        """Go on at the end of the text."""
        area = self.query_one(_NoteText)
        area.cursor_blink = False  # nothing moves by itself
        area.move_cursor(area.document.end)
        area.focus()

    def fit(self) -> None:
        """Leave the cursor in sight: the text scrolls within the box, and the box is no higher than the screen."""
        styles = self.query_one(_NoteText).styles
        styles.max_height = most = max(min(_MOST_LINES, self.app.size.height - _ROWS_AROUND), 1)
        styles.min_height = min(_FEWEST_LINES, most)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Know what is typed also when the box is gone."""
        self.typed = event.text_area.text

    def action_break_line(self) -> None:
        """Begin a new line."""
        area = self.query_one(_NoteText)
        area.replace("\n", *area.selection)

    def action_save(self) -> None:
        """Take what was typed."""
        self.dismiss(self.typed)
