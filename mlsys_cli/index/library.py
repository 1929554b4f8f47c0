"""The compiled books as commands read them: the file of the index, opened while it is current, and what it holds.

An installation has an index beside its book, with which the first command needn't compile it.
"""

import json
import os
import sqlite3
import stat
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property, lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys_cli import __version__
from mlsys_cli.book.kinds import CHAPTER_MARKDOWN
from mlsys_cli.index import entry_records as records
from mlsys_cli.index.entry_queries import Entries
from mlsys_cli.index.entry_records import REF, Ref, Remarks, StoredEntry
from mlsys_cli.index.index_schema import FORMAT, UNIT_BITS
from mlsys_cli.index.names import Names, spellings_of
from mlsys_cli.page.blocks import Block, Blocks, Embed, pack, slugs, targets, unpack
from mlsys_cli.text.own_files import is_own_file, is_own_folder, make_own_folder

if TYPE_CHECKING:  # imported by the commands that need them
    from mlsys_cli.book.book_exhibits import OwnExhibits
    from mlsys_cli.book.model import Problem
    from mlsys_cli.calculators.calculator import CalculatorRecord
    from mlsys_cli.index.card_queries import CardQueries
    from mlsys_cli.index.full_text import Result
    from mlsys_cli.index.indexed_words import IndexedWords
    from mlsys_cli.page.blocks import TimeAxis

VERSION = f"{__version__}/{FORMAT}"

Progress = Callable[[int, int], None]
"""Called with the number of compiled units and of all units."""


def file_states(paths: Sequence[str]) -> bytes:
    """The size and modification time of each file, compared as a whole; a missing one has the size -2, a folder -1."""
    states = array("q")
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            states.extend((-2, 0))
        else:
            states.extend((-1 if stat.S_ISDIR(status.st_mode) else status.st_size, status.st_mtime_ns))
    return states.tobytes()


def each_state(states: bytes) -> list[bytes]:
    """The state of each file: two numbers of eight bytes."""
    return [states[start : start + 16] for start in range(0, len(states), 16)]


def index_path(folders: Sequence[Path], cache: Path) -> Path:
    """The file of the index of these books. Each set of books has its own."""
    name = zlib.crc32("\0".join(map(str, folders)).encode("utf-8", "surrogatepass"))
    return cache / f"book-{name:08x}.sqlite"


def connect(path: Path) -> sqlite3.Connection:
    """Open an index, for reading alone."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def open_current(folders: Sequence[Path], cache: Path) -> sqlite3.Connection | None:
    """The index of some books if it exists, is the user's own, sound, of this version, and newer than their files."""
    path = index_path(folders, cache)
    if not (is_own_folder(cache) and is_own_file(path)):
        return None
    with suppress(sqlite3.Error):
        db = connect(path)
        row = db.execute("select version, folders, paths, stamps from meta").fetchone()
        is_of_these = row and row[:2] == (VERSION, "\0".join(map(str, folders)))
        if is_of_these and file_states(row[2].split("\0")) == row[3]:
            return db
        db.close()
    return None


def open_shipped(folders: Sequence[Path], cache: Path) -> sqlite3.Connection | None:
    """The index that was installed beside a book; None if there is none, or the book has changed since.

    It is copied to the cache, or into memory if the cache can't be written.
    """
    from mlsys_cli.text.atomic_file import replacing

    book, shipped = folders[0], Path(f"{folders[0]}.sqlite")
    if len(folders) > 1 or not shipped.exists():
        return None
    with suppress(sqlite3.Error), closing(connect(shipped)) as source:
        version, names, checksum = source.execute("select version, paths, stamps from meta").fetchone()
        if version != VERSION or checksum_of(book, names.split("\0")) != checksum:
            return None
        path = index_path(folders, cache)
        with suppress(OSError, sqlite3.Error):
            make_own_folder(cache)
            with replacing(path, is_cache=True) as temporary, closing(sqlite3.connect(temporary)) as db:
                _copy(source, db, book)
            return open_current(folders, cache)
        db = sqlite3.connect(":memory:")
        _copy(source, db, book)
        return db
    return None


def _copy(source: sqlite3.Connection, db: sqlite3.Connection, book: Path) -> None:
    """Copy an index, and let the copy name the files where they are now."""
    source.backup(db)
    # The unit of the program's exhibits has no files, and its folder is no path.
    for number, chapter, names in db.execute("select number, chapter, paths from unit where paths != '[]'").fetchall():
        own = [os.path.normpath(book / name) for name in json.loads(names)]
        unit = (str(book / chapter), json.dumps(own), file_states(own), number)
        db.execute("update unit set folder = ?, paths = ?, stamps = ? where number = ?", unit)
    (names,) = db.execute("select paths from meta").fetchone()
    paths = [os.path.normpath(book / name) for name in names.split("\0")]
    meta = (str(book), "\0".join(paths), file_states(paths))
    db.execute("update meta set folders = ?, paths = ?, stamps = ?", meta)
    db.commit()


def checksum_of(book: Path, names: Iterable[str]) -> int:
    """A checksum of some files, and of the names of the YAML files in some folders."""
    checksum = 0
    for name in names:
        path = book / name
        files = (*path.glob("*.yaml"), *path.glob(CHAPTER_MARKDOWN)) if path.is_dir() else ()
        listed = "\n".join(sorted(file.name for file in files)).encode()
        checksum = zlib.crc32(listed or (path.read_bytes() if path.is_file() else b""), checksum)
    return checksum


_AT_ONCE = 8  # terms, to find a few that fit; chosen, not measured

_READINGS = 4
"""The chapters and sections that are kept as they were read: a page is shown again after many keys."""

_RESULTS = 4
"""The searches whose results are kept: whoever looks whether there are hits goes on to show them."""

_COMMON = {"id", "kind", "section", "level", "ask", "explain", "hint", "run", "as_of", "disputed", "sources"}
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
        self.names = Names(db, self.entries)
        self._kept_reading = lru_cache(_READINGS)(self._reading)
        self._kept_result = lru_cache(_RESULTS)(self._result)

    @cached_property
    def cards(self) -> "CardQueries":
        """The entries as the learner is asked about them."""
        from mlsys_cli.index.card_queries import CardQueries

        return CardQueries(self._db, self.entries)

    def files(self) -> list[str]:
        """The paths of all files and folders that the books were read from."""
        return str(self._db.execute("select paths from meta").fetchone()[0]).split("\0")

    def is_current(self) -> bool:
        """True if none of these files has changed since."""
        paths, stamps = self._db.execute("select paths, stamps from meta").fetchone()
        return bool(file_states(paths.split("\0")) == stamps)

    def version(self) -> str:
        """The state of these files in few characters, which are others after each change."""
        return f"{zlib.crc32(self._db.execute('select stamps from meta').fetchone()[0]):08x}"

    def search(self, query: str, kinds: Sequence[str], chapter: Ref | None, limit: int) -> "Result":
        """The entries in which the words of a query occur, best first."""
        return self._kept_result(query, tuple(kinds), chapter, limit)

    def _result(self, query: str, kinds: tuple[str, ...], chapter: Ref | None, limit: int) -> "Result":
        from mlsys_cli.index.full_text import search

        return search(self._db, query, kinds, chapter, limit)

    def indexed_words(self, has: Callable[[Ref], bool]) -> "IndexedWords":
        """The words of those entries that `has` says are wanted, for a search elsewhere."""
        from mlsys_cli.index.indexed_words import indexed_words

        return indexed_words(self._db, has)

    def has_word(self, word: str) -> bool:
        """True for a word of the books, or of a question, or a common English one."""
        from mlsys_cli.index.vocabulary import is_word

        return is_word(self._db, word)

    def entitled(self, query: str, kind: str) -> tuple[Ref, ...]:
        """The entries of a kind that have all the words of a query in their title, or in what learners search for."""
        from mlsys_cli.index.text_search import entitled

        return entitled(self._db, query, kind)

    def problems(self, limit: int, fatal: bool = False) -> "list[Problem]":
        """The mistakes in the content, sorted by place; with `fatal` those that keep a part from being read."""
        rows = self._db.execute(
            "select path, line, column, rule, message, hint, fatal from problem"
            " where fatal >= ? order by path, line, column, rule, message limit ?",
            (fatal, limit),
        ).fetchall()
        if not rows:  # as nearly always, and to import the class takes half as long as a look-up
            return []
        from mlsys_cli.book.model import Problem

        return [Problem(*row) for row in rows]

    def is_complete(self, file: str, places: Iterable[Ref] | None = None) -> bool:
        """True if the files of this name could be read in whole, of all chapters or of those of some entries."""
        units = None if places is None else json.dumps([place.id >> UNIT_BITS for place in places])
        query = "select 1 from problem where fatal and replace(path, '.md', '.yaml') like '%' || ?"
        query += " and (? is null or unit in (select value from json_each(?)))"
        return self._db.execute(query, (file, units, units)).fetchone() is None

    def books(self) -> tuple[records.BookRecord, ...]:
        """The books, in the order in which they were given."""
        books = self._read(self.entries.refs("book"))
        return tuple(
            entry.record(records.BookRecord, paths=tuple(records.PathRecord(*path) for path in entry.data["paths"]))
            for entry in books
        )

    def terms(self, refs: Sequence[Ref]) -> tuple[records.TermRecord, ...]:
        """Some terms with their back-links."""
        pointing = self.entries.pointing_to(refs, "section", "event")
        dated = dict.fromkeys(ref for found in pointing.values() for ref in found if ref.kind == "event")
        by_book = self.entries.targets_of((*refs, *dated))
        # All terms that they link to are read with them, in one statement: which are listed stands in what is read.
        linked = [ref for by_target in by_book.values() for ref in by_target.values() if ref.kind == "term"]
        stored = self.entries.stored(dict.fromkeys((*refs, *dated, *linked)))
        read = {ref: StoredEntry(ref, parent, data, by_book.get(ref.book, {})) for ref, parent, data in stored}
        events = {ref: records.event_of(read[ref]) for ref in dated}
        related = {ref.id: read[ref].data for ref in linked}
        glosses = {number: data["gloss"] for number, data in related.items()}
        sections = [ref for found in pointing.values() for ref in found if ref.kind == "section"]
        numbers, specs = self.entries.section_numbers(sections), self.entries.namesakes(refs, "model", "machine")
        return tuple(
            entry.record(
                records.TermRecord,
                spec=specs.get(entry.ref.id),
                kind=self._kind(entry.ref, entry.data["kind"]),
                see_also=entry.targets("term", "see_also"),
                closest=_closest_first(entry, related),
                sections=tuple(source for source in pointing[entry.ref.id] if source.kind == "section"),
                events=_by_date(events[source] for source in pointing[entry.ref.id] if source.kind == "event"),
                glosses=glosses,
                numbers=numbers,
            )
            for entry in map(read.__getitem__, refs)
        )

    def in_short(self, refs: Sequence[Ref]) -> list[records.TermInShort]:
        """Some terms without their texts."""
        stored = self.entries.stored(refs)
        return [
            records.TermInShort(ref, self._kind(ref, d["kind"]).name, d["gloss"], tuple(d["aliases"]))
            for ref, _, d in stored
        ]

    def definition(self, ref: Ref) -> records.TermDefinition:
        """A term with its definition, without back-links."""
        return self._definitions((ref,))[0]

    def near_definitions(self, term: records.TermDefinition) -> Iterator[records.TermDefinition]:
        """Other terms that may be taken for this one, those of the same sort first."""
        like = self.cards.like_terms(term.ref, _AT_ONCE)
        while some := tuple(islice(like, _AT_ONCE)):
            yield from self._definitions(some)

    def _definitions(self, refs: Sequence[Ref]) -> tuple[records.TermDefinition, ...]:
        return tuple(
            entry.record(
                records.TermDefinition,
                kind=self._kind(entry.ref, entry.data["kind"]),
                spellings=spellings_of(entry.ref, entry.data["aliases"]),
            )
            for entry in self._read(refs)
        )

    def _kind(self, ref: Ref, kind: str) -> records.KindRecord:
        """The kind of a term; one that its book doesn't name is called by its id."""
        name, asks = self._kinds.get((ref.book, kind), (kind, "what"))
        return records.KindRecord(kind, name, asks)

    @cached_property
    def _kinds(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The name and question word of each kind of terms, by its book and its id.

        Of several books with one id the first counts.
        """
        in_order = (
            "from entry join unit on unit.number = entry.unit where kind = 'book' order by position desc, id desc"
        )
        books = self._db.execute(f"select slug, data {in_order}")
        kinds = ((book, json.loads(data)["kinds"]) for book, data in books)
        return {(book, kind): tuple(words) for book, named in kinds for kind, words in named.items()}

    def outlines(self, chapters: Sequence[Ref]) -> tuple[records.OutlineRecord, ...]:
        """Some chapters with all their sections, without their texts."""
        rows = self._db.execute(
            f"select {REF}, parent, words from entry where kind in ('chapter', 'section')"
            " and unit in (select value from json_each(?))",
            (json.dumps([chapter.id >> UNIT_BITS for chapter in chapters]),),
        )
        below: dict[int | None, list[records.OutlineRecord]] = defaultdict(list)
        for row in sorted(rows, reverse=True):  # so that an entry comes after all that is below it
            ref, parent, words = Ref._make(row[:-2]), row[-2], row[-1]
            sections = tuple(below.pop(ref.id, ())[::-1])
            in_all = words + sum([section.words_in_all for section in sections]) if sections else words
            below[parent].append(records.OutlineRecord(ref, words, in_all, sections))
        found = {outline.ref.id: outline for outline in below[None]}
        return tuple(found[chapter.id] for chapter in chapters)

    def needs(self, chapters: Sequence[Ref]) -> dict[int, list[str]]:
        """The ids of the chapters that readers of some chapters should know first, by the entry id of each."""
        rows = self._db.execute(
            "select source, slug from link where role = 'needs' and source in (select value from json_each(?))"
            " order by rowid",
            (json.dumps([chapter.id for chapter in chapters]),),
        )
        needs: dict[int, list[str]] = defaultdict(list)
        for chapter, slug in rows:
            needs[chapter].append(slug)
        return needs

    def event(self, ref: Ref) -> records.EventRecord:
        """An event."""
        return records.event_of(*self._read((ref,)))

    def events(self) -> tuple[records.EventRecord, ...]:
        """Every event, by date."""
        return _by_date(map(records.event_of, self._read(self.entries.refs("event"))))

    def eras(self) -> tuple[records.EraRecord, ...]:
        """Every era, by its first year."""
        found = (entry.record(records.EraRecord) for entry in self._read(self.entries.refs("era")))
        return tuple(sorted(found, key=lambda era: era.start))

    def table(self, ref: Ref) -> records.TableRecord:
        """A comparison table."""
        return records.table_of(*self._read((ref,)))

    def figure(self, ref: Ref) -> records.FigureRecord:
        """A figure; a timeline is drawn from what is dated in its chapter, or else in its book."""
        return self._figure(*self._read((ref,)))

    def _figure(self, entry: StoredEntry) -> records.FigureRecord:
        is_timeline = entry.data["kind"] == "timeline"
        drawing = self._time_axis(entry) if is_timeline else records.drawing_of(entry.data)
        return entry.record(records.FigureRecord, drawing=drawing)

    def _time_axis(self, figure: StoredEntry) -> "TimeAxis":
        """The axis of what is dated in the chapter of a figure, or, if that is nothing, in its book."""
        eras = [era for era in self.eras() if era.ref.book == figure.ref.book]
        rows = self._db.execute(
            "select unit, json_extract(data, '$.year'), json_extract(data, '$.month'), json_extract(data, '$.day')"
            " from entry where kind = 'event' and book = ?",
            (figure.ref.book,),
        ).fetchall()
        chapter = figure.ref.id >> UNIT_BITS
        own_eras = [era for era in eras if era.ref.id >> UNIT_BITS == chapter]
        own_rows = [row for row in rows if row[0] == chapter]
        if own_eras or own_rows:
            eras, rows = own_eras, own_rows
        return records.axis_of(eras, (row[1:] for row in rows), figure.data["alt"])

    def questions(self, refs: Sequence[Ref]) -> tuple[records.StoredQuestion, ...]:
        """Some questions as they were written."""
        from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS  # which whoever makes cards of them has imported

        return tuple(
            entry.record(
                records.StoredQuestion,
                section=entry.address("section", entry.data["section"]),
                fields={
                    key: entry.prose(key) if key in QUESTION_KINDS[entry.data["kind"]].PROSE else value
                    for key, value in entry.data.items()
                    if key not in _COMMON
                },
            )
            for entry in self._read(refs)
        )

    def reading(self, ref: Ref, most_sections: int | None = None) -> records.Reading:
        """A chapter or section, ready to be read; with all sections below it, or so many of them."""
        is_cut = most_sections is not None and len(self.entries.sections_of(ref)) > most_sections
        return self._kept_reading(ref, most_sections if is_cut else None)

    def _reading(self, ref: Ref, most_sections: int | None) -> records.Reading:
        below = self.entries.sections_of(ref)  # a section itself is the first of them
        refs = below if ref.kind == "section" else (ref, *below)
        entries = self._read(refs if most_sections is None else refs[: most_sections + 1])
        children: dict[int | None, list[StoredEntry]] = defaultdict(list)
        for entry in entries:
            children[entry.parent].append(entry)
        item = (records.chapter_of if ref.kind == "chapter" else records.section_of)(entries[0], children)
        blocks = (block for section in records.each_section(item) for block in (*section.body, *section.deeper))
        embeds = dict.fromkeys(f"{block.kind}:{block.id}" for block in blocks if isinstance(block, Embed))
        # Entries that are read at once share their `refs`, so the first of them has those of all.
        known = [target for target in embeds if target in entries[0].refs]
        embedded = self._read([entries[0].refs[target] for target in known])
        placed: dict[str, records.TableRecord | records.FigureRecord] = {
            target: records.table_of(entry) if entry.ref.kind == "table" else self._figure(entry)
            for target, entry in zip(known, embedded, strict=True)
        }
        following = self.entries.following(ref)
        numbered = [ref, *getattr(item, "needs", ()), *([following] if following else [])]
        linked = [target for entry in (*entries[:1], *embedded) for target in entry.refs.values()]
        return records.Reading(
            item=item,
            trail=self.entries.trail(ref),
            placed=placed,
            known_sources=frozenset(target.address for target in linked if target.kind == "source"),
            read_sources=partial(self._cited, item, placed),
            next=following,
            numbers=self.entries.section_numbers(numbered),
        )

    def _cited(
        self,
        item: records.ChapterRecord | records.SectionRecord,
        placed: Mapping[str, records.TableRecord | records.FigureRecord],
    ) -> tuple[records.SourceRecord, ...]:
        """The sources that a chapter or section cites with the tables and figures placed in it."""
        sections = list(records.each_section(item))
        prose: list[Block] = []
        if isinstance(item, records.ChapterRecord):
            prose += (*item.summary, *(block for objective in item.objectives for block in objective))
        for section in sections:
            prose += (*section.body, *section.remember, *section.deeper, *section.remarks.disputed)
        noted = [section.remarks for section in sections]
        for embed in placed.values():
            prose += (*embed.caption, *embed.remarks.disputed)
            noted += embed.all_remarks if isinstance(embed, records.TableRecord) else (embed.remarks,)
        return self.sources([*slugs("source", targets(prose)), *(key for remarks in noted for key in remarks.sources)])

    def sources(self, addresses: Iterable[str]) -> tuple[records.SourceRecord, ...]:
        """The sources at these addresses, each once, as far as they exist."""
        stored = self.entries.stored_at("source", addresses)
        return tuple(StoredEntry(ref, None, data, {}).record(records.SourceRecord) for ref, data in stored)

    def source_records(self, refs: Sequence[Ref]) -> tuple[records.SourceRecord, ...]:
        """Some sources."""
        return tuple(StoredEntry(*stored, {}).record(records.SourceRecord) for stored in self.entries.stored(refs))

    def specs(self, refs: Sequence[Ref]) -> tuple[records.SpecRecord, ...]:
        """Some models and machines."""
        terms = self.entries.namesakes(refs, "term")
        return tuple(entry.record(records.SpecRecord, term=terms.get(entry.ref.id)) for entry in self._read(refs))

    def exhibits(self) -> tuple[records.ExhibitRecord, ...]:
        """The data that the books have for exhibits of the program."""
        found = self._read([ref for ref in self.entries.refs("exhibit") if ref.book])  # others are the program's
        return tuple(entry.record(records.ExhibitRecord, folder=self.entries.folder(entry.ref)) for entry in found)

    def calculators(self, refs: Iterable[Ref]) -> "tuple[CalculatorRecord, ...]":
        """Some calculators."""
        from mlsys_cli.calculators.calculator import calculator_from

        return tuple(calculator_from(data) for _, _, data in self.entries.stored(refs))

    def sources_in(self, blocks: Iterable[Block], *remarks: Remarks) -> tuple[records.SourceRecord, ...]:
        """The sources that some prose and the remarks on it cite, in order."""
        disputed = (block for remark in remarks for block in remark.disputed)
        more = [key for remark in remarks for key in remark.sources]
        return self.sources([*slugs("source", targets((*blocks, *disputed))), *more])

    def term_sources(self, *terms: records.TermRecord) -> tuple[records.SourceRecord, ...]:
        """The sources that the cards of some terms cite, in order."""
        texts = (text for term in terms for text in (term.definition, term.explanation, term.example))
        return self.sources_in((block for text in texts for block in text), *(term.remarks for term in terms))

    def resolve_links(self, blocks: Blocks, book: str, exhibits: "Callable[[Iterable[str]], OwnExhibits]") -> Blocks:
        """Prose that isn't the book's own, with its links to the book as the book's own are shown.

        `exhibits` finds those of some addresses, and is called if the prose names any. `unpack` fills links in, so the
        prose is packed first, as the index has it.
        """
        found = [*targets(blocks)]
        if named := slugs("run", found):
            from mlsys_cli.book.book_exhibits import with_exhibits

            blocks = with_exhibits(blocks, exhibits(named))
        return unpack(pack(blocks), self.entries.find_all(found, book))

    def _read(self, refs: Sequence[Ref]) -> list[StoredEntry]:
        known = self.entries.targets_of(refs)
        return [StoredEntry(*stored, known[stored[0].book]) for stored in self.entries.stored(refs)]


def _closest_first(term: StoredEntry, related: Mapping[int, Any]) -> tuple[Ref, ...]:
    """The terms that a term lists, by the share of the terms of both lists that are on both.

    The term counts as one of its own list, so that those that list it, too, come first.
    """
    own = {term.ref.slug, *term.data["see_also"]}

    def likeness(ref: Ref) -> float:
        others = set(related[ref.id]["see_also"])
        return len(own & others) / len(own | others)

    return tuple(sorted(term.targets("term", "see_also"), key=likeness, reverse=True))


def _by_date(events: Iterable[records.EventRecord]) -> tuple[records.EventRecord, ...]:
    return tuple(sorted(events, key=lambda event: (event.year, event.month or 0, event.day or 0)))
