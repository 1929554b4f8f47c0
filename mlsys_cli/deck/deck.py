"""All cards of a library: candidates until one is chosen, and read when it is asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.deck.plan import work_of
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.journal.card_ids import OWN, OWN_KIND, cards_of, generated_kind, parse_card, side_of, subject_parts
from mlsys_cli.journal.settings import CARDS

if TYPE_CHECKING:  # imported when a card is read, since the kinds of questions take long
    from mlsys_cli.deck.generate_cards import CardMaker
    from mlsys_cli.journal.own_cards import OwnCard
    from mlsys_cli.quiz.study_card import Card

_QUESTIONS = ("question",)
_ENTRIES = ("term", "event", "table")
"""The kinds of entries that cards are made of."""

_ASKED = {CARDS[0]: 0, CARDS[1]: 1, CARDS[2]: len(_ENTRIES)}
"""The number of these kinds that a learner is asked about, by their setting."""


class CardCandidate(NamedTuple):
    """A card before it is read: as much as is needed to choose it.

    `subject` is what it is about, which its siblings are about as well; `section` is the slug of one, or empty.
    `is_chosen` is whether it is among those that the learner wants to be asked.
    """

    id: str
    subject: str
    section: str
    kind: str
    level: str
    is_chosen: bool = True


class Deck:
    """The cards of some books. `year` is the present one; it decides how exactly a date must be known.

    `cards` is the learner's choice among `CARDS`, and `own` are those that they wrote.
    """

    def __init__(
        self, library: Library, year: int, cards: str = CARDS[-1], own: "Mapping[str, OwnCard] | None" = None
    ) -> None:
        self._library = library
        self._own = own or {}
        self._made_of = _ENTRIES[: _ASKED[cards]]
        self._year = year
        self._listed: dict[str, Ref] = {}

    @cached_property
    def _make(self) -> "CardMaker":
        from mlsys_cli.deck.generate_cards import CardMaker

        return CardMaker(self._library, self._year)

    def authored(self, locations: Sequence[Ref]) -> tuple[CardCandidate, ...]:
        """The questions of some chapters and sections, in reading order."""
        return self.candidates(locations, _QUESTIONS)

    def generated(self, locations: Sequence[Ref], every: bool = False) -> tuple[CardCandidate, ...]:
        """The cards made of the terms, events and tables of some chapters and sections, in reading order.

        They are of the kinds that the learner has chosen, or of `every` kind. Some of them may turn out to be
        impossible when they are read.
        """
        return self.candidates(locations, _ENTRIES if every else self._made_of)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entries that the learner is asked about, in the order in which new cards come."""
        return (*_QUESTIONS, *self._made_of)

    def every(self, locations: Sequence[Ref]) -> tuple[CardCandidate, ...]:
        """All cards of some chapters and sections, whatever the learner has chosen, and of every event.

        Those that were asked once are asked for ever, even if the choice was another one then.
        """
        return (*self.candidates(locations, (*_QUESTIONS, *_ENTRIES), only_asked=False), *self.own(locations))

    def own(self, locations: Sequence[Ref] = ()) -> tuple[CardCandidate, ...]:
        """The learner's own cards: all, or those about what is in some chapters and sections."""
        entries, candidates = self._library.entries, list[CardCandidate]()
        sections = {inner.address for location in locations for inner in entries.sections_of(location)}
        for card in self._own.values():
            ref, section = self._about(card)
            if not locations or section in sections or (ref and entries.chapter_of(ref) in locations):
                candidates.append(CardCandidate(card.id, card.id, section.rpartition(":")[2], OWN_KIND, "recall"))
        return tuple(candidates)

    def _about(self, card: "OwnCard") -> tuple[Ref | None, str]:
        """The entry that an own card is about, as far as a book has it, and the address of its section."""
        book, kind, slug = subject_parts(card.about)
        ref = self._library.entries.find(kind, slug, book) if slug else None
        if ref is None or ref.book != book:
            return None, ""
        return ref, ref.address if kind == "section" else self._library.entries.first_section_on(ref)

    def candidates(
        self, locations: Sequence[Ref], kinds: Sequence[str] | None = None, only_asked: bool = True
    ) -> tuple[CardCandidate, ...]:
        """The cards of some chapters and sections: of each the questions, then what is generated.

        They are made of some kinds of entries, or of those that the learner has chosen.
        """
        kinds = self.kinds if kinds is None else kinds
        candidates: dict[str, CardCandidate] = {}
        for location in locations:
            chapter = self._library.entries.chapter_of(location)
            sections = {ref.slug for ref in self._library.entries.sections_of(location)}
            for item in self._library.cards.sources(chapter, kinds) if chapter else ():
                ref = item.ref
                is_inside = item.section in sections or (not item.section and location.kind == "chapter")
                if not is_inside or (only_asked and not item.is_asked):
                    continue
                is_chosen = item.is_asked and ref.kind in self.kinds
                siblings = cards_of(ref.book, ref.kind, ref.slug, tuple(map(side_of, item.sides)))
                subject = siblings[0].subject if siblings else ""
                for card in siblings:
                    kind = item.kind if ref.kind == "question" else generated_kind(card)
                    name = str(card)
                    candidates[name] = CardCandidate(name, subject, item.section, kind, item.level, is_chosen=is_chosen)
                    self._listed[subject] = ref
        return tuple(candidates.values())

    def in_reading_order(self, location: Ref, kind: str) -> list[CardCandidate]:
        """The cards of a chapter or section that are made of entries of a kind, by section."""
        sections = {section.slug: index for index, section in enumerate(self._library.entries.sections_of(location))}
        return sorted(self.candidates((location,), (kind,)), key=lambda card: sections.get(card.section, len(sections)))

    def cards(self, ids: Iterable[str], draw: int = 0) -> "Iterator[Card]":
        """The cards with these ids, as far as the books still have them; `draw` decides on fresh numbers."""
        return (card for card_id in ids if (card := self.card(card_id, draw=draw)) is not None)

    def works(self, ids: Iterable[str]) -> dict[str, str]:
        """The work that each of these cards is (see `work_of`), without those that the books no longer have."""
        parsed = {card_id: parse_card(card_id) for card_id in ids}
        sorts = self._library.cards.sorts({card.entry for card in parsed.values()})
        return dict.fromkeys(parsed.keys() & self._own.keys(), "recall") | {
            card_id: work_of(*sorts[card.subject]) for card_id, card in parsed.items() if card.subject in sorts
        }

    def card(self, card_id: str, turn: int = 0, draw: int = 0) -> "Card | None":
        """One card; None if its book no longer has it.

        Of a table's row each `turn` may ask for another column; each `draw` gives a question other fresh numbers.
        ValueError if it isn't the id of a card.
        """
        parsed = parse_card(card_id)
        if parsed.book == OWN:
            return self._own_card(card_id)
        ref = self._listed.get(parsed.subject) or self._library.entries.find(parsed.kind, parsed.entry, parsed.book)
        if ref is None or ref.book != parsed.book:
            return None
        return self._make.card(parsed, ref, turn, draw)

    def _own_card(self, card_id: str) -> "Card | None":
        from mlsys_cli.book.parse.prose import with_formulas
        from mlsys_cli.page.blocks import Paragraph
        from mlsys_cli.quiz.kinds.open_question import OpenKey
        from mlsys_cli.quiz.study_card import Card
        from mlsys_cli.text.sanitize import harmless

        own = self._own.get(card_id)
        if own is None:
            return None
        ref, section = self._about(own)
        back = " ".join(harmless(own.back).split())
        chapter = self._library.entries.chapter_of(ref) if ref else None
        return Card(
            id=own.id,
            kind="own",
            level="recall",
            book=ref.book if ref else _OWN_DECK,
            chapter=chapter.address if chapter else "",
            section=section,
            ask=tuple(Paragraph(with_formulas(line)) for line in harmless(own.front).splitlines() if line.strip()),
            explain=(),
            key=OpenKey((Paragraph(with_formulas(back)),)),
            opens=ref.link if ref and KINDS[ref.kind].command else "",
        )


_OWN_DECK = "my-cards"
"""The deck in Anki of own cards that are about nothing in a book."""
