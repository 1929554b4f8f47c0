"""A quiz at a terminal, from its first question to its score."""

from mlsys_cli.errors import Exit, NotFoundError
from mlsys_cli.practice.answer_log import Recorder
from mlsys_cli.practice.controller import Controller
from mlsys_cli.practice.front_end import FrontEnd
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.quiz_plan import QuizRequest, plan_quiz, titles
from mlsys_cli.session.session import Session
from mlsys_cli.views.result_view import ScoreView


class QuizRun:
    """A quiz whose questions are chosen; the front end asks them through the `controller`."""

    def __init__(self, session: Session, request: QuizRequest) -> None:
        self._session = session
        self._plan = plan = plan_quiz(session, request)
        if plan.request.side == "after" and plan.pretest is None:
            raise NotFoundError(
                "there is no earlier quiz with --before to compare with", ["leave out --after for an ordinary quiz"]
            )
        self._recorder = Recorder(session.learner)
        self._course = QuizCourse(plan.quiz, self._recorder.note, self._recorder.flag)
        asks_confidence = session.learner.settings.confidence
        self.controller = Controller(
            session.books.library, self._course, plan.quiz.item, asks_confidence=asks_confidence
        )

    def result(self) -> ScoreView:
        """The score, which is remembered."""
        quiz, (_, seed, places, request, pretest) = self._course.quiz, self._plan
        wanted = {"kinds": list(request.kinds), "levels": list(request.levels), "generated": request.generated}
        self._recorder.finish(places, quiz, side=request.side, seed=seed, **wanted)
        return ScoreView(quiz.items, titles(self._session, quiz.items), pretest, request.side)

    def require_saved(self) -> None:
        """Report it if the answers couldn't be saved."""
        if trouble := self._recorder.trouble:
            self._session.notify("your answers can't be saved", trouble.message, *trouble.hints)
            raise Exit(trouble.exit_code)


def ask(session: Session, request: QuizRequest, front_end: FrontEnd) -> None:
    """Ask the questions on the terminal, remember the answers, and show the score."""
    run = QuizRun(session, request)
    front_end(session, run.controller)
    session.show(run.result())
    run.require_saved()
