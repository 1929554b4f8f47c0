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


class ScreenBuffer:
    """The screen of a terminal. `scroll` is the first line of the middle that is seen."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._size = (0, 0)
        self.scroll = 0
        self.hidden = False

    def forget(self) -> None:
        """Redraw everything the next time, as after another program has used the screen."""
        self._shown = []

    def draw(self, scene: ScreenContent, terminal: Terminal) -> None:
        """Show a scene."""
        if (terminal.width, terminal.height) != self._size:
            self._shown, self._size = [], (terminal.width, terminal.height)
        lines, cursor = self._fitted(scene, terminal)
        texts = [encodable(text, terminal.encoding) for text in paint(lines, terminal.color_mode).split("\n")[:-1]]
        texts += [""] * (terminal.height - len(texts))
        out = ["\x1b[?25l"] if self._shown else ["\x1b[?25l\x1b[H\x1b[2J"]
        for row, text in enumerate(texts):
            if row >= len(self._shown) or self._shown[row] != text:
                out.append(f"\x1b[{row + 1};1H{text}\x1b[K")
        if cursor is not None:
            out.append(f"\x1b[{cursor[0] + 1};{cursor[1] + 1}H\x1b[?25h")
        self._shown = texts
        write_stdout("".join(out))

    def _fitted(self, scene: ScreenContent, terminal: Terminal) -> tuple[list[Text], tuple[int, int] | None]:
        """The lines that fit the screen: all of the prompt, and as much of the rest as there is room for."""
        rows = max(terminal.height, 1)
        prompt = list(scene.prompt)[:rows]
        bottom = list(scene.bottom)[: rows - len(prompt)]
        top = list(scene.top)[: max(rows - len(prompt) - len(bottom) - 3, 0)]
        room = rows - len(top) - len(prompt) - len(bottom)
        middle = self._scrolled(scene.middle, room)
        lines = [*top, *middle, *prompt, *([Text()] * (room - len(middle))), *bottom]
        if scene.cursor is None or scene.cursor[0] >= len(prompt):
            return lines, None
        return lines, (len(top) + len(middle) + scene.cursor[0], min(scene.cursor[1], terminal.width - 1))

    def _scrolled(self, middle: Sequence[Text], room: int) -> list[Text]:
        """The visible part of the middle, with a remark where there is more."""
        self.hidden = len(middle) > room
        if not self.hidden or room < 3:
            self.scroll = 0
            return list(middle[:room])
        self.scroll = max(0, min(self.scroll, len(middle) - room))
        seen = list(middle[self.scroll : self.scroll + room])
        if self.scroll > 0:
            seen[0] = Text.styled(_MORE_ABOVE, "keys")
        if self.scroll + room < len(middle):
            seen[-1] = Text.styled(_MORE_BELOW, "keys")
        return seen
