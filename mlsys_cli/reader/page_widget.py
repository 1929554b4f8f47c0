"""The page on the screen: its lines are drawn and selected, and its links walked and clicked."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection as SelectedCells
from textual.strip import Strip

from mlsys_cli.page.anchors import Anchor
from mlsys_cli.page.blocks import Block, Blocks, targets
from mlsys_cli.reader.key_bindings import PAGE_KEYS, key_at
from mlsys_cli.reader.line_view import LineView
from mlsys_cli.reader.location import TOP, PagePosition
from mlsys_cli.reader.page_layout import LaidOutPage, LineRange, PageLink, lay_out, same_place
from mlsys_cli.reader.paragraph_marks import MEANT, NEW, marked_lines, paragraph_on, paragraph_parts, with_sign
from mlsys_cli.reader.selection import Selection, selected_text, selection_between, whole_part, words_of
from mlsys_cli.reader.table_window import FrozenHead, TableWindow, fit_table, frozen_head, is_about_table, same_row
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, wide_margins
from mlsys_cli.render.rich_text import segments, style_named

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"

_NARROWEST = 20
"""The columns for which a page is laid out at least; on a narrower screen one scrolls sideways."""

_MOST_KEPT = 8
"""The pages that stay laid out for the way back."""

_HEAD_AND_FOOT = 2
"""The lines of the screen that no page has."""

_STEP = 8
"""How many columns a page becomes wider or narrower at once."""

_NARROW, _WIDEST = 40, PROSE_WIDTH + 2 * wide_margins(PROSE_WIDTH)
"""The columns of a page between which it becomes wider and narrower."""

_CHOSEN = Style(reverse=True)
_CHOSEN_ROW = Style(reverse=True, color="default")
"""A row of a list, whose columns have colours that would make three grounds of it."""
_FOUND = _HINT = Style(reverse=True, bold=True)
_LIT = style_named("hit")
"""Words of a filter, which are to be seen in the chosen row as well."""


class _Kept(NamedTuple):
    """A page as it was laid out for the width of the screen, from a column of its table on."""

    blocks: Blocks
    first_column: int
    page: tuple[TableWindow, LaidOutPage, FrozenHead]


class PageWidget(LineView, can_focus=True):
    """A page that is laid out again when its width changes, without losing the reader's place.

    On it links can be chosen, words found and selected, and marks seen. It calls `moved` when other lines are on the
    screen, or other words selected, before that is drawn: what is shown beside the page is drawn with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(PAGE_KEYS)

    class Ended(Message):
        """The reader wants to read on from the end of the page."""

    class Followed(Message):
        """The reader has clicked a link."""

        def __init__(self, link: PageLink) -> None:
            super().__init__()
            self.link = link

    def __init__(self, moved: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._tell_moved, self._has_moved = moved, False
        self._strips: dict[int, Strip] = {}
        self._kept: deque[_Kept] = deque(maxlen=_MOST_KEPT)
        self.blocks: Blocks = ()
        self._end: Block | None = None
        """The block before which the text ends."""
        self.draws_first = False
        """True if of the next page only the first screen is laid out, until it is shown again after a change.

        For a chapter, to lay it out would be a fifth of the time from the command to the screen.
        """
        self._is_begun = False
        """True as long as only the first screen is laid out."""
        self._columns = 0
        self._fitted = (0, 0)
        self._begins: tuple[PagePosition, int] | None = None
        self._table, self._head, self.first_column = TableWindow(()), FrozenHead(), 0
        self.document = LaidOutPage((), (), ())
        """The page, laid out for the width of the screen."""
        self.chosen = -1
        self.walks = False
        self.room = 0
        """The columns that it has, or will have when what is beside it is shown or hidden."""
        self.hints: Mapping[str, int] = {}
        """The links that are followed by their letters."""
        self._typed = ""
        self.matches: tuple[LineRange, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self._found = -1
        self.selection: Selection | None = None
        self._marks: Sequence[tuple[str, str, Anchor]] = ()
        self._signs: dict[int, str] = {}
        self._meant = range(0)
        self._new = -1

    # --- the page

    def show(
        self, blocks: Blocks, start: PagePosition = TOP, chosen: int = -1, *, length: int = 0, paragraph: int = 0
    ) -> None:
        """Show a page from a position on, or from a paragraph of its first section, with one of its links chosen.

        Its text is its first blocks, `length` of them.
        """
        self.blocks, self._end, self.chosen = blocks, next(iter(blocks[length:]), None), chosen
        self._begins, self._marks, self.selection = (start, paragraph), (), None
        self._is_begun = self.draws_first and (start, paragraph) == (TOP, 0)
        self.draws_first = False
        self._lay_out()
        self.refresh()  # also if the new page is as long as the one before
        self._say_moved()

    def change(self, blocks: Blocks, length: int, chosen: int = -1) -> None:
        """Show the page after a change to it: what was at the top of the screen stays there, and what is selected."""
        before, top, selection = self.document.parts, self.top, self.selection
        self.show(blocks, chosen=chosen, length=length)
        self.selection = selection and selection.laid_out(words_of(self.document))
        self.scroll_to_line(same_place(before, self.document.parts, top))

    def go_to(self, start: PagePosition, chosen: int) -> None:
        """Scroll to a position, and choose a link."""
        self.chosen = chosen
        self.scroll_to_line(self.document.line_at(start))
        self._redraw()

    def _lay_out(self) -> None:
        room = (self.room or self.size.width) - self.styles.scrollbar_size_vertical
        width = min(room, self._columns or room)
        width -= 0 if wide_margins(width) else 2  # on the left a margin for the signs of marks
        fitted = width, -(-(room - width) // 2)
        if room < 1 or (fitted == self._fitted and self._begins is None):
            return
        start, paragraph = self._begins or (self.position, 0)
        if fitted != self._fitted:
            self._kept.clear()
        self._begins, self._fitted = None, fitted
        width, indent = max(width, _NARROWEST), fitted[1]
        self._table, self.document, self._head = self._laid_out(width, indent)
        self.hints, self._meant, self._new = {}, range(0), -1
        self.matches = self._places()
        self.selection = self.selection and self.selection.laid_out(words_of(self.document))
        if not self._is_begun:
            # Only whether it is wider than the screen matters: exactly as wide, it would keep a useless scroll bar.
            extent = Size(width + 1 if fitted[0] < _NARROWEST else 0, len(self.document.lines))
            self.set_extent(extent, self.height)
        self.scroll_to_line(self.document.paragraph_line(paragraph) if paragraph else self.document.line_at(start))
        self.mark()

    def _laid_out(self, width: int, indent: int) -> tuple[TableWindow, LaidOutPage, FrozenHead]:
        """The page for a width; on the way back to one of the last pages it is there already."""
        if self._is_begun:
            return self._first_screen(width, indent)
        first = self.first_column
        kept = next((one for one in self._kept if one.blocks is self.blocks and one.first_column == first), None)
        if kept is None:
            kept = _Kept(self.blocks, first, self._made(self.blocks, width, indent))
            self._kept.append(kept)
        return kept.page

    def _first_screen(self, width: int, indent: int) -> tuple[TableWindow, LaidOutPage, FrozenHead]:
        """As much of the beginning of the page as fills the screen: a figure below it imports what draws it."""
        count, table, document, head = 1, *self._made(self.blocks[:1], width, indent)
        while count < len(self.blocks) and len(document.lines) < self.height:
            count *= 2
            table, document, head = self._made(self.blocks[:count], width, indent)
        return table, document, head

    def _made(self, blocks: Blocks, width: int, indent: int) -> tuple[TableWindow, LaidOutPage, FrozenHead]:
        """A page of some blocks for a width."""
        table = fit_table(blocks, width, self.first_column)
        document = lay_out(table.blocks, width, table.is_wide, indent, self._end)
        return table, document, frozen_head(document) if is_about_table(blocks) else FrozenHead()

    def on_resize(self, _: events.Resize) -> None:
        """Lay the page out for a new width, and say that other lines are on the screen."""
        self.room = self.size.width
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
        self._say_moved()
        return f"The page is {columns} columns wide."

    # --- its place on the screen

    @property
    def position(self) -> PagePosition:
        """The position of the first line on the screen."""
        return self.document.position(self.top)

    @property
    def height(self) -> int:
        """The lines of the screen that it has, or will have: it is laid out before it is first drawn."""
        return self.size.height or max(self.app.size.height - _HEAD_AND_FOOT, 0)

    @property
    def shown(self) -> range:
        """The numbers of the lines on the screen."""
        return range(self.top, min(self.top + self.height, len(self.document.lines)))

    @property
    def share_shown(self) -> float | None:
        """The share of the page down to the last line on the screen; None before all of the page is laid out."""
        lines = len(self.document.lines)
        return min(self.shown.stop / lines, 1) if lines and not self._is_begun else None

    def scroll_to_line(self, line: int) -> None:
        """Bring a line to the top of the screen."""
        self.scroll_to(y=line, animate=False, force=True, immediate=True)

    def bring_to_screen(self, line: int) -> None:
        """Scroll as little as is needed to show a line."""
        if line not in self.shown:
            self.scroll_to_line(line if line < self.top else line - self.size.height + 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that other lines are on the screen."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._say_moved()

    def _say_moved(self) -> None:
        """Call `moved` once for all that is done now."""
        if not self._has_moved:
            self._has_moved = True
            self.app.call_next(self._moved)

    def _moved(self) -> None:
        self._has_moved = False
        self._tell_moved()

    def action_scroll_end(self) -> None:
        """Scroll to the end of the page at once. Textual does it after a while, in which the page may be another."""
        self.scroll_to_line(len(self.document.lines))

    def action_page(self, step: float) -> None:
        """Scroll by the lines that are on the screen, or a part of them; down so that no part is cut in two."""
        head, end = len(self._head.lines), self.top + self.size.height
        room = max(self.size.height - head, 1)
        lines = int(step * room)
        if step == 1:
            lines = max(self.document.next_screen(range(end - room, end)) - end + room, 1)
        self.scroll_to_line(self.top + lines)
        before, self._new = self._new, end if step == 1 and self.top + head < end else -1
        self._redraw(before, self._new)

    def action_read_on(self) -> None:
        """Scroll by the lines that are on the screen, or say that there are no more."""
        if self.top >= self.max_scroll_y:
            self.post_message(self.Ended())
        else:
            self.action_page(1)

    def action_columns(self, step: int) -> None:
        """Begin a table with another column; its row at the top of the screen stays there."""
        first = min(max(self._table.first + step, 0), self._table.last)
        if first == self._table.first:
            return
        before, top, room = self.document, self.top, self._table.room
        self.first_column, self._begins = first, (self.position, 0)
        self._lay_out()
        if top > self._head.lines.start:
            head = len(self._head.lines)
            self.scroll_to_line(same_row(before, self.document, room, top + head) - head)

    @on(events.MouseScrollRight)
    @on(events.MouseScrollLeft)
    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def turn_columns(self, event: events.MouseEvent) -> None:
        """Begin a table with the next column or the one before; most mice have one wheel, which does it with Shift."""
        if event.shift or isinstance(event, events.MouseScrollRight | events.MouseScrollLeft):
            self.action_columns(1 if isinstance(event, events.MouseScrollRight | events.MouseScrollDown) else -1)

    # --- its lines

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        left, top = self.scroll_offset
        number, base = self._head.line_at(top, y), self.base_style
        if number not in self._strips:
            is_line = 0 <= number < len(self.document.lines)
            drawn = [Segment(text, base + style) for text, style in segments(self._marked(number))] if is_line else []
            self._strips[number] = Strip(drawn or [Segment("", base)]).apply_offsets(0, number)
        return self._strips[number].crop_extend(left, left + self.size.width, base)

    def _marked(self, row: int) -> Text:
        line, links = self.document.lines[row], self.document.links
        runs = self.link.runs if self.link else ()
        selected = self.selection.words_on(row) if self.selection else ()
        chosen = _CHOSEN_ROW if self.walks else _CHOSEN
        marks = [(run, chosen) for run in (*runs, *selected) if run.line == row]
        marks += [(run, _FOUND if run == self._here else _LIT) for run in self._found_on(row)]
        hints = [(letter, links[link].runs[0]) for letter, link in self.hints.items()]
        hints = [(letter, run) for letter, run in hints if run.line == row]
        sign = MEANT if row in self._meant else self._signs.get(row) or (NEW if row == self._new else "")
        line = with_sign(self.document, row, sign) if sign else line.copy() if marks or hints else line
        for run, style in marks:
            line.stylize(style, run.start, run.end)
        for letters, run in hints:
            end = run.start + len(letters)
            line = line[: run.start].append(letters, _HINT).append_text(line[end:])
        return line

    def _found_on(self, row: int) -> Sequence[LineRange]:
        first, end = (bisect_left(self.matches, line, key=attrgetter("line")) for line in (row, row + 1))
        return self.matches[first:end]

    def _redraw(self, *lines: int) -> None:
        """Draw some lines anew, or all."""
        for line in lines or [*self._strips]:
            self._strips.pop(line, None)
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw the lines again in other colours."""
        super().notify_style_update()
        self._strips.clear()

    # --- its marks and its selection

    def show_marks(self, marks: Sequence[tuple[str, str, Anchor]]) -> None:
        """Show the marks on the page, each with its sign, and the target of the heading that it is under."""
        if marks != self._marks:
            self._marks = marks
            self.mark()

    def mark(self) -> None:
        """Draw the signs of the lines that have some."""
        self._signs = self.signs()
        self._redraw()

    def signs(self) -> dict[int, str]:
        """The sign of each line that has one."""
        return marked_lines(self.document, self._marks)

    def point_at(self, lines: range) -> None:
        """Show which lines a key is about."""
        self._meant = lines
        self._redraw()

    def select_paragraph(self) -> bool:
        """Select this paragraph, or the first words on the screen of a page without any; false if it has no words."""
        words = words_of(self.document)
        place = paragraph_on(self.document, self.shown)
        line = place.lines.start if place else self.top
        if words:
            self.select(whole_part(words, next((word for word in words if word.line >= line), words[-1]).part))
        return bool(words)

    def move_selection(self, key: str) -> bool:
        """Extend, shrink or move the selection as a key says; false if it says nothing about that."""
        rows, parts = max(self.size.height - 2, 1), paragraph_parts(self.document)
        selection = self.selection and self.selection.by_key(key, rows, parts)
        if selection:
            self.select(selection)
            self.bring_to_screen(selection.words[selection.moving].line)
        return bool(selection)

    def select(self, selection: Selection | None) -> None:
        """Select some words, or none."""
        self.selection = selection
        self._redraw()
        self._say_moved()

    def on_mouse_down(self) -> None:
        """Give the selection up. Textual would do it at a click in the foot too, which names the keys for it."""
        if self.selection:
            self.select(None)

    def selection_updated(self, selection: SelectedCells | None) -> None:
        """Select the words over which the mouse was dragged; Textual knows their lines and characters."""
        words = self.selection.words if self.selection else words_of(self.document)
        if selection and words:
            self.select(selection_between(words, *(place and place.transpose for place in selection)))

    def get_selection(self, selection: SelectedCells) -> tuple[str, str] | None:
        """The text of the selected words, for Textual."""
        return (selected_text(self.document, self.selection), "\n") if self.selection else None

    # --- its links

    @property
    def has_links(self) -> bool:
        """True if the page has a link, on its first screen or where it isn't laid out yet."""
        return bool(self.document.links or (self._is_begun and targets(self.blocks)))

    @property
    def link(self) -> PageLink | None:
        """The link that is chosen."""
        links = self.document.links
        return links[self.chosen] if 0 <= self.chosen < len(links) else None

    @property
    def link_rows(self) -> range:
        """The lines of the screen on which the chosen link is; none if it isn't in sight."""
        rows = [run.line - self.top for run in self.link.runs if run.line in self.shown] if self.link else []
        top = self.region.y
        return range(top + rows[0], top + rows[-1] + 1) if rows else range(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave the keys that choose a row to lists."""
        return action != "choose" or self.walks

    def action_choose(self, step: int) -> None:
        """Choose the next link, or with a step of -1 the one before; from the screen on if none is chosen there.

        The citations of a screen come after its other links.
        """
        document, links = self.document, self.document.links
        if not links:
            return
        on_screen = document.links_on(self.shown)
        first, end = on_screen.start, on_screen.stop
        here = sorted(on_screen, key=lambda index: document.is_citation(links[index]))
        at = here.index(self.chosen) + step if self.chosen in here else (0 if step > 0 else len(here) - 1)
        if 0 <= at < len(here):
            self.chosen = here[at]
        else:
            ahead = range(end, end + len(links)) if step > 0 else range(first - 1, first - 1 - len(links), -1)
            others = (index % len(links) for index in ahead)
            start = ahead[0] % len(links)
            self.chosen = next((index for index in others if not document.is_citation(links[index])), start)
        line = links[self.chosen].line
        if line not in self.shown:
            self.scroll_to_line(max(line - self.size.height // 3, 0))
        self._redraw()
        if self.walks:
            self._say_moved()  # what is shown of the chosen row is another one

    def held_link(self, kind: str) -> PageLink | None:
        """The link to an entry of a kind that the reader looks at: the last one up to a chosen link on the screen.

        Where no link is chosen it is the first one on the screen, if the page is scrolled.
        """
        links = [link for link in self.document.links if link.target.startswith(kind)]
        if self.link and self.link.line in self.shown:
            return next((link for link in reversed(links) if link.line <= self.document.links[self.chosen].line), None)
        return next((link for link in links if self.top and link.line in self.shown), None)

    def hold(self, link: PageLink | None, change: Callable[[], None]) -> None:
        """Change the page without moving a link on the screen, and keep the choice of a link that follows it."""
        row, chosen = link.line - self.top if link else 0, self.link.target if self.link else ""
        change()
        targets = [found.target for found in self.document.links]
        if link and link.target in targets:
            here = targets.index(link.target)
            self.chosen = targets.index(chosen, here) if chosen in targets[here:] else -1
            self.scroll_to_line(max(self.document.links[here].line - row, 0))
            self._redraw()

    def unchoose(self) -> bool:
        """Choose no link; false if none was chosen."""
        was_chosen, self.chosen = self.chosen >= 0, -1
        self._redraw()
        return was_chosen

    def on_click(self, event: events.Click) -> None:
        """Follow the link under the mouse, or press the key that is named there, unless it was dragged there."""
        if event.chain > 1:
            event.prevent_default()  # Textual would select the whole page
        if self.selection or event.chain > 1:  # the first click may have opened the page
            return
        _, place = self.screen.get_widget_and_offset_at(event.screen_x, event.screen_y)
        column, row = place or (0, -1)
        for number, link in enumerate(self.document.links):
            if any(run.line == row and run.start <= column < run.end for run in link.runs):
                self.chosen = number
                self._redraw()
                self.post_message(self.Followed(link))
                return
        line = self.document.lines[row] if 0 <= row < len(self.document.lines) else Text()
        for start, end, style in line.spans:
            if style == "command" and start <= column < end and (key := key_at(line.plain[start:end], column - start)):
                self.app.post_message(key)

    def start_hints(self) -> None:
        """Put letters on the links that are on the screen."""
        links, letters = self.document.links_on(self.shown), list(_LETTERS)
        if len(links) > len(letters):
            letters = [first + second for first in letters for second in letters]
        self.hints, self._typed = dict(zip(letters, links, strict=False)), ""
        self._redraw()

    def type_hint(self, character: str) -> bool:
        """Take a letter of a link; true if that has chosen one. A character that no link has takes the letters away."""
        self._typed += character
        chosen = self.hints.get(self._typed)
        if chosen is None and character and any(letters.startswith(self._typed) for letters in self.hints):
            return False
        self.hints, self.chosen = {}, self.chosen if chosen is None else chosen
        self._redraw()
        return chosen is not None

    # --- its words

    def light(self, words: Iterable[str]) -> None:
        """Mark each place with one of some words, whatever their case, on a list by a light, until others are given."""
        self._wanted, self._found = tuple(words), -1
        self.matches = self._places()
        self._redraw()

    def _places(self) -> tuple[LineRange, ...]:
        return tuple(sorted(run for word in self._wanted for run in self.document.find(word)))

    def show_found(self, step: int) -> int:
        """Bring the next place that was found to the screen (before it with -1), and return its number from 1 on."""
        if not self.matches:
            return 0
        lines = [run.line for run in self.matches]
        number = self._found + step if self.is_found_shown else bisect_left(lines, self.top) - (step < 0)
        self._found = number % len(lines)
        head, line = self._head, lines[self._found]
        # The head of a table stays over its rows, and would cover the one that is scrolled to the top.
        self.scroll_to_line(line - len(head.lines) if head.lines.stop <= line < head.end else line)
        self._redraw()
        return self._found + 1

    @property
    def _here(self) -> LineRange | None:
        """The place that was found last; for another width, words may be broken over two lines, and places be fewer."""
        return self.matches[self._found] if 0 <= self._found < len(self.matches) else None

    @property
    def is_found_shown(self) -> bool:
        """True if the place that was found last is on the screen."""
        return self._here is not None and self._here.line in self.shown
