"""What can be asked about: questions as they were written, and the entries that cards are made of."""

import json
from collections.abc import Iterable, Iterator

from mlsys_cli.index.entry_queries import Rows
from mlsys_cli.index.entry_records import REF, CardSource, Ref, StoredQuestion
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.text.normalize import normalize_name

_COMMON = {"kind", "section", "level", "ask", "explain", "hint", "as_of", "disputed", "sources"}

_FIRST_SECTION = f"""
select {REF}, (
  select min(link.source) from link where link.slug = entry.slug and link.kind = entry.kind
  and link.source >> {UNIT_BITS} = entry.unit
  and (select kind from entry source where source.id = link.source) = 'section'
) from entry where entry.unit = ? and entry.kind = ? order by entry.id
"""
"""The entries of a chapter, each with the first section that links to it."""


class Questions(Rows):
    """The part of a library that a learner is asked about."""

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
        return (*self._linked(chapter, "term"), *self._events(chapter), *self._tables(chapter))

    def _linked(self, chapter: Ref, kind: str) -> tuple[CardSource, ...]:
        """The entries of a kind, each with the first section that links to it."""
        rows = self._db.execute(_FIRST_SECTION, (chapter.id >> UNIT_BITS, kind)).fetchall()
        slugs = {ref.id: ref.slug for ref in self.sections_of(chapter)}
        return tuple(CardSource(Ref(*row), slugs.get(section, ""), kind) for *row, section in rows)

    def _events(self, chapter: Ref) -> Iterator[CardSource]:
        for ref in self.in_chapter(chapter, "event"):
            yield CardSource(ref, self._data(ref)["section"], "event")

    def _tables(self, chapter: Ref) -> Iterator[CardSource]:
        for table in self._linked(chapter, "table"):
            yield table._replace(sides=tuple(aspect for aspect, _ in self._data(table.ref)["rows"]))

    def chapter_of(self, ref: Ref) -> Ref | None:
        """The chapter that an entry stands in."""
        row = self._db.execute(
            f"select {REF} from entry where unit = ? and kind = 'chapter'", (ref.id >> UNIT_BITS,)
        ).fetchone()
        return Ref(*row) if row else None

    def near_terms(self, ref: Ref) -> tuple[Ref, ...]:
        """Terms of the same chapter and sort, those that are linked with this one first, then in reading order."""
        kind = self._data(ref)["kind"]
        rows = self._db.execute(
            f"select {REF} from entry where unit = ? and kind = 'term' and id != ?"
            " order by json_extract(data, '$.kind') != ?,"
            " not exists (select 1 from link where source = ? and link.kind = 'term' and link.slug = entry.slug), id",
            (ref.id >> UNIT_BITS, ref.id, kind, ref.id),
        )
        return tuple(Ref(*row) for row in rows)

    def spellings(self, ref: Ref) -> tuple[str, ...]:
        """The name of a term and its aliases."""
        return (ref.name, *self._data(ref)["aliases"])

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

    def names_like(self, name: str) -> frozenset[str]:
        """The keys of names of terms for which a slip in this name could be taken."""
        from rapidfuzz.distance import OSA

        from mlsys_cli.text.spelling import slips_allowed

        key = normalize_name(name)
        slips = slips_allowed(key)
        found: set[str] = set()
        for letter in {*key[:2]} if slips else ():  # a slip that is forgiven leaves the first letter among these
            rows = self._db.execute(
                "select distinct key from name where key >= ? and key < ? and kind = 'term'"
                " and length(key) between ? and ?",
                (letter, chr(ord(letter) + 1), len(key) - slips, len(key) + slips),
            )
            found |= {other for (other,) in rows if 0 < OSA.distance(key, other) <= slips}
        return frozenset(found)
