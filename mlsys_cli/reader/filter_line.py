"""The line above a list for the words that its rows must have."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label


class FilterLine(Horizontal):
    """A line `/ words`, shown while a list is filtered; `changed` gets its words after each key.

    Esc clears it. The arrow keys and Tab walk through the rows, and Enter opens the chosen one.
    """

    DEFAULT_CSS = """
    FilterLine { height: 1; padding: 0 1; background: $boost; display: none; }
    FilterLine > Label { padding-right: 1; color: $text-primary; }
    FilterLine > Input { width: 1fr; background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Show all rows", show=False),
        Binding("down", "app.link(1)", "Next row", show=False),
        Binding("up", "app.link(-1)", "Previous row", show=False),
    ]

    def __init__(self, changed: Callable[[str], None]) -> None:
        super().__init__()
        ways = "type to filter · ↓ ↑ choose · Enter opens · Esc shows all"
        self._input = Input(placeholder=ways, compact=True, select_on_focus=False)
        self._input.cursor_blink = False  # nothing moves by itself
        self._changed = changed
        self.is_typed = False

    def compose(self) -> ComposeResult:
        """A sign, and the words."""
        yield Label("/")
        yield self._input

    @property
    def value(self) -> str:
        """The words."""
        return self._input.value

    def show(self, query: str) -> None:
        """Show the words of a list, or without any words disappear, unless they are being typed."""
        if self.value != query:
            with self.prevent(Input.Changed):
                self._input.value = query
        self.display = bool(query) or self.is_typed

    def begin(self) -> None:
        """Take what is typed from now on."""
        self.display = self.is_typed = True
        self._input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter the list."""
        event.stop()
        self._changed(event.value)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Follow the chosen row."""
        event.stop()
        await self.app.run_action("follow")

    def action_clear(self) -> None:
        """Show all rows again, and give the keys back to the page."""
        self.is_typed = False
        self._changed("")
