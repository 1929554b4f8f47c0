"""The lines above and below a page."""

from math import ceil

from rich.text import Text
from textual.widgets import Static

_KEYS = (
    "Tab links · Enter open · Backspace back · t contents · / find · g go to · ] next · ? keys · q quit",
    "Tab Enter links · Backspace back · t contents · g go to · ] next · ? keys",
    "Tab Enter · ⌫ back · t · g · ] · ? keys",
    "Tab Enter · ⌫ back · g · ? keys",
    "? keys",
)
"""The keys that matter most, for narrower and narrower screens."""


class HeadLine(Static):
    """The title of the page, how far the reader is on it, and the minutes that are left."""

    def show(self, title: str, share: float | None, minutes: int) -> None:
        """Show them, for a page of so many minutes of which a share was on the screen, as soon as that is known."""
        left = ceil(minutes * (1 - (share or 0)))
        right = "" if share is None else f"{share:.0%} · {left} min left" if left else f"{share:.0%}"
        room = self.app.size.width - 2 - len(right)
        title = title if len(title) < room else f"{title[: max(room - 2, 0)]}…"
        self.update(f"{title.ljust(room)}{right}", layout=False)


class FootLine(Static):
    """The keys that matter most, or a message until the next key."""

    message = ""

    def say(self, message: str) -> None:
        """Show a message, or with none the keys."""
        self.message = message
        room = self.app.size.width - 2
        shown = Text(message or next((keys for keys in _KEYS if len(keys) <= room), ""))
        shown.truncate(max(room, 0), overflow="ellipsis")
        self.update(shown, layout=False)
