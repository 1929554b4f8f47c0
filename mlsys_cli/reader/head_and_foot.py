"""The lines above and below a page."""

from math import ceil

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.events import Click, Key
from textual.reactive import reactive
from textual.widget import Widget

from mlsys_cli.reader.key_bindings import key_at, signs_of
from mlsys_cli.reader.page_layout import NARROW
from mlsys_cli.render.rich_text import wrap_text

_KEY = Style(bold=True, color="cyan")
_GAP = "  "
"""The space between two keys of the foot."""

_MOST_LINES = 4
"""The most lines of a message: it may have the path of a file."""


class HeadLine(Widget):
    """The title of the page, and on the right how far the reader is on it, and the minutes that are left.

    A click opens the contents.
    """

    titles: reactive[tuple[str, str]] = reactive(("", ""))
    """What is on the left, and what on the right."""

    def on_click(self) -> None:
        """Press the key of the contents, where there is one."""
        if "t" in self.screen.active_bindings:
            self.app.post_message(Key("t", "t"))

    def show(self, title: str, share: float | None, minutes: int, shown: str = "") -> None:
        """Show them, for a page of so many minutes of which a share was on the screen, as soon as that is known.

        For a list, what is `shown` of it.
        """
        left = ceil(minutes * (1 - (share or 0)))
        right = shown if share is None else f"{share:.0%} · {left} min left" if left else f"{share:.0%}"
        self.titles = title, right

    def render(self) -> Text:
        """The line for the width of the screen, with a margin on each side; without room, the last part of a title."""
        (title, right), width = self.titles, self.size.width
        while " · " in right and (width < NARROW or 2 * cell_len(right) > width):
            right = right.rpartition(" · ")[0]
        room = max(width - cell_len(right) - 2, 0)
        if width < NARROW or cell_len(title) >= room:
            title = title.rpartition(" › ")[2]
        if cell_len(title) >= room and 4 * cell_len(right) > width:  # at 20 columns even a short title needs them all
            right, room = "", max(width - 2, 0)
        line = Text(title)
        line.truncate(max(room - 1, 0), overflow="ellipsis")
        line.pad_right(room - line.cell_len)
        return Text(" ").append_text(line).append(f"{right} ")


class FootLine(Widget):
    """The keys that work here, or a message until the next key, in their place or above them; a click presses a key."""

    message = reactive("")
    keys: reactive[tuple[str, ...]] = reactive(())
    """The keys with a word for each, such as `t contents`, by their importance; the last one is always shown."""

    def __init__(self, keeps_keys: bool = False) -> None:
        super().__init__()
        self._keeps_keys = keeps_keys

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        lines = self._message_lines()
        items = [(1, lines[event.y].plain)] if event.y < len(lines) else self._placed_keys()
        for start, item in items:
            if key := key_at(item, event.x - start):
                self.app.post_message(key)

    def say(self, message: str) -> None:
        """Show a message, on several lines if need be; with none, the keys."""
        self.message = message
        self.on_resize()

    def on_resize(self) -> None:
        """Take as many lines as there are."""
        if self.rows != (self.size.height or 1):
            self.styles.height = self.rows

    @property
    def rows(self) -> int:
        """The number of lines that it needs."""
        return len(self._message_lines()) + self._has_keys

    @property
    def _has_keys(self) -> bool:
        return self._keeps_keys or not self.message

    def render(self) -> Text:
        """The lines for the width of the screen, which they fill."""
        lines = [*self._message_lines(), *([self._key_line()] if self._has_keys else [])]
        for line in lines:
            line.pad_right(self.size.width - line.cell_len - 1)
        return Text("\n").join(Text(" ").append_text(line) for line in lines)

    def _message_lines(self) -> list[Text]:
        if not self.message:
            return []
        room = max(self.app.size.width - 2, 1)
        return wrap_text(self.message, "", room)[:_MOST_LINES]

    def _key_line(self) -> Text:
        line = Text()
        for _, item in self._placed_keys():
            signs = signs_of(item)
            line.append(_GAP if line else "").append(signs, _KEY).append(item[len(signs) :])
        return line

    def _placed_keys(self) -> list[tuple[int, str]]:
        """The keys that there is room for, each with its first column."""
        *items, last = self.keys or ("",)
        start, end, placed = 1, self.app.size.width - 1 - cell_len(last), list[tuple[int, str]]()
        for item in items:
            if start + cell_len(item + _GAP) > end:
                break
            placed.append((start, item))
            start += cell_len(item + _GAP)
        return [*placed, (start, last)]
