"""The widget that shows a question, and the keys of Textual as those of a quiz."""

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from mlsys_cli.practice.keyed_practice import KeyedPractice
from mlsys_cli.render.rich_text import segments
from mlsys_cli.terminal.full_screen import FittedScreen
from mlsys_cli.terminal.keyboard import Key, control_key

_WIDEST = 96
_CURSOR = Style(reverse=True)
_NAMES = {"pageup": "page-up", "pagedown": "page-down", "shift+tab": "back-tab"}
_STEP = 3
"""How many lines a turn of the wheel scrolls."""


def practice_key(event: events.Key) -> Key:
    """A key of Textual's as one of a quiz."""
    if event.is_printable and event.character:
        return Key("text", event.character)
    _, control, letter = event.key.rpartition("ctrl+")
    return control_key(letter) if control and len(letter) == 1 else Key(_NAMES.get(event.key, event.key))


class PracticeWidget(Widget):
    """A question in the middle of the screen, with the cursor where an answer is typed."""

    DEFAULT_CSS = "PracticeWidget { width: 100%; height: 100%; background: $background; }"

    def __init__(self, keyed: KeyedPractice) -> None:
        super().__init__()
        self._keyed = keyed
        self._screen = FittedScreen()
        self._left = 0

    def show(self) -> None:
        """Show the question as it is now."""
        width, height = self.size
        if width < 1 or height < 1:
            return
        column = min(width, _WIDEST)
        self._left = (width - column) // 2
        self._screen = self._keyed.scene(column, height)
        if self._screen.cursor:
            row, at = self._screen.cursor
            self.app.cursor_position = Offset(self._left + at, row)
        self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        """Lay the question out for the new size."""
        self.show()

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        """Scroll down."""
        self._keyed.scroll(_STEP)
        self.show()

    def on_mouse_scroll_up(self, _: events.MouseScrollUp) -> None:
        """Scroll up."""
        self._keyed.scroll(-_STEP)
        self.show()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        base, width = self.rich_style, self.size.width
        if y >= len(self._screen.lines):
            return Strip.blank(width, base)
        parts = [(" " * self._left, Style()), *segments(self._screen.lines[y])]
        strip = Strip([Segment(text, base + style) for text, style in parts]).adjust_cell_length(width, base)
        if not self._screen.cursor or self._screen.cursor[0] != y:
            return strip
        at = self._left + self._screen.cursor[1]
        before, under = strip.crop(0, at), strip.crop(at, width)
        character = next(iter(under.text), " ")
        wide = Strip([Segment(character)]).cell_length or 1
        return Strip.join([before, under.crop(0, wide).apply_style(_CURSOR), under.crop(wide, width - at)])
