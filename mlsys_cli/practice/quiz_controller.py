"""A quiz as its learner steers it."""

from collections.abc import Sequence

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page import Span, Spans
from mlsys_cli.practice.controller import Action, Answering, Observer
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import Quiz, QuizItem
from mlsys_cli.views.practice_keys import QUIZ_HELP, command_blocks, quiz_keys

_COMMANDS = (
    ("/h", "a hint"),
    ("/s", "skip this question"),
    ("/p", "the question before"),
    ("/r", "I was right: count my answer as right"),
    ("/q", "end and show the score"),
    ("?", "this list"),
)


class QuizController:
    """Asks the cards of a quiz in their order, in which the learner can go back."""

    finished = False
    grades: Spans = ()
    key_help = QUIZ_HELP
    line_help = command_blocks(_COMMANDS)

    def __init__(self, quiz: Quiz, observe: Observer) -> None:
        self._quiz = quiz
        self.answering = Answering(quiz.item, observe)
        self.reading: Ref | None = None

    @property
    def quiz(self) -> Quiz:
        """The quiz as it is now."""
        return self._quiz.with_item(self.answering.item)

    @property
    def over(self) -> bool:
        return self._quiz.over

    def perform(self, action: Action) -> str:
        match action:
            case Action.ADVANCE:
                self._go(self.quiz.forward())
            case Action.SKIP:
                given = self.answering.item.given
                self._go(self.quiz.forward())
                return "" if self.over else "On to the next question." if given else "Skipped."
            case Action.BACK:
                if self._quiz.place == 0:
                    return "This is the first question."
                self._go(self.quiz.back())
            case Action.LEAVE:
                self._quiz = self.quiz.leave()
            case Action.HINT:
                return self.answering.hint()
            case Action.OVERRULE:
                return self.answering.overrule()
        return ""

    def _go(self, quiz: Quiz) -> None:
        self._quiz = quiz
        if not quiz.over:
            self.answering.show(quiz.item)

    @property
    def heading(self) -> str:
        return f"Question {self._quiz.place + 1} of {len(self._quiz.items)}, {self.quiz.right} right"

    def progress(self, width: int) -> Sequence[Spans]:
        """A sign for each question, if there is room, with the number of this one and of the right answers."""
        items, place = self.quiz.items, self.quiz.place
        words = f"{place + 1} of {len(items)}" + (f" · {self.quiz.right} right" if self.quiz.answered else "")
        if 2 * len(items) + 2 + len(words) > width:
            return [(Span(words[:width], "strong"),)]
        signs = (sign for number, item in enumerate(items) for sign in (_sign(item, number - place), Span(" ")))
        return [(*signs, Span(f" {words}", "strong"))]

    def keys(self, short: bool) -> str:
        return quiz_keys(self.answering.item, short)


def _sign(item: QuizItem, distance: int) -> Span:
    """The sign of a question that comes so many after the one that is shown."""
    if item.given:
        return Span(RIGHT, "right") if item.given.right else Span(FALSE, "wrong")
    return Span("▸", "picked") if distance == 0 else Span("–" if distance < 0 else "·", "trail")
