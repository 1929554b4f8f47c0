"""Cards as Anki notes: fields of HTML, in a deck, with tags."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mlsys_cli.index.entry_records import Remarks, target_command
from mlsys_cli.index.library import Library
from mlsys_cli.page.blocks import Paragraph
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.sides import Form
from mlsys_cli.quiz.study_card import Card, order_of
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import remark_blocks, source_spans

FIELDS = ("Question", "Answer", "Explanation", "Source", "Open", "Hint")
"""The fields of every note, in this order."""

_NOT_IN_A_NAME = str.maketrans('<>"', "‹›'")

_SEED = 0
"""The seed that shuffles options: always the same, so that a card looks the same after each import."""


class AnkiDeck(NamedTuple):
    """The cards of a section. Anki identifies a deck by its name, which is made of ids, since a title may change."""

    id: int
    name: str
    title: str


class Flashcard(NamedTuple):
    """A note. `guid` identifies it in Anki and never changes; `fields` are HTML, in the order of `FIELDS`."""

    guid: str
    form: Form
    deck: AnkiDeck
    tags: tuple[str, ...]
    fields: tuple[str, ...]


def flashcards(library: Library, cards: Iterable[Card]) -> Iterator[Flashcard]:
    """The note of each card. Its guid is derived from the card's id, which stays the same if the book is corrected."""
    decks: dict[tuple[str, str, str], AnkiDeck] = {}
    for card in cards:
        place = card.book, card.chapter, card.section
        if place not in decks:
            decks[place] = _deck(library, *place)
        form, ask, answer, more = card.key.sides(card.ask, order_of(card, _SEED))
        remarks = remark_blocks(Remarks(card.as_of, card.disputed))
        fields = (
            ask,
            answer,
            write_fragment((*more, *card.explain, *remarks)),
            write_fragment(Paragraph(source_spans(source)) for source in library.sources(card.sources)),
            escape_html(target_command(card.opens)) if card.opens else "",
            write_fragment(card.hint),
        )
        # A tag has no space in Anki.
        tags = [re.sub(r"[^\w/.-]+", "-", _slug(address)) for address in (card.chapter, card.section)]
        yield Flashcard(_hash(card.id, 8).hex(), form, decks[place], tuple(dict.fromkeys(filter(None, tags))), fields)


def _deck(library: Library, book: str, chapter: str, section: str) -> AnkiDeck:
    """The deck of a section, below that of its chapter, or of a chapter where a card has no section.

    Two colons in a part of its name would begin a deck below it, and it can't be HTML. Its number is from 2^30 to 2^31,
    as Anki's are large and those of its own decks are small or times of today.
    """
    parts = [book, *filter(None, (_slug(chapter), _slug(section).rpartition("/")[2]))]
    names = [" ".join(harmless(part).translate(_NOT_IN_A_NAME).split()) for part in parts]
    number = (1 << 30) + int.from_bytes(_hash(":".join(parts), 4)) % (1 << 30)
    ref = library.entries.at("section", section) if section else library.entries.at("chapter", chapter)
    name = "::".join(re.sub(r":{2,}", ":", part).strip(": ") or "blank" for part in names)
    return AnkiDeck(number, name, harmless(ref.name) if ref else "")


def _slug(address: str) -> str:
    """An address without its book, which it has only if another open book has the same address."""
    return address.rpartition(":")[2]


def _hash(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
