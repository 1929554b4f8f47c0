"""Loading of a book's folder. Bad content never raises: what is sound is kept, the rest becomes problems."""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

from mlsys_cli.book import model
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, KINDS, kinds_in
from mlsys_cli.book.model import Book, BookPart, Chapter, ChapterHead, Problem, Section, Source, Table
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.entries import read_entry, read_list, read_top
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.type_errors import ITEMS, MOST_HINTS
from mlsys_cli.book.parse.yaml_document import child, descend, has_doubled_key, read_document
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import did_you_mean

PACK_FILE = "pack.json"
"""The file that marks an installed book, whose id is the name of its folder."""

ENTRY_LISTS: dict[str, dict[str, Any]] = {
    file: {kind.key: getattr(model, kind.model) for kind in kinds_in(file)}
    for file in (*BOOK_FILES, *CHAPTER_FILES)
    if file not in ("book.yaml", "chapter.yaml")
}
"""The lists of entries in each file that has nothing else."""

_CHAPTER_KEYS = ("title", "summary", "objectives", "sections")
_MOST_CELLS = 100_000
_FOLDER = re.compile(r"[\w-][^/\\:]*")
"""A chapter is a folder in the book's own: no path that leads out of it or further down."""


class Origin(NamedTuple):
    """The file and the node that an entry was read from."""

    document: Document
    node: yaml.Node | None


Origins: TypeAlias = Mapping[tuple[str, str], Origin]
"""The origin of each entry by its kind and id; a section's id has its chapter's before it."""


Pair: TypeAlias = tuple[Any, yaml.Node]
"""An entry and the node that it was read from."""


class UnreadEntry(NamedTuple):
    """An entry that could not be read as it is, or a whole list of them; no node if nothing of the file can be read.

    The list is named by its key in the file, an entry outside of lists by its kind.
    """

    key: str
    node: yaml.Node | None

    @property
    def slug(self) -> str:
        """The entry's id, or nothing where it can't be read: then it may be any."""
        found = child(self.node, "id") or child(self.node, "key")
        return harmless(found.value) if isinstance(found, yaml.ScalarNode) else ""


class LoadedBook(NamedTuple):
    """The two files at the top of a book, and what is wrong with them."""

    book: Book
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    flaws: tuple[UnreadEntry, ...]
    origins: Origins


class LoadedChapter(NamedTuple):
    """A chapter, and what is wrong with it."""

    chapter: Chapter
    problems: tuple[Problem, ...]
    flaws: tuple[UnreadEntry, ...]
    origins: Origins


def load_book(folder: Path, with_sources: bool = False) -> LoadedBook:
    """Read book.yaml, and references.yaml if wanted. Without book.yaml each folder with a chapter.yaml is a chapter."""
    document, problems = read_document(folder / "book.yaml", f"{folder}/book.yaml")
    problems = problems or _emptiness(document)
    book = None
    if document.root is not None:
        book, wrong = read_entry(document, document.root, Book)
        problems += wrong
    flaws: list[UnreadEntry] = []
    if book is None:
        flaws.append(UnreadEntry("book", None))
        name = harmless(folder.name)
        book = Book(id=name, title=name, parts=(BookPart(title="", chapters=tuple(_chapter_folders(folder))),))
    if os.path.lexists(folder / PACK_FILE):
        book = replace(book, id=folder.name)
    origins = {("book", book.id): Origin(document, document.root)}
    sources: list[Source] = []
    if with_sources and os.path.exists(folder / "references.yaml"):
        references, wrong = read_document(folder / "references.yaml", f"{folder}/references.yaml")
        read, unsound, bad = _read_file(references, "references.yaml")
        problems += wrong + bad
        flaws += _unread("references.yaml", references, wrong) + unsound
        sources = [source for source, _ in read["references"]]
        origins |= _origins(references, read)
    wrong = _missing_chapters(folder, document, book)
    problems += wrong
    if any(problem.rule == "missing-chapter" for problem in wrong):
        flaws.append(UnreadEntry("chapter", None))
    return LoadedBook(_without_paths(book), tuple(sources), tuple(problems), tuple(flaws), origins)


def _origins(document: Document, read: Mapping[str, Iterable[Pair]]) -> dict[tuple[str, str], Origin]:
    return {
        (kind.name, id_of(entry)): Origin(document, node)
        for kind in KINDS.values()
        for entry, node in read.get(kind.key, ())
    }


def id_of(entry: Any) -> str:
    """The id of an entry; a source calls it its key."""
    return str(entry.key if isinstance(entry, Source) else entry.id)


def _emptiness(document: Document) -> list[Problem]:
    """The problem of a file that must say something and is empty, if it is."""
    if document.root is not None:
        return []
    return [diagnostics.missing_field(document, None, "this file is empty", "it must at least have a 'title'")]


def _without_paths(book: Book) -> Book:
    """The book without the chapters whose names can't be those of folders in it."""
    return replace(
        book,
        parts=tuple(
            replace(part, chapters=tuple(name for name in part.chapters if _FOLDER.fullmatch(name)))
            for part in book.parts
        ),
    )


def _missing_chapters(folder: Path, document: Document, book: Book) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[str] = set()
    folders = cache(partial(_chapter_folders, folder))  # looked for only where a chapter is missing
    for part_number, part in enumerate(book.parts):
        for number, name in enumerate(part.chapters):
            node = descend(document.root, ("parts", part_number, "chapters", number))
            if not (_FOLDER.fullmatch(name) and os.path.isfile(folder / name / "chapter.yaml")):
                hint = did_you_mean(name, folders()) if len(problems) < MOST_HINTS else ""
                problems.append(diagnostics.missing_chapter(document, node, name, hint))
            elif name in seen:
                problems.append(diagnostics.duplicate_id(document, node, name))
            seen.add(name)
    return problems


def _chapter_folders(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob("*/chapter.yaml"))


def load_chapter(folder: Path) -> LoadedChapter:
    """Read the files of a chapter's folder."""
    problems: list[Problem] = []
    flaws: list[UnreadEntry] = []
    documents: dict[str, Document] = {}
    entries: dict[str, list[Any]] = {}
    origins: dict[tuple[str, str], Origin] = {}
    for name in CHAPTER_FILES:
        if name != "chapter.yaml" and not os.path.exists(folder / name):
            continue
        documents[name], wrong = read_document(folder / name, f"{folder}/{name}")
        wrong = wrong or (_emptiness(documents[name]) if name == "chapter.yaml" else [])
        problems += wrong
        flaws += _unread(name, documents[name], wrong)
        if name in ENTRY_LISTS:
            read, unsound, wrong = _read_file(documents[name], name)
            problems += wrong
            flaws += unsound
            entries |= {key: [entry for entry, _ in pairs] for key, pairs in read.items()}
            origins |= _origins(documents[name], read)
    document, name = documents["chapter.yaml"], harmless(folder.name)
    tree = _Sections(document)
    sections = tree.read(child(document.root, "sections"))
    head, unsound, wrong = _read_head(document, name)
    problems += wrong + tree.problems
    flaws += unsound + tree.flaws
    origins["chapter", name] = Origin(document, document.root)
    origins |= {("section", f"{name}/{section}"): Origin(document, node) for section, node in tree.nodes.items()}
    chapter = Chapter(id=name, head=head, sections=sections, **{key: tuple(value) for key, value in entries.items()})
    return LoadedChapter(chapter, tuple(problems), tuple(flaws), origins)


def _unread(name: str, document: Document, problems: list[Problem]) -> list[UnreadEntry]:
    """A flaw for each list of a file of which nothing can be read, if it is one: an empty file has no problems."""
    unread = problems and document.root is None
    return [UnreadEntry(key, None) for key in ENTRY_LISTS.get(name, ("sections",))] if unread else []


@lru_cache(16)
def _read_file(document: Document, name: str) -> tuple[dict[str, list[Pair]], list[UnreadEntry], list[Problem]]:
    """The sound entries under each key, each with its node; of several with one id the first. Not to be changed."""
    layout = ENTRY_LISTS[name]
    problems = read_top(document, layout)
    read: dict[str, list[Pair]] = {}
    flaws = [UnreadEntry(key, document.root) for key in layout if _may_stand_elsewhere(document.root, key, layout)]
    for key, entry_type in layout.items():
        pairs, flawed, wrong = read_list(document, child(document.root, key), entry_type)
        problems += wrong
        flaws += (UnreadEntry(key, node) for node in flawed)
        read[key] = []
        seen: set[str] = set()
        for one, node in pairs:
            name = id_of(one)
            if name in seen:
                place = child(node, "id") or child(node, "key")
                problems.append(diagnostics.duplicate_id(document, place, name))
                flaws.append(UnreadEntry(key, node))
                continue
            seen.add(name)
            if isinstance(one, Table) and len(one.columns) * len(one.rows) > _MOST_CELLS:
                message = f"{len(one.columns)} columns of {len(one.rows)} rows are more than {_MOST_CELLS:,} cells"
                problems.append(diagnostics.wrong_type(document, child(node, "columns"), message))
                flaws.append(UnreadEntry(key, node))
                continue
            read[key].append((one, node))
    return read, flaws, problems


def _may_stand_elsewhere(root: yaml.Node | None, key: str, known: Collection[str]) -> bool:
    """True if entries of a list may be in a place that is not read: under its key a second time, or a misspelt one."""
    if not isinstance(root, yaml.MappingNode):
        return root is not None
    names = [name.value for name, _ in root.value]
    return names.count(key) > 1 or (key not in names and any(name not in known for name in names))


def _read_head(document: Document, name: str) -> tuple[ChapterHead, list[UnreadEntry], list[Problem]]:
    """The chapter's own fields; where they can't be read they are empty, and `name` is the title."""
    fallback = ChapterHead(title=name, summary="")
    if document.root is None:
        return fallback, [], []
    head, problems = read_entry(document, document.root, ChapterHead, skip=("sections",))
    flaws = [UnreadEntry("chapter", document.root)] if problems else []
    if _may_stand_elsewhere(document.root, "sections", _CHAPTER_KEYS):
        flaws.append(UnreadEntry("sections", document.root))
    return head or fallback, flaws, problems


class _Sections:
    """The tree of sections of a chapter, with the node of each and what is wrong with them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.nodes: dict[str, yaml.Node] = {}
        self.flaws: list[UnreadEntry] = []
        self.problems: list[Problem] = []

    def read(self, node: yaml.Node | None) -> tuple[Section, ...]:
        """The sections of a list. One that can't be kept takes nothing with it: its subsections move up."""
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            message = "this must be a list of sections"
            self.problems.append(diagnostics.wrong_type(self._document, node, message, ITEMS))
            self.flaws.append(UnreadEntry("sections", node))
            return ()
        sections: list[Section] = []
        for item in node.value:
            section = self._read_one(item)
            below = self.read(child(item, "sections"))
            sections += below if section is None else [replace(section, sections=below)]
        return tuple(sections)

    def _read_one(self, item: yaml.Node) -> Section | None:
        section, wrong = read_entry(self._document, item, Section, skip=("sections",))
        if section is not None and section.id in self.nodes:
            wrong.append(diagnostics.duplicate_id(self._document, child(item, "id"), section.id))
            section = None
        if section is not None:
            self.nodes[section.id] = item
        if wrong or has_doubled_key(item):
            self.flaws.append(UnreadEntry("sections", item))
        self.problems += wrong
        return section
