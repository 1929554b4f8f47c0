"""A review at a terminal, from its first question to its result."""

from mlsys_cli.practice.controller import Controller
from mlsys_cli.practice.front_end import FrontEnd
from mlsys_cli.practice.quiz_plan import titles
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.queries.reading_position import next_reading
from mlsys_cli.session.session import Session
from mlsys_cli.views.result_view import ReviewView


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
            reading=next_reading(session, review.places) if review.lacks_new else None,
        )


def hold_review(session: Session, review: Reviewer, front_end: FrontEnd) -> ReviewView:
    """Ask until nothing is left or the learner leaves; returns the result."""
    run = ReviewRun(session, review)
    if run.controller:
        front_end(session, run.controller)
    return run.result()
