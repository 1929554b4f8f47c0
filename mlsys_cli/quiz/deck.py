"""Every card of a library: known by little until one is chosen, and read when it is asked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from mlsys_cli.index.entry_records import CardSource, Ref
from mlsys_cli.index.library import Library
from mlsys_cli.journal.card_ids import CardId, cards_of, parse_card
from mlsys_cli.quiz.generate_cards import QuestionMaker, side_of
from mlsys_cli.quiz.question import Question

MADE_KINDS = {"meaning": "choice", "name": "typed", "year": "number"}
"""How the cards that are made of terms and events are answered; those of a table are choices."""


class CardCandidate(NamedTuple):
    """A card before it is read: as much as is needed to choose it. `section` is the slug of one, or nothing."""

    id: str
    thing: str
    section: str
    kind: str
    level: str


class Deck:
    """The cards of some books. `year` is the present one, by which it is judged how exactly a date must be known."""

    def __init__(self, library: Library, year: int) -> None:
        self._library = library
        self._make = QuestionMaker(library, year)

    def written(self, places: Sequence[Ref]) -> tuple[CardCandidate, ...]:
        """The questions of some chapters and sections, in reading order."""
        return self._in(places, self._library.questions_in)

    def made(self, places: Sequence[Ref]) -> tuple[CardCandidate, ...]:
        """The cards that are made of the terms, events and tables of some chapters and sections, in reading order.

        Some of them may turn out to be impossible when they are read.
        """
        return self._in(places, self._library.entries_in)

    def everything(self) -> Iterator[Question]:
        """Every card of every chapter, read one chapter after the other."""
        for chapter in self._library.refs("chapter"):
            yield from self.questions(candidate.id for candidate in (*self.written((chapter,)), *self.made((chapter,))))

    def questions(self, ids: Iterable[str]) -> Iterator[Question]:
        """The cards with these ids, as far as the books still have them."""
        return (question for id in ids if (question := self.question(id)) is not None)

    def question(self, id: str, turn: int = 0) -> Question | None:
        """One card; None if its book has it no more. Of a table's row each `turn` may ask for another column.

        ValueError if it isn't the id of a card.
        """
        card = parse_card(id)
        ref = self._library.find(card.kind, card.entry, card.book)
        if ref is None or ref.book != card.book:
            return None
        return self._make.question(card, ref, turn)

    def _in(self, places: Sequence[Ref], listed: Callable[[Ref], Iterable[CardSource]]) -> tuple[CardCandidate, ...]:
        found: dict[str, CardCandidate] = {}
        for place in places:
            chapter = place if place.kind == "chapter" else self._library.chapter_of(place)
            sections = {ref.slug for ref in self._library.sections_of(place)}
            for item in listed(chapter) if chapter else ():
                if item.section in sections or (place.kind == "chapter" and not item.section):
                    found |= {candidate.id: candidate for candidate in _candidates(item)}
        return tuple(found.values())

    @cached_property
    def titles(self) -> "Titles":
        """The names of sections."""
        return Titles(self._library)


class Titles:
    """The names of sections by their addresses, each read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[str, str] = {}

    def __getitem__(self, address: str) -> str:
        if address not in self._known:
            ref = self._library.at("section", address)
            self._known[address] = ref.name if ref else address
        return self._known[address]


def _candidates(item: CardSource) -> Iterator[CardCandidate]:
    ref = item.ref
    for card in cards_of(ref.book, ref.kind, ref.slug, tuple(map(side_of, item.sides))):
        kind = item.kind if ref.kind == "question" else MADE_KINDS.get(card.side, "choice")
        yield CardCandidate(str(card), card.subject, item.section, kind, item.level)


def card_of(ref: Ref) -> str:
    """The id of the card that a question is."""
    return str(CardId(ref.book, "question", ref.slug))
