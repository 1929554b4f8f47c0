"""A card as Anki has it: a note with fields of HTML, in a deck, with tags."""

import hashlib
import re
from enum import Enum
from typing import NamedTuple

from mlsys_cli.book.model import ClozeQuestion
from mlsys_cli.index.entry_records import Qualifiers
from mlsys_cli.index.library import Library
from mlsys_cli.page import Block, Blocks, Bullets, Paragraph, Span, text_spans
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.question import Choices, Gaps, Number, Ordering, Pairs, Question, Truth, Words
from mlsys_cli.quiz.state import order_of
from mlsys_cli.text.normalize import normalize_name
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.open_commands import open_command
from mlsys_cli.views.shared_blocks import notes, source_spans

FIELDS = ("Question", "Answer", "Explanation", "Source", "Open", "Hint")
"""What each note has, in this order."""

_NOT_IN_A_NAME = str.maketrans('<>"', "‹›'")

_SEED = 0
"""Decides how choices are shuffled: always in the same way, so that a card looks the same after each import."""


class Form(Enum):
    """How Anki asks: by two sides, with words to be typed, or with gaps."""

    SIDES = "sides"
    TYPED = "typed"
    CLOZE = "cloze"


class AnkiDeck(NamedTuple):
    """The cards of a chapter; `id` and `name` are those that Anki knows it by."""

    id: int
    name: str


class Flashcard(NamedTuple):
    """A note. `guid` is what Anki knows it by for ever; `fields` are HTML, in the order of `FIELDS`."""

    guid: str
    form: Form
    deck: AnkiDeck
    tags: tuple[str, ...]
    fields: tuple[str, ...]


class FlashcardMaker:
    """Makes flashcards of the questions of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._decks: dict[tuple[str, str], AnkiDeck] = {}

    def flashcard(self, question: Question) -> Flashcard:
        """The note of a card. Its guid comes from the card's id, which a correction of the book doesn't change."""
        form, ask, answer, more = _asked(question)
        sources = [Paragraph(source_spans(source)) for source in self._library.sources(question.sources)]
        remarks = notes(Qualifiers(question.as_of, question.disputed))
        fields = (
            ask,
            answer,
            write_fragment((*more, *question.explain, *remarks)),
            write_fragment(sources),
            escape_html(open_command(question.opens)),
            write_fragment(question.hint),
        )
        return Flashcard(_hash(question.id, 8).hex(), form, self._deck(question), _tags(question), fields)

    def _deck(self, question: Question) -> AnkiDeck:
        key = question.book, question.chapter
        if key not in self._decks:
            book = self._library.find("book", question.book, question.book)
            chapter = self._library.at("chapter", question.chapter)
            titles = book.name if book else question.book, chapter.name if chapter else question.chapter
            self._decks[key] = AnkiDeck(
                _deck_id(question.book, _slug(question.chapter)), "::".join(map(_name_of_deck, titles))
            )
        return self._decks[key]


class _Asked(NamedTuple):
    """How a question is asked, what is asked and answered, as HTML, and what else is to be said of the answer."""

    form: Form
    ask: str
    answer: str
    more: Blocks = ()


def _asked(question: Question) -> _Asked:
    order = order_of(question, _SEED)
    match question.key:
        case Choices(texts, right) as key:
            shown = tuple(texts[place] for place in order)
            todo = (_caption("Choose all that are right."),) if key.several else ()
            answer = [_line(f"{n}. {texts[place]}") for n, place in enumerate(order, start=1) if place in right]
            return _sides((*question.ask, *todo, _listed(shown, ordered=True)), answer)
        case Truth(truth):
            return _sides((*question.ask, _caption("True or false?")), [_line("True" if truth else "False")])
        case Ordering(items):
            shown = tuple(items[place] for place in order)
            ask = (*question.ask, _caption("In which order?"), _listed(shown))
            return _sides(ask, [_listed(items, ordered=True)])
        case Pairs(left, right):
            ask = (*question.ask, _caption("What belongs to each?"), _listed(left, ordered=True))
            pairs = tuple(f"{one} → {other}" for one, other in zip(left, right, strict=True))
            return _sides((*ask, _listed(tuple(right[place] for place in order))), [_listed(pairs, ordered=True)])
        case Gaps(gaps):
            return _with_gaps(question, gaps)
        case Words() as words:
            first, *others = _accepted(words)
            also = (_line(f"Also right: {', '.join(others)}."),) if others else ()
            return _Asked(Form.TYPED, write_fragment(question.ask), escape_html(first), also)
        case Number() as number:
            return _typed_number(question, number)


def _sides(ask: tuple[Block, ...], answer: list[Block]) -> _Asked:
    return _Asked(Form.SIDES, write_fragment(ask), write_fragment(answer))


def _typed_number(question: Question, number: Number) -> _Asked:
    """A number to be typed. Anki compares signs, so that its unit stands in the question, and what is near is told."""
    unit = (_caption(f"In {number.unit}."),) if number.unit else ()
    near = f"From {number.low:.12g} to {number.high:.12g} counts as right."
    more = (_line(near),) if number.low < number.high else ()
    return _Asked(Form.TYPED, write_fragment((*question.ask, *unit)), escape_html(f"{number.answer:.12g}"), more)


def _with_gaps(question: Question, gaps: tuple[Words, ...]) -> _Asked:
    """A text with gaps, which are all hidden at once, as they are here."""
    pieces = write_fragment(question.ask).split(ClozeQuestion.GAP)
    answer = write_fragment([_line("; ".join(" or ".join(_accepted(words)) for words in gaps))])
    if len(pieces) != len(gaps) + 1:
        return _Asked(Form.SIDES, ClozeQuestion.GAP.join(pieces), answer)
    hidden = [
        f"{{{{c1::{escape_html(words.answers[0])}}}}}{piece}" for words, piece in zip(gaps, pieces[1:], strict=True)
    ]
    return _Asked(Form.CLOZE, "".join((pieces[0], *hidden)), answer)


def _accepted(words: Words) -> tuple[str, ...]:
    """The accepted answers, each once however it is spelt."""
    spelt: dict[str, str] = {}
    for answer in words.answers:
        spelt.setdefault(normalize_name(answer), answer)
    return tuple(spelt.values())


def _line(text: str) -> Block:
    return Paragraph(text_spans(text))


def _caption(text: str) -> Block:
    return Paragraph((Span(text, "caption"),))


def _listed(texts: tuple[str, ...], ordered: bool = False) -> Block:
    return Bullets(tuple((_line(text),) for text in texts), ordered)


def _tags(question: Question) -> tuple[str, ...]:
    """The chapter and the section. A tag has no space in Anki."""
    found = (re.sub(r"[^\w/.-]+", "-", _slug(address)) for address in (question.chapter, question.section))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _slug(address: str) -> str:
    """An address without its book, which it has only while another one is open that has the same."""
    return address.rpartition(":")[2]


def _name_of_deck(title: str) -> str:
    """A title as a part of a deck's name, in which two colons would begin a deck below it; a name can't be HTML."""
    plain = " ".join(harmless(title).translate(_NOT_IN_A_NAME).split())
    return re.sub(r":{2,}", ":", plain).strip(": ") or "blank"


def _deck_id(book: str, chapter: str) -> int:
    """A number from 2^30 to 2^31, as Anki's are large and those of its own decks are small or times of today."""
    return (1 << 30) + int.from_bytes(_hash(f"{book}:{chapter}", 4)) % (1 << 30)


def _hash(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
