"""Marks and notes of the reader line by line."""

from collections.abc import Callable

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.reader.page_actions import WAITS, Kept, take_back, toggle_mark, write_note
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.paragraph_marks import TextPlace
from mlsys_cli.session.session import Session


class LineKeeper:
    """Changes what the learner keeps, and says what was done; while another process writes to the store, later."""

    def __init__(self, session: Session, say: Callable[[str], None]) -> None:
        self._session = session
        self._say = say
        self._kept: list[Kept] = []

    def toggle_mark(self, ref: Ref, page: LaidOutPage, place: TextPlace | None) -> None:
        """Mark a place on the page of an entry, or the entry, or take its mark away."""
        self._keep(lambda: toggle_mark(self._session, ref, page, place), f"a mark in {ref.name!r}")

    def write_note(self, ref: Ref, text: str, place: TextPlace | None) -> None:
        """Write a note on the entry of a page, or on a place in its text."""
        self._keep(lambda: write_note(self._session, ref, text, place), f"the note {text!r} on {ref.name!r}")

    def _keep(self, change: Callable[[], Kept], about: str) -> None:
        def keep() -> None:
            self._kept.append(change())
            self._say(self._kept[-1].message)

        self._change_store(keep, about)

    def take_back(self) -> None:
        """Take back the last mark or note. Raises UsageError if there is none."""

        def undo() -> None:
            self._say(take_back(self._session, self._kept).taken_back)

        self._change_store(undo, "that a mark or note was taken back")

    def _change_store(self, change: Callable[[], None], about: str) -> None:
        if not self._session.learner.changes.make(change, about):
            self._say(WAITS)
