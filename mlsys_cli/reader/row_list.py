"""A list of rows to choose from, of which only those on the screen are drawn."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.strip import Strip

from mlsys_cli.reader.line_view import LineView
from mlsys_cli.reader.location import Location
from mlsys_cli.render.rich_text import segments, style_named


class ListRow(NamedTuple):
    """A row: its lines, the place or action that it stands for, and a remark at the right end of its first line.

    A row that stands for nothing is a title.
    """

    lines: Sequence[Text | str]
    target: Location | str | None = None
    remark: str = ""


class RowList(LineView):
    """Rows, each of one or more lines, of which one may be chosen. A click gives its target and column to `take`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--chosen"}
    DEFAULT_CSS = """
    RowList { overflow-x: hidden; }
    RowList > .row-list--chosen { color: $block-cursor-foreground; background: $block-cursor-background;
        text-style: $block-cursor-text-style; }
    """

    def __init__(self, take: Callable[[Location | str, int], None]) -> None:
        super().__init__()
        self._take = take
        self.rows: Sequence[ListRow] = ()
        self.chosen = -1
        self._lines: list[tuple[int, int]] = []

    def show(self, rows: Sequence[ListRow], chosen: int, room: int) -> None:
        """Show some rows, as high as they are up to a room, from the first on or where the chosen one is in view."""
        self.rows, self.chosen = rows, chosen
        self._lines = [(number, part) for number, row in enumerate(rows) for part in range(len(row.lines))]
        self.styles.height = height = min(max(len(self._lines), 1), room)
        self.set_extent(Size(0, len(self._lines)), height)
        self.scroll_to(y=0, animate=False, force=True)
        self.bring_into_view(chosen)
        self.refresh()

    @property
    def target(self) -> Location | str | None:
        """The target of the chosen row."""
        return self.rows[self.chosen].target if 0 <= self.chosen < len(self.rows) else None

    def choose(self, steps: int) -> None:
        """Choose another of the rows that stand for something."""
        choices = [number for number, row in enumerate(self.rows) if row.target is not None]
        if choices:
            now = choices.index(self.chosen) if self.chosen in choices else 0
            self.chosen = choices[min(max(now + steps, 0), len(choices) - 1)]
            self.bring_into_view(self.chosen)
            self.refresh()

    def bring_into_view(self, index: int) -> None:
        """Scroll to a row that is not on the screen; to the very top for the first that stands for something."""
        lines = [line for line, (row, _) in enumerate(self._lines) if row == index]
        height, top = self.size.height, self.top
        if not height or not lines or (top <= lines[0] and lines[-1] < top + height):
            return
        is_first = all(row.target is None for row in self.rows[:index])
        self.scroll_to(y=0 if is_first else max(lines[0] - height // 3, 0), animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the chosen row in view."""
        self.bring_into_view(self.chosen)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        line, base = self.top + y, self.base_style
        width = self.size.width - self.show_vertical_scrollbar
        if not 0 <= line < len(self._lines):
            return Strip.blank(width, base)
        number, part = self._lines[line]
        row = self.rows[number]
        remark = f"  {row.remark}" if row.remark and not part else ""
        shown = row.lines[part]
        words = Text(shown) if isinstance(shown, str) else shown.copy()
        words.truncate(max(width - len(remark) - 2, 1), overflow="ellipsis", pad=True)
        if number == self.chosen:
            base += self.get_component_rich_style("row-list--chosen")
        drawn = [Segment(" ", base)]
        drawn += [Segment(text, base + style_named(words.style) + style) for text, style in segments(words)]
        drawn.append(Segment(f"{remark} ", base + style_named("done")))
        return Strip(drawn).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Take the row under the mouse."""
        line = self.top + event.y
        if 0 <= line < len(self._lines) and (target := self.rows[self._lines[line][0]].target) is not None:
            self._take(target, event.x)
