"""The box with all keys, in which what is typed finds an action, and Enter runs it."""

from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from mlsys_cli.journal.settings import THEMES
from mlsys_cli.page import Span
from mlsys_cli.reader.dialogs import Dialog
from mlsys_cli.reader.key_bindings import KEYS, PAGE_KEYS, key_names
from mlsys_cli.render.rich_text import beside, segments

_WIDTH, _FRAME = 72, 8
"""The columns of the box, and those of its border, margins and scroll bar."""

_NARROW = 50
"""The columns below which words stand under their key."""


class KeyAction(NamedTuple):
    """An action of one or more keys, which can also be chosen from a list. `purpose` is the heading above it."""

    purpose: str
    keys: str
    words: str
    action: str

    def fits(self, typed: str) -> bool:
        """True if it has all the words that were typed, or if they are one of its keys."""
        text = f"{self.purpose} {self.words} {self.keys}".casefold()
        return typed in self.keys.split() or all(word in text for word in typed.casefold().split())


def all_actions() -> Iterator[KeyAction]:
    """The actions of all keys, and those that have none."""
    for purpose, bindings in KEYS.items():
        for one in bindings:
            if one.description:
                action = f"focused.{one.action}" if one in PAGE_KEYS else one.action
                yield KeyAction(purpose, one.key_display or key_names(one.key), one.description, action)
    for theme in THEMES:
        yield KeyAction("Themes", "", theme, f"theme('{theme}')")


class KeyPalette(Dialog[None]):
    """All keys by what they are for, fewer as one types; Enter does what the chosen one does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list('cursor_down')", show=False, priority=True),
        Binding("up", "list('cursor_up')", show=False, priority=True),
        Binding("pagedown", "list('page_down')", show=False, priority=True),
        Binding("pageup", "list('page_up')", show=False, priority=True),
        Binding("question_mark", "close", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__("Keys")
        self._actions = list(all_actions())
        self._offered: tuple[str, Size] | None = None

    def compose(self) -> ComposeResult:
        """The line to type in, and the list."""
        with Vertical():
            yield Input(placeholder="type what you want to do", compact=True)
            yield OptionList()

    def on_mount(self) -> None:
        """Show all keys."""
        super().on_mount()
        self.query_one(Vertical).border_subtitle = "Enter does it · Esc closes"
        self.query_one(Input).focus()
        self._offer("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the keys that fit what was typed."""
        self._offer(event.value.strip())

    def on_resize(self) -> None:
        """Lay the list out for another width."""
        self._offer(self.query_one(Input).value.strip())

    def _offer(self, typed: str) -> None:
        if self._offered == (typed, self.app.size):  # as when the box gets its first size
            return
        self._offered = typed, self.app.size
        rows, room = self.query_one(OptionList), max(self.app.size.height - 6, 1)
        options = list(self._options([one for one in self._actions if one.fits(typed)]))
        rows.clear_options()
        rows.add_options(options)
        rows.styles.height = min(max(sum(str(option.prompt).count("\n") + 1 for option in options), 1), room)
        rows.action_first()
        rows.scroll_home(animate=False)

    def _options(self, actions: list[KeyAction]) -> Iterator[Option]:
        """A row for each action, under the headings of what they are for."""
        width = max(min(_WIDTH, self.app.size.width) - _FRAME, 8)
        column = max((len(one.keys) for one in self._actions), default=0) + 2
        for purpose, found in groupby(actions, lambda one: one.purpose):
            yield Option(Text(purpose[:width]), disabled=True)
            for one in found:
                if width < _NARROW:
                    spans = (Span(one.keys, "command"), Span(f"{' · ' if one.keys else ''}{one.words}"))
                    lines = beside("", "", 2, spans, width)
                else:
                    lines = beside(one.keys, "command", column, (Span(one.words),), width)
                yield Option(Text("\n").join(Text.assemble(*segments(line)) for line in lines), id=one.action)

    def action_list(self, action: str) -> None:
        """Move in the list."""
        getattr(self.query_one(OptionList), f"action_{action}")()

    def on_input_submitted(self, _: Input.Submitted) -> None:
        """Do what was chosen."""
        if option := self.query_one(OptionList).highlighted_option:
            self._act(option)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was clicked."""
        self._act(event.option)

    def _act(self, option: Option) -> None:
        if self.is_current and option.id:  # a second Enter may come before the box is closed
            self.dismiss()
            self.app.call_later(self.app.run_action, option.id)
