"""The learner's own cards, which they wrote themselves: a front and a back, perhaps about an entry of a book."""

import os
from typing import NamedTuple

from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.card_ids import OWN
from mlsys_cli.journal.database import Database
from mlsys_cli.journal.event import JournalEvent, valid_events
from mlsys_cli.journal.writer import Writer
from mlsys_cli.text.sanitize import storable


class OwnCard(NamedTuple):
    """A card with its ordinal, which this machine never gives to another one; `about` is the subject of an entry."""

    ordinal: int
    id: str
    front: str
    back: str
    about: str
    at: int


class OwnCards:
    """The learner's own cards in a store."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    def all(self) -> tuple[OwnCard, ...]:
        """The cards in the order in which they were written."""
        rows = self._database.rows("select * from effective_event where kind = 'card' order by at, id")
        versions: dict[str, list[JournalEvent]] = {}
        for event in valid_events(rows):
            versions.setdefault(event.subject, []).append(event)
        cards = []
        # Deleted ones are counted too, so that a number is never another card's.
        for number, (card, events) in enumerate(versions.items(), start=1):
            values = events[-1].values
            if values["front"]:
                text = values["front"], values["back"], values.get("about", "")
                cards.append(OwnCard(number, card, *text, events[0].at))
        return tuple(cards)

    def numbered(self, ordinal: int) -> OwnCard:
        """The card with a number. Raises NotFoundError."""
        for card in self.all():
            if card.ordinal == ordinal:
                return card
        raise NotFoundError(f"there is no card {ordinal}", ["'mlsys card' lists them"])

    def write(self, front: str, back: str, about: str, now: int, card: str = "") -> OwnCard:
        """Write a new card, or other texts for one."""
        values = {"front": storable(front), "back": storable(back), **({"about": about} if about else {})}
        # By lot, since two machines may each write a card before their logs are joined.
        subject = card or f"{OWN}:card:{os.urandom(6).hex()}"
        self._writer.append(now, "card", subject, values)
        return next(own for own in self.all() if own.id == subject)

    def delete(self, card: OwnCard, now: int) -> None:
        """Delete a card: it is no longer asked, and its answers stay in the statistics."""
        self._writer.append(now, "card", card.id, {"front": "", "back": ""})
        self._writer.append(now, "suspend", card.id)
