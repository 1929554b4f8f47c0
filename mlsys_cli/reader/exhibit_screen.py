"""The base of the screens of exhibits: their lines at the head and the foot, what takes long, and pages over them."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from copy import copy
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mlsys_cli.claims import Checked
from mlsys_cli.errors import MlsysError
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page.blocks import Blocks, Heading
from mlsys_cli.queries.exhibits import end_run
from mlsys_cli.reader.background_work import WORKING, BackgroundWork
from mlsys_cli.reader.dialogs import TextDialog
from mlsys_cli.reader.exhibit_layout import foot_keys, key_rows
from mlsys_cli.reader.frame import FramedScreen
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.render.rich_blocks import wide_margins
from mlsys_cli.session.session import Session
from mlsys_cli.views.exhibit_view import ClaimsView, about_blocks
from mlsys_cli.views.shared_blocks import command_blocks
from mlsys_cli.views.view import View

_TICK = 0.05  # seconds


class InfoScreen(ModalScreen[None]):
    """A page over an exhibit. Each of the `later` blocks takes its place as soon as it is worked out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape,backspace,enter,c,w,question_mark", "close", show=False)]

    def __init__(self, title: str, blocks: Blocks, later: Iterator[Blocks] | None = None) -> None:
        super().__init__()
        self._title, self._blocks, self._later = title, blocks, later
        self._work = BackgroundWork(self)

    def compose(self) -> ComposeResult:
        """The head line, the page, and the foot line."""
        yield HeadLine()
        yield PageWidget()
        yield FootLine()

    def on_mount(self) -> None:
        """Show the page, and begin to work out the rest."""
        self.query_one(PageWidget).focus()
        self.query_one(PageWidget).show(self._blocks)
        self._go_on()

    def _go_on(self) -> None:
        if self._later is not None:
            self._work.start(partial(next, self._later, None), self._show_more)
        self.on_page_widget_moved()

    def _show_more(self, more: "Future[Blocks | None]") -> None:
        if not self.is_attached:
            return
        if blocks := more.result():
            self.query_one(PageWidget).show(blocks)
            self.set_timer(_TICK, self._go_on)  # until then the blocks are drawn
        else:
            self._later = None
        self.on_page_widget_moved()

    def on_page_widget_moved(self) -> None:
        """Show how far the reader is."""
        self.query_one(HeadLine).show(self._title, self.query_one(PageWidget).share_shown, 0)
        foot = self.query_one(FootLine)
        foot.keys = ("q back",)
        foot.say(WORKING if self._later is not None else "")

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


class ExhibitScreen(FramedScreen[View]):
    """The base of the screens of exhibits: head line, keys, a guess, and pages over them.

    It closes with what to remember, if the learner has done anything.
    """

    player: Player | TalkPlayer

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.end: View | None = None
        self._work = BackgroundWork(self)
        self._acts: deque[tuple[Callable[[Any], object], Callable[[Any], object]]] = deque()
        self._ahead: Player | TalkPlayer | None = None

    @property
    def width(self) -> int:
        """The columns inside the margins."""
        return max(self.app.size.width - 2 * wide_margins(self.app.size.width), 1)

    def show(self) -> None:
        """Show the exhibit as it is now."""
        raise NotImplementedError

    def say(self, message: str = "", *, is_beside_keys: bool = False) -> None:
        """Show a message; with none what is under way, or else the keys."""
        foot = self.query_one(FootLine)
        foot.keys = foot_keys(self.player)
        foot.say(message or self.progress)

    @property
    def progress(self) -> str:
        """The work that is under way, in words; empty for none."""
        return WORKING if self.is_working else ""

    def on_resize(self) -> None:
        """Lay everything out for the new size."""
        self.show()

    def show_head(self, right: str) -> None:
        """Show the title and the year, and on the right where the run is."""
        entry, room = self.player.run.entry, self.app.size.width - 2
        title = f"{entry.title} ({entry.year})"
        if len(title) + len(right) + 2 > room:
            right = ""
        self.query_one(HeadLine).titles = title if len(title) <= room else entry.title, right

    # --- pages over it

    def action_claims(self) -> None:
        """Compare with what was published, claim by claim."""
        run = self.player.run

        def pages() -> Iterator[Blocks]:
            checked: list[Checked] = []
            for one in run.exhibit.check():
                checked.append(one)
                yield ClaimsView([(run.entry, tuple(checked))]).blocks()

        title = (Heading(1, f"{run.entry.title} ({run.entry.year})"),)
        self.app.push_screen(InfoScreen("Claims", title, pages()))

    def action_about(self) -> None:
        """Show what can be set, and how faithful the exhibit is."""
        self.app.push_screen(InfoScreen("About", about_blocks(self.player.run)))

    def action_keys(self) -> None:
        """Show all keys."""
        self.app.push_screen(InfoScreen("Keys", (Heading(1, "Keys"), *command_blocks(key_rows(self.player)))))

    def action_guess(self) -> None:
        """Ask for a guess."""
        if self.player.run.question is None:
            self.say("There is nothing to guess here.")
            return

        def take(guess: str | None) -> None:
            self.player.guess = (guess or "").strip() or self.player.guess
            self.show()

        self.app.push_screen(TextDialog("Your guess"), take)

    def action_leave(self) -> None:
        """Leave the exhibit."""
        if self.player.has_moved:
            self.end = end_run(self._session, self.player)
        self.dismiss(self.end)

    # --- what may take long

    @property
    def is_working(self) -> bool:
        """True as long as something is worked out that will be shown."""
        return self._ahead is not None or bool(self._acts)

    def work_out(self, act: Callable[[Any], object], then: Callable[[Any], object] | None = None) -> None:
        """Have the player do something, then show it, or go on with the result; acts are done one after the other.

        A copy of the player does it in another thread, and takes its place if nothing goes wrong.
        """
        self._acts.append((act, then or (lambda _: self.show())))
        if not self._work.is_under_way:
            self._do_next()
        if self.is_working:
            self.say("")

    def _do_next(self) -> None:
        if not self._acts:
            return
        act, then = self._acts.popleft()
        ahead = self._ahead = copy(self.player)

        def finish(done: "Future[object]") -> None:
            if not self.is_attached:
                return
            if self._ahead is ahead:
                self._ahead = None
                self.attempt(lambda: self._take_over(ahead, done.result(), then))
            self._do_next()

        self._work.start(partial(act, ahead), finish)

    def _take_over(self, ahead: Player | TalkPlayer, result: object, then: Callable[[Any], object]) -> None:
        ahead.take_guess(self.player)
        self.player = ahead
        then(result)

    def stop_working(self) -> None:
        """Stay with what is shown; what is under way is worked out, but not shown before it is asked for again."""
        self._ahead = None
        self._acts.clear()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something, or show its error in the foot line."""
        try:
            act()
        except MlsysError as error:
            self.show()
            message = f"{error.message[:1].upper()}{error.message[1:].rstrip('.')}."
            self.say(" ".join((message, *error.hints)))
