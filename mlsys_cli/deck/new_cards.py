"""New cards, in reading order."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from mlsys_cli.deck.deck import CardCandidate, Deck
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.journal.store import Store


def new_cards(store: Store, listed: Callable[[], Iterable[Sequence[CardCandidate]]]) -> Iterator[str]:
    """The new cards among those of some places: first those of sections that were read.

    `listed` returns the cards of each place; it is called once more for the sections that weren't read.
    """
    read = store.sections_read()
    for wants_read in (True, False) if read else (False,):
        for cards in listed():
            wanted = [
                one.id for one in cards if (f"{one.id.partition(':')[0]}:section:{one.section}" in read) is wants_read
            ]
            yield from store.new_among(wanted) if wanted else ()


def cards_in_reading_order(library: Library, deck: Deck, place: Ref) -> list[CardCandidate]:
    """The cards of a chapter or section: of each section its questions, then a card of each entry, then siblings."""
    places = {section.slug: number for number, section in enumerate(library.entries.sections_of(place))}
    numbers: dict[str, int] = {}
    keyed = []
    for one in deck.candidates((place,)):
        sibling = numbers[one.subject] = numbers.get(one.subject, -1) + 1
        generated = one.subject != one.id
        keyed.append(((places.get(one.section, len(places)), generated, sibling), one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]
