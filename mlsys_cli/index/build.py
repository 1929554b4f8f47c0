"""Build the index from the text: all of it, or only what has changed since the last time."""

import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.book_exhibits import OwnExhibits, own_exhibits
from mlsys_cli.book.kinds import BOOK_FILES, BUNDLED_BOOK, EVERYWHERE, KINDS, KINDS_BY_FILE
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.load import LoadedChapter, load_book, load_calculators, load_chapter, load_exhibits
from mlsys_cli.book.parse.source_file import EntryNode, entry_nodes, files_of_chapter
from mlsys_cli.book.parse.yaml_document import digest_of, read_document
from mlsys_cli.errors import UnreadableError
from mlsys_cli.index import library
from mlsys_cli.index.compile import Compiled, compile_chapter, compile_exhibits, compile_top
from mlsys_cli.index.index_schema import UNIT_BITS, UNSEARCHED, WORDS
from mlsys_cli.index.vocabulary import insert_synonyms
from mlsys_cli.text.atomic_file import delete_abandoned, replacing
from mlsys_cli.text.english import normalize_name, split_words
from mlsys_cli.text.own_files import is_own_file, make_own_folder

_UNSAFE = "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536;"
"""Settings for speed: a file that gets its name only when it is finished need not survive a crash before.

The cache of 64 MB is several times as large as the index of the bundled book. Chosen, not measured.
"""

_TABLES = Path(__file__).with_name("tables.sql")

_PROGRAM = "*"
"""The unit of the program's own exhibits, which belong to no book: no chapter can have this name."""


class CompileUnit(NamedTuple):
    """A folder to be compiled: a chapter's, or a book's own, whose `chapter` is empty; or the program's exhibits."""

    book: str
    chapter: str
    folder: Path
    paths: tuple[str, ...]


_TELL_APART = """
update entry set address = book || ':' || slug where exists
(select 1 from entry other where other.slug = entry.slug and other.kind = entry.kind and other.book != entry.book)
and book != ''
"""
"""Puts the book before an id that another book has; exhibits of the program, which are in no book, keep theirs."""

_SHARED = """
select entry.id, entry.slug, mine.key
from (select key, kind from name group by key, kind having count(*) > 1) several
join name mine on mine.key = several.key and mine.kind = several.kind join entry on entry.id = mine.entry
where exists (select 1 from name their join entry other on other.id = their.entry
  where their.key = mine.key and their.kind = mine.kind and other.book != entry.book) and entry.book != ''
"""
"""The names that entries of several books have. For speed, those of one entry, nearly all, are left out first."""


def build_index(
    folders: Sequence[Path], cache: Path, progress: library.Progress | None = None, *, from_scratch: bool = False
) -> tuple[sqlite3.Connection, str]:
    """Bring the index of some books up to date, or build it `from_scratch`; in memory if there is no cache.

    Returns it with a note for the user, which is empty if all is well.
    """
    for folder in folders:
        if not folder.is_dir():
            raise UnreadableError(
                f"there is no book at {folder}", ["--content and MLSYS_CONTENT must name folders with a book.yaml"]
            )
    path = library.index_path(folders, cache)
    try:
        make_own_folder(cache)
        build_file(folders, path, progress, from_scratch=from_scratch)
        # If a file was changed meanwhile, this command shows the book as it was, and the next one builds again.
        return library.open_current(folders, cache) or library.connect(path), ""
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        note = f"the cache can't be written ({reason}), so each command reads the whole book"
        return build_in_memory(folders, progress), note


def build_file(
    folders: Sequence[Path], path: Path, progress: library.Progress | None, *, from_scratch: bool = False
) -> None:
    """Make the index file, or bring it up to date, in one step: other processes see the old one or the new one.

    What hasn't changed is taken over from the old index, or else from that of the largest of the books alone, so that a
    pack beside the bundled book is compiled without it. With `from_scratch` nothing is taken over.
    """
    delete_abandoned(path)
    with replacing(path, is_cache=True) as temporary:
        for old in () if from_scratch else _old_indexes(folders, path):
            shutil.copyfile(old, temporary)
            # The copy is of no use if it isn't an index, or one of another version.
            with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(temporary)) as db:
                if db.execute("select version from meta").fetchone() == (library.VERSION,):
                    _write(db, folders, progress)
                    return
        os.truncate(temporary, 0)
        with closing(sqlite3.connect(temporary)) as db:
            _write(db, folders, progress)


def _old_indexes(folders: Sequence[Path], path: Path) -> Iterator[Path]:
    """The indexes from which something may be taken over: the file as it is, or else that of the largest book alone."""
    alone = [library.index_path((folder,), path.parent) for folder in folders]
    others = sorted((file for file in alone if is_own_file(file)), key=os.path.getsize, reverse=True)
    yield from (file for file in (path, *others[:1]) if is_own_file(file))


def ship(book: Path, target: Path) -> None:
    """Write the index of a book to be installed, with relative paths, and a checksum for the states of the files."""
    with closing(build_in_memory((book,))) as db, replacing(target) as temporary:
        (paths,) = db.execute("select paths from meta").fetchone()
        name_of = {path: os.path.relpath(path, book) for path in paths.split("\0")}
        names = name_of.values()
        db.execute("update meta set paths = ?, stamps = ?", ("\0".join(names), library.checksum_of(book, names)))
        for number, own_paths in db.execute("select number, paths from unit").fetchall():
            own_names = json.dumps([name_of[path] for path in json.loads(own_paths)])
            db.execute("update unit set paths = ? where number = ?", (own_names, number))
        db.commit()
        db.execute("vacuum into ?", (str(temporary),))


def build_in_memory(
    folders: Sequence[Path], progress: library.Progress | None = None, before: sqlite3.Connection | None = None
) -> sqlite3.Connection:
    """The index for this one command; of the one `before`, if there is one, only what has changed is made again."""
    db = before or sqlite3.connect(":memory:")
    _write(db, folders, progress)
    return db


def _write(db: sqlite3.Connection, folders: Sequence[Path], progress: library.Progress | None) -> None:
    """Make missing tables, write every unit that isn't there as it now is, and drop those that are gone."""
    is_new = not db.execute("select 1 from sqlite_master").fetchone()
    tables = f"{WORDS}; {_TABLES.read_text(encoding='utf-8')}" if is_new else ""
    db.executescript(f"{_UNSAFE} begin; {tables}")
    rows = db.execute("select number, folder, chapter, book, stamps from unit where sound")
    kept = {(folder, chapter): (number, (book, stamps)) for number, folder, chapter, book, stamps in rows}
    # A unit with mistakes, or with the id of another book, is made as a whole: what was reported may hold no longer.
    for (number,) in db.execute("select number from unit where not sound").fetchall():
        _drop(db, number)
    states: dict[str, bytes] = {}
    units = list(_units(folders))
    if BUNDLED_BOOK in folders:  # whose texts mention the exhibits, so that they are found
        units.append(CompileUnit("", _PROGRAM, Path(_PROGRAM), ()))
    for position, unit in enumerate(units):
        state = library.file_states(unit.paths)
        for path, of_file in zip(unit.paths, library.each_state(state), strict=True):
            states.setdefault(path, of_file)  # if a later unit finds it changed, the next command builds again
        number, old = kept.pop((str(unit.folder), unit.chapter), (0, None))
        is_same = old and (old == (unit.book, state) or _patch_unit(db, number, unit, state))
        if is_same:
            db.execute("update unit set position = ? where number = ?", (position, number))
        else:
            if number:
                _drop(db, number)
            _insert_unit(db, unit, position, state)
        if progress is not None:
            progress(position + 1, len(units))
    for number, _ in kept.values():
        _drop(db, number)
    if len(folders) > 1:
        _tell_books_apart(db)
    db.execute("delete from meta")
    db.execute(
        "insert into meta values (?, ?, ?, ?)",
        (library.VERSION, "\0".join(map(str, folders)), "\0".join(states), b"".join(states.values())),
    )
    db.execute("commit")


def _tell_books_apart(db: sqlite3.Connection) -> None:
    """Give each entry an address that no other book's entry has, and report the books that have the same id."""
    db.execute("update entry set address = slug where address != slug")
    db.execute(_TELL_APART)
    # The id of an entry may be an alias of one in another book, which would be taken for it.
    shared = [(entry_id,) for entry_id, slug, key in db.execute(_SHARED) if normalize_name(slug) == key]
    db.executemany("update entry set address = book || ':' || slug where id = ?", shared)
    db.execute("update entry set origin = book where origin != book")
    first: dict[str, str] = {}
    units = db.execute("select number, book, folder from unit where chapter = '' order by position").fetchall()
    for number, book, folder in units:
        if book in first:  # `book:name` means the first
            message = f"the book in {first[book]} also has the id {book!r}"
            _insert_problems(db, number, [Problem(f"{folder}/book.yaml", 1, 1, "duplicate-id", message)])
            db.execute("update unit set sound = 0 where number = ?", (number,))  # so that it is looked at again
        first.setdefault(book, folder)


def _units(folders: Sequence[Path]) -> Iterator[CompileUnit]:
    for folder in folders:
        loaded = load_book(folder)
        chapters = [*dict.fromkeys(name for part in loaded.book.parts for name in part.chapters)]
        # The files whose entries are compiled into the links and boxes of all texts.
        named = (folder / KINDS["exhibit"].file, *(folder / name / EVERYWHERE for name in ("", *chapters)))
        shared = [str(path) for path in named if os.path.lexists(path)]
        top = [str(folder / name) for name in BOOK_FILES]
        yield CompileUnit(loaded.book.id, "", folder, _once(folder, top, shared))
        shared += [top[0]] if loaded.book.kinds else []
        for chapter in chapters:
            below = folder / chapter
            files = [str(below / name) for name in files_of_chapter(below) if os.path.lexists(below / name)]
            yield CompileUnit(loaded.book.id, chapter, below, _once(below, files, shared))


def _once(folder: Path, *files: Iterable[str]) -> tuple[str, ...]:
    """A folder, then some files, each once."""
    return tuple(dict.fromkeys((str(folder), *chain(*files))))


def _drop(db: sqlite3.Connection, unit: int) -> None:
    """Delete everything that was compiled from one unit."""
    _delete_entries(db, "between ? and ?", *_ids_of(unit))
    for table, column in (("names", "unit"), ("synonym", "unit"), ("problem", "unit"), ("unit", "number")):
        db.execute(f"delete from {table} where {column} = ?", (unit,))


def _ids_of(unit: int) -> tuple[int, int]:
    """The first and the last id that the entries of a unit may have."""
    return unit << UNIT_BITS, (unit + 1 << UNIT_BITS) - 1


def _delete_entries(db: sqlite3.Connection, condition: str, *values: object) -> None:
    """Delete the entries whose ids fulfil a condition, and what was stored with them."""
    texts = db.execute(f"select title, text, asked from words where rowid {condition}", values).fetchall()
    counts = [(count, word) for word, count in _vocabulary(texts).items()]
    db.executemany("update vocabulary set entries = entries - ? where word = ?", counts)
    db.executemany("delete from vocabulary where word = ? and entries < 1", [(word,) for _, word in counts])
    owners = (("name", "entry"), ("former", "entry"), ("words", "rowid"), ("link", "source"), ("entry", "id"))
    for table, column in owners:
        db.execute(f"delete from {table} where {column} {condition}", values)


def _insert_unit(db: sqlite3.Connection, unit: CompileUnit, position: int, state: bytes) -> None:
    (number,) = db.execute("select coalesce(max(number), 0) + 1 from unit").fetchone()
    problems: tuple[Problem, ...] = ()
    digests: dict[tuple[str, str], int] = {}
    if unit.chapter == _PROGRAM:
        entries = list(compile_exhibits())
    elif unit.chapter:
        chapter = load_chapter(unit.folder)
        problems, entries = chapter.problems, _compile(unit, chapter)
        if not problems:  # else it is compiled as a whole the next time, too
            origins = chapter.origins.items()
            digests = {key: digest_of(origin.node) for key, origin in origins if origin.node and key[0] != "chapter"}
    else:
        top = load_book(unit.folder, with_sources=True)
        problems, entries = top.problems, list(compile_top(top, _own(unit.folder)))
        insert_synonyms(db, number, [(line.say, line.book) for line in top.synonyms])
    db.execute(
        "insert into unit values (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, unit.book, unit.chapter, str(unit.folder), position, json.dumps(unit.paths), state, not problems),
    )
    numbered = list(enumerate(entries, start=_ids_of(number)[0]))
    ids = {(entry.kind, entry.slug): entry_id for entry_id, entry in numbered}
    _insert_entries(db, unit.book, numbered, ids, digests)
    _insert_names_and_texts(db, number, numbered)
    _insert_problems(db, number, problems)


def _compile(unit: CompileUnit, chapter: LoadedChapter) -> list[Compiled]:
    book = unit.folder.parent
    return list(compile_chapter(chapter.chapter, _own(book), load_book(book).book))


def _own(book: Path) -> OwnExhibits:
    """The data and calculators of a book and its chapters, which all of its texts may name."""
    return own_exhibits(load_exhibits(book), load_calculators(book))


def _patch_unit(db: sqlite3.Connection, unit_number: int, unit: CompileUnit, state: bytes) -> bool:
    """Compile again only the entries of a sound chapter that an author has changed; false if that isn't enough.

    It isn't if an entry was added, removed or moved, so that the ids of those behind it change, if there is a problem,
    or if something else has changed than a file of the chapter. To compile a whole chapter takes up to a second.
    """
    files = _changed_files(db, unit_number, unit, state)
    if not files or EVERYWHERE in files:  # whose calculators stand in boxes of the chapter
        return False
    nodes: list[EntryNode] = []
    for file in files:
        document, problems = read_document(unit.folder / file, f"{unit.folder}/{file}")
        if problems:  # which may hide some entries
            return False
        nodes += entry_nodes(document)
    rows = db.execute(
        "select entry.kind, entry.slug, entry.digest, entry.id, parent.slug from entry"
        " left join entry parent on parent.id = entry.parent where entry.unit = ? order by entry.id",
        (unit_number,),
    ).fetchall()
    ids = {(kind, slug): entry for kind, slug, _, entry, _ in rows}
    digests = {(kind, slug): digest for kind, slug, digest, *_ in rows}
    for kind in (kind.name for file in files for kind in KINDS_BY_FILE[file]):
        before = [(slug, parent or "") for of, slug, _, _, parent in rows if of == kind]
        if before != [(node.slug, node.parent) for node in nodes if node.kind == kind]:
            return False
    now = {(node.kind, node.slug): digest_of(node.node) for node in nodes}
    changed = {address: digest for address, digest in now.items() if digest != digests[address]}
    chapter = load_chapter(unit.folder, files, frozenset(changed))
    entries = [e for e in _compile(unit, chapter) if e.kind != "chapter" or files_of_chapter(unit.folder)[0] in files]
    compiled = [(entry.kind, entry.slug) for entry in entries]
    tables = {slug for kind, slug in changed if kind == "table"}
    columns = [("column", slug) for kind, slug, *_, parent in rows if kind == "column" and parent in tables]
    if chapter.problems or [address for address in compiled if address[0] == "column"] != columns:
        return False
    numbered = [(ids[entry.kind, entry.slug], entry) for entry in entries]
    _delete_entries(db, "in (select value from json_each(?))", json.dumps([entry_id for entry_id, _ in numbered]))
    _insert_entries(db, unit.book, numbered, ids, changed)
    db.execute("delete from names where unit = ?", (unit_number,))
    _insert_names_and_texts(db, unit_number, numbered)
    db.execute("update unit set stamps = ? where number = ?", (state, unit_number))
    return True


def _changed_files(db: sqlite3.Connection, unit_number: int, unit: CompileUnit, state: bytes) -> list[str]:
    """The files of a chapter that have changed; none if one was added or removed, or another file has changed."""
    book, paths, before = db.execute("select book, paths, stamps from unit where number = ?", (unit_number,)).fetchone()
    if not unit.chapter or book != unit.book or json.loads(paths) != [*unit.paths]:
        return []
    states = zip(unit.paths, library.each_state(before), library.each_state(state), strict=True)
    changed = [Path(path) for path, was, is_now in [*states][1:] if was != is_now]  # without the folder itself
    return [path.name for path in changed] if {path.parent for path in changed} == {unit.folder} else []


def _insert_problems(db: sqlite3.Connection, unit: int, problems: Iterable[Problem]) -> None:
    db.executemany(
        "insert into problem values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(unit, p.path, p.line, p.column, p.rule, p.message, p.hint, p.fatal) for p in problems],
    )


def _insert_entries(
    db: sqlite3.Connection,
    book: str,
    entries: Iterable[tuple[int, Compiled]],
    ids: Mapping[tuple[str, str], int],
    digests: Mapping[tuple[str, str], int],
) -> None:
    """Add some entries with their ids; `ids` has those of all entries of the unit, by kind and slug."""
    rows, links, former = [], [], []
    for entry_id, entry in entries:
        address = entry.kind, entry.slug
        parents = (ids.get((kind, entry.parent)) for kind in ("section", "chapter", "table"))
        parent = next(filter(None, parents), None)
        data = json.dumps(entry.data, default=asdict, ensure_ascii=False, separators=(",", ":"))
        name = _full_name(entry)
        named = (*address, name, book, entry.slug, "", entry.sense, entry.subtitle, entry.in_text)
        rows.append((entry_id, entry_id >> UNIT_BITS, *named, parent, entry.word_count, digests.get(address), data))
        former += [(old, entry.kind, entry_id) for old in entry.formerly]
        links += [(entry_id, *link) for link in dict.fromkeys(entry.links)]
    db.executemany("insert into entry values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.executemany("insert into link values (?, ?, ?, ?)", links)
    db.executemany("insert or ignore into former values (?, ?, ?)", former)


def _insert_names_and_texts(db: sqlite3.Connection, unit: int, entries: Iterable[tuple[int, Compiled]]) -> None:
    """Add the names and texts by which some entries of a unit are found, and the names of all of them to be guessed."""
    names, texts = {}, []
    for entry_id, entry in entries:
        name = _full_name(entry)
        # The later one counts: an alias that is the name as well is found as the name.
        for how, spellings in (("alias", (*entry.aliases, *entry.formerly)), ("exact", (entry.slug, entry.name, name))):
            names.update({(normalize_name(spelling), entry.kind, entry_id): how for spelling in spellings})
        if entry.kind not in UNSEARCHED:
            texts.append((entry_id, f"{name} {entry.subtitle}".strip(), entry.text, "\n".join(entry.asked)))
    db.executemany("insert into name values (?, ?, ?, ?)", [(*key, how) for key, how in names.items()])
    keys: dict[str, dict[str, None]] = {}
    rows = db.execute("select key, kind from name where entry between ? and ? order by entry, key", _ids_of(unit))
    for key, kind in rows:
        keys.setdefault(kind, {})[key] = None
    db.executemany("insert into names values (?, ?, ?)", [(unit, kind, "\n".join(of)) for kind, of in keys.items()])
    db.executemany("insert into words (rowid, title, text, asked) values (?, ?, ?, ?)", texts)
    db.executemany(
        "insert into vocabulary values (?, ?) on conflict (word) do update set entries = entries + excluded.entries",
        sorted(_vocabulary(columns for _, *columns in texts).items()),
    )


def _full_name(entry: Compiled) -> str:
    return f"{entry.name} ({entry.sense})" if entry.sense else entry.name


def _vocabulary(texts: Iterable[Sequence[str]]) -> Counter[str]:
    """The words, each with the number of the texts that have it, in any column."""
    return Counter(word for columns in texts for word in {*split_words(" ".join(columns).casefold())})
