"""A page that is shown again and again while its author writes it."""

from itertools import zip_longest

from mlsys_cli.render.target import ColorMode, Terminal
from mlsys_cli.terminal.stdout import write_stdout

_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_ABOVE = 1 / 3
"""The share of the screen that is above the changed line."""


class Screen:
    """The live output: on a terminal the part of the page that has changed, in a pipe the whole page."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._before: list[str] = []
        self._top = 0

    def show(self, page: str, below: str) -> None:
        """Show a page and some lines below it: as much as fits, and of the page at least half of the screen."""
        lines, under = page.splitlines(), below.splitlines()
        if not self._terminal.interactive:
            write_stdout("\n".join([*lines, "", *under, ""]))
            return
        rows = self._terminal.height - 1
        under = under[: max(rows // 2, rows - len(lines) - 1)]
        room = rows - len(under) - (1 if under else 0)
        pairs = enumerate(zip_longest(self._before, lines))
        changed = next((number for number, (old, new) in pairs if old != new), None)
        if self._before and changed is not None and not self._top <= changed < self._top + room:
            self._top = changed - int(room * _ABOVE)
        self._top = max(0, min(self._top, len(lines) - room))
        self._before = lines
        shown = [*lines[self._top : self._top + room], *([""] if under else []), *under]
        clear = _CLEAR if self._terminal.color_mode is not ColorMode.NONE else ""
        write_stdout(clear + "".join(f"{line}\n" for line in shown))
