"""A page that fills the terminal and changes in place: only changed lines are written."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.render.rich_text import paint
from mlsys_cli.render.target import Terminal
from mlsys_cli.terminal.stdout import write_stdout
from mlsys_cli.text.sanitize import encodable

OPENING = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
"""Escapes that open the terminal's alternate screen with a hidden cursor; CLOSING undoes them."""
CLOSING = "\x1b[?25h\x1b[?1049l"

_MORE_ABOVE, _MORE_BELOW = "↑ more above", "↓ more below"


class ScreenContent(NamedTuple):
    """The lines of a screen: fixed ones at the top and at the bottom, and between them those that scroll.

    The `prompt` follows the middle and is always in sight; `cursor` is its line and the column in which one types.
    """

    top: Sequence[Text]
    middle: Sequence[Text]
    bottom: Sequence[Text]
    prompt: Sequence[Text] = ()
    cursor: tuple[int, int] | None = None

    @property
    def height(self) -> int:
        """The number of its lines."""
        return sum(map(len, (self.top, self.middle, self.prompt, self.bottom)))


class FittedScreen(NamedTuple):
    """The lines of a scene that fit a screen, and where the cursor is on it.

    `scroll` is the first line of the middle that is seen, and `hidden` whether there is more of it.
    """

    lines: Sequence[Text] = ()
    cursor: tuple[int, int] | None = None
    scroll: int = 0
    hidden: bool = False


def fitted(scene: ScreenContent, width: int, height: int, scroll: int = 0) -> FittedScreen:
    """A scene on a screen: all of the prompt, and as much of the rest as there is room for."""
    rows = max(height, 1)
    prompt = list(scene.prompt)[:rows]
    bottom = list(scene.bottom)[: rows - len(prompt)]
    top = list(scene.top)[: max(rows - len(prompt) - len(bottom) - 3, 0)]
    room = rows - len(top) - len(prompt) - len(bottom)
    middle, scroll = _scrolled(scene.middle, room, scroll)
    lines = [*top, *middle, *prompt, *([Text()] * (room - len(middle))), *bottom]
    cursor = None
    if scene.cursor is not None and scene.cursor[0] < len(prompt):
        cursor = len(top) + len(middle) + scene.cursor[0], min(scene.cursor[1], width - 1)
    return FittedScreen(lines, cursor, scroll, len(scene.middle) > room)


def _scrolled(middle: Sequence[Text], room: int, scroll: int) -> tuple[list[Text], int]:
    """The visible part of the middle with a remark where there is more, and its first line."""
    if len(middle) <= room or room < 3:
        return list(middle[:room]), 0
    scroll = max(0, min(scroll, len(middle) - room))
    seen = list(middle[scroll : scroll + room])
    if scroll > 0:
        seen[0] = Text.styled(_MORE_ABOVE, "keys")
    if scroll + room < len(middle):
        seen[-1] = Text.styled(_MORE_BELOW, "keys")
    return seen, scroll


class ScreenBuffer:
    """The screen of a terminal."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._size = (0, 0)

    def forget(self) -> None:
        """Redraw everything the next time, as after another program has used the screen."""
        self._shown = []

    def draw(self, screen: FittedScreen, terminal: Terminal) -> None:
        """Show a screen."""
        if (terminal.width, terminal.height) != self._size:
            self._shown, self._size = [], (terminal.width, terminal.height)
        texts = paint(screen.lines, terminal.color_mode).split("\n")[:-1]
        texts = [encodable(text, terminal.encoding) for text in texts]
        texts += [""] * (terminal.height - len(texts))
        out = ["\x1b[?25l"] if self._shown else ["\x1b[?25l\x1b[H\x1b[2J"]
        for row, text in enumerate(texts):
            if row >= len(self._shown) or self._shown[row] != text:
                out.append(f"\x1b[{row + 1};1H{text}\x1b[K")
        if screen.cursor is not None:
            out.append(f"\x1b[{screen.cursor[0] + 1};{screen.cursor[1] + 1}H\x1b[?25h")
        self._shown = texts
        write_stdout("".join(out))
