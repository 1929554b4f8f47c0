"""The learner's own cards."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.book.parse.prose import with_formulas
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.own_cards import OwnCard
from mlsys_cli.page.blocks import Block, Blocks, Heading, ListEntry, Paragraph, Span, text_spans
from mlsys_cli.text.counted import counted
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import open_command
from mlsys_cli.views.view import Document, document


class CardsView(NamedTuple):
    """Own cards, each with the entry that it is about, if an open book has it."""

    cards: Sequence[tuple[OwnCard, Ref | None]]

    def page(self) -> Blocks:
        """The cards with their numbers."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        yield Heading(1, counted(len(self.cards), "own card") if self.cards else "No cards of your own yet")
        if not self.cards:
            yield Paragraph((Span("Write one with "), Span("mlsys card FRONT BACK", "command"), Span(".")))
        for card, about in self.cards:
            front = (Span(f"{card.number}  ", "mark"), *with_formulas(harmless(card.front)))
            command = text_spans(open_command(about), "command") if about else ()
            yield ListEntry(front, with_formulas(harmless(card.back)), command)

    def document(self) -> Document:
        """The cards; `about` is null if no open book has the entry."""
        cards = [
            {
                "number": card.number,
                "id": card.id,
                "front": card.front,
                "back": card.back,
                "about": {"kind": about.kind, "id": about.slug} if about else None,
            }
            for card, about in self.cards
        ]
        return document("cards", cards=cards)

    def rows(self) -> list[list[Any]]:
        """A row for each card."""
        cards = ([card.number, card.front, card.back, about.slug if about else ""] for card, about in self.cards)
        return [["number", "front", "back", "about"], *cards]
