"""The boxes over a page: a peek at a link, a choice from a list, and a line to type."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mlsys_cli.page import Blocks
from mlsys_cli.reader.location import Location
from mlsys_cli.reader.reader_page import Destination
from mlsys_cli.reader.table_window import fit_table
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import segments, text_of

_Result = TypeVar("_Result")
_MOST_SHOWN = 200
_WIDTH, _FRAME = 72, 8
"""The columns of a box, and those of its border, margins and scroll bar."""


class Dialog(ModalScreen[_Result], Generic[_Result]):
    """A box in the middle of the screen, with a title in its border; Esc closes it."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical { width: 72; max-width: 96%; height: auto; max-height: 90%; border: round $accent; padding: 0 1;
        background: $surface; }
    Dialog OptionList { border: none; min-width: 4; background: $surface; padding: 0; text-wrap: nowrap;
        text-overflow: ellipsis; }
    Dialog Input { height: 1; padding: 0; background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def on_mount(self) -> None:
        """Put the title into the border."""
        self.query_one(Vertical).border_title = Text(self._title)  # as text, in which Textual would find markup
        for line in self.query(Input):
            line.cursor_blink = False  # nothing moves by itself

    def action_close(self) -> None:
        """Close the box without a result."""
        self.dismiss(None)


class PeekDialog(Dialog[bool]):
    """The target of a link in short; Enter opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", show=False),
        Binding("q,backspace,space", "close", "Close", show=False),
    ]

    def __init__(self, title: str, blocks: Blocks) -> None:
        super().__init__(title)
        self._blocks = blocks

    def compose(self) -> ComposeResult:
        """The page in short, and the keys."""
        with Vertical():
            yield Static(self._text())

    def _text(self) -> Text:
        width = max(min(68, int(self.app.size.width * 0.96) - 4), 20)  # within the border and the padding
        blocks = fit_table(self._blocks, width, is_peek=True).blocks
        return Text("\n").join(map(_styled, lay_out(blocks, width)[:_MOST_SHOWN]))

    def on_resize(self) -> None:
        """Lay the page out for the width of the screen."""
        self.query_one(Static).update(self._text())

    def on_mount(self) -> None:
        """Say in the border which keys there are."""
        super().on_mount()
        self.query_one(Vertical).border_subtitle = "Enter opens · Esc closes"

    def action_open(self) -> None:
        """Close the box, and open what it shows."""
        self.dismiss(True)

    def on_click(self) -> None:
        """Open what the box shows, as Enter does."""
        self.dismiss(True)


def _styled(line: Text) -> Text:
    return Text.assemble(*segments(line))


class PickDialog(Dialog[Location]):
    """A list to choose from, which shrinks as one types; with `find` it is made of what is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("pagedown", "step(10)", show=False, priority=True),
        Binding("pageup", "step(-10)", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Destination],
        here: Location | None = None,
        find: Callable[[str], Sequence[Destination]] | None = None,
    ) -> None:
        super().__init__(title)
        self._choices = choices
        self._here = here
        self._find = find
        self._offered: Sequence[Destination] = ()

    def compose(self) -> ComposeResult:
        """The line to type in, and the list."""
        with Vertical():
            yield Input(
                placeholder="type a name, words or a question"
                if self._find and not self._choices
                else "type to filter",
                compact=True,
            )
            yield OptionList()

    def on_mount(self) -> None:
        """Fill the list."""
        super().on_mount()
        self.query_one(Input).focus()
        self._offer(self._choices)

    def _offer(self, choices: Sequence[Destination]) -> None:
        self._offered = choices[:_MOST_SHOWN]
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(self._row(choice)) for choice in self._offered])
        self._fit()
        if self._offered:
            here = [number for number, choice in enumerate(self._offered) if choice.place == self._here]
            rows.highlighted = here[0] if here else 0

    def _row(self, choice: Destination) -> Text:
        """The title of a choice with its remark, and below it the beginning of the words about it."""
        room = min(_WIDTH, self.app.size.width) - _FRAME
        title = Text(choice.title)
        remark = f" {choice.remark}" if choice.remark else ""
        title.truncate(room - cell_len(remark), overflow="ellipsis", pad=bool(remark))
        lines = [title.append(remark)]
        if choice.words:
            lines.append(Text("  ").append_text(_styled(text_of(choice.words))))
            lines[-1].truncate(room, overflow="ellipsis")
        return Text("\n").join(lines)

    def _fit(self) -> None:
        """Make the list as high as it has lines, as far as the screen goes."""
        # Textual's own `height: auto` fails on a screen of few columns, where it would wrap words to no width.
        room = max(self.app.size.height - 6, 1)
        lines = sum(1 + bool(choice.words) for choice in self._offered)
        self.query_one(OptionList).styles.height = min(max(lines, 1), room)

    def on_resize(self) -> None:
        """Fit the list to the screen."""
        self._fit()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits what was typed."""
        event.stop()
        if self._find is not None:
            self._offer(self._find(event.value) if event.value.strip() else self._choices)
            return
        words = event.value.casefold().split()
        self._offer([c for c in self._choices if all(word in c.title.casefold() for word in words)])

    def action_step(self, steps: int) -> None:
        """Choose another row."""
        rows = self.query_one(OptionList)
        if self._offered:
            rows.highlighted = min(max((rows.highlighted or 0) + steps, 0), len(self._offered) - 1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the chosen row."""
        event.stop()  # the page under the box would follow its link
        number = self.query_one(OptionList).highlighted
        if number is not None and number < len(self._offered):
            self.dismiss(self._offered[number].place)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a row that was clicked."""
        self.dismiss(self._offered[event.option_index].place)


class TextDialog(Dialog[str]):
    """A line to type."""

    def compose(self) -> ComposeResult:
        """The line."""
        with Vertical():
            yield Input(compact=True)

    def on_mount(self) -> None:
        """Begin to type at once."""
        super().on_mount()
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        event.stop()
        self.dismiss(event.value)
