"""The screens over a page, which have its head and its foot: the base of all of them, and another page."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.reader.background_work import WORKING, BackgroundWork
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.key_bindings import foot_sign, unknown_key
from mlsys_cli.reader.location import Location, ReaderPage
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.render.rich_text import segments

_Result = TypeVar("_Result")
_TICK = 0.05  # seconds

KEYS_KEY = Binding("question_mark", "keys", "keys", tooltip="All keys")
LAST_KEYS = (
    Binding("q", "leave", "leave", tooltip="Leave"),
    Binding("escape", "step_back", show=False, tooltip="One step back"),
    KEYS_KEY,
)
"""The last keys of most screens; the one that lists all keys ends the foot of each."""


class FramedScreen(ModalScreen[_Result], Generic[_Result]):
    """A screen with a head line, what is between them, and a foot line.

    `KEYS` are its bindings, the most important first: those with a word are in the foot, and those with a tooltip in
    the list of keys. `check_action` says which of them work now.
    """

    DEFAULT_CSS = "FramedScreen, FramedScreen:ansi { background: $background; }"
    AUTO_FOCUS = ""
    KEYS: ClassVar[Sequence[Binding]] = ()
    is_first = False
    """True if there is nothing to go back to: Esc then leaves it to q to end the program."""

    _fitted: Size | None = None
    """The size of the screen for which it was laid out; of the same size there may be several events."""

    def body(self) -> ComposeResult:
        """The widgets between the head and the foot."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The head line, the body, and the foot line."""
        yield HeadLine()
        yield from self.body()
        yield FootLine()

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

    @property
    def head(self) -> HeadLine:
        """The head line."""
        return self.query_one(HeadLine)

    @property
    def foot(self) -> FootLine:
        """The foot line."""
        return self.query_one(FootLine)

    def say(self, message: str = "", *, is_beside_keys: bool = False) -> None:
        """Show the keys that work now, or a message in their place or above them."""
        self.foot.keys = tuple(self.foot_keys())
        self.foot.say(message, whole=is_beside_keys, is_beside_keys=is_beside_keys)

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

        self.app.push_screen(KeysDialog(self.works, {self.head.titles[0]: self.KEYS}), self._do_chosen)

    def _do_chosen(self, action: Location | str | None) -> None:
        if isinstance(action, str):
            self.call_later(self.run_action, action)

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


class PageOver(FramedScreen[None]):
    """A page over another screen; reading it isn't noted. `follow` goes to the target of a link.

    Each of the `later` blocks takes its place as soon as it is worked out.
    """

    KEYS = (
        Binding("tab", "link(1)", "link", tooltip="Next link"),
        Binding("shift+tab", "link(-1)", show=False, tooltip="Previous link"),
        Binding("enter", "follow", "open", tooltip="Peek, then open"),
        Binding("q,escape,backspace,enter,o", "leave", "back", tooltip="Back"),
        KEYS_KEY,
    )
    BINDINGS: ClassVar = list(KEYS)

    def __init__(
        self,
        page: ReaderPage,
        follow: "Callable[[PageOver, str], None] | None" = None,
        later: Iterator[Blocks] | None = None,
    ) -> None:
        super().__init__()
        self._page, self._follow, self._later = page, follow, later
        self._work = BackgroundWork(self)

    def body(self) -> ComposeResult:
        """The page."""
        yield PageWidget(self.show_place)

    @property
    def view(self) -> PageWidget:
        """The page."""
        return self.query_one(PageWidget)

    def on_mount(self) -> None:
        """Show the page, and begin to work out the rest."""
        self.view.focus()
        self.view.show(self._page.blocks)
        self._go_on()

    def _go_on(self) -> None:
        if self._later is not None:
            self._work.start(partial(next, self._later, None), self._show_more)
        self.show_place()

    def _show_more(self, more: "Future[Blocks | None]") -> None:
        if not self.is_attached:
            return
        if blocks := more.result():
            self.view.change(blocks, 0)  # what is on the screen stays there
            self.set_timer(_TICK, self._go_on)  # until then the blocks are drawn
        else:
            self._later = None
        self.show_place()

    def on_page_widget_ended(self, message: PageWidget.Ended) -> None:
        """Say that there is nothing more."""
        message.stop()
        self.say("This is the end of the page · q goes back")

    def show_place(self) -> None:
        """Show how far the page is, and whether more of it is worked out."""
        self.head.show(self._page.title, self.view.share_shown, 0)
        self.say(WORKING if self._later is not None else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out the keys of links where none can be followed; Enter goes back then."""
        if action == "follow":
            return bool(self._follow and self.view.link)
        return action != "link" or bool(self._follow and self.view.document.links)

    def action_link(self, step: int) -> None:
        """Choose a link."""
        self.view.choose_next(step)
        self.say()

    def action_follow(self) -> None:
        """Follow the chosen link."""
        if self._follow and (link := self.view.link):
            self._follow(self, link.target)

    def on_page_widget_followed(self, message: PageWidget.Followed) -> None:
        """Follow a link that was clicked; the page below stays where it is."""
        message.stop()
        if self._follow:
            self._follow(self, message.link.target)


class Lines(Widget):
    """Lines of text that are laid out."""

    DEFAULT_CSS = "Lines { width: 100%; height: auto; background: $background; }"

    lines: Sequence[Text] = ()

    def show(self, lines: Sequence[Text]) -> None:
        """Show other lines."""
        self.lines = lines
        self.styles.height = len(lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of them."""
        base, width = self.rich_style, self.size.width
        if y >= len(self.lines):
            return Strip.blank(width, base)
        strip = Strip([Segment(text, base + style) for text, style in segments(self.lines[y])])
        return strip.adjust_cell_length(width, base)


def clickable(line: Text, action: str) -> Text:
    """A line on which a click does an action of the screen."""
    line = line.copy()
    line.stylize(Style(meta={"@click": f"screen.{action}"}))
    return line
