"""`mlsys read --watch` on the whole screen: a draft as a page, and its problems below it."""

import gc
from itertools import zip_longest
from threading import Event, Thread
from time import sleep
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.queries.live_preview import DraftPage
from mlsys_cli.reader.frame import LAST_KEYS, FramedScreen
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.session.session import Session
from mlsys_cli.views.shared_blocks import fold_sources

_ABOVE = 3
"""The part of the screen that is above a changed line: a third."""

_PATIENCE = 1.0
"""Seconds to wait at most until a page is on the screen."""


class WatchScreen(FramedScreen[None]):
    """Shows a draft after each save, where it has changed."""

    DEFAULT_CSS = "WatchScreen #problems { display: none; border-top: solid $panel; }"
    KEEPS_KEYS = True
    KEYS = (
        Binding("tab", "problems", "problems", tooltip="To the problems, and back to the page"),
        *LAST_KEYS,
    )
    BINDINGS: ClassVar = list(KEYS)

    def __init__(self, session: Session, draft: DraftPage) -> None:
        super().__init__()
        self._session = session
        self._draft = draft
        self._page = PageWidget(self.fit_problems)
        self._problems = PageWidget(self.fit_problems)
        self._problems.id = "problems"
        self._is_shown = Event()

    def body(self) -> ComposeResult:
        """The page, and its problems."""
        yield self._page
        yield self._problems

    def on_mount(self) -> None:
        """Begin to watch."""
        self._page.focus()
        self.say("reading …")
        Thread(target=self._watch, daemon=True).start()  # keys are answered while a book is read and checked

    def _watch(self) -> None:
        """Read and check the draft after each save."""
        gc.disable()  # a page is made of very many objects, none of which is garbage before the next one is there
        try:
            while self.is_running:
                if self._draft.is_saved():
                    page = tuple(block for view in self._draft.views() for block in view.blocks())
                    self._is_shown.clear()
                    self.call_later(self._show_page, page if self._session.options.sources else fold_sources(page))
                    self._is_shown.wait(_PATIENCE)  # the check would slow it down
                    if problems := self._draft.problems():
                        self._draft.prepare()
                        self.call_later(self._show_problems, problems.blocks(), len(problems.problems))
                sleep(self._draft.pause)
        except Exception as error:  # noqa: BLE001 - it is raised again where the program ends
            self.call_later(self._fail, error)

    def _show_page(self, blocks: Blocks) -> None:
        """Show the page; what has changed comes to the screen."""
        page = self._page
        before = page.document.lines
        page.show(blocks, page.position)
        pairs = enumerate(zip_longest(before, page.document.lines))
        changed = next((number for number, (old, new) in pairs if old != new), None)
        if before and changed is not None and changed not in page.shown:
            page.scroll_to_line(max(changed - page.size.height // _ABOVE, 0))
        self.say("checking …")
        self.call_after_refresh(self._is_shown.set)

    def _show_problems(self, blocks: Blocks, count: int) -> None:
        """Show the problems, which get as many lines as they need when they are laid out."""
        self._problems.display = bool(count)
        self.say("" if count else "no problems")
        self._problems.show(blocks)

    def _fail(self, error: Exception) -> None:
        """End with the error, as the draft can't be read."""
        raise error

    def fit_problems(self) -> None:
        """Show how far the page is, and all lines of the problems or as many as fit on half of the screen."""
        self.head.show(self._draft.name, self._page.share_shown, 0)
        self._problems.styles.height = min(len(self._problems.document.lines) + 1, self.size.height // 2)

    def on_page_widget_followed(self) -> None:
        """Say where the links of a draft are followed; the page below stays where it is."""
        self.say("Links are followed in the book itself, not in a draft.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out what leads to no problems."""
        return action != "problems" or bool(self._problems.display)

    def action_problems(self) -> None:
        """Give the keys to the problems, or back to the page."""
        self.focus_next()
