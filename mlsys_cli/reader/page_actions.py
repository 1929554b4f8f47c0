"""The actions of a learner on a page: reading on, answering questions, making marks and notes."""

from textwrap import shorten
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.anchors import Anchor
from mlsys_cli.page.blocks import Paragraph, Quote, text_spans
from mlsys_cli.queries.notebook import marks_on_page
from mlsys_cli.queries.reading_position import next_reading, unread_after
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.reader.location import ASKED, Location, location_of
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.paragraph_marks import TextPlace, is_same_place
from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # imported when questions are asked
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.review_course import ReviewCourse

Practice: TypeAlias = Literal["quiz", "weak", "review"]

PAGE_QUESTIONS = 3
"""The most questions that are asked on a page where the learner says no number."""


def short(text: str, longest: int = 40) -> str:
    """Some words, cut to a length that a message has room for."""
    return shorten(text, longest, placeholder="…")


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

    Raises MlsysError if there are none.
    """
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.quiz_plan import QuizRequest
    from mlsys_cli.practice.review_course import ReviewCourse

    if what == "review":
        return ReviewCourse(session)
    if what == "weak":
        return QuizCourse(session, QuizRequest(among="weak"))
    if ref is None or ref.kind not in ASKED:
        raise UsageError("There are no questions on this page.")
    return QuizCourse(session, QuizRequest(about=ref, length=count or PAGE_QUESTIONS))


def noted_entry(ref: Ref | None) -> Ref:
    """The entry of a page, which bookmarks and notes are about. Raises UsageError if there can't be any."""
    if ref is None or ref.kind not in NOTED:
        raise UsageError("Only entries, such as a section or a term, have bookmarks and notes: open one.")
    return ref


class Annotation(NamedTuple):
    """A mark or note: its event, and the messages that it was made, and that it was taken back."""

    event: str
    message: str
    taken_back: str
    is_note: bool = False


def toggle_mark(session: Session, ref: Ref, document: LaidOutPage, spot: TextPlace | None) -> Annotation:
    """Mark a place on the page of an entry, or the entry, or take its mark away."""
    store, now = session.learner.store, session.environment.clock()
    if spot is None:
        subject = subject_of(ref)
        is_marked = store.is_marked(subject)
        event = store.mark(subject, now, undo=is_marked)
        return _toggled("bookmarked", is_marked, ref.name, event.id)
    marks = marks_on_page(session, ref)
    known = next((anchor for target, anchor in marks if is_same_place(document, spot, target, anchor)), None)
    event = store.mark(f"{ref.book}:{spot.target}", now, undo=known is not None, anchor=known or spot.anchor)
    return _toggled("marked", known is not None, spot.anchor.quote, event.id)


def _toggled(mark: str, was_marked: bool, text: str, event: str) -> Annotation:
    done, undone = (f"no longer {mark}", f"{mark} again") if was_marked else (mark, f"no longer {mark}")
    name = f"“{short(text)}”"  # at the end, which is cut on a narrow screen
    return Annotation(event, f"{done.capitalize()} · u takes it back · {name}", f"{undone.capitalize()} · {name}")


def write_note(session: Session, ref: Ref, text: str, *, target: str, anchor: Anchor | None) -> Annotation:
    """Write a note on an entry, or on a place under the heading in its text that has a target."""
    subject = f"{ref.book}:{target}" if anchor else subject_of(ref)
    note = session.learner.store.write_note(subject, text.strip(), session.environment.clock(), anchor)
    name = f"Note {note.ordinal}"
    return Annotation(note.id, f"{name} written · u takes it back", f"{name} is deleted", is_note=True)


def quotation(text: str) -> str:
    """Some words as Markdown that quotes them, with an empty line after it; empty for none."""
    from mlsys_cli.page.markdown import write_markdown

    return f"{write_markdown((Quote((Paragraph(text_spans(text)),)),))}\n\n" if text else ""
