"""What a learner does with an open page, whether it fills the screen or is read line by line."""

from textwrap import shorten
from typing import TYPE_CHECKING

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of

if TYPE_CHECKING:  # imported when questions are asked
    from mlsys_cli.practice.quiz_run import QuizRun
    from mlsys_cli.practice.review_run import ReviewRun

_QUESTIONS = 3
_LONGEST_QUOTATION = 200


def noted_entry(ref: Ref | None) -> Ref:
    """The entry of a page, which bookmarks and notes are about. Raises UsageError if there can't be any."""
    if ref is None or ref.kind not in NOTED:
        raise UsageError("There are no bookmarks and notes on this page.")
    return ref


def toggle_bookmark(session: Session, ref: Ref | None) -> str:
    """Bookmark the entry of a page, or take its bookmark away; returns a message."""
    ref = noted_entry(ref)
    store, subject = session.learner.store, subject_of(ref)
    is_marked = store.is_marked(subject)
    store.mark(subject, session.environment.clock(), undo=is_marked)
    return f"{ref.name!r} is {'no longer ' if is_marked else ''}bookmarked."


def write_note(session: Session, ref: Ref | None, quotation: str, text: str) -> str:
    """Write a note on the entry of a page, below the words of the page that it is about; returns a message."""
    ref, whole = noted_entry(ref), text.strip()
    if quotation:
        whole = f"> {shorten(quotation, _LONGEST_QUOTATION, placeholder='…')}\n\n{whole}"
    note = session.learner.store.write_note(subject_of(ref), whole, session.environment.clock())
    return f"Note {note.number} written."


def quiz_on_page(session: Session, ref: Ref | None) -> "QuizRun":
    """A quiz of a few questions on a page. Raises UsageError if it has none."""
    from mlsys_cli.practice.quiz_plan import QuizRequest
    from mlsys_cli.practice.quiz_run import QuizRun

    if ref is None or ref.kind not in ("chapter", "section"):
        raise UsageError("There are no questions on this page.")
    return QuizRun(session, QuizRequest(names=(ref.address,), number=_QUESTIONS))


def quiz_on_weak(session: Session) -> "QuizRun":
    """A quiz on the sections that the learner knows least. Raises UsageError if there are none."""
    from mlsys_cli.practice.quiz_plan import QuizRequest
    from mlsys_cli.practice.quiz_run import QuizRun
    from mlsys_cli.session.weak_spots import weak_spots

    spots = weak_spots(session)
    if not spots:
        raise UsageError("There are no weak spots: none of your last answers was wrong.")
    return QuizRun(session, QuizRequest(names=tuple(spot.ref.address for spot in spots)))


def review_due(session: Session) -> "ReviewRun":
    """A review of the cards that are due."""
    from mlsys_cli.practice.review_run import ReviewRun
    from mlsys_cli.practice.review_session import Reviewer

    return ReviewRun(session, Reviewer(session, ()))
