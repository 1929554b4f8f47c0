"""A quiz at a terminal, from its first question to its score."""

from collections.abc import Sequence

from mlsys_cli.errors import Exit, NotFoundError
from mlsys_cli.page.blocks import Span, Spans
from mlsys_cli.practice.answer_log import Recorder
from mlsys_cli.practice.controller import Action, Controller, Course, FrontEnd, Turn
from mlsys_cli.practice.quiz_plan import QuizRequest, plan_quiz, titles
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import Quiz, QuizItem, score
from mlsys_cli.session.session import Session
from mlsys_cli.views.practice_keys import QUIZ_HELP, QUIZ_LINES, quiz_keys
from mlsys_cli.views.result_view import ScoreView


class QuizCourse(Course):
    """The course of a quiz, whose answers a recorder remembers."""

    key_help = QUIZ_HELP
    line_help = QUIZ_LINES

    def __init__(self, quiz: Quiz, recorder: Recorder) -> None:
        self.quiz = quiz
        self._recorder = recorder

    def observe(self, item: QuizItem) -> str:
        """Remember an answer, in place of one that was counted otherwise; returns a message for the learner."""
        self.quiz = self.quiz.with_item(item)
        return self._recorder.note(item)

    def flag(self, card: str) -> str:
        """Flag a card as a bad question, or no longer; returns a message."""
        return self._recorder.flag(card)

    def act(self, action: Action, item: QuizItem) -> Turn:
        """Go on, back or out."""
        quiz = self.quiz.with_item(item)
        match action:
            case Action.ADVANCE:
                return self._go(quiz.forward())
            case Action.SKIP:
                return self._go(quiz.forward(), "Next question." if item.response else "Skipped.")
            case Action.BACK if quiz.position == 0:
                return Turn(message="This is the first question.")
            case Action.BACK:
                return self._go(quiz.back())
            case Action.SUSPEND:
                return Turn(message="A card can be suspended only in a review.")
            case Action.LEAVE:
                self.quiz, self.over = quiz.leave(), True
        return Turn()

    def _go(self, quiz: Quiz, message: str = "") -> Turn:
        self.quiz, self.over = quiz, quiz.over
        return Turn() if quiz.over else Turn(quiz.item, message)

    def heading(self, item: QuizItem) -> str:
        """The progress so far."""
        quiz = self.quiz.with_item(item)
        return f"Question {quiz.position + 1} of {len(quiz.items)}, {score(quiz.items).right} correct"

    def progress(self, item: QuizItem, width: int) -> Sequence[Spans]:
        """A sign for each question, if there is room, with the number of this one and of the right answers."""
        items, position, _ = self.quiz.with_item(item)
        whole = score(items)
        label = f"{position + 1} of {len(items)}" + (f" · {whole.right} correct" if whole.answered else "")
        if 2 * len(items) + 2 + len(label) > width:
            return [(Span(label[:width], "strong"),)]
        signs: list[Span] = []
        for index, each in enumerate(items):
            if each.response and each.response.unknown:
                signs.append(Span("?", "wrong"))
            elif each.response:
                signs.append(Span(RIGHT, "right") if each.response.right else Span(FALSE, "wrong"))
            else:
                here = index == position
                signs.append(Span("▸", "picked") if here else Span("–" if index < position else "·", "trail"))
            signs.append(Span(" "))
        return [(*signs, Span(f" {label}", "strong"))]

    def keys(self, item: QuizItem, short: bool) -> str:
        """The keys that matter now, in a line."""
        return quiz_keys(item, short)


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
        self._course = QuizCourse(plan.quiz, self._recorder)
        asks_confidence = session.learner.settings.confidence
        self.controller = Controller(
            session.books.library, self._course, plan.quiz.item, asks_confidence=asks_confidence
        )

    def result(self) -> ScoreView:
        """The score, which is remembered."""
        quiz, (_, seed, locations, request, pretest) = self._course.quiz, self._plan
        wanted = {"kinds": list(request.kinds), "levels": list(request.levels), "generated": request.generated}
        self._recorder.finish(locations, quiz, side=request.side, seed=seed, **wanted)
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
