"""A card as an Anki note: fields of HTML, in a deck, with tags."""

import hashlib
import re
from typing import NamedTuple

from mlsys_cli.index.entry_records import Qualifiers
from mlsys_cli.index.library import Library
from mlsys_cli.page import Paragraph
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.card import Card, order_of
from mlsys_cli.quiz.flashcard_sides import Form
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import notes, source_spans, target_command

FIELDS = ("Question", "Answer", "Explanation", "Source", "Open", "Hint")
"""The fields of every note, in this order."""

_NOT_IN_A_NAME = str.maketrans('<>"', "‹›'")

_SEED = 0
"""The seed that shuffles options: always the same, so that a card looks the same after each import."""


class AnkiDeck(NamedTuple):
    """The cards of a chapter. Anki knows the deck by its name, which is made of ids: a title may change."""

    id: int
    name: str
    title: str


class Flashcard(NamedTuple):
    """A note. `guid` is what Anki knows it by for ever; `fields` are HTML, in the order of `FIELDS`."""

    guid: str
    form: Form
    deck: AnkiDeck
    tags: tuple[str, ...]
    fields: tuple[str, ...]


class FlashcardMaker:
    """Makes flashcards of the cards of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._decks: dict[tuple[str, str], AnkiDeck] = {}

    def flashcard(self, card: Card) -> Flashcard:
        """The note of a card. Its guid comes from the card's id, which a correction of the book doesn't change."""
        form, ask, answer, more = card.key.sides(card.ask, order_of(card, _SEED))
        sources = [Paragraph(source_spans(source)) for source in self._library.sources(card.sources)]
        remarks = notes(Qualifiers(card.as_of, card.disputed))
        fields = (
            ask,
            answer,
            write_fragment((*more, *card.explain, *remarks)),
            write_fragment(sources),
            escape_html(target_command(card.opens)),
            write_fragment(card.hint),
        )
        return Flashcard(_hash(card.id, 8).hex(), form, self._deck(card), _tags(card), fields)

    def _deck(self, card: Card) -> AnkiDeck:
        key = card.book, card.chapter
        if key not in self._decks:
            ids = card.book, _slug(card.chapter)
            ref = self._library.entries.at("chapter", card.chapter)
            title = harmless(ref.name) if ref else ""
            self._decks[key] = AnkiDeck(_deck_id(*ids), "::".join(map(_deck_name, ids)), title)
        return self._decks[key]


def _tags(card: Card) -> tuple[str, ...]:
    """The chapter and the section. A tag has no space in Anki."""
    found = (re.sub(r"[^\w/.-]+", "-", _slug(address)) for address in (card.chapter, card.section))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _slug(address: str) -> str:
    """An address without its book, which it has only while another one is open that has the same."""
    return address.rpartition(":")[2]


def _deck_name(part: str) -> str:
    """An id as a part of a deck's name, in which two colons would begin a deck below it; a name can't be HTML."""
    plain = " ".join(harmless(part).translate(_NOT_IN_A_NAME).split())
    return re.sub(r":{2,}", ":", plain).strip(": ") or "blank"


def _deck_id(book: str, chapter: str) -> int:
    """A number from 2^30 to 2^31, as Anki's are large and those of its own decks are small or times of today."""
    return (1 << 30) + int.from_bytes(_hash(f"{book}:{chapter}", 4)) % (1 << 30)


def _hash(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
