"""Cards made of what the book has: its questions, and the terms, events and tables that were not written as such."""

from random import Random

from mlsys_cli.index.entry_records import Ref, StoredQuestion, TableRecord, TermDefinition
from mlsys_cli.index.library import Library
from mlsys_cli.journal.card_ids import CardId
from mlsys_cli.page import Blocks, Paragraph, Span, prose_text
from mlsys_cli.page.citations import map_spans, slugs, targets
from mlsys_cli.quiz.answer_keys import KeyMaker
from mlsys_cli.quiz.mask_names import mask_names, names_it
from mlsys_cli.quiz.question import Choices, Key, Number, Question
from mlsys_cli.text.normalize import words_of

_CHOICES = 4
_YEARS_A_STEP = 25


def side_of(aspect: str) -> str:
    """The side of a table that a row is; it stays the same if only signs, capitals or a plural are corrected."""
    return "-".join(words_of(aspect)) or aspect.strip()


def tolerance_of(year: int, now: int) -> int:
    """How many years an answer may be off: one for what is recent, and one more for each 25 years since.

    An old date is known by what came before and after it, and what lay next to it was further apart then.
    """
    return 1 + max(now - year, 0) // _YEARS_A_STEP


class QuestionMaker:
    """Makes cards from the entries of a library; `year` is the present one."""

    def __init__(self, library: Library, year: int) -> None:
        self._library = library
        self._year = year
        self._keys = KeyMaker(library)

    def question(self, card: CardId, ref: Ref, turn: int) -> Question | None:
        """The card of an entry; None if it can't be asked after all."""
        match card.kind, card.side:
            case "question", "":
                return self._written(card, self._library.asked(ref))
            case "term", "meaning":
                return self._meaning(card, self._library.definition(ref))
            case "term", "name":
                return self._name(card, self._library.definition(ref))
            case "event", "year":
                return self._event(card, ref)
            case "table", side:
                return self._row(card, self._library.table(ref), side, turn)
        return None

    # --- questions -----------------------------------------------------------------------------------------------

    def _written(self, card: CardId, asked: StoredQuestion) -> Question | None:
        key = self._keys.key(asked)
        if key is None:
            return None
        return Question(
            str(card),
            asked.kind,
            asked.level,
            card.book,
            self._chapter(asked.ref),
            asked.section,
            _without_citations(asked.ask),
            _without_citations(asked.explain),
            key,
            self._section(asked.ref, asked.section) or asked.ref,
            _without_citations(asked.hint),
            _sources((*asked.ask, *asked.explain, *asked.remarks.disputed), asked.remarks.sources),
            asked.remarks.as_of,
            _without_citations(asked.remarks.disputed),
        )

    # --- terms ---------------------------------------------------------------------------------------------------

    def _meaning(self, card: CardId, term: TermDefinition) -> Question | None:
        """What a term means, to be chosen among the meanings of terms that are near it."""
        texts = [self._described(term)]
        for other in self._library.near_definitions(term):
            text = self._described(other)
            if text not in texts and not names_it(text, term.spellings):
                texts.append(text)
            if len(texts) == _CHOICES:
                break
        if len(texts) < _CHOICES:
            return None
        who = "Who is" if term.kind == "person" else "Which of these describes"
        ask = (Paragraph((Span(f"{who} "), Span(term.ref.name, "strong"), Span("?"))),)
        return self._of_term(card, term, "choice", ask, Choices(tuple(texts), frozenset({0})))

    def _described(self, term: TermDefinition) -> str:
        """A definition in words that doesn't say what it defines."""
        text = " ".join(prose_text(_without_citations(term.definition)).split())
        return mask_names(text, term.spellings)

    def _name(self, card: CardId, term: TermDefinition) -> Question | None:
        """The name of what a definition defines, to be typed."""
        key = self._keys.words(term.spellings, card.book)
        asked = "Who is this?" if term.kind == "person" else f"What is this {_NOUNS.get(term.kind, 'called')}?"
        ask = (Paragraph((Span(asked),)), Paragraph((Span(self._described(term)),)))
        return self._of_term(card, term, "typed", ask, key) if key else None

    def _of_term(self, card: CardId, term: TermDefinition, kind: str, ask: Blocks, key: Key) -> Question:
        explain = (Paragraph((Span(term.ref.name, "strong"),)), *term.definition)
        section = self._library.first_section_on(term.ref)
        return self._made(card, kind, term.ref, section, ask, _without_citations(explain), key)._replace(
            sources=_sources(term.definition, term.remarks.sources),
            as_of=term.remarks.as_of,
            disputed=_without_citations(term.remarks.disputed),
        )

    # --- events and tables ---------------------------------------------------------------------------------------

    def _event(self, card: CardId, ref: Ref) -> Question | None:
        """The year of an event, within a tolerance that grows with its age; none if its title tells it."""
        event = self._library.event(ref)
        last = event.end or event.year
        if any(str(year) in ref.name for year in (event.year, last)):
            return None
        off = tolerance_of(event.year, self._year)
        key = Number(event.year, event.year - off, last + off)
        ask = (Paragraph((Span("In which year? "), Span(ref.name, "strong"))),)
        when = f"{event.year} to {event.end}" if event.end else str(event.year)
        explain = (Paragraph((Span(f"{when}: ", "strong"), Span(ref.name))), *event.body)
        made = self._made(card, "number", ref, event.section, ask, _without_citations(explain), key)
        return made._replace(
            opens=self._section(ref, event.section) or ref,
            sources=_sources(event.body, event.remarks.sources),
            as_of=event.remarks.as_of,
            disputed=_without_citations(event.remarks.disputed),
        )

    def _row(self, card: CardId, table: TableRecord, side: str, turn: int) -> Question | None:
        """Which column a cell of a row stands in: one that no other column shares, and that doesn't name its own."""
        found = next((row for row in table.rows if side_of(row[0]) == side), None)
        if found is None:
            return None
        aspect, cells = found
        names = tuple(name for _, name in table.columns)
        fit = [n for n, text in enumerate(cells) if _tells_nothing(text, cells, names)]
        if not fit or len(names) < 2:
            return None
        chosen = fit[Random(f"{card}:{turn}").randrange(len(fit))]
        ask = (
            Paragraph((Span("Of which is this said? "), Span(f"{aspect}: ", "strong"), Span(cells[chosen]))),
            Paragraph((Span(f"From the table: {table.ref.name}", "caption"),)),
        )
        explain = tuple(
            Paragraph((Span(f"{name}: ", "strong"), Span(text))) for name, text in zip(names, cells, strict=True)
        )
        key = Choices(names, frozenset({chosen}))
        section = self._library.first_section_on(table.ref)
        return self._made(card, "choice", table.ref, section, ask, explain, key)._replace(as_of=table.remarks.as_of)

    def _made(
        self, card: CardId, kind: str, ref: Ref, section: str, ask: Blocks, explain: Blocks, key: Key
    ) -> Question:
        chapter = self._chapter(ref)
        return Question(str(card), kind, "recall", card.book, chapter, section, ask, explain, key, ref, made=True)

    def _section(self, ref: Ref, address: str) -> Ref | None:
        """The section with this address, which most often is one of the entry's own chapter."""
        if not address:
            return None
        chapter = self._library.chapter_of(ref)
        own = self._library.sections_of(chapter) if chapter else ()
        return next((one for one in own if one.address == address), None) or self._library.at("section", address)

    def _chapter(self, ref: Ref) -> str:
        chapter = self._library.chapter_of(ref)
        return chapter.address if chapter else ""


_NOUNS = {
    "concept": "idea called",
    "method": "method called",
    "system": "system called",
    "dataset": "dataset called",
    "measure": "measure called",
    "field": "field called",
    "problem": "problem called",
    "product": "product called",
    "event": "event called",
    "hardware": "hardware called",
}


def _tells_nothing(text: str, cells: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return bool(text.strip()) and cells.count(text) == 1 and not names_it(text, names)


def _without_citations(blocks: Blocks) -> Blocks:
    """The same prose without the marks of its sources, which are listed apart."""
    kept = map_spans(blocks, lambda span: Span("") if span.style == "cite" else span)
    return tuple(Paragraph(_closed_up(block.spans)) if isinstance(block, Paragraph) else block for block in kept)


def _closed_up(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans without the gap that a citation leaves before a stop."""
    closed: list[Span] = []
    for number, span in enumerate(spans):
        gap = number + 1 < len(spans) and not spans[number + 1].text
        closed.append(span._replace(text=span.text.rstrip()) if gap else span)
    return tuple(span for span in closed if span.text)


def _sources(blocks: Blocks, more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*slugs("source", targets(blocks)), *more)))
