"""Lines to type in: of a box, of a screen that takes some of the keys, and the line at the foot that finds words."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Input, Label

from mlsys_cli.reader.head_and_foot import FootLine
from mlsys_cli.reader.location import TOP
from mlsys_cli.reader.page_widget import PageWidget

_WIDE = 60
"""The columns from which on the line says what Enter and Esc do."""


class PastedLine(Input):
    """A line that takes a text of several lines as one; Textual would lose all but the first."""

    cursor_blink = reactive(False, init=False)  # nothing moves by itself

    def on_paste(self, event: events.Paste) -> None:
        """Take a text that was pasted."""
        event.stop()
        event.prevent_default()
        line = " ".join(event.text.split())
        self.insert_text_at_cursor("".join(character for character in line if character.isprintable()))


class TypedField(PastedLine):
    """A line without a frame, of at most `longest` characters; as long as it is empty, ? lists the keys."""

    DEFAULT_CSS = """
    TypedField { width: 1fr; height: 1; border: none; padding: 0; background: $background; color: $accent; }
    TypedField:focus { border: none; background-tint: $foreground 0%; }
    """

    def __init__(self, longest: int) -> None:
        super().__init__(compact=True, max_length=longest, select_on_focus=False)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """True for a key that is text here."""
        return super().check_consume_key(key, character) and (bool(self.value) or key != "question_mark")


class FindLine(Horizontal):
    """The foot while one types what to find on a page, or to filter a list by: `/words   1 of 6`.

    What is found is lit at each key. Esc goes back to where the page was, unless the reader has moved on from what was
    found. `filter_by` shows the rows of a list that have some words; `is_folded` says if only a folded part has them.
    """

    DEFAULT_CSS = """
    FindLine { height: 1; padding: 0 1; background: $panel; display: none; }
    FindLine > Input { width: 1fr; min-width: 12; background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end", show=False),
        Binding("down", "walk(1)", show=False),
        Binding("up", "walk(-1)", show=False),
    ]

    def __init__(self, view: PageWidget, filter_by: Callable[[str], None], is_folded: Callable[[str], bool]) -> None:
        super().__init__()
        self._view = view
        self._line = PastedLine(compact=True, select_on_focus=False)
        self._ways = Label()
        self._filter_by, self._is_folded = filter_by, is_folded
        self.is_typed = self._is_filter = False
        self._start, self._count = TOP, ""

    def compose(self) -> ComposeResult:
        """The sign of the key, what is typed, and what there is of it."""
        yield from (Label("/"), self._line, self._ways)

    def begin(self, query: str | None = None) -> None:
        """Take what to find on the page, or what to filter the list by, which so far is `query`."""
        self._is_filter, self._start = query is not None, self._view.position
        with self.prevent(Input.Changed):
            self._line.value = query or ""
        self._show_count("")
        self._take_foot(True)
        self._line.focus()

    def leave(self) -> None:
        """Give the foot and the keys back to the page, if they were taken."""
        if self.is_typed:
            self._take_foot(False)
            self._view.focus()

    def on_descendant_blur(self) -> None:
        """Give the foot back when something else was clicked."""
        self._take_foot(False)

    def _take_foot(self, is_typed: bool) -> None:
        if not is_typed:
            self._line.release_mouse()  # a drag that has ended elsewhere leaves it all that the mouse does
        self.is_typed = self.display = is_typed
        self.screen.query_one(FootLine).display = not is_typed

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what there is, from where the page was."""
        event.stop()
        if self._is_filter:
            self._filter_by(event.value)
            self._show_count("")
        else:
            self._view.go_to(self._start, -1)
            self._view.light([event.value])
            self.action_walk(1)

    def action_walk(self, step: int) -> None:
        """Go to the next place that was found or the next row of the list, or to the one before."""
        if self._is_filter:
            self._view.action_choose(step)
        else:
            number, query = self._view.show_found(step), self._line.value
            found = f"{number} of {len(self._view.matches)}" if number else ""
            if query and not found:
                found = "in a part that goes deeper" if self._is_folded(query) else "not on this page"
            self._show_count(found)

    def on_resize(self) -> None:
        """Name as many keys as there is room for."""
        if self.is_typed:
            self._show_count(self._count)

    def _show_count(self, count: str) -> None:
        self._count = count
        ways = "↓ ↑ choose · Enter opens · Esc shows all" if self._is_filter else "Enter stays · Esc goes back"
        self.say(" · ".join(filter(None, (count, ways if self.app.size.width >= _WIDE else ""))))

    def say(self, message: str) -> None:
        """Show a message until something is typed."""
        self._ways.update(Text(message))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Follow the chosen row, or give the keys back to the page where something was found."""
        event.stop()
        if self._is_filter:
            await self.screen.run_action("follow")
        else:
            self.leave()
            await self.screen.run_action(f"found(0, {event.value!r})")

    def action_end(self) -> None:
        """Take the light away, and show what was there before."""
        if self._is_filter:
            self._filter_by("")
        elif self._view.is_found_shown or self.is_typed:
            self._view.go_to(self._start, self._view.chosen)
        self._view.light(())
        self.leave()
