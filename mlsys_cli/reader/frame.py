"""The base of all screens: a head, a foot, and what is between them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen, Screen

from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.key_bindings import foot_sign, unknown_key
from mlsys_cli.reader.location import ANSWER, Location
from mlsys_cli.views.view import View

_Result = TypeVar("_Result")

KEYS_KEY = Binding("question_mark", "keys", "keys", tooltip="All keys", priority=True)
LAST_KEYS = (
    Binding("q", "leave", "leave", tooltip="Leave"),
    Binding("escape", "step_back", show=False, tooltip="One step back"),
    KEYS_KEY,
)
"""The last keys of most screens; the one that lists all keys ends the foot of each.

It comes before a line to type in, as long as that is empty.
"""


class FramedScreen(ModalScreen[_Result], Generic[_Result]):
    """A screen with a head line, what is between them, and a foot line.

    `KEYS` are its bindings, the most important first: those with a word are in the foot, and those with a tooltip in
    the list of keys. `check_action` says which of them work now.
    """

    DEFAULT_CSS = "FramedScreen, FramedScreen:ansi { background: $background; }"
    AUTO_FOCUS = ""
    KEYS: ClassVar[Sequence[Binding]] = ()
    KEEPS_KEYS = False
    """True if messages are above the keys in the foot, and not in their place."""
    is_first = False
    """True if there is nothing to go back to: Esc then leaves it to q to end the program."""

    _fitted: Size | None = None
    """The size of the screen for which it was laid out; of the same size there may be several events."""

    class Opens(Message):
        """A place is to be read over the screen, or a page that isn't one of the reader's."""

        def __init__(self, location: Location = ANSWER, page: View | None = None) -> None:
            super().__init__()
            self.location, self.page = location, page

    def __init__(self) -> None:
        super().__init__()
        self.head, self.foot = HeadLine(), FootLine(self.KEEPS_KEYS)

    def body(self) -> ComposeResult:
        """The widgets between the head and the foot."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The head line, the body, and the foot line."""
        yield self.head
        yield from self.body()
        yield self.foot

    def on_mount(self) -> None:
        """Lay out what it shows. Textual calls this after the `on_mount` of a subclass."""
        self.on_resize()

    def on_resize(self) -> None:
        """Lay out what it shows for a new size."""
        if self._fitted != self.app.size:
            self._fitted = self.app.size
            self.fit()

    def fit(self) -> None:
        """Lay out what doesn't lay itself out."""

    def say(self, message: str = "") -> None:
        """Show the keys that work now, or a message in their place or above them."""
        self.show_keys()
        self.foot.say(message)

    def show_keys(self) -> None:
        """Name the keys that work now in the foot."""
        self.foot.keys = tuple(self.foot_keys())

    def foot_keys(self) -> Iterator[str]:
        """The keys that work now, each with its word."""
        for binding in self.KEYS:
            if binding.show and binding.description and self.works(binding):
                yield f"{foot_sign(binding)} {binding.description}"

    def works(self, binding: Binding) -> bool:
        """True if a key does something now."""
        _, action, parameters = parse(binding.action)
        return bool(self.check_action(action, parameters))

    def action_keys(self) -> None:
        """Show the keys that work now, and do what is chosen from them."""
        from mlsys_cli.reader.list_dialogs import KeysDialog

        self.app.push_screen(KeysDialog(self.works, self.key_groups), self.do_chosen)

    @property
    def key_groups(self) -> Mapping[str, Sequence[Binding]]:
        """The keys for the list of them, by what they are for."""
        return {self.head.titles[0]: self.KEYS}

    def do_chosen(self, chosen: Location | str | None) -> None:
        """Do the action that was chosen in a box, if any was."""
        if isinstance(chosen, str):
            self.call_later(self.run_action, chosen)

    def action_leave(self) -> None:
        """Leave the screen."""
        self.dismiss(None)

    def action_step_back(self) -> None:
        """Leave the screen, unless that would end the program."""
        if self.is_first:
            self.tell("q leaves")
        else:
            self.action_leave()

    def on_key(self, event: events.Key) -> None:
        """Say that a key does nothing."""
        if self.active_bindings.keys().isdisjoint(event.aliases):
            self.tell(unknown_key(event))

    def tell(self, message: str) -> None:
        """Show a message that answers a key."""
        self.say(message)

    def take_typed(self, event: events.Key | events.Paste) -> bool:
        """Take what is typed before it has its usual meaning; false to leave it."""
        return False

    def copy_selected(self, screen: Screen[object]) -> bool:
        """Hand what is selected on the screen, or on a box over it, to the clipboard; false if nothing is."""
        text = screen.get_selected_text()
        if text:
            self.app.copy_to_clipboard(text)
        return bool(text)
