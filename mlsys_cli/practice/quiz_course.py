"""A quiz at a terminal, from its first question to its score."""

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

from mlsys_cli.errors import Exit, MlsysError, NotFoundError, StoreBusyError
from mlsys_cli.page.blocks import Spans, text_spans
from mlsys_cli.practice.answer_log import flag_card, grade_of, log_answer, log_quiz
from mlsys_cli.practice.controller import Action, Controller, Course, Turn
from mlsys_cli.practice.quiz_plan import QuizRequest, plan_quiz, report_of, titles
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import Quiz, QuizItem, score
from mlsys_cli.session.session import Session
from mlsys_cli.views.result_view import ScoreView

_CREDIT = {Action.AGAIN: 0.0, Action.HARD: 0.5, Action.GOOD: 1.0}
"""The credit that a learner gives their own answer."""


class QuizCourse(Course):
    """A quiz whose questions are chosen; the front end asks them through the `controller`.

    If the store fails, `trouble` is the error, and the quiz goes on without it. Only while it is busy, StoreBusyError
    is raised: then it can be tried again.
    """

    title = "Quiz"
    grade_words: ClassVar = {"wrong": Action.AGAIN, "partly": Action.HARD, "right": Action.GOOD}

    def __init__(self, session: Session, request: QuizRequest) -> None:
        self._session, self._learner = session, session.learner
        self._plan = plan = plan_quiz(session, request)
        if plan.request.side == "after" and plan.pretest is None:
            raise NotFoundError(
                "there is no earlier quiz with --before to compare with", ["leave out --after for an ordinary quiz"]
            )
        self._quiz = plan.quiz
        self._logged: dict[str, str] = {}
        self.trouble: MlsysError | None = None
        self.controller = Controller(session, self, plan.quiz.item)

    def observe(self, item: QuizItem) -> str:
        """Remember an answer, in place of one that was counted otherwise; returns a message for the learner."""
        self._quiz = self._quiz.with_item(item)
        card = item.card.id
        if item.response is None or item.response.right is None or self.trouble:
            return ""
        try:
            if card in self._logged:
                self._learner.store.undo(self._logged[card], self._learner.clock())
                del self._logged[card]
            self._logged[card] = log_answer(self._learner, item, grade_of(item.response)).event
        except StoreBusyError:
            raise
        except MlsysError as error:
            self.trouble = error
            return f"Your answers can't be saved: {error.message}"
        return ""

    def flag(self, card: str) -> str:
        """Flag a card as a bad question, or no longer; returns a message."""
        try:
            return flag_card(self._learner, card)
        except StoreBusyError:
            raise
        except MlsysError as error:
            return f"The flag can't be saved: {error.message}"

    def act(self, action: Action, item: QuizItem) -> Turn:
        """Go on, back or out."""
        quiz = self._quiz.with_item(item)
        match action:
            case Action.AGAIN | Action.HARD | Action.GOOD if item.is_judged_by_learner:
                message = self.observe(item.judged(_CREDIT[action]))
                return self._go(self._quiz.forward(), message)
            case Action.ADVANCE if item.response and item.response.right is None:
                return Turn(message="Compare it with the model answer first: right, partly right or wrong?")
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
                self._quiz, self.over = quiz.leave(), True
        return Turn()

    def _go(self, quiz: Quiz, message: str = "") -> Turn:
        self._quiz, self.over = quiz, quiz.over
        return Turn() if quiz.over else Turn(quiz.item, message)

    def grades(self, item: QuizItem) -> Spans:
        """The verdicts to choose from after an answer on which only the learner can give one."""
        words = (f"{number}\u00a0{word}" for number, word in enumerate(self.grade_words, start=1))
        return text_spans(" · ".join(words)) if item.is_judged_by_learner else ()

    def grades_in_words(self, item: QuizItem) -> str:
        """The same as a sentence."""
        return "Compare your answer with the model answer, and type right, partly or wrong."

    def heading(self, item: QuizItem) -> str:
        """The progress so far."""
        quiz = self._quiz.with_item(item)
        return f"Question {quiz.position + 1} of {len(quiz.items)}, {score(quiz.items).right} correct"

    def progress(self, item: QuizItem) -> str:
        """The number of the question, how many are right, and a sign for each; the head leaves out what has no room."""
        items, position, _ = self._quiz.with_item(item)
        whole, signs = score(items), ""
        for index, each in enumerate(items):
            if each.response and each.response.right is not None:
                signs += "?" if each.response.unknown else RIGHT if each.response.right else FALSE
            else:
                signs += "▸" if index == position else "–" if index < position else "·"
        correct = f"{whole.right} correct" if whole.answered else ""
        return " · ".join(filter(None, (f"{position + 1} of {len(items)}", correct, signs)))

    @property
    def has_answers(self) -> bool:
        """True if a question was answered."""
        return score(self._quiz.items).answered > 0

    @cached_property
    def _result(self) -> ScoreView:
        (_, seed, scope, request, _), quiz, report = self._plan, self._quiz, None
        if not self.trouble:
            log_quiz(self._learner, scope.subject, quiz, **request.logged(seed))
            if request.side and score(quiz.items).answered:
                report = report_of(self._session, scope)
        return ScoreView(quiz.items, titles(self._session, quiz.items), report)

    def result(self) -> ScoreView:
        """The score, which is remembered the first time."""
        return self._result


def ask(session: Session, request: QuizRequest, front_end: Callable[[Session, QuizCourse], None]) -> None:
    """Ask the questions on the terminal, remember the answers, and show the score."""
    course = QuizCourse(session, request)
    front_end(session, course)
    if trouble := course.trouble:
        session.notify("your answers can't be saved", trouble.message, *trouble.hints)
        raise Exit(trouble.exit_code)
