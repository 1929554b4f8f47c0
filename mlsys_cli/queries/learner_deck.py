"""The learner's deck: the cards that they have chosen, and the new ones among them, which come from what was read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_queries import Entries
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # a page that has enough questions of its authors needs no cards
    from mlsys_cli.deck.deck import CardCandidate, Deck
    from mlsys_cli.journal.days import Today


def deck_of(session: Session) -> "Deck":
    """The cards of the open books, of the kinds that the learner has chosen."""
    from mlsys_cli.deck.deck import Deck

    own = {card.id: card for card in session.learner.store.own.all()}
    return Deck(session.books.library, session.learner.today.date.year, session.learner.settings.cards, own)


def count_askable(session: Session, ref: Ref, most: int) -> int:
    """The number of things that a quiz on a chapter or section can ask about, up to a limit."""
    entries = session.books.library.entries
    sections = entries.sections_of(ref)
    authored = islice((question for section in sections for question in entries.questions_on(section)), most)
    if len(list(authored)) == most:
        return most
    deck = deck_of(session)
    cards = (*deck.authored((ref,)), *deck.generated((ref,)))
    suspended = session.learner.store.suspended_among([card.id for card in cards])
    return min(len({card.subject for card in cards if card.id not in suspended}), most)


def new_cards(session: Session, deck: "Deck", places: Sequence[Ref], unread: bool) -> "Iterator[CardCandidate]":
    """The cards that may be asked today as new ones, in some places or in all: own ones, questions, then the others.

    Those of books are about sections that were read; with `unread`, those about the other sections follow. Of each kind
    the first card of every section comes before the second of any, so that few a day reach all that was read.
    """
    entries, store = session.books.library.entries, session.learner.store
    today, read = session.learner.today_now(), store.sections_read()
    yield from _askable(session, deck.own(places), today)
    everywhere = places or entries.refs("chapter")
    read_of = {section.partition("/")[0] for section in read}  # the chapters of which something was read
    begun = [item for item in everywhere if f"{item.book}:section:{item.slug.partition('/')[0]}" in read_of]
    for wants_read, refs in ((True, begun), (False, everywhere if unread else ())):
        for kind in deck.kinds:
            ranked = [
                (rank, item)
                for place in refs
                for rank, item in _ranked(deck.in_reading_order(place, kind))
                if _is_read(entries, place, item, read) is wants_read
            ]
            ranked.sort(key=lambda pair: pair[0])
            yield from _askable(session, [item for _, item in ranked], today)


def _ranked(cards: "Iterable[CardCandidate]") -> "Iterator[tuple[int, CardCandidate]]":
    """Each card with the number of entries of its section before the one that it is about."""
    subjects = defaultdict[str, dict[str, int]](dict)
    for card in cards:
        section = subjects[card.section]
        yield section.setdefault(card.subject, len(section)), card


def _askable(session: Session, cards: "Sequence[CardCandidate]", today: "Today") -> "Iterator[CardCandidate]":
    """Those of some cards that may be asked as new ones, each once."""
    by_id = {card.id: card for card in cards}
    return map(by_id.__getitem__, session.learner.store.new_among(list(by_id), today) if by_id else ())


def _is_read(entries: Entries, ref: Ref, card: "CardCandidate", read: AbstractSet[str]) -> bool:
    """True if the section of a card was read; of a card that belongs to no section, all those of its chapter."""
    if card.section:
        return f"{ref.book}:section:{card.section}" in read
    chapter = entries.chapter_of(ref)
    sections = entries.sections_of(chapter) if chapter else ()
    return bool(sections) and all(subject_of(section) in read for section in sections)
