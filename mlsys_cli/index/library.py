"""The compiled books as commands read them: one method a question, one record an answer."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlsys_cli.index.entry_queries import Entries, Names, StoredEntry, section_numbers
from mlsys_cli.index.entry_records import (
    BookRecord,
    ChapterRecord,
    EraRecord,
    EventRecord,
    FigureRecord,
    Qualifiers,
    Reading,
    Ref,
    SectionRecord,
    SourceRecord,
    StoredProblem,
    StoredQuestion,
    TableRecord,
    TermDefinition,
    TermRecord,
)
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.index.traverse import axis_of, each_section, embedded, prose_targets
from mlsys_cli.page import Block, Blocks, Diagram, Edge, Node, TimeAxis
from mlsys_cli.page.prose_links import pack, slugs, targets, unpack

if TYPE_CHECKING:  # imported by the commands that need them
    from mlsys_cli.index.card_queries import CardQueries
    from mlsys_cli.index.ranking import Result

_AT_ONCE = 8
"""How many terms are read at once to find a few that fit."""

_COMMON = {"kind", "section", "level", "ask", "explain", "hint", "as_of", "disputed", "sources"}
"""The fields that questions of all kinds have."""


class Library:
    """All books of one index.

    `entries` finds entries, `names` finds them as people call them, and `cards` is for asking the learner about them.
    The library itself reads them. A record is complete, and however many are read, the index is asked as often as for
    one.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.entries = Entries(db)
        self.names = Names(db)

    @cached_property
    def cards(self) -> "CardQueries":
        """The entries as the learner is asked about them."""
        from mlsys_cli.index.card_queries import CardQueries

        return CardQueries(self._db, self.entries)

    def section_numbers(self, *refs: Ref) -> dict[int, str]:
        """The number of every chapter and section in the chapters of some entries, by entry id."""
        return section_numbers(self._db, refs)

    def search(self, query: str, kinds: Sequence[str], chapter: Ref | None, limit: int) -> "Result":
        """The entries in which the words of a query occur, best first."""
        from mlsys_cli.index.ranking import search

        return search(self._db, query, kinds, chapter, limit)

    def problems(self, limit: int, fatal: bool = False, within: Ref | None = None) -> tuple[StoredProblem, ...]:
        """The mistakes in the content, sorted by place.

        With `fatal` only those that keep a part from being read, and `within` an entry only those of its chapter.
        """
        rows = self._db.execute(
            "select path, line, column, rule, message, hint, fatal from problem"
            " where fatal >= ? and (? is null or unit = ?) order by path, line, column, rule, message limit ?",
            (fatal, *((within.id >> UNIT_BITS,) * 2 if within else (None, None)), limit),
        )
        return tuple(map(StoredProblem._make, rows))

    def books(self) -> tuple[BookRecord, ...]:
        """The books, in the order in which they were given."""
        return tuple(
            BookRecord(
                ref=entry.ref,
                summary=entry.data["summary"],
                credit=entry.prose("credit"),
                licence=entry.data["licence"],
            )
            for entry in self._read(self.entries.refs("book"))
        )

    def term(self, ref: Ref) -> TermRecord:
        """A term with its back-links."""
        return self.terms((ref,))[0]

    def terms(self, refs: Sequence[Ref]) -> tuple[TermRecord, ...]:
        """Some terms with their back-links."""
        pointing = self.entries.pointing_to(refs, "section", "event")
        dated = dict.fromkeys(ref for found in pointing.values() for ref in found if ref.kind == "event")
        read = self._read((*refs, *dated))
        events = {entry.ref: _event(entry) for entry in read[len(refs) :]}
        see_also = [ref for entry in read[: len(refs)] for ref in entry.targets("term", "see_also")]
        glosses = {term.ref.id: term.data["gloss"] for term in self.entries.stored(see_also)}
        numbers = self.section_numbers(*(ref for found in pointing.values() for ref in found if ref.kind == "section"))
        return tuple(
            TermRecord(
                ref=entry.ref,
                kind=entry.data["kind"],
                aliases=tuple(entry.data["aliases"]),
                definition=entry.prose("definition"),
                explanation=entry.prose("explanation"),
                example=entry.prose("example"),
                remarks=entry.qualifiers(),
                see_also=entry.targets("term", "see_also"),
                sections=tuple(source for source in pointing[entry.ref.id] if source.kind == "section"),
                events=tuple(events[source] for source in pointing[entry.ref.id] if source.kind == "event"),
                glosses=glosses,
                numbers=numbers,
            )
            for entry in read[: len(refs)]
        )

    def definition(self, ref: Ref) -> TermDefinition:
        """A term with its definition, without back-links."""
        return self._definitions((ref,))[0]

    def near_definitions(self, term: TermDefinition) -> Iterator[TermDefinition]:
        """The other terms of a chapter: of the same sort first, then linked with this one, then in reading order."""
        near = self.cards.near_terms(term.ref)
        for start in range(0, len(near), _AT_ONCE):
            yield from self._definitions(near[start : start + _AT_ONCE])

    def _definitions(self, refs: Sequence[Ref]) -> tuple[TermDefinition, ...]:
        return tuple(
            TermDefinition(
                ref=entry.ref,
                kind=entry.data["kind"],
                spellings=(entry.ref.name, *entry.data["aliases"]),
                definition=entry.prose("definition"),
                remarks=entry.qualifiers(),
            )
            for entry in self._read(refs)
        )

    def chapter(self, ref: Ref) -> ChapterRecord:
        """A chapter with all its sections."""
        return self.chapters((ref,))[0]

    def chapters(self, refs: Sequence[Ref]) -> tuple[ChapterRecord, ...]:
        """Some chapters with all their sections."""
        entries = self._read((*refs, *self.entries.sections_of(*refs)))
        below = _by_parent(entries)
        return tuple(_chapter(entry, below) for entry in entries[: len(refs)])

    def event(self, ref: Ref) -> EventRecord:
        """An event."""
        return _event(*self._read((ref,)))

    def events(self) -> tuple[EventRecord, ...]:
        """Every event, by date."""
        found = map(_event, self._read(self.entries.refs("event")))
        return tuple(sorted(found, key=lambda event: (event.year, event.month or 0)))

    def eras(self) -> tuple[EraRecord, ...]:
        """Every era, by its first year."""
        found = (
            EraRecord(
                ref=entry.ref,
                start=entry.data["start"],
                end=entry.data["end"],
                winter=entry.data["winter"],
                summary=entry.prose("summary"),
                disputed=entry.prose("disputed"),
            )
            for entry in self._read(self.entries.refs("era"))
        )
        return tuple(sorted(found, key=lambda era: (era.start, era.winter)))

    def table(self, ref: Ref) -> TableRecord:
        """A comparison table."""
        return _table(*self._read((ref,)))

    def figure(self, ref: Ref) -> FigureRecord:
        """A figure; a timeline is drawn from all that is dated in its book."""
        return self._figure(*self._read((ref,)))

    def _figure(self, entry: "_Entry") -> FigureRecord:
        data = entry.data
        return FigureRecord(
            ref=entry.ref,
            drawing=self._axis(entry) if data["kind"] == "timeline" else _diagram(data),
            kind=data["kind"],
            alt=data["alt"],
            caption=entry.prose("caption"),
            remarks=entry.qualifiers(),
        )

    def _axis(self, entry: "_Entry") -> TimeAxis:
        eras = [era for era in self.eras() if era.ref.book == entry.ref.book]
        events = [event for event in self.events() if event.ref.book == entry.ref.book]
        return axis_of(eras, events, entry.data["alt"])

    def question(self, ref: Ref) -> StoredQuestion:
        """A question as it was written."""
        return self.questions((ref,))[0]

    def questions(self, refs: Sequence[Ref]) -> tuple[StoredQuestion, ...]:
        """Some questions as they were written."""
        return tuple(
            StoredQuestion(
                ref=entry.ref,
                section=entry.address("section", entry.data["section"]),
                kind=entry.data["kind"],
                level=entry.data["level"],
                ask=entry.prose("ask"),
                explain=entry.prose("explain"),
                hint=entry.prose("hint"),
                remarks=entry.qualifiers(),
                fields={key: value for key, value in entry.data.items() if key not in _COMMON},
            )
            for entry in self._read(refs)
        )

    def reading(self, ref: Ref) -> Reading:
        """A chapter or section, ready to be read."""
        sections = self.entries.sections_of(ref)
        entries = self._read(sections if ref.kind == "section" else (ref, *sections))
        read = _chapter if ref.kind == "chapter" else _section
        item = read(entries[0], _by_parent(entries))
        placed = self._placed([found for target in embedded(item) if (found := entries[0].known.get(target))])
        remarks = [section.remarks for section in each_section(item)] + [figure.remarks for figure in placed.values()]
        cited = slugs("source", prose_targets(item, placed)) + [key for remark in remarks for key in remark.sources]
        return Reading(
            item=item,
            trail=self.entries.trail(ref),
            placed=placed,
            sources=self.sources(cited),
            next=self.entries.section_after(ref) if ref.kind == "section" else None,
            numbers=self.section_numbers(ref),
        )

    def _placed(self, refs: Sequence[Ref]) -> dict[str, TableRecord | FigureRecord]:
        """Some tables and figures by `kind:id`."""
        return {
            f"{entry.ref.kind}:{entry.ref.slug}": _table(entry) if entry.ref.kind == "table" else self._figure(entry)
            for entry in self._read(refs)
        }

    def source(self, ref: Ref) -> SourceRecord:
        """A source."""
        return self._sources((ref,))[0]

    def sources(self, addresses: Iterable[str]) -> tuple[SourceRecord, ...]:
        """The sources at these addresses, each once, as far as they exist."""
        return self._sources(self.entries.at_all("source", addresses))

    def every_source(self) -> tuple[SourceRecord, ...]:
        """All sources, in the order of their books."""
        return self._sources(self.entries.refs("source"))

    def _sources(self, refs: Sequence[Ref]) -> tuple[SourceRecord, ...]:
        return tuple(
            SourceRecord(ref=ref, **{**data, "authors": tuple(data["authors"])})
            for ref, _, data in self.entries.stored(refs)
        )

    def sources_in(self, blocks: Iterable[Block], *remarks: Qualifiers) -> tuple[SourceRecord, ...]:
        """The sources that some prose and the remarks on it cite, in order."""
        disputed = (block for remark in remarks for block in remark.disputed)
        more = [key for remark in remarks for key in remark.sources]
        return self.sources([*slugs("source", targets((*blocks, *disputed))), *more])

    def term_sources(self, *terms: TermRecord) -> tuple[SourceRecord, ...]:
        """The sources that the cards of some terms cite, in order."""
        texts = (text for term in terms for text in (term.definition, term.explanation, term.example))
        return self.sources_in((block for text in texts for block in text), *(term.remarks for term in terms))

    def citing(self, ref: Ref) -> tuple[Ref, ...]:
        """The entries that cite a source, in reading order."""
        kinds = ("section", "term", "event", "table", "figure", "chapter")
        return self.entries.pointing_to((ref,), *kinds)[ref.id]

    def resolve_links(self, blocks: Blocks, book: str) -> Blocks:
        """Prose that isn't the book's own, with its links to the book as the book's own are shown."""
        return unpack(pack(blocks), self.entries.find_all(targets(blocks), book))

    def _read(self, refs: Sequence[Ref]) -> list["_Entry"]:
        known = self.entries.targets_of(refs)
        return [_Entry(stored, known[stored.ref.book]) for stored in self.entries.stored(refs)]


class _Entry:
    """An entry that is read: its data, and the entries that these point to, which are `known` by `kind:id`."""

    def __init__(self, stored: StoredEntry, known: Mapping[str, Ref]) -> None:
        self.ref, self.parent, self.data = stored
        self.known = known

    def prose(self, field: str) -> Blocks:
        """The prose of a field."""
        packed = self.data[field]
        return unpack(packed, self.known) if packed else ()

    def qualifiers(self) -> Qualifiers:
        """The fields that qualify a fact."""
        sources = tuple(self.address("source", key) for key in self.data["sources"])
        return Qualifiers(self.data["as_of"], self.prose("disputed"), sources)

    def address(self, kind: str, slug: str) -> str:
        """The address of the entry that a slug means in this entry's book."""
        ref = self.known.get(f"{kind}:{slug}")
        return ref.address if ref else slug

    def targets(self, kind: str, field: str) -> tuple[Ref, ...]:
        """The entries of a kind that a field names, as far as they exist."""
        return tuple(found for slug in self.data[field] if (found := self.known.get(f"{kind}:{slug}")))


def _by_parent(entries: Iterable[_Entry]) -> Mapping[int | None, list[_Entry]]:
    below: dict[int | None, list[_Entry]] = defaultdict(list)
    for entry in entries:
        below[entry.parent].append(entry)
    return below


def _chapter(entry: _Entry, below: Mapping[int | None, list[_Entry]]) -> ChapterRecord:
    return ChapterRecord(
        ref=entry.ref,
        summary=entry.prose("summary"),
        objectives=tuple(unpack(text, entry.known) for text in entry.data["objectives"]),
        sections=tuple(_section(child, below) for child in below[entry.ref.id]),
    )


def _section(entry: _Entry, below: Mapping[int | None, list[_Entry]]) -> SectionRecord:
    return SectionRecord(
        ref=entry.ref,
        body=entry.prose("body"),
        remember=entry.prose("remember"),
        remarks=entry.qualifiers(),
        words=entry.data["words"],
        sections=tuple(_section(child, below) for child in below[entry.ref.id]),
    )


def _event(entry: _Entry) -> EventRecord:
    return EventRecord(
        ref=entry.ref,
        year=entry.data["year"],
        month=entry.data["month"],
        end=entry.data["end"],
        era=entry.data["era"],
        body=entry.prose("body"),
        terms=tuple(entry.data["terms"]),
        section=entry.address("section", entry.data["section"]),
        remarks=entry.qualifiers(),
    )


def _table(entry: _Entry) -> TableRecord:
    return TableRecord(
        ref=entry.ref,
        columns=tuple((column, name) for column, name in entry.data["columns"]),
        rows=tuple((aspect, tuple(cells)) for aspect, cells in entry.data["rows"]),
        caption=entry.prose("caption"),
        remarks=entry.qualifiers(),
    )


def _diagram(data: Any) -> Diagram:
    return Diagram(
        kind=data["kind"],
        alt=data["alt"],
        nodes=tuple(map(Node._make, data["nodes"])),
        edges=tuple(Edge(*edge[:3]) for edge in data["edges"] if len(edge) >= 2),
        unit=data["unit"],
        base=data["base"],
    )
