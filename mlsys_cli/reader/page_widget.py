"""The widget that shows a page: its lines are drawn, and its links can be walked and clicked."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.reader.key_bindings import PAGE_KEYS
from mlsys_cli.reader.location import TOP, PagePosition
from mlsys_cli.reader.named_keys import key_at
from mlsys_cli.reader.page_layout import LineRange, PageLink
from mlsys_cli.reader.page_scroller import PageScroller
from mlsys_cli.reader.paragraph_marks import MEANT, NEW, left_margin, with_sign
from mlsys_cli.render.rich_text import segments, style_named

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class LinkLetters:
    """The letters of some links, which are known by their numbers; one each, or two if the links are many."""

    def __init__(self, links: Iterable[int] = ()) -> None:
        wanted = list(links)
        is_few = len(wanted) <= len(_LETTERS)
        names = list(_LETTERS) if is_few else [first + second for first in _LETTERS for second in _LETTERS]
        self.links: Mapping[str, int] = dict(zip(names, wanted, strict=False))
        self._typed = ""

    def __bool__(self) -> bool:
        return bool(self.links)

    def type(self, character: str) -> bool:
        """Take a character; false while it may be the first of two letters."""
        self._typed += character
        return not (
            character and self.chosen is None and any(letters.startswith(self._typed) for letters in self.links)
        )

    @property
    def chosen(self) -> int | None:
        """The link whose letters were typed; None if that is none."""
        return self.links.get(self._typed)


_CHOSEN = Style(reverse=True)
_FOUND = Style(reverse=True, bold=True)
_LIT = style_named("hit")
"""Words of a filter, which are to be seen in the chosen row as well."""
_HINT = Style(reverse=True, bold=True)


class PageWidget(PageScroller, can_focus=True):
    """A page on which links can be chosen, words found and selected, and marks seen."""

    ALLOW_SELECT = False  # Textual's own selection knows nothing of notes and marks
    BINDINGS: ClassVar[list[BindingType]] = list(PAGE_KEYS)

    class Followed(Message):
        """The reader has pressed Enter on a link, or clicked it."""

        def __init__(self, link: PageLink) -> None:
            super().__init__()
            self.link = link

    class Dragged(Message):
        """The mouse was dragged from one place to another, each a line and a column of the page."""

        def __init__(self, start: tuple[int, int], end: tuple[int, int]) -> None:
            super().__init__()
            self.start = start
            self.end = end

    def __init__(self) -> None:
        super().__init__()
        self._strips: dict[int, Strip] = {}
        self._base_style: Style | None = None
        self.chosen = -1
        self.matches: tuple[LineRange, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self._found = -1
        self.hints = LinkLetters()
        self.walks = False
        self._signs: dict[int, str] = {}
        self._margin: int | None = None
        self._meant = range(0)
        self._new = -1
        self._selected: tuple[LineRange, ...] = ()
        self._pressed: tuple[int, int] | None = None
        self._is_dragging = False

    # --- the page

    def show(
        self, blocks: Blocks, start: PagePosition = TOP, chosen: int = -1, *, length: int = 0, paragraph: int = 0
    ) -> None:
        """Show a page as any scroller does, with one of its links chosen."""
        self.chosen = chosen
        super().show(blocks, start, length=length, paragraph=paragraph)

    def change(self, blocks: Blocks, length: int, chosen: int = -1) -> None:
        """Show the page after a change to it, with one of its links chosen."""
        super().change(blocks, length)
        self.chosen = chosen

    def go_to(self, start: PagePosition, chosen: int) -> None:
        """Scroll to a position, and choose a link."""
        self.chosen = chosen
        self.scroll_to_line(self.document.line_at(start))
        self._redraw()

    def forget_lines(self) -> None:
        """Forget how the lines were drawn, and what was on them."""
        self._strips.clear()
        self.hints = LinkLetters()
        self._selected, self._signs, self._meant, self._new = (), {}, range(0), -1
        self._margin = None
        self.matches = self._places()

    # --- its lines

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        left, top = self.scroll_offset
        number, base = self._head.line_at(top, y), self._base_style or self.rich_style
        self._base_style = base
        if not 0 <= number < len(self.document.lines):
            return Strip.blank(self.size.width, base)
        if number not in self._strips:
            line = self._marked(number)
            self._strips[number] = Strip([Segment(text, base + style) for text, style in segments(line)])
        return self._strips[number].crop_extend(left, left + self.size.width, base)

    def _marked(self, row: int) -> Text:
        line, links = self.document.lines[row], self.document.links
        chosen = links[self.chosen].runs if 0 <= self.chosen < len(links) else ()
        marks = [(run, _CHOSEN) for run in (*chosen, *self._selected) if run.line == row]
        marks += [(run, _LIT if self.walks else _FOUND) for run in self._found_on(row)]
        hints = [(letter, links[link].runs[0]) for letter, link in self.hints.links.items()]
        hints = [(letter, run) for letter, run in hints if run.line == row]
        sign = MEANT if row in self._meant else self._signs.get(row) or (NEW if row == self._new else "")
        if not marks and not hints and not sign:
            return line
        if sign and self._margin is None:
            self._margin = left_margin(self.document.lines)
        line = with_sign(line, sign, self._margin or 0) if sign else line.copy()
        for run, style in marks:
            line.stylize(style, run.start, run.end)
        for letters, run in hints:
            end = run.start + len(letters)
            line = line[: run.start].append(letters, _HINT).append_text(line[end:])
        return line

    def _found_on(self, row: int) -> Sequence[LineRange]:
        first, end = (bisect_left(self.matches, line, key=attrgetter("line")) for line in (row, row + 1))
        return self.matches[first:end]

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    # --- its marks and the selection

    def show_annotations(self, signs: dict[int, str], selected: tuple[LineRange, ...]) -> None:
        """Show signs beside some lines, and some words as selected."""
        self._signs, self._selected = signs, selected
        self._redraw()

    def point_at(self, lines: range) -> None:
        """Show which lines a key is about."""
        self._meant = lines
        self._redraw()

    def mark_end(self, line: int) -> None:
        """Show a sign where there is something new on the screen."""
        for number in (self._new, line):
            self._strips.pop(number, None)
        self._new = line
        self.refresh()

    def bring_to_screen(self, line: int) -> None:
        """Scroll as little as is needed to show a line."""
        if line not in self.shown:
            self.scroll_to_line(line if line < self.top else line - self.size.height + 1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag."""
        self._pressed, self._is_dragging = self._place_of(event) if event.button == 1 else None, False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go on dragging; at its edges the page scrolls."""
        if self._pressed is None or not event.button or self._place_of(event) == self._pressed:
            return
        if not self._is_dragging:
            self.capture_mouse()
            self._is_dragging = True
        if not 0 < event.y < self.size.height - 1:
            self.scroll_to_line(self.top + (1 if event.y > 0 else -1))
        self.post_message(self.Dragged(self._pressed, self._place_of(event)))

    def on_mouse_up(self) -> None:
        """Stop dragging."""
        self.release_mouse()
        self._pressed = None

    def _place_of(self, event: events.MouseEvent) -> tuple[int, int]:
        left, top = self.scroll_offset
        return max(self._head.line_at(top, event.y), 0), max(left + event.x, 0)

    def notify_style_update(self) -> None:
        """Draw the lines again in other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._base_style = None

    # --- its links

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
        return action != "choose_row" or self.walks

    def action_choose_row(self, step: int) -> None:
        """Choose the next row of a list, or with a step of -1 the one before."""
        self.choose_next(step)

    def choose_next(self, step: int) -> None:
        """Choose the next link, or with a step of -1 the one before; from the screen on if none is chosen there.

        The citations of a screen come after its other links.
        """
        document, links = self.document, self.document.links
        if not links:
            return
        edges = (self.shown.start, self.shown.stop)
        first, end = (bisect_left(links, line, key=attrgetter("line")) for line in edges)
        here = sorted(range(first, end), key=lambda index: document.is_citation(links[index]))
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
        if self._is_dragging:
            return
        line, column = self._place_of(event)
        for number, link in enumerate(self.document.links):
            if any(run.line == line and self._covers(run, column) for run in link.runs):
                self.chosen = number
                self._redraw()
                self.post_message(self.Followed(link))
                return
        if key := self._key_at(line, column):
            self.app.post_message(key)

    def _key_at(self, row: int, column: int) -> events.Key | None:
        """The key that the page names at a column of a line."""
        line = self.document.lines[row] if row < len(self.document.lines) else Text()
        for start, end, style in line.spans:
            if style == "command" and self._covers(LineRange(row, start, end), column):
                return key_at(line.plain[start:end], column - line[:start].cell_len)
        return None

    def _covers(self, run: LineRange, column: int) -> bool:
        line = self.document.lines[run.line]
        return line[: run.start].cell_len <= column < line[: run.end].cell_len

    def start_hints(self) -> None:
        """Put letters on the links that are on the screen."""
        links = self.document.links
        self.hints = LinkLetters(number for number, link in enumerate(links) if link.line in self.shown)
        self._redraw()

    def type_hint(self, character: str) -> bool:
        """Take a letter of a link; true if that has chosen one. A character that no link has takes the letters away."""
        if not self.hints.type(character):
            return False
        chosen, self.hints = self.hints.chosen, LinkLetters()
        self.chosen = self.chosen if chosen is None else chosen
        self._redraw()
        return chosen is not None

    # --- its words

    def find(self, query: str) -> int:
        """Mark each place with some words, whatever their case; returns how many there are."""
        self.light([query])
        return len(self.matches)

    def light(self, words: Iterable[str]) -> None:
        """Mark each place with one of some words, on a list by a light, until it is called with others."""
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
        if 0 <= self._found < len(lines) and lines[self._found] in self.shown:
            number = self._found + step
        else:
            number = bisect_left(lines, self.top) - (step < 0)
        self._found = number % len(lines)
        self.scroll_to_line(lines[self._found])
        return self._found + 1
