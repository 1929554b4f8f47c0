"""The choice of a front end for a quiz or a review; Textual is imported only if it is wanted."""

from mlsys_cli.practice.controller import Controller
from mlsys_cli.session.session import Session


def run_practice(session: Session, controller: Controller) -> None:
    """Let the learner answer: in a program on the whole screen if they want it, else as the terminal allows."""
    if session.uses_screen:
        from mlsys_cli.reader.practice_program import PracticeProgram

        PracticeProgram(session, controller).run_to_end()
        session.refresh_terminal()
    else:
        from mlsys_cli.practice.practice_screen import run_front_end

        run_front_end(session, controller)
