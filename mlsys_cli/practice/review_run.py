"""A review at a terminal, from its first question to its result."""

from collections.abc import Sequence

from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.page.blocks import Span, Spans
from mlsys_cli.practice.controller import Action, Controller, Course, FrontEnd, Turn
from mlsys_cli.practice.quiz_plan import titles
from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.queries.reading_position import next_reading
from mlsys_cli.quiz.state import QuizItem, score
from mlsys_cli.session.session import Session
from mlsys_cli.views.practice_keys import REVIEW_HELP, REVIEW_LINES, review_keys
from mlsys_cli.views.result_view import ReviewView, format_wait, grades_line, grades_sentence
from mlsys_cli.views.today_view import EXTRA_MINUTES, review_offer


class ReviewCourse(Course):
    """The course of a review. Even after its end the last grade can be taken back."""

    key_help = REVIEW_HELP
    line_help = REVIEW_LINES

    def __init__(self, review: Reviewer) -> None:
        self._review = review
        self._stored = ""

    def observe(self, item: QuizItem) -> str:
        """Stop the time that the answer took; it is stored when it is graded, so there is no message."""
        self._review.stop()
        return ""

    def act(self, action: Action, item: QuizItem) -> Turn:
        """Grade the answer and go on, leave the card out, take the last grade back, or end."""
        review = self._review
        if self._stored:  # what comes next couldn't be read: the store was busy
            return self._next(self._stored)
        match action:
            case Action.ADVANCE | Action.AGAIN | Action.HARD | Action.GOOD | Action.EASY if item.response:
                grade = review.grades(item)[0] if action is Action.ADVANCE else Grade[action.name]
                wait = review.grade(item, grade)
                then = "set aside" if wait is None else f"due again in {format_wait(wait)}"
                return self._next(f"Graded {grade.name.lower()}: {then}.")
            case Action.SKIP:
                review.skip(item)
                answer = "your answer isn't graded, and the card" if item.response else "the card"
                return self._next(f"Skipped: {answer} stays due.")
            case Action.BACK:
                before = review.undo(None if self.finished else item)
                self.finished = self.finished and before is None
                return Turn(before, "Undone." if before else "There is no grade to undo.")
            case Action.SUSPEND:
                review.suspend(item)
                return self._next("Suspended: this card won't be asked again.")
            case Action.MORE if self.finished:
                return self._go_on()
            case Action.LEAVE:
                self.over = True
        return Turn()

    def _go_on(self) -> Turn:
        """Ask what time is left for, or else five minutes more."""
        self._review.begin(0 if self._review.numbers_ahead().cards else EXTRA_MINUTES)
        self.finished = False
        return self._next("")

    def _next(self, message: str) -> Turn:
        """The next card, with a message about what has been stored by now."""
        self._stored = message
        item = self._review.next()
        if item is None:
            self.offer = review_offer(self._review.numbers_ahead())
            self.finished = True
            self.over = not self._review.done
        self._stored = ""
        return Turn(item, message)

    def flag(self, card: str) -> str:
        """Flag a card as a bad question, or no longer; returns a message."""
        return self._review.flag(card)

    def grades(self, item: QuizItem) -> Spans:
        """The grades to choose from after an answer."""
        return grades_line(*self._review.grades(item))

    def grades_in_words(self, item: QuizItem) -> str:
        """The same as a sentence."""
        return grades_sentence(*self._review.grades(item))

    def advice(self, item: QuizItem, key: str, flag: str) -> str:
        """The words for a card that is forgotten again and again."""
        return self._review.advice(item, key, flag)

    def heading(self, item: QuizItem) -> str:
        """The progress so far."""
        done = score(self._review.answered)
        left = 0 if self.finished else self._review.left
        rested = self._review.rested
        since = f" · rested since {rested.day} {rested:%B}" if rested and not self.finished else ""
        label = f"{done.asked} done · {done.right} correct · {left} after this" if done.asked else f"{left + 1} left"
        return f"{label}{since}"

    def progress(self, item: QuizItem, width: int) -> Sequence[Spans]:
        """The progress so far, as a line."""
        return [(Span(self.heading(item), "strong"),)]

    def keys(self, item: QuizItem, short: bool) -> str:
        """The keys that matter now, in a line."""
        return review_keys(item, short)


class ReviewRun:
    """A review; the front end asks through the `controller`, which is None if there is nothing to ask."""

    def __init__(self, session: Session, review: Reviewer) -> None:
        self._session, self._review = session, review
        first = review.next()
        self.controller = (
            Controller(
                session.books.library,
                ReviewCourse(review),
                first,
                asks_confidence=session.learner.settings.confidence,
            )
            if first
            else None
        )

    def result(self) -> ReviewView:
        """The result so far."""
        session, review = self._session, self._review
        items = review.answered
        today = session.learner.today_now()
        return ReviewView(
            items,
            titles(session, items),
            rest=review.numbers(),
            coming=review.upcoming(),
            today=today.date,
            ended=self.controller is None or self.controller.finished,
            recalled=review.recalled,
            lacks_new=review.lacks_new,
            reading=next_reading(session, review.locations) if review.lacks_new else None,
        )


def hold_review(session: Session, review: Reviewer, front_end: FrontEnd) -> ReviewView:
    """Ask until nothing is left or the learner leaves; returns the result."""
    run = ReviewRun(session, review)
    if run.controller:
        front_end(session, run.controller)
    return run.result()
