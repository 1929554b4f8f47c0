"""Lines to type in: one that takes what is pasted as one line, and one that leaves some keys to its screen."""

from collections.abc import Callable

from textual import events
from textual.widgets import Input


class PastedLine(Input):
    """A line that takes a text of several lines as one; Textual would lose all but the first."""

    def on_paste(self, event: events.Paste) -> None:
        """Take a text that was pasted."""
        event.stop()
        event.prevent_default()
        line = " ".join(event.text.split())
        self.insert_text_at_cursor("".join(character for character in line if character.isprintable()))


class TypedField(PastedLine):
    """A line without a frame, of at most `longest` characters; `is_for_screen` tells keys from text."""

    def __init__(self, longest: int, is_for_screen: Callable[[events.Key, str], bool]) -> None:
        super().__init__(compact=True, max_length=longest, select_on_focus=False)
        self.cursor_blink = False  # nothing moves by itself
        self._is_for_screen = is_for_screen

    def on_key(self, event: events.Key) -> None:
        """Leave a key to the screen."""
        if self._is_for_screen(event, self.value):
            event.prevent_default()
