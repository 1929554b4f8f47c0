"""A review on a terminal: the screen of a quiz, with a grade after each answer."""

from collections.abc import Sequence

from rich.text import Text

from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.page import Blocks, Paragraph, text_spans
from mlsys_cli.practice.quiz_screen import Sitting
from mlsys_cli.practice.review_controls import ReviewSteps
from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.quiz import state as quizzes
from mlsys_cli.quiz.review_queue import Grades
from mlsys_cli.quiz.state import Quiz, QuizItem
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import wrap_spans, wrap_words
from mlsys_cli.session.reading_position import show_places
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.full_screen import ScreenContent
from mlsys_cli.terminal.keyboard import Key
from mlsys_cli.terminal.stdout import ask_user
from mlsys_cli.views.quiz_keys import takes_text
from mlsys_cli.views.review_view import graded_words, grades_line, progress_words, review_help, review_keys


class ReviewSitting(ReviewSteps, Sitting):
    """A learner before a review: a quiz of one question after the other. `ended` is whether all was asked."""

    def __init__(self, session: Session, review: Reviewer, first: QuizItem) -> None:
        super().__init__(session, Quiz((first,)), review.stop)
        self._review = review
        self._grades: tuple[QuizItem, Grades] | None = None
        self._reading = ""
        self.ended = False

    def run(self) -> Quiz:
        """Ask until nothing is left or the learner leaves; what they want to read is shown between."""
        quiz = super().run()
        while self._reading:
            self._read()
            quiz = super().run()
        return quiz

    # --- keys ----------------------------------------------------------------------------------------------------

    def _press(self, key: Key) -> None:
        if not self.ended or key.name == "redraw":
            super()._press(key)
        elif key.name == "previous" or key.text.lower() in ("u", "p"):
            self._back()
        else:
            self._quiz = quizzes.leave(self._quiz)

    def _press_explained(self, key: Key) -> None:
        letter = key.text.lower()
        if key.name == "enter" or letter == " ":
            self._grade(self._choice.proposed)
        elif letter in ("1", "2", "3", "4"):
            self._grade(Grade(int(letter)))
        elif letter == "r":
            self._overrule()
        elif key.name == "right" or letter in ("n", "s"):
            self._skip()
        else:
            self._press_any(key)

    def _press_choosing(self, key: Key) -> None:
        if key.text.lower() == "x":
            self._suspend()
        else:
            super()._press_choosing(key)

    def _press_any(self, key: Key) -> None:
        letter = key.text.lower()
        if letter == "u":
            self._back()
        elif letter == "x":
            self._suspend()
        elif letter == "o":
            self._open()
        else:
            super()._press_any(key)

    # --- what they do --------------------------------------------------------------------------------------------

    @property
    def _choice(self) -> Grades:
        """The grades to choose from for the answer that was given."""
        if self._grades is None or self._grades[0] != self._quiz.turn:
            self._grades = self._quiz.turn, self._review.grades(self._quiz.turn)
        return self._grades[1]

    def _grade(self, grade: Grade) -> None:
        wait = self._review.grade(self._quiz.turn, grade)
        self._message = graded_words(grade, wait)
        self._advance()

    def _suspend(self) -> None:
        self._review.suspend(self._quiz.turn)
        self._advance()
        undo = "^P" if takes_text(self._quiz.turn) and not self.ended else "u"
        self._message = f"Suspended: it is asked no more. {undo} takes that back."

    def _skip(self) -> None:
        self._review.skip(self._quiz.turn)
        self._advance()

    def _back(self) -> None:
        self._take_back()

    def _tell(self, words: str) -> None:
        self._message = words

    def _show_card(self) -> None:
        self._begin()

    def _show_end(self) -> None:
        """The page says so by itself, until a key is pressed."""

    def _open(self) -> None:
        """Leave the screen to read the section, from which `run` comes back."""
        self._reading = self._quiz.turn.question.section
        if self._reading:
            self._quiz = quizzes.leave(self._quiz)
        else:
            self._message = "This card belongs to no section."

    def _read(self) -> None:
        address, self._reading = self._reading, ""
        section = self._session.books.library.at("section", address)
        if section:
            show_places(self._session, [section])
            ask_user("Enter goes back to the review ")
        self._quiz = self._quiz._replace(over=False)
        self._frame.forget()

    # --- what is seen --------------------------------------------------------------------------------------------

    def _scene(self) -> ScreenContent:
        if not self.ended:
            return super()._scene()
        width = self._terminal.width
        keys = wrap_words("Enter end · u undo", "keys", width)
        message = wrap_words(self._message, "hint", width)
        said = lay_out((Paragraph(text_spans("That was all for now.", "question")),), width)
        return ScreenContent([*self._progress(width), Text()], said, [Text(), *message, *keys])

    def _progress(self, width: int) -> Sequence[Text]:
        review = self._review
        left = 0 if self.ended else review.left
        words = progress_words(len(review.answered), review.right, left, review.new_follow and not self.ended)
        return wrap_words(words, "strong", width)

    def _keys(self, short: bool) -> str:
        return review_keys(self._quiz.turn, short)

    def _help(self) -> Blocks:
        return review_help()

    def _prompt(self, width: int) -> tuple[list[Text], tuple[int, int] | None]:
        if not self._quiz.turn.given:
            return super()._prompt(width)
        choice = self._choice
        return [Text(), *wrap_spans(grades_line(choice.proposed, choice.waits), width)], None
