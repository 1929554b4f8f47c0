"""A page that scrolls, and is shown before it is laid out to its end."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.reader.line_view import LineView
from mlsys_cli.reader.page_layout import TOP, LaidOutPage, PageLayout, PagePosition, same_place
from mlsys_cli.reader.table_window import FrozenHead, TableWindow, fit_table, frozen_head, is_about_table, same_row
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, wide_margins

_NARROWEST = 20
_STEP = 8
"""How many columns a page becomes wider or narrower at once."""

_NARROW, _WIDEST = 40, PROSE_WIDTH + 2 * wide_margins(PROSE_WIDTH)
"""The columns of a page between which it becomes wider and narrower."""

_SLICE, _PAUSE = 0.01, 0.005
"""The seconds for which a page is laid out again and again, with a pause for the keys."""

_SHORT = 60
"""The blocks of a page that is laid out to its end before it is shown, unless that takes longer than a slice."""


class PageScroller(LineView):
    """A page that is laid out again when its width changes, without losing the reader's place.

    A long page is laid out to its end while no key is pressed; `begun` is as much of it as is there, and what is there
    stays as it is. Whoever asks for the `document` gets the whole page. Until then, its height is a guess, on which
    nothing but the scroll bar depends.
    """

    class Moved(Message, namespace="page_widget"):
        """Other lines are on the screen, or more is known of the page."""

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
        self._layout = PageLayout((), _NARROWEST)
        self.goes_on = True
        """False to lay out the rest of a page only on request, which benchmarks do to measure it."""

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
        before, top = self.begun.parts, self.top
        self.show(blocks, length=length)
        self.scroll_to_line(same_place(before, self._layout.each_part(), top))

    def first_change(self, before: Sequence[Text]) -> int | None:
        """The number of the first line that isn't as it was before; the page is laid out as far as that."""
        was_whole, pairs = self.is_whole, enumerate(zip_longest(before, self._layout.each_line()))
        changed = next((number for number, (old, new) in pairs if old != new), None)
        if self.is_whole and not was_whole:
            self._has_grown()
        return changed

    @property
    def begun(self) -> LaidOutPage:
        """The page as far as it is laid out, which is at least to the end of the screen."""
        return self._layout.page

    @property
    def is_whole(self) -> bool:
        """True if the page is laid out to its end."""
        return self._layout.is_whole

    @property
    def is_at_end(self) -> bool:
        """True if the last line of the page is on the screen."""
        return self.is_whole and self.top >= self.max_scroll_y

    @property
    def document(self) -> LaidOutPage:
        """The whole page, laid out."""
        if not self.is_whole:
            self._layout.lay_out_all()
            self._has_grown()
        return self._layout.page

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
        self._layout = PageLayout(self._table.blocks, max(width, _NARROWEST), self._table.is_wide, indent)
        seconds = _SLICE if len(self._blocks) <= _SHORT else 0
        self._layout.lay_out(self.size.height + 1, start.part + 2, seconds)  # or to its end
        self._head = frozen_head(self.document) if is_about_table(self._blocks) else FrozenHead()
        self.forget_lines()
        self._measure()
        self.scroll_to_line(self.document.paragraph_line(paragraph) if paragraph else self.begun.line_at(start))
        if not self.is_whole:
            self.call_after_refresh(self._go_on, self._layout)

    def forget_lines(self) -> None:
        """Forget what is known of the lines, as there are others now."""

    def _go_on(self, layout: PageLayout) -> None:
        """Lay out some more of a page, if it is still shown, and the rest after a pause."""
        if layout is self._layout and self.goes_on:
            self.lay_out_more()
            if not self.is_whole:
                self.set_timer(_PAUSE, partial(self._go_on, layout))

    def lay_out_more(self) -> None:
        """Lay out as much as a key may have to wait for."""
        self._layout.lay_out(seconds=_SLICE)
        if self.is_whole:
            self._has_grown()

    def _has_grown(self) -> None:
        """Show how long the page is, and say that the whole of it is there."""
        self._measure()
        self._say_moved()

    def _say_moved(self) -> None:
        """Post that other lines are on the screen. Its sender matters: no message goes farther up than that."""
        self.post_message(self.Moved().set_sender(self))

    def _measure(self) -> None:
        # Only whether it is wider than the screen matters: exactly as wide, it would keep a useless scroll bar.
        width = _NARROWEST if self._width < _NARROWEST else 0
        self.set_extent(Size(width, self._layout.height))

    def _reach(self, line: float) -> None:
        """Lay out the page as far as the screen shows with a line at its top."""
        if self.is_whole:
            return
        end = round(line) + self.size.height
        self._layout.lay_out(end)
        if self.is_whole:
            self._has_grown()
        elif end > self.virtual_size.height:
            self._measure()

    def reach_line(self, line: int) -> None:
        """Lay out the page as far as a line that is drawn, which a higher screen may show at any time."""
        if line >= len(self.begun.lines) and not self.is_whole:
            self._layout.lay_out(line + 1)
            if self.is_whole:
                self.call_later(self._has_grown)

    def validate_scroll_y(self, value: float) -> float:
        """The place nearest to one that the page can be scrolled to, of which no more than a guess is known before."""
        self._reach(value)
        return super().validate_scroll_y(value)

    def validate_scroll_target_y(self, value: float) -> float:
        """The same for the place at the end of a movement."""
        self._reach(value)
        return super().validate_scroll_target_y(value)

    def action_scroll_end(self) -> None:
        """Scroll to the end of the page at once. Textual does it after a while, in which the page may be another."""
        self.scroll_to_line(len(self.document.lines))

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Lay the page out for a new width before it is drawn: when `on_resize` is called, it is on the screen."""
        is_other = super()._size_updated(size, virtual_size, container_size, layout)
        self._lay_out()
        return is_other

    def on_resize(self, _: events.Resize) -> None:
        """Say that other lines are on the screen."""
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

    def go_to_section(self, step: int) -> bool:
        """Scroll to the next section of the page, or to the one before; false if the page has no more of them."""
        lines, was_whole = [0], self.is_whole
        for part in self._layout.each_part():
            if part.begins_section:
                lines.append(part.line)
                if part.line > self.top:
                    break
        if self.is_whole and not was_whole:
            self._has_grown()
        number = bisect_left(lines, self.top + 1) - 1 + step
        if not 0 <= number < len(lines) or (step > 0 and self.is_at_end):
            return False
        self.scroll_to_line(lines[number])
        return True

    def action_page(self, step: float) -> None:
        """Scroll by the lines that are on the screen, or a part of them; down so that no part is cut in two."""
        head, end = len(self._head.lines), self.top + self.size.height
        room = max(self.size.height - head, 1)
        lines = int(step * room)
        if step == 1:
            self._reach(end)  # and a screen more
            lines = max(self.begun.next_screen(range(end - room, end)) - end + room, 1)
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
        return self.begun.position(self.top)

    @property
    def shown(self) -> range:
        """The numbers of the lines on the screen."""
        return range(self.top, min(self.top + self.size.height, len(self.begun.lines)))

    @property
    def share_shown(self) -> float | None:
        """The share of the page down to the last line on the screen; None as long as it isn't known."""
        lines = len(self.begun.lines)
        return (min(self.shown.stop / lines, 1) if lines else 1) if self.is_whole else None

    @property
    def text_end(self) -> int:
        """The line before which the text of the page ends."""
        return self.document.text_end(self._blocks, self._length)

    def scroll_to_line(self, line: int) -> None:
        """Bring a line to the top of the screen."""
        self.scroll_to(y=line, animate=False, force=True)
