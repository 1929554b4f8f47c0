"""Entries found by kind, id, address or place, with one statement for any number of them."""

import json
import re
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from mlsys_cli.index.entry_records import REF, Ref
from mlsys_cli.index.index_schema import UNIT_BITS

IN_ORDER = "from entry join unit on unit.number = entry.unit"
"""The tables that put entries in reading order, by `position, id`."""

LISTED = "in (select value from json_each(?))"

_NUMBER = re.compile(r"[1-9]\d{0,5}(\.[1-9]\d{0,5})*", re.ASCII)
_CHAPTERS = (
    "(select number as unit, row_number() over (partition by book order by position) as place"
    " from unit where chapter != '') chapter"
)
"""The chapters of each book with their numbers."""


class Entries:
    """The entries of an index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._chapters: dict[int, Ref | None] = {}
        self._sections: dict[tuple[Ref, ...], tuple[Ref, ...]] = {}

    def select(self, sql: str, *values: object) -> tuple[Ref, ...]:
        """The entries that a query finds, which is given from its `from` on."""
        return tuple(map(Ref._make, self._db.execute(f"select {REF} {sql}", values)))

    def refs(self, kind: str) -> tuple[Ref, ...]:
        """All entries of a kind, in reading order."""
        return self.all_chapters if kind == "chapter" else self._all(kind)

    def _all(self, kind: str) -> tuple[Ref, ...]:
        return self.select(f"{IN_ORDER} where kind = ? order by position, id", kind)

    @cached_property
    def all_chapters(self) -> tuple[Ref, ...]:
        """All chapters, in reading order."""
        return self._all("chapter")

    def begun(self, beginning: str, kinds: Collection[str], limit: int) -> tuple[Ref, ...]:
        """The first entries of some kinds whose id begins like this, in alphabetical order."""
        # With the plus sign SQLite uses the index of the slugs; it would sort all entries of the kinds.
        return self.select(
            f"from entry where slug >= ? and slug < ? and +kind {LISTED} order by slug limit ?",
            *(beginning, f"{beginning}\U0010ffff", json.dumps(kinds), limit),
        )

    def by_name(self, kind: str, limit: int, start: int = 0) -> tuple[Ref, ...]:
        """Some entries of a kind in alphabetical order, from the one with the number `start` on."""
        order = "order by name collate nocase, id limit ? offset ?"
        return self.select(f"from entry where kind = ? {order}", kind, limit, start)

    def beside(self, ref: Ref, step: int) -> Ref | None:
        """The entry of the same kind that comes next in alphabetical order, or with a step of -1 the one before."""
        sign, order = (">", "") if step > 0 else ("<", " desc")
        return _only(
            self.select(
                f"from entry where kind = ? and (name collate nocase, id) {sign} (?, ?)"
                f" order by name collate nocase{order}, id{order} limit 1",
                *(ref.kind, ref.name, ref.id),
            )
        )

    def within(self, kind: str, chapter: str) -> tuple[Ref, ...]:
        """All entries of a kind in the chapters of this id, in reading order."""
        return self.select(f"{IN_ORDER} where kind = ? and unit.chapter = ? order by position, id", kind, chapter)

    def first(self, kind: str) -> Ref | None:
        """The first entry of a kind, in reading order."""
        return _only(self.select(f"{IN_ORDER} where kind = ? order by position, id limit 1", kind))

    def count(self, kind: str) -> int:
        """The number of entries of a kind."""
        (count,) = self._db.execute("select count(*) from entry where kind = ?", (kind,)).fetchone()
        return int(count)

    def words_of_sections(self, sections: Iterable[Ref]) -> dict[int, int]:
        """The words of some sections, without those below them, by entry id."""
        # With the plus sign SQLite looks the ids up; it would read all sections of the library.
        rows = self._db.execute(
            f"select id, words from entry where +kind = 'section' and id {LISTED}", (_ids(sections),)
        )
        return dict(rows.fetchall())

    @cached_property
    def all_words(self) -> int:
        """The words of all sections."""
        # From the index of the outlines, which has a condition of its own: otherwise SQLite reads the rows.
        (words,) = self._db.execute(
            "select total(words) from entry indexed by entry_outline"
            " where kind in ('chapter', 'section') and kind = 'section'"
        ).fetchone()
        return int(words)

    def find(self, kind: str, slug: str, book: str = "") -> Ref | None:
        """The entry with this id, of this book if it has one, else of the first book that does."""
        order = "order by entry.book != ?, position, id limit 1"
        return _only(self.select(f"{IN_ORDER} where slug = ? and kind = ? {order}", slug, kind, book))

    def find_all(self, targets: Iterable[str], book: str) -> dict[str, Ref]:
        """The entries that the links of a book lead to, by the `kind:id` of each, as far as they exist."""
        wanted = set(targets)
        slugs = [target.partition(":")[2] for target in wanted]
        found = self.select(f"{IN_ORDER} where slug {LISTED} order by position, id", json.dumps(slugs))
        named = {target: ref for target, ref in _by_target(found, book).items() if target in wanted}
        if missing := wanted - named.keys():
            named |= {target: ref for target, ref in self._renamed(missing).items() if ref.book == book}
        return named

    def renamed(self) -> dict[str, str]:
        """The subjects that entries had before, `book:kind:id`, and those that they have now.

        A former id that another entry has by now stands for that one.
        """
        rows = self._db.execute(
            "select entry.book, former.kind, former.slug, entry.slug from former join entry on entry.id = former.entry"
            " where not exists (select 1 from entry other"
            " where other.slug = former.slug and other.kind = former.kind and other.book = entry.book)"
        )
        return {f"{book}:{kind}:{old}": f"{book}:{kind}:{new}" for book, kind, old, new in rows}

    def _renamed(self, targets: Collection[str]) -> dict[str, Ref]:
        """The entries that had some targets, `kind:id`, before."""
        slugs = json.dumps([target.partition(":")[2] for target in targets])
        rows = self._db.execute(
            f"select former.kind || ':' || former.slug, {REF} from former join entry on entry.id = former.entry"
            f" where former.slug {LISTED}",
            (slugs,),
        )
        return {target: Ref._make(row) for target, *row in rows if target in targets}

    def at(self, kind: str, address: str) -> Ref | None:
        """The entry with this address, which is like that of no entry in another book."""
        return _only([ref for ref, _ in self.stored_at(kind, (address,))])

    def stored_at(self, kind: str, addresses: Iterable[str]) -> list[tuple[Ref, Any]]:
        """The entries with these addresses with their data, each once and in their order, as far as they exist."""
        wanted = list(dict.fromkeys(addresses))
        slugs = [slug for address in wanted for slug in (address, address.partition(":")[2])]
        rows = self._db.execute(
            f"select data, {REF} from entry where slug {LISTED} and kind = ?", (json.dumps(slugs), kind)
        ).fetchall()
        found = [(Ref._make(row), data) for data, *row in reversed(rows)]  # of two with one address the first
        by_address = {ref.address: (ref, data) for ref, data in found}
        return [(ref, json.loads(data)) for ref, data in (by_address[key] for key in wanted if key in by_address)]

    def in_chapter(self, chapter: Ref, *kinds: str) -> tuple[Ref, ...]:
        """The entries of some kinds in a chapter."""
        return self.select(
            f"from entry where unit = ? and kind {LISTED} order by id", chapter.id >> UNIT_BITS, json.dumps(kinds)
        )

    def chapter_of(self, ref: Ref) -> Ref | None:
        """The chapter that an entry belongs to."""
        unit = ref.id >> UNIT_BITS
        if ref.kind == "chapter":
            self._chapters[unit] = ref
        elif unit not in self._chapters:
            self._chapters[unit] = _only(self.select("from entry where unit = ? and kind = 'chapter'", unit))
        return self._chapters[unit]

    def sections_of(self, *places: Ref) -> tuple[Ref, ...]:
        """The sections of some chapters, or sections with all below them, in the order of their numbers.

        In one chapter that is reading order.
        """
        if places not in self._sections:
            # With a plus, so that it goes from parent to child and not through all sections.
            self._sections[places] = self.select(
                "from entry where id in ("
                "with recursive below(id) as (select value from json_each(?) union select entry.id from below"
                " cross join entry on entry.parent = below.id where +entry.kind = 'section') select id from below)"
                " and +kind = 'section' order by id",
                _ids(places),
            )
        return self._sections[places]

    def trail(self, ref: Ref) -> tuple[Ref, ...]:
        """The chapter and sections around an entry, outermost first."""
        return self.select(
            "from entry where id in (with recursive above(id) as (select parent from entry where id = ? union all"
            " select entry.parent from above join entry on entry.id = above.id) select id from above) order by id",
            ref.id,
        )

    def following(self, ref: Ref) -> Ref | None:
        """The section that follows a section and its subsections, else the next chapter of the book."""
        if ref.kind == "section":
            last = self.sections_of(ref)[-1]
            query = "from entry where unit = ? and kind = 'section' and id > ? order by id limit 1"
            if section := _only(self.select(query, ref.id >> UNIT_BITS, last.id)):
                return section
        return _only(
            self.select(
                f"{IN_ORDER} where kind = 'chapter' and entry.book = ?"
                " and position > (select position from unit where number = ?) order by position limit 1",
                *(ref.book, ref.id >> UNIT_BITS),
            )
        )

    def questions_on(self, section: Ref) -> tuple[Ref, ...]:
        """The questions of a section, but not of those below it."""
        return self.select(
            "from link join entry on entry.id = link.source where link.slug = ? and link.kind = 'section'"
            " and role = 'section' and entry.kind = 'question' and entry.book = ? order by entry.id",
            section.slug,
            section.book,
        )

    def first_section_on(self, ref: Ref) -> str:
        """The address of the first section that links to an entry, if there is one."""
        return next((section.address for section in self.pointing_to((ref,), "section")[ref.id]), "")

    def stored(self, refs: Iterable[Ref]) -> list[tuple[Ref, int | None, Any]]:
        """Some entries in the order given, each with its parent's number and its data, in which prose is packed."""
        wanted = tuple(refs)
        rows = self._db.execute(f"select id, parent, data from entry where id {LISTED}", (_ids(wanted),))
        found = {number: (parent, data) for number, parent, data in rows}
        return [(ref, found[ref.id][0], json.loads(found[ref.id][1])) for ref in wanted]

    def targets_of(self, refs: Iterable[Ref]) -> dict[str, dict[str, Ref]]:
        """The entries that some entries point to: by the book of these, then by `kind:id` as it is written there."""
        wanted = tuple(refs)
        found = self.select(
            f"{IN_ORDER} where (slug, kind) in (select slug, kind from link where source {LISTED})"
            " order by position, id",
            _ids(wanted),
        )
        return {book: _by_target(found, book) for book in dict.fromkeys(ref.book for ref in wanted)}

    def pointing_to(self, refs: Sequence[Ref], *kinds: str) -> dict[int, tuple[Ref, ...]]:
        """The entries of some kinds that link to each of some entries, which are of one kind, by the number of each."""
        rows = self._db.execute(
            "select distinct link.slug, exists (select 1 from entry own"
            f" where own.slug = link.slug and own.kind = link.kind and own.book = entry.book), {REF} from link"
            f" join entry on entry.id = link.source join unit on unit.number = entry.unit"
            f" where link.slug {LISTED} and link.kind = ? and entry.kind {LISTED} order by position, entry.id",
            (json.dumps([ref.slug for ref in refs]), refs[0].kind if refs else "", json.dumps(kinds)),
        ).fetchall()
        by_slug: dict[str, list[tuple[bool, Ref]]] = {ref.slug: [] for ref in refs}
        for slug, has_own, *row in rows:
            by_slug[slug].append((has_own, Ref(*row)))
        return {
            ref.id: tuple(source for has_own, source in by_slug[ref.slug] if source.book == ref.book or not has_own)
            for ref in refs
        }

    def namesakes(self, refs: Sequence[Ref], *kinds: str) -> dict[int, Ref]:
        """The entry of some kinds that has the id of each of some entries in its book, by the number of each."""
        found = self.select(
            f"from entry where slug {LISTED} and +kind {LISTED}",
            *(json.dumps([ref.slug for ref in refs]), json.dumps(kinds)),
        )
        by_id = {(ref.book, ref.slug): ref for ref in found}
        return {ref.id: by_id[ref.book, ref.slug] for ref in refs if (ref.book, ref.slug) in by_id}

    def exhibits_named(self) -> dict[int, list[str]]:
        """The exhibits that sections name, without presets, by the entry id of each section."""
        rows = self._db.execute(
            "select distinct source, link.slug from link join entry on entry.id = link.source"
            " where link.kind = 'run' and entry.kind = 'section' order by link.rowid"
        )
        by_section: dict[int, list[str]] = {}
        for section, address in rows:
            names = by_section.setdefault(section, [])
            if (name := address.partition("/")[0]) not in names:
                names.append(name)
        return by_section

    def runs_named(self) -> list[tuple[str, Ref]]:
        """The addresses of what can be run that entries name, each with the entry."""
        rows = self._db.execute(
            f"select link.slug, {REF} from link join entry on entry.id = link.source where link.kind = 'run'"
        )
        return [(address, Ref._make(row)) for address, *row in rows]

    @cached_property
    def chapter_numbers(self) -> Mapping[int, str]:
        """The number of every chapter, by entry id."""
        query = f"select entry.id, place from entry join {_CHAPTERS} using (unit) where kind = 'chapter'"
        return {chapter: str(place) for chapter, place in self._db.execute(query)}

    def section_numbers(self, refs: Iterable[Ref]) -> dict[int, str]:
        """The number of every chapter and section in the chapters that some entries are in, by entry id."""
        if not (units := {ref.id >> UNIT_BITS for ref in refs}):
            return {}
        # Sections by their parents, which an index of the table has in order: those of a chapter are one range of it.
        listed = json.dumps(list(units))
        rows = self._db.execute(
            f"select entry.id, null as parent, place from entry join {_CHAPTERS} using (unit)"
            f" where kind = 'chapter' and unit {LISTED} union all"
            f" select entry.id, entry.parent, null from json_each(?) join entry"
            f" on entry.parent >= value << {UNIT_BITS} and entry.parent < (value + 1) << {UNIT_BITS}"
            " order by parent, id",
            (listed, listed),
        )
        numbers: dict[int, str] = {}
        for parent, below in groupby(rows, itemgetter(1)):  # the chapters first, and sections before those below them
            if parent is None:
                numbers |= {chapter: str(place) for chapter, _, place in below}
            elif above := numbers.get(parent):
                numbers |= {section: f"{above}.{place}" for place, (section, _, _) in enumerate(below, start=1)}
        return numbers

    def numbered(self, heading_number: str, kinds: Sequence[str], book: str = "") -> tuple[Ref, ...]:
        """The chapter or section with a number such as 1.5, of each book that has one, or of one book."""
        if ("section" if "." in heading_number else "chapter") not in kinds or not _NUMBER.fullmatch(heading_number):
            return ()
        chapters = self.select(
            f"from entry join {_CHAPTERS} using (unit) join unit on unit.number = entry.unit"
            " where entry.kind = 'chapter' and place = ? and ? in ('', entry.book) order by unit.position",
            int(heading_number.partition(".")[0]),
            book,
        )
        wanted = [entry for entry, found in self.section_numbers(chapters).items() if found == heading_number]
        found = {ref.book: ref for ref in self.select(f"from entry where id in ({placeholders(wanted)})", *wanted)}
        return tuple(found[chapter.book] for chapter in chapters if chapter.book in found)

    def changed(self) -> int:
        """The time of the latest change to a file of the books, in seconds since 1970."""
        states = array("q", self._db.execute("select stamps from meta").fetchone()[0])
        # A state is a size and a time; folders, and files that aren't there, have a size below nothing.
        found = (time for size, time in zip(states[::2], states[1::2], strict=True) if size >= 0)
        return max(found, default=0) // 1_000_000_000

    def folder(self, ref: Ref) -> Path:
        """The folder of the files that an entry was read from: its chapter's, or its book's."""
        row = self._db.execute("select folder from unit where number = ?", (ref.id >> UNIT_BITS,)).fetchone()
        return Path(row[0])


def _only(refs: Sequence[Ref]) -> Ref | None:
    return refs[0] if refs else None


def _ids(refs: Iterable[Ref]) -> str:
    return json.dumps([ref.id for ref in refs])


def _by_target(refs: Iterable[Ref], book: str) -> dict[str, Ref]:
    """Entries by `kind:id`; of several with one id the one of the book, else the first."""
    by_target: dict[str, Ref] = {}
    for ref in refs:
        target = f"{ref.kind}:{ref.slug}"  # not `ref.target`: this is called for every link of a page
        if target not in by_target or (ref.book == book != by_target[target].book):
            by_target[target] = ref
    return by_target


def placeholders(values: Collection[object]) -> str:
    """A placeholder of SQL for each value."""
    return ",".join("?" * len(values))
