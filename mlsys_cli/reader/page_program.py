"""The base of a program that shows a page between a head line and a foot line, with panes beside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import ComposeResult

from mlsys_cli.errors import MlsysError
from mlsys_cli.reader.full_screen_program import FullScreenProgram
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.page_frame import PageFrame, PageScreen
from mlsys_cli.reader.page_widget import PageWidget


class PageProgram(FullScreenProgram):
    """A program with a page, its panes, and lines for its title and for messages."""

    title_shown, minutes, shows_share = "", 0, True

    def get_default_screen(self) -> PageScreen:
        """The screen of the page."""
        return PageScreen()

    def compose(self) -> ComposeResult:
        """The head line, the page with its panes, and the foot line."""
        yield HeadLine()
        yield PageFrame(self._session)
        yield FootLine()

    @property
    def view(self) -> PageWidget:
        """The page."""
        return self.screen_stack[0].query_one(PageWidget)

    @property
    def frame(self) -> PageFrame:
        """The page with its panes."""
        return self.screen_stack[0].query_one(PageFrame)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Report in the foot line what can't be done."""
        try:
            yield
        except MlsysError as error:
            self._say(error.message, whole=True)

    async def action_panes(self) -> None:
        """Show the side panes, or hide them."""
        self._say(await self.frame.toggle())

    def action_pane(self) -> None:
        """Give the keys to the next side pane, and after the last one to the page."""
        self._say(self.frame.focus_next())

    def _show_head(self) -> None:
        self.screen_stack[0].query_one(HeadLine).show(
            self.title_shown, self.view.share_shown if self.shows_share else None, self.minutes
        )

    def _say(self, message: str, whole: bool = False) -> None:
        if self.screen_stack:  # none is left when the program ends
            self._foot.say(message, whole)

    @property
    def _foot(self) -> FootLine:
        return self.screen_stack[0].query_one(FootLine)
