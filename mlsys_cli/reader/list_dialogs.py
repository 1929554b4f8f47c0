"""Boxes with a list to choose from, which is filtered or found by what is typed."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.geometry import Size
from textual.widgets import Input

from mlsys_cli.reader.dialogs import Dialog
from mlsys_cli.reader.location import Destination, Finder, Location
from mlsys_cli.reader.row_list import ListRow, RowList
from mlsys_cli.reader.typed_field import PastedLine
from mlsys_cli.render.rich_text import indented, text_of
from mlsys_cli.text.sanitize import harmless

_Result = TypeVar("_Result")
_ROWS_AROUND = 6
"""The rows of the screen that a list leaves: the line to type in, the border, and some of the page."""


class ListDialog(Dialog[_Result], Generic[_Result]):
    """A line to type in, and the rows that fit what was typed; the arrow keys choose one, and Enter takes it."""

    DEFAULT_CSS = """
    ListDialog { align: center top; }  /* the line stays where it is while the list gets longer and shorter */
    ListDialog > Vertical { margin: 1 0; }
    ListDialog RowList { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
        Binding("pagedown", "choose(10)", show=False, priority=True),
        Binding("pageup", "choose(-10)", show=False, priority=True),
    ]

    def __init__(self, title: str, placeholder: str) -> None:
        super().__init__(title)
        self._placeholder = placeholder
        self._shown: tuple[str, Size] | None = None

    def rows_for(self, typed: str) -> tuple[Sequence[ListRow], int]:
        """The rows that fit what was typed, and the number of the one that is chosen first."""
        raise NotImplementedError

    def take(self, target: Location | str) -> None:
        """Do what a row stands for."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The line to type in, and the list."""
        with Vertical():
            yield PastedLine(placeholder=self._placeholder)
            yield RowList()

    def on_mount(self) -> None:
        """Show what there is before anything is typed."""
        super().on_mount()
        self.query_one(Input).focus()
        self._show()

    def _show(self) -> None:
        typed, size = self.query_one(Input).value.strip(), self.app.size
        if self._shown == (typed, size):  # as when the box gets its first size
            return
        self._shown = typed, size
        rows, chosen = self.rows_for(typed)
        if typed and not rows:
            rows, chosen = [ListRow((Text(f"Nothing found for “{harmless(typed)}”.", "caption"),))], -1
        room, lines = max(size.height - _ROWS_AROUND, 1), sum(len(row.lines) for row in rows)
        self.query_one(RowList).styles.height = min(max(lines, 1), room)
        self.query_one(RowList).show(rows, chosen)

    def on_resize(self) -> None:
        """Show the rows for another size of the screen."""
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits what was typed."""
        event.stop()
        self._show()

    def action_choose(self, steps: int) -> None:
        """Choose another row."""
        self.query_one(RowList).choose(steps)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the chosen row."""
        event.stop()  # the page under the box would follow its link
        self._take(self.query_one(RowList).target)

    def on_click(self, event: Click) -> None:
        """Close the box by a click beside it."""
        if event.widget is self:
            self.action_close()

    def on_row_list_clicked(self, message: RowList.Clicked) -> None:
        """Take a row that was clicked."""
        self._take(message.target)

    def _take(self, target: Location | str | None) -> None:
        if target is not None and self.is_current:  # a second Enter may come before the box is closed
            self.take(target)


class PickDialog(ListDialog[Location]):
    """Places to choose from, filtered by what is typed; with `find`, they are found by it."""

    KEYS = ("↑↓ choose", "Enter opens", "Esc closes")

    def __init__(
        self,
        title: str,
        choices: Sequence[Destination],
        here: Location | None = None,
        find: Finder | None = None,
    ) -> None:
        super().__init__(title, "type a name, words or a question" if find and not choices else "type to filter")
        self._choices = choices
        self._here = here
        self._find = find

    def rows_for(self, typed: str) -> tuple[Sequence[ListRow], int]:
        """The places, of which the one where the reader is, or else the first, is chosen."""
        found = self._find(typed) if self._find and typed else self._having(typed)
        here = (number for number, choice in enumerate(found) if choice.location == self._here)
        return list(map(_row, found)), next(here, 0)

    def _having(self, typed: str) -> Sequence[Destination]:
        words = typed.casefold().split()
        if not words:
            return self._choices
        return [choice for choice in self._choices if all(word in choice.title.casefold() for word in words)]

    def take(self, target: Location | str) -> None:
        """Close with the chosen place."""
        if isinstance(target, Location):
            self.dismiss(target)


class SearchBox(PickDialog):
    """Offers what fits what is typed, best first; Tab opens all hits as a page."""

    KEYS = ("↑↓ choose", "Enter opens", "Tab all hits")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "open_all", "All hits", show=False, priority=True)]

    def __init__(self, title: str, find: Finder | None, begun: str = "", *, is_after_g: bool = False) -> None:
        super().__init__(title, (), find=find)
        self._begun = begun
        self._is_after_g = is_after_g

    def on_mount(self) -> None:
        """Begin with some words, if there are any."""
        super().on_mount()
        self.query_one(Input).value = self._begun

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits what was typed; a g that follows the one which opened the box goes to the top of the page."""
        is_second, self._is_after_g = self._is_after_g and event.value == "g", False
        if is_second:
            event.stop()
            self.dismiss(Location("top"))
        else:
            super().on_input_changed(event)

    def action_open_all(self) -> None:
        """Close with the page of all hits."""
        if words := self.query_one(Input).value.strip():
            self.dismiss(Location("search", query=words))


def _row(choice: Destination) -> ListRow:
    """The title of a choice with its remark, and below it the beginning of the words about it."""
    below = indented([text_of(choice.excerpt)], "  ") if choice.excerpt else []
    return ListRow((choice.title, *below), choice.location, choice.remark)
