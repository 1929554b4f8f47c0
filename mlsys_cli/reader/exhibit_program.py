"""An exhibit on the whole screen: as a program of its own, or over a page of the reader."""

from collections.abc import Callable

from textual.app import App

from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.reader.exhibit_pages import ExhibitScreen, StepsScreen
from mlsys_cli.reader.full_screen_program import FullScreenProgram
from mlsys_cli.reader.location import Location
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.practice_pages import OpenedPage
from mlsys_cli.reader.reader_page import ReaderPage
from mlsys_cli.reader.talk_page import TalkScreen
from mlsys_cli.session.exhibits import end_run, open_run
from mlsys_cli.session.session import Session


class ExhibitProgram(FullScreenProgram):
    """An exhibit until the learner leaves it."""

    def __init__(self, session: Session, run: ExhibitRun, *, reasons: bool = False) -> None:
        super().__init__(session)
        self.exhibit = exhibit_screen(run, reasons=reasons)

    def on_mount(self) -> None:
        """Show the exhibit."""
        self.push_screen(self.exhibit, lambda _: self.exit())


def exhibit_screen(run: ExhibitRun, *, reasons: bool = False) -> ExhibitScreen:
    """The screen that fits an exhibit."""
    if isinstance(run.exhibit.engine, Talk):
        return TalkScreen(TalkPlayer(run), reasons=reasons)
    return StepsScreen(Player(run))


def visit_exhibit(app: App[None], pages: Pages, address: str, then: Callable[[Location | None], None]) -> None:
    """Show an exhibit over the page of a program, and what to remember; `then` gets the place of a link in that.

    Raises NotFoundError or UsageError if there is no such exhibit or preset.
    """
    screen = exhibit_screen(open_run(pages.session, [address]))

    def show_end(_: None) -> None:
        end = end_run(pages.session, screen.player)
        app.push_screen(OpenedPage(pages, ReaderPage(end.run.entry.title, end.page()), leads_away=True), then)

    app.push_screen(screen, show_end)
