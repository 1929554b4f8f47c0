"""What can be asked about: questions as they were written, and the entries that cards are made of."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from mlsys_cli.index.entry_queries import Rows
from mlsys_cli.index.entry_records import REF, CardSource, Ref, StoredQuestion, TermDefinition
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.text.normalize import normalize_name
from mlsys_cli.text.spelling import edit_distance, slips_allowed

_COMMON = {"kind", "section", "level", "ask", "explain", "hint", "as_of", "disputed", "sources"}

_FIRST_SECTION = f"""
select {REF}, (
  select min(link.source) from link where link.slug = entry.slug and link.kind = entry.kind
  and link.source >> {UNIT_BITS} = entry.unit
  and (select kind from entry source where source.id = link.source) = 'section'
), data from entry where entry.unit = ? and entry.kind = ? order by entry.id
"""
"""The entries of a chapter, each with the first section that links to it and with its data."""


class Questions(Rows):
    """The part of a library that a learner is asked about."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__(db)
        self._chapters: dict[int, Ref | None] = {}
        self._places: dict[int, tuple[Ref, ...]] = {}

    def asked(self, ref: Ref) -> StoredQuestion:
        """A question as it was written."""
        data = self._data(ref)
        return StoredQuestion(
            ref,
            self._address("section", data["section"], ref.book),
            data["kind"],
            data["level"],
            self._prose(data["ask"], ref.book),
            self._prose(data["explain"], ref.book),
            self._prose(data["hint"], ref.book),
            self._remarks(data, ref.book),
            {key: value for key, value in data.items() if key not in _COMMON},
        )

    def sections_of(self, place: Ref) -> tuple[Ref, ...]:
        """The sections of a chapter, or a section with all below it, in reading order."""
        if place.id not in self._places:
            self._places[place.id] = self._sections_of(place)
        return self._places[place.id]

    def _sections_of(self, place: Ref) -> tuple[Ref, ...]:
        rows = self._db.execute(  # with a plus, so that it goes from parent to child and not through all sections
            "with recursive below(id) as (select ? union all"
            " select entry.id from below cross join entry on entry.parent = below.id where +entry.kind = 'section')"
            f" select {REF} from entry where id in below and +kind = 'section' order by id",
            (place.id,),
        )
        return tuple(Ref(*row) for row in rows)

    def questions_in(self, chapter: Ref) -> tuple[CardSource, ...]:
        """The questions of a chapter."""
        rows = self._db.execute(
            f"select {REF}, data from entry where unit = ? and kind = 'question' order by id",
            (chapter.id >> UNIT_BITS,),
        )
        found = [(Ref(*row), json.loads(data)) for *row, data in rows]
        return tuple(CardSource(ref, data["section"], data["kind"], data["level"]) for ref, data in found)

    def entries_in(self, chapter: Ref) -> tuple[CardSource, ...]:
        """The terms, events and tables of a chapter, each with the section that it belongs to, if there is one."""
        terms = (CardSource(ref, section, "term") for ref, section, _ in self._linked(chapter, "term"))
        tables = (
            CardSource(ref, section, "table", sides=tuple(aspect for aspect, _ in json.loads(data)["rows"]))
            for ref, section, data in self._linked(chapter, "table")
        )
        return (*terms, *self._events(chapter), *tables)

    def _linked(self, chapter: Ref, kind: str) -> Iterator[tuple[Ref, str, str]]:
        """The entries of a kind, each with the slug of the first section that links to it, and its data."""
        slugs = {ref.id: ref.slug for ref in self.sections_of(chapter)}
        for *row, section, data in self._db.execute(_FIRST_SECTION, (chapter.id >> UNIT_BITS, kind)).fetchall():
            yield Ref(*row), slugs.get(section, ""), data

    def _events(self, chapter: Ref) -> Iterator[CardSource]:
        rows = self._db.execute(
            f"select {REF}, json_extract(data, '$.section') from entry where unit = ? and kind = 'event' order by id",
            (chapter.id >> UNIT_BITS,),
        )
        return (CardSource(Ref(*row), section, "event") for *row, section in rows.fetchall())

    def chapter_of(self, ref: Ref) -> Ref | None:
        """The chapter that an entry stands in."""
        unit = ref.id >> UNIT_BITS
        if unit not in self._chapters:
            row = self._db.execute(f"select {REF} from entry where unit = ? and kind = 'chapter'", (unit,)).fetchone()
            self._chapters[unit] = Ref(*row) if row else None
        return self._chapters[unit]

    def definition(self, ref: Ref) -> TermDefinition:
        """A term with its definition, and without what links to it."""
        return self._definition(ref, self._data(ref))

    def near_definitions(self, term: TermDefinition) -> Iterator[TermDefinition]:
        """Terms of the same chapter and sort, those that are linked with this one first, then in reading order."""
        rows = self._db.execute(
            f"select {REF}, data from entry where unit = ? and kind = 'term' and id != ?"
            " order by json_extract(data, '$.kind') != ?,"
            " not exists (select 1 from link where source = ? and link.kind = 'term' and link.slug = entry.slug), id",
            (term.ref.id >> UNIT_BITS, term.ref.id, term.kind, term.ref.id),
        )
        return (self._definition(Ref(*row), json.loads(data)) for *row, data in rows)

    def _definition(self, ref: Ref, data: Any) -> TermDefinition:
        definition, remarks = self._prose(data["definition"], ref.book), self._remarks(data, ref.book)
        return TermDefinition(ref, data["kind"], (ref.name, *data["aliases"]), definition, remarks)

    def spellings(self, ref: Ref) -> tuple[str, ...]:
        """The name of a term and its aliases."""
        return (ref.name, *self._data(ref)["aliases"])

    def first_section_on(self, ref: Ref) -> str:
        """The address of the first section that links to an entry, if there is one."""
        return next((section.address for section in self._pointing(ref, "section")), "")

    def terms_named(self, names: Iterable[str], book: str) -> tuple[Ref, ...]:
        """The terms of a book that have one of these names or aliases."""
        keys = tuple(dict.fromkeys(map(normalize_name, names)))
        rows = self._db.execute(
            f"select distinct {REF} from name join entry on entry.id = name.entry"
            f" where name.kind = 'term' and entry.book = ? and name.key in ({','.join('?' * len(keys))})"
            " order by entry.id",
            (book, *keys),
        )
        return tuple(Ref(*row) for row in rows)

    def names_like(self, names: Iterable[str]) -> frozenset[str]:
        """The keys of names of terms for which a slip in one of these names could be taken."""
        slips = {key: slips_allowed(key) for key in map(normalize_name, names)}
        # A slip that is forgiven leaves the first letter among the first two.
        ranges = {(letter, chr(ord(letter) + 1)) for key, allowed in slips.items() if allowed for letter in key[:2]}
        rows = self._db.execute(
            "select distinct name.key from json_each(?) initial cross join name on kind = 'term'"
            " and name.key >= json_extract(initial.value, '$[0]') and name.key < json_extract(initial.value, '$[1]')",
            (json.dumps(sorted(ranges)),),
        )
        return frozenset(
            other
            for (other,) in (rows if ranges else ())
            if any(other[0] in key[:2] and 0 < edit_distance(key, other) <= slips[key] for key in slips)
        )
