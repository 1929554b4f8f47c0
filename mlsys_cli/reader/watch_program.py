"""`mlsys read --watch` on the whole screen: a draft as a page, and its problems below it."""

import gc
from itertools import zip_longest
from threading import Event, Thread
from time import sleep
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.queries.live_preview import DraftPage
from mlsys_cli.reader.full_screen_program import FullScreenProgram
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.session.session import Session
from mlsys_cli.views.shared_blocks import fold_sources

_ABOVE = 3
"""The part of the screen that is above a changed line: a third."""

_PATIENCE = 1.0
"""Seconds to wait at most until a page is on the screen."""


class WatchProgram(FullScreenProgram):
    """Shows a draft after each save, where it has changed."""

    CSS = f"""{FullScreenProgram.CSS}
    #problems {{ display: none; border-top: solid $panel; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", show=False)]

    class Saved(Message):
        """The page of a draft that was saved."""

        def __init__(self, page: Blocks) -> None:
            super().__init__()
            self.page = page

    class Checked(Message):
        """Its problems."""

        def __init__(self, problems: Blocks, count: int) -> None:
            super().__init__()
            self.problems = problems
            self.count = count

    class Failed(Message):
        """The draft can't be read."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(self, session: Session, draft: DraftPage) -> None:
        super().__init__(session)
        self._draft = draft
        self._is_shown = Event()

    def compose(self) -> ComposeResult:
        """The head line, the page, its problems, and the foot line."""
        yield HeadLine()
        yield PageWidget()
        problems = PageWidget()
        problems.id = "problems"
        yield problems
        yield FootLine()

    def on_mount(self) -> None:
        """Begin to watch."""
        self._page.focus()
        self._say("reading …")
        Thread(target=self._watch, daemon=True).start()  # keys are answered while a book is read and checked

    def _watch(self) -> None:
        """Read and check the draft after each save."""
        gc.disable()  # a page is made of very many objects, none of which is garbage before the next one is there
        try:
            while self.is_running:
                if self._draft.is_saved():
                    page = tuple(block for view in self._draft.views() for block in view.blocks())
                    self._is_shown.clear()
                    self.post_message(self.Saved(page if self._session.options.sources else fold_sources(page)))
                    self._is_shown.wait(_PATIENCE)  # the check would slow it down
                    if problems := self._draft.problems():
                        self._draft.prepare()
                        self.post_message(self.Checked(problems.blocks(), len(problems.problems)))
                sleep(self._draft.pause)
        except Exception as error:  # noqa: BLE001 - it is raised again where the program ends
            self.post_message(self.Failed(error))

    def on_watch_program_saved(self, message: Saved) -> None:
        """Show the page; what has changed comes to the screen."""
        page = self._page
        before = page.document.lines
        page.show(message.page, page.position)
        pairs = enumerate(zip_longest(before, page.document.lines))
        changed = next((number for number, (old, new) in pairs if old != new), None)
        if before and changed is not None and changed not in page.shown:
            page.scroll_to_line(max(changed - page.size.height // _ABOVE, 0))
        self._say("checking …")
        self.call_after_refresh(self._is_shown.set)

    def on_watch_program_checked(self, message: Checked) -> None:
        """Show the problems, which get as many lines as they need when they are laid out."""
        problems = self.query_one("#problems", PageWidget)
        problems.display = bool(message.count)
        self._say("Tab goes to the problems and back" if message.count else "no problems")
        problems.show(message.problems)

    def on_watch_program_failed(self, message: Failed) -> None:
        """End with the error."""
        self.error = message.error
        self.exit()

    def on_page_widget_moved(self, _: PageWidget.Moved) -> None:
        """Show how far the page is, and all lines of the problems or as many as fit on half of the screen."""
        self.query_one(HeadLine).show(self._draft.name, self._page.share_shown, 0)
        problems = self.query_one("#problems", PageWidget)
        problems.styles.height = min(len(problems.document.lines) + 1, self.size.height // 2)

    @property
    def _page(self) -> PageWidget:
        return self.query(PageWidget).first()

    def _say(self, message: str) -> None:
        self.query_one(FootLine).say(f"{message} · q quits")
