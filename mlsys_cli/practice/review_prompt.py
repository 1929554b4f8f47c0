"""A review line by line, for screen readers and for terminals that know no more."""

from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.page import Blocks, DefinitionList, Heading, Paragraph, text_spans
from mlsys_cli.practice.quiz_prompt import LineSitting
from mlsys_cli.practice.review_controls import ReviewSteps
from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.quiz import state as quizzes
from mlsys_cli.quiz.partial_answer import blank
from mlsys_cli.quiz.state import Quiz, QuizItem
from mlsys_cli.session.reading_position import show_places
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import write_stdout
from mlsys_cli.views.question_blocks import asked_blocks
from mlsys_cli.views.review_view import graded_words, grades_line, progress_words

_GRADES = {str(int(grade)): grade for grade in Grade} | {grade.name.lower(): grade for grade in Grade}

_UNDO = ("/u", "/p", "/b")


class ReviewLines(ReviewSteps, LineSitting):
    """A learner who reviews a line at a time. `ended` is whether all was asked."""

    def __init__(self, session: Session, review: Reviewer, first: QuizItem) -> None:
        super().__init__(session, Quiz((first,)), review.stop)
        self._review = review
        self.ended = False

    def run(self) -> Quiz:
        """Ask until nothing is left or the learner leaves."""
        self._write(self._help())
        self._show_question()
        while not self._quiz.over:
            self._take(self._read())
        return self._quiz

    def _take(self, line: str | None) -> None:
        word = (line or "").lower()
        given = self._quiz.turn.given
        if self.ended and word not in _UNDO:
            self._quiz = quizzes.leave(self._quiz)
        elif given and (not word or word in _GRADES) and line is not None:
            self._grade(_GRADES.get(word))
        elif word in _UNDO:
            self._take_back()
        elif word in ("/x", "/suspend"):
            self._review.suspend(self._quiz.turn)
            self._say("Suspended: it is asked no more. /u takes that back.")
            self._advance()
        elif word == "/s":
            self._review.skip(self._quiz.turn)
            self._advance()
        elif word == "/o":
            self._open()
        else:
            super()._take(line)

    def _grade(self, grade: Grade | None) -> None:
        """Remember the answer, with the grade that is proposed if none is said."""
        chosen = grade or self._review.grades(self._quiz.turn).proposed
        self._say(graded_words(chosen, self._review.grade(self._quiz.turn, chosen)))
        self._advance()

    def _tell(self, words: str) -> None:
        self._say(words)

    def _show_card(self) -> None:
        self._show_question()

    def _show_end(self) -> None:
        self._say("That was all for now. An empty line ends, /u takes back the last grade.")

    def _open(self) -> None:
        address = self._quiz.turn.question.section
        section = self._session.books.library.at("section", address) if address else None
        if section:
            show_places(self._session, [section])
        else:
            self._say("This card belongs to no section.")

    def _answer(self, line: str) -> None:
        super()._answer(line)
        self._show_grades()

    def _overrule(self) -> None:
        super()._overrule()
        self._show_grades()

    def _show_grades(self) -> None:
        if self._quiz.turn.given:
            choice = self._review.grades(self._quiz.turn)
            self._write((Paragraph(grades_line(choice.proposed, choice.waits)),))

    def _show_question(self) -> None:
        turn = self._quiz.turn
        write_stdout("\n")
        review = self._review
        words = progress_words(len(review.answered), review.right, review.left, review.new_follow)
        self._write((Heading(2, words), *asked_blocks(turn, blank(turn.question))))

    def _help(self) -> Blocks:
        rows = (
            ("/h", "a hint"),
            ("/s", "skip this card; it stays due"),
            ("/x", "suspend this card: ask it no more"),
            ("/r", "I was right: count my answer as right"),
            ("1 to 4", "once it is answered: again, hard, good, easy; an empty line takes what is proposed"),
            ("/u", "take back the last grade, and answer that again"),
            ("/o", "read the section"),
            ("/q", "end; what was graded is kept"),
            ("?", "this list"),
        )
        return (DefinitionList(tuple((key, text_spans(what)) for key, what in rows)),)
