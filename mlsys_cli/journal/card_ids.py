"""What a card is called. Its name stays the same for ever, so that a correction of the book costs nobody their memory.

A thing of a book is `BOOK:KIND:ID`, such as `intro-to-mlsys:term:perceptron`. It is asked for from one or several
sides, and each is a card: `intro-to-mlsys:term:perceptron:meaning`. A question has one side, and is its own card.
"""

from typing import NamedTuple

from mlsys_cli.book.kinds import CARDED, KINDS


class CardId(NamedTuple):
    """A card by its parts; the `side` of a question is empty, that of a table is one of its aspects."""

    book: str
    kind: str
    entry: str
    side: str = ""

    def __str__(self) -> str:
        return f"{self.thing}:{self.side}" if self.side else self.thing

    @property
    def thing(self) -> str:
        """What the card is about, which its siblings are about as well."""
        return f"{self.book}:{self.kind}:{self.entry}"


def parse_card(text: str) -> CardId:
    """The parts of a card's name; ValueError if it is none."""
    book, kind, entry, side = (*text.split(":", 3), "", "", "")[:4]
    known = KINDS[kind].sides if kind in CARDED else ()
    if not (book and entry) or (side not in known if known else kind != "table" or not side):
        raise ValueError(f"{text[:80]!r} is no card")
    return CardId(book, kind, entry, side)


def cards_of(book: str, kind: str, entry: str, aspects: tuple[str, ...] = ()) -> tuple[CardId, ...]:
    """All cards of a thing, which are siblings; those of a table are its `aspects`."""
    return tuple(CardId(book, kind, entry, side) for side in KINDS[kind].sides or aspects)


def thing_of(subject: str) -> str:
    """What a card is about; anything else that can be remembered is its own thing."""
    parts = subject.split(":", 3)
    return ":".join(parts[:3]) if len(parts) == 4 and parts[1] in CARDED else subject
