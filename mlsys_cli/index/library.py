"""The compiled book as the commands ask it: one question a method, one value an answer."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mlsys_cli.index.entry_records import (
    NO_QUALIFIERS,
    REF,
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
    TableRecord,
    TermRecord,
)
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.index.names import NameMatch, find_by_words, find_exact, find_fuzzy, suggest
from mlsys_cli.index.question_queries import Questions
from mlsys_cli.index.section_numbers import find_numbered, section_numbers
from mlsys_cli.index.traverse import axis_of, each_section, embedded, prose_targets
from mlsys_cli.page import Blocks, Diagram, Edge, Node, TimeAxis
from mlsys_cli.page.citations import slugs, targets

if TYPE_CHECKING:
    from mlsys_cli.index.ranking import Result


class Library(Questions):
    """All books of one index. What it returns is complete: no answer asks the index again."""

    # --- names ---------------------------------------------------------------------------------------------------

    def exact(self, query: str, *kinds: str) -> NameMatch | None:
        """The entries with this very name or alias, or else the chapter or section with this number."""
        return find_exact(self._db, query, kinds) or find_numbered(self._db, query, kinds)

    def by_words(self, query: str, *kinds: str) -> NameMatch | None:
        """The only entry whose name has all these words."""
        return find_by_words(self._db, query, kinds)

    def fuzzy(self, query: str, *kinds: str) -> NameMatch | None:
        """The single entry whose name this misspells."""
        return find_fuzzy(self._db, query, kinds)

    def suggestions(self, query: str, *kinds: str) -> list[Ref]:
        """The entries with the nearest names."""
        return suggest(self._db, query, kinds)

    def section_numbers(self, *refs: Ref) -> dict[int, str]:
        """The number of every chapter and section in the chapters of some entries, by entry id."""
        return section_numbers(self._db, refs)

    def search(self, query: str, kinds: Sequence[str], chapter: Ref | None, limit: int) -> "Result":
        """What the words of the query occur in."""
        from mlsys_cli.index.ranking import search

        return search(self._db, query, kinds, chapter, limit)

    # --- lists ---------------------------------------------------------------------------------------------------

    def problems(self, limit: int, fatal: bool = False, within: Ref | None = None) -> tuple[StoredProblem, ...]:
        """What is wrong with the content, sorted by place.

        With `fatal` only those that keep a part from being read, and `within` an entry only that of its chapter.
        """
        rows = self._db.execute(
            "select path, line, column, rule, message, hint, fatal from problem"
            " where fatal >= ? and (? is null or unit = ?) order by path, line, column, rule, message limit ?",
            (fatal, *((within.id >> UNIT_BITS,) * 2 if within else (None, None)), limit),
        )
        return tuple(StoredProblem(*row) for row in rows)

    # --- nouns ---------------------------------------------------------------------------------------------------

    def books(self) -> tuple[BookRecord, ...]:
        """The books, in the order in which they were given."""
        return tuple(self._book(ref) for ref in self.refs("book"))

    def _book(self, ref: Ref) -> BookRecord:
        data = self._data(ref)
        return BookRecord(ref, data["summary"], self._prose(data["credit"], ref.book), data["licence"])

    def term(self, ref: Ref) -> TermRecord:
        """A term with its back-links."""
        data = self._data(ref)
        see_also = tuple(found for slug in data["see_also"] if (found := self.find("term", slug, ref.book)))
        sections = self._pointing(ref, "section")
        return TermRecord(
            ref,
            data["kind"],
            tuple(data["aliases"]),
            self._prose(data["definition"], ref.book),
            self._prose(data["explanation"], ref.book),
            self._prose(data["example"], ref.book),
            self._remarks(data, ref.book),
            see_also,
            sections,
            tuple(self.event(event) for event in self._pointing(ref, "event")),
            glosses=self._glosses(see_also),
            numbers=self.section_numbers(*sections),
        )

    def chapter(self, ref: Ref) -> ChapterRecord:
        """A chapter with all its sections."""
        data = self._data(ref)
        objectives = tuple(self._prose(text, ref.book) for text in data["objectives"])
        return ChapterRecord(ref, self._prose(data["summary"], ref.book), objectives, self._sections(ref))

    def section(self, ref: Ref) -> SectionRecord:
        """A section with all its subsections."""
        data = self._data(ref)
        prose = self._prose(data["body"], ref.book), self._prose(data["remember"], ref.book)
        return SectionRecord(ref, *prose, self._remarks(data, ref.book), data["words"], self._sections(ref))

    def trail(self, ref: Ref) -> tuple[Ref, ...]:
        """What a section stands in, outermost first."""
        row = self._db.execute(
            f"select {REF} from entry join entry below on below.parent = entry.id where below.id = ?", (ref.id,)
        ).fetchone()
        return (*self.trail(Ref(*row)), Ref(*row)) if row else ()

    def neighbour(self, ref: Ref) -> Ref | None:
        """The section after this one and all that stands below it, in reading order."""
        last = ref.id
        while below := self._db.execute("select max(id) from entry where parent = ?", (last,)).fetchone()[0]:
            last = below
        row = self._db.execute(
            f"select {REF} from entry where kind = 'section' and id > ?"
            " and unit = (select unit from entry where id = ?) order by id limit 1",
            (last, ref.id),
        ).fetchone()
        return Ref(*row) if row else None

    def event(self, ref: Ref) -> EventRecord:
        """An event."""
        data = self._data(ref)
        return EventRecord(
            ref,
            data["year"],
            data["month"],
            data["end"],
            data["era"],
            self._prose(data["body"], ref.book),
            tuple(data["terms"]),
            self._address("section", data["section"], ref.book),
            self._remarks(data, ref.book),
        )

    def eras(self) -> tuple[EraRecord, ...]:
        """Every era, by its first year."""
        found = [self._era(ref) for ref in self.refs("era")]
        return tuple(sorted(found, key=lambda era: (era.start, era.winter)))

    def _era(self, ref: Ref) -> EraRecord:
        data = self._data(ref)
        summary, disputed = self._prose(data["summary"], ref.book), self._prose(data["disputed"], ref.book)
        return EraRecord(ref, data["start"], data["end"], data["winter"], summary, disputed)

    def events(self) -> tuple[EventRecord, ...]:
        """Every event, by date."""
        found = [self.event(ref) for ref in self.refs("event")]
        return tuple(sorted(found, key=lambda event: (event.year, event.month or 0)))

    def table(self, ref: Ref) -> TableRecord:
        """A comparison table."""
        data = self._data(ref)
        return TableRecord(
            ref,
            tuple((id, name) for id, name in data["columns"]),
            tuple((aspect, tuple(cells)) for aspect, cells in data["rows"]),
            self._prose(data["caption"], ref.book),
            self._remarks(data, ref.book),
        )

    def figure(self, ref: Ref) -> FigureRecord:
        """A figure; a timeline is drawn from all that is dated in its book."""
        data = self._data(ref)
        edges = tuple(Edge(*edge[:3]) for edge in data["edges"] if len(edge) >= 2)
        drawing: Diagram | TimeAxis = Diagram(
            data["kind"], data["alt"], tuple(Node(*node) for node in data["nodes"]), edges, data["unit"], data["base"]
        )
        if data["kind"] == "timeline":
            eras = [era for era in self.eras() if era.ref.book == ref.book]
            events = [event for event in self.events() if event.ref.book == ref.book]
            drawing = axis_of(eras, events, data["alt"])
        return FigureRecord(
            ref,
            drawing,
            data["kind"],
            data["alt"],
            self._prose(data["caption"], ref.book),
            self._remarks(data, ref.book),
        )

    def reading(self, ref: Ref) -> Reading:
        """A chapter or section, ready to be read."""
        item = self.chapter(ref) if ref.kind == "chapter" else self.section(ref)
        placed = {target: thing for target in embedded(item) if (thing := self._placed(target, ref.book))}
        remarks = [section.remarks for section in each_section(item)] + [thing.remarks for thing in placed.values()]
        cited = slugs("source", prose_targets(item, placed)) + [key for remark in remarks for key in remark.sources]
        follows = self.neighbour(ref) if ref.kind == "section" else None
        numbers = self.section_numbers(ref)
        return Reading(item, self.trail(ref), placed, self.sources(cited), follows, numbers)

    def _placed(self, target: str, book: str) -> TableRecord | FigureRecord | None:
        kind, _, slug = target.partition(":")
        ref = self.find(kind, slug, book)
        if ref is None or kind not in ("table", "figure"):
            return None
        return self.table(ref) if kind == "table" else self.figure(ref)

    def source(self, ref: Ref) -> SourceRecord:
        """A source."""
        data = self._data(ref)
        return SourceRecord(ref, tuple(data["authors"]), *_pick(data, "year", "venue", "doi", "arxiv", "url"))

    def sources(self, addresses: Iterable[str]) -> tuple[SourceRecord, ...]:
        """The sources at these addresses, each once, as far as they exist."""
        found = (self.at("source", address) for address in dict.fromkeys(addresses))
        return tuple(self.source(ref) for ref in found if ref is not None)

    def sources_in(self, blocks: Blocks, remarks: Qualifiers = NO_QUALIFIERS) -> tuple[SourceRecord, ...]:
        """The sources that some prose and the remarks on it cite, in order."""
        return self.sources([*slugs("source", targets((*blocks, *remarks.disputed))), *remarks.sources])

    def term_sources(self, term: TermRecord) -> tuple[SourceRecord, ...]:
        """The sources that a term's card cites."""
        return self.sources_in((*term.definition, *term.explanation, *term.example), term.remarks)

    def citing(self, ref: Ref) -> tuple[Ref, ...]:
        """What cites a source, in reading order."""
        return self._pointing(ref, "section", "term", "event", "table", "figure", "chapter")

    # --- parts ---------------------------------------------------------------------------------------------------

    def _sections(self, parent: Ref) -> tuple[SectionRecord, ...]:
        rows = self._db.execute(
            f"select {REF} from entry where parent = ? and kind = 'section' order by id", (parent.id,)
        )
        return tuple(self.section(Ref(*row)) for row in rows.fetchall())


def _pick(data: Any, *fields: str) -> list[Any]:
    return [data[field] for field in fields]
