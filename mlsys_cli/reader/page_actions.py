"""Actions of a learner on an open page, whether it fills the screen or is read line by line."""

from textwrap import shorten
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.reader.location import Location, location_of
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.paragraph_marks import TextPlace, is_same_place
from mlsys_cli.session.notebook import marks_on_page
from mlsys_cli.session.reading_position import next_reading, unread_after
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of

if TYPE_CHECKING:  # imported when questions are asked
    from mlsys_cli.practice.quiz_run import QuizRun
    from mlsys_cli.practice.review_run import ReviewRun

Practice: TypeAlias = Literal["quiz", "weak", "review"]

PAGE_QUESTIONS = 3
"""The most questions that are asked on a page."""

ASKED = ("chapter", "section", "term")
"""The kinds of entries whose pages have questions."""

PATIENCE = 0.25
"""The seconds for which a reader stands still while another process writes to the store."""

WAITS = "Another program is writing to the store. What you do is kept meanwhile."
"""The message that a change waits."""

_SHOWN = 40
"""The most characters of a marked place that a message quotes."""


def noted_entry(ref: Ref | None) -> Ref:
    """The entry of a page, which bookmarks and notes are about. Raises UsageError if there can't be any."""
    if ref is None or ref.kind not in NOTED:
        raise UsageError("Only entries, such as a section or a term, have bookmarks and notes: open one.")
    return ref


class Kept(NamedTuple):
    """A mark or note: the words of the page that it is on, if not on all of it, and the event that takes it back."""

    done: str
    words: str
    event: str
    is_note: bool = False

    @property
    def message(self) -> str:
        """The message that says what was done, and how it is taken back."""
        return " · ".join(filter(None, (self.done[:1].upper() + self.done[1:], "u takes it back", self.words)))

    @property
    def taken_back(self) -> str:
        """The message after it was taken back."""
        return f"Taken back: {self.done} {self.words}".strip()


def toggle_mark(session: Session, ref: Ref | None, document: LaidOutPage, place: TextPlace | None = None) -> Kept:
    """Mark a place on the page of an entry, or the entry, or take its mark away."""
    ref = noted_entry(ref)
    store, now = session.learner.store, session.environment.clock()
    if place is None:
        subject = subject_of(ref)
        is_marked = store.is_marked(subject)
        event = store.mark(subject, now, undo=is_marked)
        name = shorten(ref.name, _SHOWN, placeholder="…")
        return Kept(f"{name!r} is {'no longer ' if is_marked else ''}bookmarked", "", event.id)
    marks = marks_on_page(session, ref)
    known = next((anchor for target, anchor in marks if is_same_place(document, place, target, anchor)), None)
    event = store.mark(f"{ref.book}:{place.target}", now, undo=known is not None, anchor=known or place.anchor)
    words = f"“{shorten(place.anchor.quote, _SHOWN, placeholder='…')}”"
    return Kept("no longer marked" if known else "marked", words, event.id)


def take_back(session: Session, kept: list[Kept]) -> Kept:
    """Take back the last of what was kept, and return it. Raises UsageError if there is nothing more."""
    if not kept:
        raise UsageError("There is no mark or note to take back.")
    session.learner.store.undo(kept[-1].event, session.environment.clock())
    return kept.pop()


def write_note(session: Session, ref: Ref | None, text: str, place: TextPlace | None = None) -> Kept:
    """Write a note on the entry of a page, or on a place in its text."""
    ref = noted_entry(ref)
    subject = f"{ref.book}:{place.target}" if place else subject_of(ref)
    anchor = place.anchor if place else None
    note = session.learner.store.write_note(subject, text.strip(), session.environment.clock(), anchor)
    return Kept(f"note {note.number} written", "", note.id, is_note=True)


def next_unread(session: Session, here: Ref | None) -> Location:
    """The next section after this one that isn't read; on another page the one in which the reader stopped.

    It is opened where they stopped. Raises UsageError if there is none.
    """
    is_text = here is not None and here.kind == "section"
    unread = unread_after(session, here) if here and is_text else next_reading(session)
    if unread is None:
        raise UsageError("Every other section is read." if is_text else "You have read everything.")
    return location_of(unread.ref)._replace(paragraph=unread.paragraph)


def practice(session: Session, what: Practice, ref: Ref | None) -> "QuizRun | ReviewRun":
    """A few questions on the page of an entry, questions on weak spots, or a review. Raises UsageError without any."""
    match what:
        case "quiz":
            return _quiz_on_page(session, ref)
        case "weak":
            return _quiz_on_weak(session)
        case "review":
            return _review_due(session)


def _quiz_on_page(session: Session, ref: Ref | None) -> "QuizRun":
    """A quiz of a few questions on a page. Raises UsageError if it has none."""
    from mlsys_cli.practice.quiz_plan import QuizRequest
    from mlsys_cli.practice.quiz_run import QuizRun

    if ref is None or ref.kind not in ASKED:
        raise UsageError("There are no questions on this page.")
    return QuizRun(session, QuizRequest(about=ref, number=PAGE_QUESTIONS))


def _quiz_on_weak(session: Session) -> "QuizRun":
    """A quiz on the sections that the learner knows least. Raises UsageError if there are none."""
    from mlsys_cli.practice.quiz_plan import QuizRequest
    from mlsys_cli.practice.quiz_run import QuizRun
    from mlsys_cli.session.weak_spots import weak_spots

    spots = weak_spots(session)
    if not spots:
        raise UsageError("There are no weak spots: none of your last answers was wrong.")
    return QuizRun(session, QuizRequest(names=tuple(spot.ref.address for spot in spots)))


def _review_due(session: Session) -> "ReviewRun":
    """A review of the cards that are due."""
    from mlsys_cli.practice.review_run import ReviewRun
    from mlsys_cli.practice.review_session import Reviewer

    return ReviewRun(session, Reviewer(session, ()))
