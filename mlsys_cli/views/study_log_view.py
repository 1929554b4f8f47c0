"""The log of the learner's study, as it is exported."""

from collections.abc import Sequence

from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.jsonl import VERSION, written_lines
from mlsys_cli.page import Blocks, Code
from mlsys_cli.views.view import Document, document


class LogView:
    """Every event, a line of JSON each."""

    def __init__(self, events: Sequence[JournalEvent]) -> None:
        self._events = events

    def page(self) -> Blocks:
        """The lines as they are."""
        return (Code(self.tabbed()),)

    def tabbed(self) -> str:
        """The lines of an export."""
        return "".join(f"{line}\n" for line in written_lines(self._events))

    def document(self) -> Document:
        """The same in one document."""
        events = [event.fields() for event in self._events]
        return document("study", version=VERSION, events=events)
