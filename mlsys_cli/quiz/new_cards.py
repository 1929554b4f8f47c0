"""The cards that a learner has not met yet, in the order in which they should."""

from collections.abc import Iterable, Iterator, Sequence

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.journal.reader import Queries
from mlsys_cli.quiz.deck import CardCandidate, Deck


def new_cards(library: Library, deck: Deck, store: Queries, places: Sequence[Ref] = ()) -> Iterator[str]:
    """The cards of some chapters and sections, or of all, that are new: first those of the sections that were read."""
    read = {place.subject for place in store.places() if place.done}
    met = {card.card for card in store.cards() if card.state}
    for wants_read in (True, False) if read else (False,):
        for place in places or library.refs("chapter"):
            sections = [section.slug for section in library.sections_of(place)]
            for one in in_reading_order((*deck.written((place,)), *deck.made((place,))), sections):
                is_read = f"{one.id.partition(':')[0]}:section:{one.section}" in read
                if is_read is wants_read and one.id not in met and store.is_new(one.id):
                    yield one.id


def in_reading_order(candidates: Iterable[CardCandidate], sections: Sequence[str]) -> list[CardCandidate]:
    """The cards of a chapter by section: its questions, then what is made of each entry, then their siblings."""
    places = {section: number for number, section in enumerate(sections)}
    numbers: dict[str, int] = {}
    keyed = []
    for one in candidates:
        sibling = numbers[one.thing] = numbers.get(one.thing, -1) + 1
        made = one.thing != one.id
        keyed.append(((places.get(one.section, len(places)), made, sibling), one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]
