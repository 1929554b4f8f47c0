"""Cards made of the entries of a book: of its questions, and of its terms, events and tables."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import chain, repeat, zip_longest
from random import Random

from mlsys_cli.index.entry_records import Ref, Remarks, StoredQuestion, TableRecord, TermDefinition
from mlsys_cli.index.library import Library
from mlsys_cli.journal.card_ids import CardId, generated_kind, side_of
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Paragraph, Span, Spans, map_spans, prose_text
from mlsys_cli.quiz.answer_key import AnswerKey
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.number import NumberKey
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.quiz.kinds.typed import TypedKey
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.quiz.text_answers import Accepted
from mlsys_cli.text.english import format_year, format_years, normalize_name

HIDDEN = "[…]"
"""The text in the place of a hidden name."""

_FORMULA = "\0"
"""Stands for a formula in the words of a definition; no text of a book has it."""

_CHOICES = 4  # so that a guess is right once in four times; chosen, not measured
_YEARS_A_STEP = 25  # chosen, not measured


def tolerance_of(year: int, now: int) -> int:
    """The years by which an answer may be off: one for what is recent, and one more for each 25 years since.

    An old date is known by what came before and after it, and what lay next to it was further apart then.
    """
    return 1 + max(now - year, 0) // _YEARS_A_STEP


class CardMaker:
    """Makes cards from the entries of a library; `year` is the present one."""

    def __init__(self, library: Library, year: int) -> None:
        self._library = library
        self._year = year

    def card(self, card: CardId, ref: Ref, turn: int, draw: int) -> Card | None:
        """The card of an entry; None if it can't be asked after all."""
        match card.kind, card.side:
            case "question", "":
                (asked,) = self._library.questions([ref])
                return self._authored(card, ref, asked, draw)
            case "term", "meaning":
                return self._meaning(card, self._library.definition(ref))
            case "term", "name":
                return self._name(card, self._library.definition(ref))
            case "event", "year":
                return self._event(card, ref)
            case "table", side:
                return self._row(card, self._library.table(ref), side, turn)
        return None

    def questions(self, refs: Sequence[Ref]) -> list[Card]:
        """The cards of some questions, which are read at once."""
        ids = (CardId(ref.book, ref.kind, ref.slug) for ref in refs)
        made = map(self._authored, ids, refs, self._library.questions(refs), repeat(0))
        return [card for card in made if card]

    def _authored(self, card: CardId, ref: Ref, asked: StoredQuestion, draw: int) -> Card | None:
        """The card of a question, with fresh numbers of that draw if it has such."""
        kind = QUESTION_KINDS[asked.kind]
        drawn = kind.draw(asked.fields, f"{draw}:{card}")
        if drawn:
            ask, explain, hint = (_filled(text, drawn.fill) for text in (asked.ask, asked.explain, asked.hint))
            asked = asked._replace(fields=drawn.fields, ask=ask, explain=explain, hint=hint)
        prose = {name: asked.fields[name] for name in kind.PROSE}
        fields = asked.fields | {name: _without_citations(blocks) for name, blocks in prose.items()}
        key = kind.key(fields, partial(_accepted_answers, self._library, book=card.book))
        if key is None:
            return None
        texts = {"ask": asked.ask, "explain": asked.explain, "more": tuple(chain(*prose.values()))}
        made = self._made(card, ref, key, section=asked.section, remarks=asked.remarks, **texts)
        made = made._replace(kind=asked.kind, level=asked.level, hint=_without_citations(asked.hint), run=asked.run)
        return made._replace(draw=draw if drawn else None)

    def _meaning(self, card: CardId, term: TermDefinition) -> Card | None:
        """The meaning of a term, to be chosen among the meanings of terms that are near it."""
        texts = [page.plain(self._described(term))]
        for other in self._library.near_definitions(term):
            text = page.plain(self._described(other))
            # A choice that names the term is seen to be wrong: in the right one the name is hidden.
            if text not in texts and not _pattern(term.spellings).search(text):
                texts.append(text)
            if len(texts) == _CHOICES:
                break
        if len(texts) < _CHOICES:
            return None
        asked = {"who": "Who is", "where": "Where is", "when": "When was"}.get(
            term.kind.asks, "Which of these describes"
        )
        ask = (Paragraph((Span(f"{asked} "), Span(term.ref.name, "strong"), Span("?"))),)
        return self._of_term(card, term, ask, ChoiceKey(tuple(texts), frozenset({0})))

    def _described(self, term: TermDefinition) -> Spans:
        """A definition that doesn't say what it defines: its words in one line, with its formulas between them.

        Names are hidden in plain text, which formulas must not become: Anki and web pages draw them.
        """
        formulas: list[Span] = []

        def put_away(span: Span) -> Span:
            if span.style not in page.MATH:
                return span
            formulas.append(span._replace(style="math"))
            return Span(_FORMULA)

        prose = map_spans(_without_citations(term.definition), put_away)
        first, *rest = mask_names(" ".join(prose_text(prose).split()), term.spellings).split(_FORMULA)
        between = (span for pair in zip(formulas, map(Span, rest), strict=True) for span in pair)
        return tuple(span for span in (Span(first), *between) if span.text)

    def _name(self, card: CardId, term: TermDefinition) -> Card | None:
        """The name of what a definition defines, to be typed."""
        accepted = _accepted_answers(self._library, term.spellings, card.book)
        what = f"What is this {term.kind.name} called?"
        asked = {"who": "Who is this?", "where": "Where is this?", "when": "When was this?"}.get(term.kind.asks, what)
        ask = (Paragraph((Span(asked),)), Paragraph(self._described(term)))
        return self._of_term(card, term, ask, TypedKey(accepted)) if accepted else None

    def _of_term(self, card: CardId, term: TermDefinition, ask: Blocks, key: AnswerKey) -> Card:
        section = self._library.entries.first_section_on(term.ref)
        explain = (Paragraph((Span(term.ref.name, "strong"),)), *term.definition)
        made = self._made(card, term.ref, key, section=section, ask=ask, explain=explain, remarks=term.remarks)
        return made._replace(run=term.run)

    def _event(self, card: CardId, ref: Ref) -> Card | None:
        """The year of an event, within a tolerance that grows with its age; none if its title tells it."""
        event = self._library.event(ref)
        last = event.end or event.year
        if any(str(abs(year)) in ref.name for year in (event.year, last)):
            return None
        off = tolerance_of(event.year, self._year)
        key = NumberKey(event.year, event.year - off, last + off)
        if last < 0:
            key = NumberKey(-event.year, -last - off, -event.year + off, "BC")
        ask = (Paragraph((Span("In which year? "), Span(ref.name, "strong"))),)
        when = format_years(event.year, event.end) if event.end else format_year(event.year)
        explain = (Paragraph((Span(f"{when}: ", "strong"), Span(ref.name))), *event.body)
        return self._made(card, ref, key, section=event.section, ask=ask, explain=explain, remarks=event.remarks)

    def _row(self, card: CardId, table: TableRecord, side: str, turn: int) -> Card | None:
        """The column of a cell of a row: a cell that no other column shares, and that doesn't name its own."""
        row = next((row for row in table.rows if side_of(row[0]) == side), None)
        if row is None:
            return None
        aspect, cells = row
        names = tuple(name for _, name in table.columns)
        named = _pattern(names)  # a cell that names its column would give the answer away
        fit = [n for n, text in enumerate(cells) if text.strip() and cells.count(text) == 1 and not named.search(text)]
        if not fit or not 1 < len(names) == len(set(names)):  # of two columns with one name neither can be chosen
            return None
        chosen = fit[Random(f"{card}:{turn}").randrange(len(fit))]
        ask = (
            Paragraph((Span("What does this describe? "), Span(f"{aspect}: ", "strong"), Span(cells[chosen]))),
            Paragraph((Span(f"From the table: {table.ref.name}", "caption"),)),
        )
        explain = tuple(
            Paragraph((Span(f"{name}: ", "strong"), Span(text))) for name, text in zip(names, cells, strict=True)
        )
        key, section = ChoiceKey(names, frozenset({chosen})), self._library.entries.first_section_on(table.ref)
        column = table.columns[chosen][0]
        own = [cell.remarks for cell in table.cell_remarks if cell.aspect == aspect and cell.column in ("", column)]
        remarks = Remarks(
            as_of=next((cell.as_of for cell in reversed(own) if cell.as_of), table.remarks.as_of),
            sources=tuple(dict.fromkeys(key for cell in own for key in cell.sources)),
        )
        return self._made(card, table.ref, key, section=section, ask=ask, explain=explain, remarks=remarks)

    def _made(
        self,
        card: CardId,
        ref: Ref,
        key: AnswerKey,
        *,
        section: str,
        ask: Blocks,
        explain: Blocks,
        remarks: Remarks,
        more: Blocks = (),
    ) -> Card:
        """A card, with the sources that it cites, also in the prose of its key, and those of the remarks on the entry.

        It opens a term or a table, the section of an event or question, or else its chapter.
        """
        entries = self._library.entries
        chapter = entries.chapter_of(ref)
        opens = ref
        if ref.kind in ("event", "question"):
            # Most often it is a section of the same chapter, and these are known.
            own = entries.sections_of(chapter) if chapter and section else ()
            opened = next((own_section for own_section in own if own_section.address == section), None)
            opened = opened or (entries.at("section", section) if section else None)
            opens = opened or (chapter if chapter and ref.kind == "question" else ref)
        cited = page.slugs("source", page.targets((*ask, *more, *explain, *remarks.disputed)))
        return Card(
            id=str(card),
            kind=generated_kind(card),
            level="recall",
            book=card.book,
            chapter=chapter.address if chapter else "",
            section=section,
            ask=_without_citations(ask),
            explain=_without_citations(explain),
            key=key,
            opens=opens.link,
            sources=tuple(dict.fromkeys((*cited, *remarks.sources))),
            as_of=remarks.as_of,
            disputed=_without_citations(remarks.disputed),
        )


def _filled(blocks: Blocks, fill: Callable[[str], str]) -> Blocks:
    return map_spans(blocks, lambda span: span._replace(text=fill(span.text)))


def _accepted_answers(library: Library, answers: Iterable[str], book: str) -> Accepted | None:
    """The answers of an author with the other names of the terms that they name; None if there are none."""
    written = tuple(answers)
    if not written:
        return None
    accepted = tuple(dict.fromkeys((*written, *library.cards.synonyms(written, book))))
    others = library.cards.names_like(accepted)
    return Accepted(accepted, others - set(map(normalize_name, accepted)))


def mask_names(text: str, names: tuple[str, ...]) -> str:
    """The text with each of the names hidden wherever it occurs."""
    return _pattern(names).sub(HIDDEN, text)


@lru_cache(4096)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the names as whole words, the longest first, perhaps in the plural.

    A hyphen and a space are the same: `k-means` is found in `k means` and `K‑Means`, and `box` in `boxes`.
    """
    gap = r"[\s\-‐‑–]+"
    longest_first = sorted((name.strip() for name in names if name.strip()), key=len, reverse=True)
    parts = [gap.join(map(re.escape, re.split(gap, name))) for name in longest_first]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?:e?s)?(?!\w)" if parts else r"(?!)", re.IGNORECASE)


def _without_citations(blocks: Blocks) -> Blocks:
    """The same prose without the marks of its sources, which are listed apart, and without the gaps before them."""
    kept: list[Block] = []
    for block in map_spans(blocks, lambda span: Span("") if span.style == "cite" else span):
        if isinstance(block, Paragraph):
            pairs = zip_longest(block.spans, block.spans[1:], fillvalue=Span("."))
            closed = (span if after.text else span._replace(text=span.text.rstrip()) for span, after in pairs)
            block = Paragraph(tuple(span for span in closed if span.text))
        kept.append(block)
    return tuple(kept)
