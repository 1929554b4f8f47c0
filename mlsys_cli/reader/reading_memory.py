"""The reader's memory of which parts of a page were on the screen for long enough to be read."""

from contextlib import suppress

from mlsys_cli.errors import MlsysError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.anchors import Seen, merged, seen_sections
from mlsys_cli.queries.reading_position import remember
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.session.session import Session

LONG_ENOUGH = 2.0
"""Seconds that lines must be on the screen: what flew by wasn't read."""


class ReadingMemory:
    """The reading of one page after the other. Times are seconds of any clock that doesn't go back."""

    def __init__(self, session: Session, long_enough: float = LONG_ENOUGH) -> None:
        self._session = session
        self._long_enough = long_enough
        self._refs: list[Ref] = []
        self._document = LaidOutPage((), (), ())
        self._lines = range(0)
        self._since = 0.0
        self._seen: dict[str, Seen] = {}
        self.remembered = 0
        """How often something new was remembered."""

    def open(self, *refs: Ref | None) -> None:
        """Go on to another page, of the texts that are among some entries."""
        self._refs = [ref for ref in refs if ref and ref.kind in ("chapter", "section")]
        self._lines, self._seen = range(0), {}

    def on_screen(self, document: LaidOutPage, lines: range, now: float) -> None:
        """Note which lines of the page are on the screen."""
        if document is not self._document or lines != self._lines:
            self.look(now)
            self._document, self._lines, self._since = document, lines, now

    def look(self, now: float) -> None:
        """Remember the lines on the screen if they have been there for long enough and bring something new."""
        if not self._refs or not self._lines or now - self._since < self._long_enough:
            return
        lines = range(self._lines.start, min(self._lines.stop, self._document.text_end))
        seen = [self._added(one) for one in seen_sections(self._document.passages(), [lines])]
        new = [one for one in seen if self._seen.get(one.section) != one]
        self._seen |= {one.section: one for one in new}
        if new and self._session.learner.settings.remember_reading:
            with suppress(MlsysError):  # reading goes on where nothing can be kept
                refs, at = self._refs, self._session.environment.clock()
                self._session.learner.changes.make(lambda: remember(self._session, refs, new, at))
                self.remembered += 1

    def _added(self, seen: Seen) -> Seen:
        before = self._seen.get(seen.section)
        return seen._replace(parts=merged((*before.parts, *seen.parts))) if before else seen
