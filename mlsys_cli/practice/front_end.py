"""The choice of a front end: the whole screen, or line by line."""

from mlsys_cli.practice.controller import Controller
from mlsys_cli.session.session import Session


def run_front_end(session: Session, controller: Controller) -> None:
    """Let the learner answer until nothing is left or they leave."""
    from mlsys_cli.render.formats import Format

    if session.format is Format.PLAIN or not session.terminal.interactive:
        from mlsys_cli.practice.practice_prompt import PracticePrompt

        PracticePrompt(session, controller).run()
    else:
        from mlsys_cli.practice.practice_screen import PracticeScreen

        PracticeScreen(session, controller).run()
