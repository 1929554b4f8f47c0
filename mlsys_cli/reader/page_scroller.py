"""A page that scrolls."""

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView

from mlsys_cli.page.blocks import Blocks, Bullets
from mlsys_cli.reader.location import TOP, PagePosition
from mlsys_cli.reader.page_layout import LaidOutPage, lay_out, same_place
from mlsys_cli.reader.table_window import FrozenHead, TableWindow, fit_table, frozen_head, is_about_table, same_row
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, wide_margins

_NARROWEST = 20
_STEP = 8
"""How many columns a page becomes wider or narrower at once."""

_NARROW, _WIDEST = 40, PROSE_WIDTH + 2 * wide_margins(PROSE_WIDTH)
"""The columns of a page between which it becomes wider and narrower."""


class PageScroller(ScrollView):
    """A page that is laid out again when its width changes, without losing the reader's place."""

    class Moved(Message, namespace="page_widget"):
        """Other lines are on the screen."""

    class Ended(Message, namespace="page_widget"):
        """The reader wants to read on from the end of the page."""

    class Shifted(Message, namespace="page_widget"):
        """A table begins with another column."""

        def __init__(self, first: int) -> None:
            super().__init__()
            self.first = first

    def __init__(self) -> None:
        super().__init__()
        self._table = TableWindow(())
        self._head = FrozenHead()
        self.first_column = 0
        self._blocks: Blocks = ()
        self._width = self._indent = self._columns = self._length = self._paragraph = 0
        self._start = TOP
        self.document = LaidOutPage((), (), ())
        """The page, laid out for the width of the screen."""

    def show(self, blocks: Blocks, start: PagePosition = TOP, *, length: int = 0, paragraph: int = 0) -> None:
        """Show a page from a position on, or from a paragraph of its first section.

        Its text is its first blocks, `length` of them.
        """
        self._blocks, self._width, self._length = blocks, 0, length
        self._start, self._paragraph = start, paragraph
        self._lay_out()
        self.refresh()  # also if the new page is as long as the one before
        self.call_after_refresh(self._say_moved)

    def change(self, blocks: Blocks, length: int) -> None:
        """Show the page after a change to it: what was at the top of the screen stays there."""
        before, top = self.document.parts, self.top
        self.show(blocks, length=length)
        self.scroll_to_line(same_place(before, self.document.parts, top))

    @property
    def is_at_end(self) -> bool:
        """True if the last line of the page is on the screen."""
        return self.top >= self.max_scroll_y

    def _lay_out(self) -> None:
        width = self.size.width - self.styles.scrollbar_size_vertical
        room, width = width, min(width, self._columns or width)
        width -= width > _NARROWEST and not wide_margins(width)  # a margin for the signs of marks
        indent = -(-(room - width) // 2)
        if width < 1 or (width, indent) == (self._width, self._indent):
            return
        start = self.position if self._width else self._start
        paragraph = 0 if self._width else self._paragraph
        self._width, self._indent = width, indent
        self._table = fit_table(self._blocks, max(width, _NARROWEST), self.first_column)
        is_wide = self._table.is_wide or any(isinstance(one, Bullets) and one.in_columns for one in self._blocks)
        self.document = lay_out(self._table.blocks, max(width, _NARROWEST), is_wide, indent)
        self._head = frozen_head(self.document) if is_about_table(self._blocks) else FrozenHead()
        self.forget_lines()
        # Only whether it is wider than the screen matters: exactly as wide, it would keep a useless scroll bar.
        self.virtual_size = Size(_NARROWEST if width < _NARROWEST else 0, len(self.document.lines))
        self.scroll_to_line(self.document.paragraph_line(paragraph) if paragraph else self.document.line_at(start))

    def forget_lines(self) -> None:
        """Forget what is known of the lines, as there are others now."""

    def _say_moved(self) -> None:
        """Post that other lines are on the screen. Its sender matters: no message goes farther up than that."""
        self.post_message(self.Moved().set_sender(self))

    def action_scroll_end(self) -> None:
        """Scroll to the end of the page at once. Textual does it after a while, in which the page may be another."""
        self.scroll_to_line(len(self.document.lines))

    def on_resize(self, _: events.Resize) -> None:
        """Lay the page out for a new width, and say that other lines are on the screen."""
        self._lay_out()
        self._say_moved()

    def widen(self, steps: int) -> str:
        """Make the page wider or, with steps below 0, narrower; wider than prose gets, it takes the whole screen.

        Returns a message.
        """
        widest = min(self.size.width - self.styles.scrollbar_size_vertical, _WIDEST)
        before = self._columns or widest
        columns = min(max(before + steps * _STEP, min(_NARROW, widest)), widest)
        if columns == before:
            return f"The page doesn't get {'wider' if steps > 0 else 'narrower'}."
        self._columns = columns if columns < widest else 0
        self._lay_out()
        self.refresh()
        self._say_moved()
        return f"The page is {columns} columns wide."

    def action_page(self, step: float) -> None:
        """Scroll by the lines that are on the screen, or a part of them; down so that no part is cut in two."""
        head, end = len(self._head.lines), self.top + self.size.height
        room = max(self.size.height - head, 1)
        lines = int(step * room)
        if step == 1:
            lines = max(self.document.next_screen(range(end - room, end)) - end + room, 1)
        self.scroll_relative(y=lines, animate=False, force=True, immediate=True)
        self.mark_end(end if step == 1 and self.top + head < end else -1)

    def mark_end(self, line: int) -> None:
        """Show on which line of the screen there is something new; with -1 all of it is."""

    def action_read_on(self) -> None:
        """Scroll by the lines that are on the screen, or say that there are no more."""
        if self.is_at_end:
            self.post_message(self.Ended())
        else:
            self.action_page(1)

    def action_columns(self, step: int) -> None:
        """Begin a table with another column; its row at the top of the screen stays there."""
        first = min(max(self._table.first + step, 0), self._table.last)
        if first == self._table.first:
            return
        before, top, room = self.document, self.top, self._table.room
        self.first_column, self._width, self._start = first, 0, self.position
        self._lay_out()
        if top > self._head.lines.start:
            head = len(self._head.lines)
            self.scroll_to_line(same_row(before, self.document, room, top + head) - head)
        self.refresh()
        self.post_message(self.Shifted(first))

    def on_mouse_scroll_right(self) -> None:
        """Begin a table with the next column."""
        self.action_columns(1)

    def on_mouse_scroll_left(self) -> None:
        """Begin a table with the column before."""
        self.action_columns(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Begin a table with the next column, with Shift, as most mice have one wheel."""
        if event.shift:
            self.action_columns(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Begin a table with the column before, with Shift."""
        if event.shift:
            self.action_columns(-1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that other lines are on the screen."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._say_moved()

    @property
    def top(self) -> int:
        """The first line on the screen."""
        return round(self.scroll_y)

    @property
    def position(self) -> PagePosition:
        """The position of the first line on the screen."""
        return self.document.position(self.top)

    @property
    def shown(self) -> range:
        """The numbers of the lines on the screen."""
        return range(self.top, min(self.top + self.size.height, len(self.document.lines)))

    @property
    def share_shown(self) -> float | None:
        """The share of the page down to the last line on the screen; None before the page is laid out."""
        lines = len(self.document.lines)
        return min(self.shown.stop / lines, 1) if lines else None

    @property
    def text_end(self) -> int:
        """The line before which the text of the page ends."""
        return self.document.text_end(self._blocks, self._length)

    def scroll_to_line(self, line: int) -> None:
        """Bring a line to the top of the screen."""
        self.scroll_to(y=line, animate=False, force=True)
