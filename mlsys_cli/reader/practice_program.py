"""A quiz or a review as a program of its own on the whole screen."""

from mlsys_cli.errors import MlsysError
from mlsys_cli.practice.controller import Controller
from mlsys_cli.reader.full_screen_program import FullScreenProgram
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.practice_screens import QuestionScreen
from mlsys_cli.session.learner import READER_PATIENCE
from mlsys_cli.session.session import Session


class PracticeProgram(FullScreenProgram):
    """Asks until nothing is left or the learner leaves."""

    def __init__(self, session: Session, controller: Controller, patience: float = READER_PATIENCE) -> None:
        super().__init__(session)
        self._question = QuestionScreen(Pages(session), controller, patience=patience)

    def on_mount(self) -> None:
        """Ask the first question."""

        def end(error: object) -> None:
            self.error = error if isinstance(error, MlsysError) else None
            self.exit()

        self.push_screen(self._question, end)
