"""An exhibit on the whole screen, as a program of its own."""

from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.reader.exhibit_screen import ExhibitScreen
from mlsys_cli.reader.full_screen_program import FullScreenProgram
from mlsys_cli.reader.steps_screen import StepsScreen
from mlsys_cli.reader.talk_screen import TalkScreen
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
