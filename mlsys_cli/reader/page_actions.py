"""Reading on and answering questions from an open page, whether it fills the screen or is read line by line."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.queries.reading_position import next_reading, unread_after
from mlsys_cli.reader.location import Location, location_of
from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # imported when questions are asked
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.review_course import ReviewCourse

Practice: TypeAlias = Literal["quiz", "weak", "review"]

PAGE_QUESTIONS = 3
"""The most questions that are asked on a page where the learner says no number."""

ASKED = ("chapter", "section", "term")
"""The kinds of entries whose pages have questions."""

PATIENCE = 0.25
"""The seconds for which the reader may stand still while another process writes to the store."""


def next_unread(session: Session, here: Ref | None) -> Location:
    """The next section after this one that isn't read; on another page the one in which the reader stopped.

    It is opened where they stopped. Raises UsageError if there is none.
    """
    is_text = here is not None and here.kind == "section"
    unread = unread_after(session, here) if here and is_text else next_reading(session)
    if unread is None:
        raise UsageError("Every other section is read." if is_text else "You have read everything.")
    return location_of(unread.ref)._replace(paragraph=unread.paragraph)


def practice(session: Session, what: Practice, ref: Ref | None, count: int = 0) -> "QuizCourse | ReviewCourse":
    """So many or a few questions on the page of an entry, questions on weak spots, or a review.

    Raises UsageError if there are none.
    """
    match what:
        case "quiz":
            return _quiz_on_page(session, ref, count or PAGE_QUESTIONS)
        case "weak":
            return _quiz_on_weak(session)
        case "review":
            from mlsys_cli.practice.review_course import ReviewCourse

            return ReviewCourse(session)


def _quiz_on_page(session: Session, ref: Ref | None, count: int) -> "QuizCourse":
    """A quiz of so many questions on a page. Raises UsageError if it has none."""
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.quiz_plan import QuizRequest

    if ref is None or ref.kind not in ASKED:
        raise UsageError("There are no questions on this page.")
    return QuizCourse(session, QuizRequest(about=ref, length=count))


def _quiz_on_weak(session: Session) -> "QuizCourse":
    """A quiz on the sections that the learner knows least. Raises UsageError if there are none."""
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.quiz_plan import QuizRequest
    from mlsys_cli.queries.day_plan import weak_spots

    spots = weak_spots(session)
    if not spots:
        raise UsageError("There are no weak spots: none of your last answers was wrong.")
    return QuizCourse(session, QuizRequest(names=tuple(spot.ref.address for spot in spots)))
