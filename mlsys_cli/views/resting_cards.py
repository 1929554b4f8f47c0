"""The cards that rest, and those that are set aside, as they were forgotten too often."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.journal.days import date_text, day_of
from mlsys_cli.journal.study_records import Rest
from mlsys_cli.page.blocks import Block, Heading, ListEntry, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import day_words


class RestingCard(NamedTuple):
    """A card that rests or is set aside, with its question in a line, and its section with its number."""

    rest: Rest
    ask: str
    section: str

    @property
    def state(self) -> str:
        """Until when it rests, or since when it is set aside."""
        if self.rest.until is None:
            return f"set aside on {day_words(day_of(self.rest.since))}"
        return f"rests until {day_words(day_of(self.rest.until))}"


def resting_blocks(cards: Sequence[RestingCard]) -> Iterator[Block]:
    """A section of the page about progress; nothing if there are no such cards."""
    if not cards:
        return
    yield Heading(2, "Resting and set aside")
    for one in cards:
        words = " · ".join(filter(None, (one.section, one.state, harmless(one.rest.card))))
        yield ListEntry(
            text_spans(harmless(one.ask or "From a book that isn't open")), text_spans(words, "caption"), ()
        )
    yield Paragraph(
        (
            Span("They were forgotten again and again. "),
            Span("mlsys suspend --undo ID", "command"),
            Span(" asks one again now; reading its section helps more."),
        )
    )


def resting_fields(cards: Sequence[RestingCard]) -> list[dict[str, Any]]:
    """The same for a machine; `until` is null for a card that is set aside."""
    return [
        {
            "id": one.rest.card,
            "section": one.section or None,
            "since": date_text(one.rest.since),
            "until": None if one.rest.until is None else date_text(one.rest.until),
        }
        for one in cards
    ]
