"""What a review does on the whole screen as well as line by line: go on to the next card, and take a grade back."""

from abc import abstractmethod

from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.quiz import state as quizzes
from mlsys_cli.quiz.state import Quiz, QuizItem


class ReviewSteps:
    """The steps of a review. `ended` is whether all was asked; the last grade can be taken back even then."""

    _review: Reviewer
    _quiz: Quiz
    ended: bool

    @abstractmethod
    def _tell(self, words: str) -> None:
        """Say something to the learner."""

    @abstractmethod
    def _show_card(self) -> None:
        """Show the card that is to be answered."""

    @abstractmethod
    def _show_end(self) -> None:
        """Show that nothing is left."""

    def _take_back(self) -> None:
        turn = self._review.undo(None if self.ended else self._quiz.turn)
        self._tell("Taken back." if turn else "There is nothing to take back.")
        if turn:
            self._ask(turn)

    def _advance(self) -> None:
        turn = self._review.next()
        if turn:
            self._ask(turn)
            return
        self.ended = True
        if self._review.done:
            self._show_end()
        else:
            self._quiz = quizzes.leave(self._quiz)

    def _ask(self, turn: QuizItem) -> None:
        self.ended = False
        self._quiz = Quiz((turn,))
        self._show_card()
