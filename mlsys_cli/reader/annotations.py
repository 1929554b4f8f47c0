"""Marks and notes that a learner makes on pages."""

from textwrap import shorten
from typing import NamedTuple

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Paragraph, Quote, text_spans
from mlsys_cli.queries.notebook import marks_on_page
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.paragraph_marks import TextPlace, is_same_place
from mlsys_cli.session.session import Session

_SHOWN = 40
"""The most characters of a marked place that a message quotes."""


def noted_entry(ref: Ref | None) -> Ref:
    """The entry of a page, which bookmarks and notes are about. Raises UsageError if there can't be any."""
    if ref is None or ref.kind not in NOTED:
        raise UsageError("Only entries, such as a section or a term, have bookmarks and notes: open one.")
    return ref


class Annotation(NamedTuple):
    """A mark or note: what was done, what is so after it was taken back, the words it is on, and its event."""

    done: str
    undone: str
    quotation: str
    event: str
    is_note: bool = False

    @property
    def message(self) -> str:
        """The message that says what was done, and how it is taken back."""
        return _message(self.done, "u takes it back", self.quotation)

    @property
    def taken_back(self) -> str:
        """The message after it was taken back."""
        return _message(self.undone, self.quotation)


def _message(done: str, *more: str) -> str:
    """A message with what was done first and a name last: on a narrow screen the end is cut."""
    return " · ".join(filter(None, (done[:1].upper() + done[1:], *more)))


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
    return Annotation(done, undone, f"“{shorten(text, _SHOWN, placeholder='…')}”", event)


def write_note(session: Session, ref: Ref, text: str, spot: TextPlace | None) -> Annotation:
    """Write a note on an entry, or on a place in its text."""
    subject = f"{ref.book}:{spot.target}" if spot else subject_of(ref)
    anchor = spot.anchor if spot else None
    note = session.learner.store.write_note(subject, text.strip(), session.environment.clock(), anchor)
    return Annotation(f"note {note.ordinal} written", f"note {note.ordinal} is deleted", "", note.id, is_note=True)


def quotation(text: str) -> str:
    """Some words as Markdown that quotes them, with an empty line after it; empty for none."""
    from mlsys_cli.page.markdown import write_markdown

    return f"{write_markdown((Quote((Paragraph(text_spans(text)),)),))}\n\n" if text else ""
