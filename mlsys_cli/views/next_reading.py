"""The section to read next."""

from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Span, Spans
from mlsys_cli.text.reading_time import reading_words
from mlsys_cli.views.shared_blocks import open_by_number, open_command


class NextReading(NamedTuple):
    """A section with its number, the minutes that it still takes, how much was read, and where the reader stopped.

    The `paragraph` is counted from 0.
    """

    ref: Ref
    number: str
    minutes: int
    share: float = 0.0
    paragraph: int = 0

    @property
    def title(self) -> str:
        """The title with its number."""
        return f"{self.number} {self.ref.name}".strip()

    @property
    def remark(self) -> str:
        """The share that was read, and the minutes that are left."""
        minutes = f"{self.minutes}\u00a0min"
        return f"{reading_words(self.share)}, {minutes} left" if self.share else minutes

    def spans(self) -> Spans:
        """The command that opens it, and what it is, as a link."""
        link = Span(self.title, "link", f"{self.ref.kind}:{self.ref.slug}")
        return Span(open_by_number(self.ref, self.number), "command"), Span(" · "), link, Span(f", {self.remark}")

    @property
    def target(self) -> str:
        """The target of a link that leads to where the reader stopped."""
        return f"section:{self.ref.address}#{self.paragraph}" if self.paragraph else f"section:{self.ref.address}"

    def fields(self) -> dict[str, Any]:
        """The section for a machine."""
        return {
            "id": self.ref.slug,
            "title": self.ref.name,
            "minutes": self.minutes,
            "share_read": round(self.share, 2),
            "open": open_command(self.ref),
        }
