"""The lines above and below a page."""

from math import ceil

from rich.cells import cell_len
from rich.text import Text
from textual.events import Click, Key
from textual.reactive import reactive
from textual.widget import Widget

from mlsys_cli.reader.named_keys import key_at
from mlsys_cli.render.rich_text import wrap_text

_KEYS = (
    "Tab links · Enter open · Backspace back · t contents · / find · g go to · ] next · ? keys · q quit",
    "Tab Enter links · Backspace back · t contents · g go to · ] next · ? keys",
    "Tab Enter · ⌫ back · t · g · ] · ? keys",
    "Tab Enter · ⌫ back · g · ? keys",
    "? keys",
)
"""The keys that matter most, for narrower and narrower screens."""

_MOST_LINES = 4
"""The most lines of a message: it may have the path of a file."""


class HeadLine(Widget):
    """The title of the page, and on the right how far the reader is on it, and the minutes that are left.

    A click opens the contents.
    """

    titles: reactive[tuple[str, str]] = reactive(("", ""))
    """What is on the left, and what on the right."""

    def on_click(self) -> None:
        """Press the key of the contents, which pages over others don't have."""
        if not self.screen.is_modal:
            self.app.post_message(Key("t", "t"))

    def show(self, title: str, share: float | None, minutes: int) -> None:
        """Show them, for a page of so many minutes of which a share was on the screen, as soon as that is known."""
        left = ceil(minutes * (1 - (share or 0)))
        right = "" if share is None else f"{share:.0%} · {left} min left" if left else f"{share:.0%}"
        self.titles = title, right

    def render(self) -> Text:
        """The line for the width of the screen."""
        title, right = self.titles
        room = max(self.size.width - cell_len(right), 0)
        line = Text(title)
        line.truncate(max(room - 1, 0), overflow="ellipsis")
        line.pad_right(room - line.cell_len)
        return line.append(right)


class FootLine(Widget):
    """The keys that matter most, or a message until the next key; a click on a key presses it."""

    message = reactive("")
    is_whole = reactive(False)

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        lines = self._lines()
        line = lines[event.y].plain if event.y < len(lines) else ""
        if key := key_at(line, event.x - self.styles.padding.left):
            self.app.post_message(key)

    def say(self, message: str, whole: bool = False) -> None:
        """Show a message on one line, or the whole of it on several; with none, the keys."""
        self.message, self.is_whole = message, whole
        self.on_resize()

    def say_if_silent(self, message: str) -> None:
        """Show a message unless there is one by now, which answers a key."""
        if message and not self.message:
            self.say(message)

    def on_resize(self) -> None:
        """Take as many lines as there are."""
        lines = len(self._lines())
        if lines != (self.size.height or 1):
            self.styles.height = lines

    def render(self) -> Text:
        """The lines for the width of the screen."""
        return Text("\n").join(self._lines())

    def _lines(self) -> list[Text]:
        room = max(self.app.size.width - 2, 1)
        words = self.message or next((keys for keys in _KEYS if len(keys) <= room), "")
        lines = wrap_text(words, "", room)[:_MOST_LINES] if self.is_whole else [Text(words)]
        lines[-1].truncate(room, overflow="ellipsis")
        return lines
