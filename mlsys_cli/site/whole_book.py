"""A book from its first page to its last, for paper and for e-readers: nothing in it needs a script or the program."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from mlsys_cli.deck.generate_cards import CardMaker
from mlsys_cli.index.entry_records import Match, Ref, TermInShort, TermRecord
from mlsys_cli.index.library import Library
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, citations
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.quiz.study_card import Card, order_of
from mlsys_cli.site.addresses import Addresses
from mlsys_cli.site.forms import answer_blocks
from mlsys_cli.text.english import without_accents
from mlsys_cli.views import shared_blocks as shared
from mlsys_cli.views.question_view import item_blocks
from mlsys_cli.views.reading_view import ReadingView
from mlsys_cli.views.term_view import TermView
from mlsys_cli.views.timeline_view import TimelineView

ORDER = 1
"""The seed of the order in which the options of questions are shown: every export shows the same."""

TermLike = TypeVar("TermLike", TermRecord, TermInShort)


class Division(NamedTuple):
    """A part of a book: its title, and its blocks in one or more files of which none is long.

    The titles in it are headings of level 2 with a target.
    """

    title: str
    files: Sequence[Blocks]

    @property
    def contents(self) -> Iterator[tuple[str, str]]:
        """The titles in it, each with its target."""
        for block in chain.from_iterable(self.files):
            if isinstance(block, Heading) and block.level == 2 and block.target:
                yield block.text, block.target


def whole_book(library: Library, addresses: Addresses, book: str, has_questions: bool) -> list[Division]:
    """The parts of a book, or of its chapters that have an address; with their questions, if they are wanted.

    They are the chapters, the glossary, the timeline, the questions with their answers, and the sources, whose numbers
    are the same in all of them.
    """
    chapters = [ref for ref in addresses.chapters if ref.book == book]
    entries, maker = library.entries, CardMaker(library, 0)
    asked = ((ref, maker.questions(entries.in_chapter(ref, "question"))) for ref in chapters if has_questions)
    questions = {ref: cards for ref, cards in asked if cards}
    numbers = entries.section_numbers(addresses.chapters)
    line = timeline_view(library, addresses, book)
    parts = [
        *(Division(shared.numbered(ref, numbers), (_chapter(library, ref, ref in questions),)) for ref in chapters),
        *_glossary(library, [ref for ref in entries.refs("term") if ref.book == book and addresses.has(ref)]),
        *([Division("Timeline", (line.text(),))] if line.eras or line.events else []),
        *_questions({shared.numbered(ref, numbers): (ref, cards) for ref, cards in questions.items()}),
    ]
    sources = library.source_records([ref for ref in entries.refs("source") if ref.book == book])
    whole = chain.from_iterable(chain.from_iterable(part.files for part in parts))
    blocks = iter(shared.with_sources(whole, sources, level=1))
    numbered = [Division(part.title, [tuple(islice(blocks, len(file))) for file in part.files]) for part in parts]
    cited = tuple(blocks)
    return [*numbered, *([Division("Sources", [cited])] if cited else [])]


def by_letter(terms: Iterable[TermLike]) -> list[tuple[str, list[TermLike]]]:
    """Terms by their first letters, in alphabetical order."""
    letters: dict[str, list[TermLike]] = {}
    for term in sorted(terms, key=lambda term: (without_accents(term.ref.name).casefold(), term.ref.slug)):
        letters.setdefault(_letter(term.ref.name), []).append(term)
    return list(letters.items())


def lowered(block: Block, by: int = 1) -> Block:
    """A heading some levels below its own; any other block as it is."""
    return block._replace(level=block.level + by) if isinstance(block, Heading) else block


def is_trail(block: Block) -> bool:
    """True for the line that says where an entry stands, which a page shows in another way."""
    return isinstance(block, Paragraph) and bool(block.spans) and block.spans[0].style == "trail"


def _letter(name: str) -> str:
    """The letter under which a name stands; `#` for one that begins with a number or a sign."""
    first = without_accents(name)[:1].upper()
    return first if first.isalpha() else "#"


def _chapter(library: Library, ref: Ref, has_questions: bool) -> Blocks:
    """A chapter, which ends with a link to its questions."""
    text = ReadingView(library.reading(ref), is_linked=True).text()
    asked = Span("Questions on this chapter", "link", f"questions:{ref.slug}")
    way = Paragraph((asked, Span(", and their answers, stand after the glossary and the timeline.")))
    return (*(block for block in text if not is_trail(block)), *((way,) if has_questions else ()))


def _glossary(library: Library, refs: Sequence[Ref]) -> Iterator[Division]:
    """All terms with their explanations, a file for each letter."""
    files: list[Blocks] = []
    for number, (letter, terms) in enumerate(by_letter(library.terms(refs))):
        title = () if files else (Heading(1, "Glossary"),)
        blocks = (lowered(block, 2) for term in terms for block in _term(term))
        files.append((*title, Heading(2, letter, f"letter:{number}"), *blocks))
    if files:
        yield Division("Glossary", files)


def _term(term: TermRecord) -> Iterator[Block]:
    """A term with the names of related ones, of which the explanations are on other pages."""
    term = term._replace(glosses={}, events=())
    return TermView(term, Match(term.ref.name, "exact", 100.0), (), is_linked=True).body()


def timeline_view(library: Library, addresses: Addresses, book: str) -> TimelineView:
    """The eras and events of a book that have an address."""
    eras = [era for era in library.eras() if era.ref.book == book and addresses.has(era.ref)]
    events = [event for event in library.events() if event.ref.book == book and addresses.has(event.ref)]
    return TimelineView(eras, events, (), is_linked=True)


def _questions(chapters: dict[str, tuple[Ref, Sequence[Card]]]) -> Iterator[Division]:
    """The questions of each chapter, and then their answers; a file for each chapter."""
    files: list[Blocks] = []
    for title, (ref, cards) in chapters.items():
        blocks: list[Block] = [] if files else [Heading(1, "Questions")]
        blocks.append(Heading(2, title, f"questions:{ref.slug}"))
        answers: list[Block] = [Heading(3, f"Answers to the questions on {ref.name}")]
        for number, card in enumerate(cards, start=1):
            slug, item = card.id.split(":")[-1], QuizItem(card, order_of(card, ORDER))
            untouched = card.key.blank()._replace(focus=-1)  # no line is pointed at
            blocks += [Heading(3, f"Question {number}", f"question:{slug}"), *item_blocks(item, untouched)]
            blocks.append(Paragraph((Span(f"See answer {number}", "link", f"answer:{slug}"),)))
            answers += [Heading(4, f"Answer {number}", f"answer:{slug}"), *answer_blocks(card)]
            back = Span(f"Question {number}", "link", f"question:{slug}")
            answers.append(Paragraph((*citations(card.sources), Span(" "), back) if card.sources else (back,)))
        files.append((*blocks, *answers))
    if files:
        yield Division("Questions", files)
