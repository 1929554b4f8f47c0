"""A review at a terminal, from its first question to its result."""

from mlsys_cli.practice.controller import ReviewController
from mlsys_cli.practice.practice_screen import run_front_end
from mlsys_cli.practice.quiz_plan import titles
from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.session.reading_position import next_reading
from mlsys_cli.session.session import Session
from mlsys_cli.views.review_view import ReviewView


def hold_review(session: Session, review: Reviewer) -> ReviewView:
    """Ask until nothing is left or the learner leaves; returns the result."""
    ended = True
    if first := review.next():
        controller = ReviewController(session.books.library, review, first)
        run_front_end(session, controller)
        ended = controller.finished
    items = review.answered
    today = session.learner.today_now()
    return ReviewView(
        items,
        titles(session, items),
        left=review.still_due(),
        coming=review.upcoming(),
        today=today.date,
        new_today=session.learner.store.counts(today).new,
        ended=ended,
        recalled=review.recalled,
        lacks_new=review.lacks_new,
        reading=next_reading(session, review.places) if review.lacks_new else None,
    )
