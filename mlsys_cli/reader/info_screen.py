"""The screen of a page over an exhibit."""

from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.reader.background_work import WORKING, BackgroundWork
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.page_widget import PageWidget

_TICK = 0.05


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
        self.query_one(FootLine).say(WORKING if self._later is not None else "q back")

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
