"""A list of rows to choose from, of which only those on the screen are drawn."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from mlsys_cli.reader.line_view import LineView
from mlsys_cli.reader.location import Location
from mlsys_cli.render.rich_text import segments, style_named

_HERE = "▌"
"""The mark before the row that says where the reader is."""


class ListRow(NamedTuple):
    """A row: its lines, the place or action that it stands for, and a remark at the right end of its first line.

    A row that stands for nothing is a title.
    """

    lines: Sequence[Text | str]
    target: Location | str | None = None
    remark: str = ""


class RowList(LineView):
    """Rows, each of one or more lines, of which one may be chosen and one may have a mark."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--chosen"}
    DEFAULT_CSS = """
    RowList { overflow-x: hidden; }
    RowList > .row-list--chosen { color: $block-cursor-foreground; background: $block-cursor-background;
        text-style: $block-cursor-text-style; }
    """

    class Taken(Message):
        """A row was clicked in some column, or taken by a key."""

        def __init__(self, target: Location | str, column: int = 0) -> None:
            super().__init__()
            self.target = target
            self.column = column

    def __init__(self, name: str | None = None) -> None:
        super().__init__(id=name)
        self.rows: Sequence[ListRow] = ()
        self.chosen = -1
        self.here = -1
        self._lines: list[tuple[int, int]] = []

    def show(self, rows: Sequence[ListRow], chosen: int = -1, room: int = 0) -> None:
        """Show some rows from the first on, or from where the chosen one is in view; as high as they are, up to a room.

        Without that, the height doesn't depend on the rows.
        """
        self.rows, self.chosen, self.here = rows, chosen, -1
        self._lines = [(number, part) for number, row in enumerate(rows) for part in range(len(row.lines))]
        height = min(max(len(self._lines), 1), room)
        if room:
            self.styles.height = height
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
        """Keep the chosen row in view, or else the marked one."""
        self.bring_into_view(self.chosen if self.chosen >= 0 else self.here)

    @property
    def shows_chosen(self) -> bool:
        """True if the chosen row is drawn as such."""
        return True

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        line, width, base = self.top + y, self.size.width, self.base_style
        if not 0 <= line < len(self._lines):
            return Strip.blank(width, base)
        number, part = self._lines[line]
        row = self.rows[number]
        remark = f"  {row.remark}" if row.remark and not part else ""
        shown = row.lines[part]
        words = Text(shown) if isinstance(shown, str) else shown.copy()
        words.truncate(max(width - len(remark) - 2, 1), overflow="ellipsis", pad=True)
        if number == self.chosen and self.shows_chosen:
            base += self.get_component_rich_style("row-list--chosen")
        drawn = [Segment(_HERE if number == self.here else " ", base + style_named("mark"))]
        drawn += [Segment(text, base + style_named(words.style) + style) for text, style in segments(words)]
        drawn.append(Segment(f"{remark} ", base + style_named("done")))
        return Strip(drawn).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Say which row is under the mouse."""
        line = self.top + event.y
        if 0 <= line < len(self._lines) and (target := self.rows[self._lines[line][0]].target) is not None:
            self.post_message(self.Taken(target, event.x))


class SidePane(RowList, can_focus=True):
    """Rows beside a page, of which the one where the reader is has a mark; those that open something take the keys."""

    FOCUS_ON_CLICK = False
    DEFAULT_CSS = "SidePane { height: 1fr; background: $background; }"
    KEYS = (
        Binding("down,j", "choose(1)", "choose", key_display="↓ ↑"),
        Binding("up,k", "choose(-1)", show=False),
        Binding("pagedown,space", "choose(10)", show=False),
        Binding("pageup", "choose(-10)", show=False),
        Binding("home", "choose(-1000000)", show=False),
        Binding("end", "choose(1000000)", show=False),
        Binding("enter", "open", "open"),
        Binding("W,f6", "app.pane", "next pane"),
        Binding("escape", "app.back_out", "to the page"),
        Binding("question_mark", "app.keys", "keys"),
    )
    """Its keys, of which the foot names those with a word while it has them."""
    BINDINGS: ClassVar[list[BindingType]] = list(KEYS)

    @property
    def has_targets(self) -> bool:
        """True if any row opens something."""
        return any(row.target is not None for row in self.rows)

    def fill(self, rows: Sequence[ListRow]) -> None:
        """Show some rows, if they are others than before; if only their words are, they stay where they are."""
        if rows == self.rows:
            return
        chosen, here, top, targets = self.chosen, self.here, self.top, [row.target for row in self.rows]
        self.show(rows)
        if any(targets) and targets == [row.target for row in rows]:
            self.chosen, self.here = chosen, here
            self.scroll_to(y=top, animate=False, force=True)

    def mark(self, here: Location | None) -> None:
        """Mark the row of the place where the reader is, and bring it into view."""
        number = next((number for number, row in enumerate(self.rows) if row.target and row.target == here), -1)
        if number != self.here:
            self.here = number
            self.bring_into_view(number)
            self.refresh()

    @property
    def shows_chosen(self) -> bool:
        """True while the keys go to the pane."""
        return self.has_focus

    def on_focus(self) -> None:
        """Begin at the place where the reader is, or at the first row that opens something."""
        if self.chosen < 0:
            self.chosen = self.here
            self.choose(0)

    def action_choose(self, steps: int) -> None:
        """Choose another of the rows that open something."""
        self.choose(steps)

    def action_open(self) -> None:
        """Open the chosen row."""
        if self.target is not None:
            self.post_message(self.Taken(self.target))
