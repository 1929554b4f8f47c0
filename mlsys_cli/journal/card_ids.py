"""The ids of cards. An id never changes, so that progress survives a correction of the book.

An entry of a book is `BOOK:KIND:ID`, such as `intro-to-mlsys:term:perceptron`. It is asked for from one or several
sides, and each is a card: `intro-to-mlsys:term:perceptron:meaning`. A question has one side, and is its own card.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from mlsys_cli.book.kinds import CARDED, KINDS
from mlsys_cli.text.english import words_as_spelt

OWN = "@own"
"""Stands for a book in the ids of the learner's own cards: `@own:card:ID`. No book can be called so."""

OWN_KIND = "card"


class CardId(NamedTuple):
    """A card by its parts; the `side` of a question is empty, that of a table is one of its aspects."""

    book: str
    kind: str
    entry: str
    side: str = ""

    def __str__(self) -> str:
        return f"{self.subject}:{self.side}" if self.side else self.subject

    @property
    def subject(self) -> str:
        """The entry that the card was made of, as its siblings were."""
        return f"{self.book}:{self.kind}:{self.entry}"


@lru_cache(256)
def parse_card(text: str) -> CardId:
    """The parts of a card's id. Raises ValueError if it isn't one."""
    book, kind, entry, side = (*text.split(":", 3), "", "", "")[:4]
    if is_own(text) and entry and not side:
        return CardId(book, kind, entry)
    sides = KINDS[kind].sides if kind in CARDED else ()
    if not (book and entry) or (side not in sides if sides else kind != "table" or not side):
        raise ValueError(f"{text[:80]!r} isn't a card")
    return CardId(book, kind, entry, side)


def is_own(card: str) -> bool:
    """True for a card that the learner wrote."""
    return card.startswith(f"{OWN}:{OWN_KIND}:")


def cards_of(book: str, kind: str, entry: str, aspects: tuple[str, ...] = ()) -> tuple[CardId, ...]:
    """All cards of an entry, which are siblings; those of a table are its `aspects`."""
    return tuple(CardId(book, kind, entry, side) for side in KINDS[kind].sides or aspects)


def is_directed(card: str) -> bool:
    """True if a card asks for one of two directions: for the meaning of a name, or for the name of a meaning."""
    kind = card.split(":")[1:2]
    return bool(kind) and kind[0] in CARDED and len(KINDS[kind[0]].sides) > 1


def side_of(aspect: str) -> str:
    """The side of a table that a row is; it stays the same if only signs, capitals or a plural are corrected."""
    return "-".join(words_as_spelt(aspect)) or aspect.strip()


def generated_kind(card: CardId) -> str:
    """The question kind of a card that is made of a term, an event or a table."""
    if card.kind == "event":
        return "number"
    return "typed" if (card.kind, card.side) == ("term", "name") else "choice"


@lru_cache(256)
def entry_subject(subject: str) -> str:
    """The entry that a card was made of; every other subject is an entry itself."""
    parts = subject.split(":", 3)
    return ":".join(parts[:3]) if len(parts) == 4 and parts[1] in CARDED else subject


def renamed_subject(subject: str, renamed: Mapping[str, str]) -> str:
    """The subject of an entry or a card after its entry got another id, if it did."""
    entry = entry_subject(subject)
    return renamed[entry] + subject[len(entry) :] if entry in renamed else subject


def subject_parts(subject: str) -> tuple[str, str, str]:
    """The book, kind and id of an entry's subject; what a damaged one lacks is empty."""
    book, kind, slug = (*subject.split(":", 2), "", "")[:3]
    return book, kind, slug
