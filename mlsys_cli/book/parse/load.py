"""Loading of a book's folder. Invalid content never raises: valid entries are kept, the rest is reported."""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

from mlsys_cli.book import model
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, KINDS, KINDS_BY_FILE, PACK_FILE, EntryKind
from mlsys_cli.book.model import (
    Book,
    BookExhibit,
    BookPart,
    Chapter,
    ChapterHead,
    Machine,
    Model,
    Problem,
    Source,
    Synonyms,
)
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.entries import read_entry, read_items, read_top
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.type_errors import MOST_HINTS
from mlsys_cli.book.parse.yaml_document import child, descend, has_doubled_key, id_node, read_document
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import did_you_mean

_CHAPTER_KEYS = (*(field.name for field in fields(ChapterHead)), "sections")
_FOLDER = re.compile(r"[\w-][^/\\:]*")
"""The name of a chapter's folder, directly inside the book's folder: not a path."""


class Origin(NamedTuple):
    """The file and the node that an entry was read from."""

    document: Document
    node: yaml.Node | None


Origins: TypeAlias = Mapping[tuple[str, str], Origin]
"""The origin of each entry by its kind and id; a section's id has its chapter's before it."""


class UnreadEntry(NamedTuple):
    """An entry, or a whole list of entries of a kind, that could not be read in full.

    The node is None if the file can't be read; the file is known of a single entry.
    """

    kind: str
    node: yaml.Node | None
    document: Document | None = None


class LoadedBook(NamedTuple):
    """The files of a book itself, and their problems."""

    book: Book
    sources: tuple[Source, ...]
    models: tuple[Model, ...]
    machines: tuple[Machine, ...]
    exhibits: tuple[BookExhibit, ...]
    synonyms: tuple[Synonyms, ...]
    problems: tuple[Problem, ...]
    flaws: tuple[UnreadEntry, ...]
    origins: Origins


class LoadedChapter(NamedTuple):
    """A chapter and its problems."""

    chapter: Chapter
    problems: tuple[Problem, ...]
    flaws: tuple[UnreadEntry, ...]
    origins: Origins


class _Lists(NamedTuple):
    """The valid entries under each key of a file, and the problems of the others."""

    entries: dict[str, tuple[Any, ...]]
    problems: list[Problem]
    flaws: list[UnreadEntry]
    origins: dict[tuple[str, str], Origin]


def load_book(folder: Path, with_sources: bool = False) -> LoadedBook:
    """Read book.yaml, and the other files beside it if wanted.

    Without book.yaml each folder with a chapter.yaml is a chapter.
    """
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
    missing = _missing_chapters(folder, document, book)
    if any(problem.rule == "missing-chapter" for problem in missing):
        flaws.append(UnreadEntry("chapter", None))
    parts = (replace(part, chapters=tuple(filter(_FOLDER.fullmatch, part.chapters))) for part in book.parts)
    files = [_read_lists(folder, file) for file in BOOK_FILES[1:]] if with_sources else []
    entries = {key: some for file in files for key, some in file.entries.items()}
    return LoadedBook(
        book=replace(book, parts=tuple(parts)),
        sources=entries.get("references", ()),
        models=entries.get("models", ()),
        machines=entries.get("machines", ()),
        exhibits=entries.get("exhibits", ()),
        synonyms=entries.get("synonyms", ()),
        problems=(*problems, *(problem for file in files for problem in file.problems), *missing),
        flaws=(*flaws, *(flaw for file in files for flaw in file.flaws)),
        origins={
            ("book", book.id): Origin(document, document.root),
            **{address: origin for file in files for address, origin in file.origins.items()},
        },
    )


def load_exhibits(folder: Path) -> tuple[BookExhibit, ...]:
    """The data that a book has for exhibits of the program, as far as they can be read."""
    return _read_lists(folder, KINDS["exhibit"].file).entries.get("exhibits", ())


def load_chapter(folder: Path) -> LoadedChapter:
    """Read the files of a chapter's folder. Without a head that can be read, the folder's name is the title."""
    name = harmless(folder.name)
    document, problems = read_document(folder / "chapter.yaml", f"{folder}/chapter.yaml")
    flaws = [UnreadEntry("section", None)] if problems and document.root is None else []
    top = _Lists({}, problems or _emptiness(document), flaws, {("chapter", name): Origin(document, document.root)})
    head = None
    if document.root is not None:
        head, wrong = read_entry(document, document.root, ChapterHead, skip=("sections",))
        top.problems.extend(wrong)
        top.flaws.extend([UnreadEntry("chapter", document.root)] if wrong else [])
        if _may_stand_elsewhere(document.root, "sections", _CHAPTER_KEYS):
            top.flaws.append(UnreadEntry("section", document.root))
    sections = _read_list(document, child(document.root, "sections"), KINDS["section"], top, f"{name}/")
    files = [top, *(_read_lists(folder, file) for file in CHAPTER_FILES[1:])]
    entries = {key: some for file in files for key, some in file.entries.items()}
    return LoadedChapter(
        Chapter(id=name, head=head or ChapterHead(title=name, summary=""), sections=sections, **entries),
        problems=tuple(problem for file in files for problem in file.problems),
        flaws=tuple(flaw for file in files for flaw in file.flaws),
        origins={address: origin for file in files for address, origin in file.origins.items()},
    )


def id_of(entry: Any) -> str:
    """The id of an entry; a source calls it its key."""
    return str(entry.key if isinstance(entry, Source) else entry.id)


def _emptiness(document: Document) -> list[Problem]:
    """The problem of a required file that is empty, if it is."""
    if document.root is not None:
        return []
    return [diagnostics.missing_field(document, None, "this file is empty", "it needs at least a 'title'")]


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


def _read_lists(folder: Path, name: str) -> _Lists:
    """The lists of one of a folder's files, which need not be there."""
    if not os.path.exists(folder / name):
        return _Lists({}, [], [], {})
    document, problems = read_document(folder / name, f"{folder}/{name}")
    lists = _lists_of(document, name)
    unread = (
        [UnreadEntry(kind.name, None) for kind in KINDS_BY_FILE[name]] if problems and document.root is None else []
    )
    return lists._replace(problems=problems + lists.problems, flaws=unread + lists.flaws)


@lru_cache(16)
def _lists_of(document: Document, name: str) -> _Lists:
    """The lists of a file; not to be changed."""
    keys = [kind.key for kind in KINDS_BY_FILE[name]]
    lists = _Lists({}, read_top(document, keys), [], {})
    for kind in KINDS_BY_FILE[name]:
        if _may_stand_elsewhere(document.root, kind.key, keys):
            lists.flaws.append(UnreadEntry(kind.name, document.root))
        lists.entries[kind.key] = _read_list(document, child(document.root, kind.key), kind, lists)
    return lists


def _read_list(
    document: Document, node: yaml.Node | None, kind: EntryKind, lists: _Lists, prefix: str = ""
) -> tuple[Any, ...]:
    """The entries of a list that can be kept: of several with one id the first. Links put the prefix before their ids.

    A section that can't be kept takes nothing with it: its subsections move up.
    """
    entries: list[Any] = []
    skip = ("sections",) if kind.name == "section" else ()
    for one, item, wrong in read_items(document, node, getattr(model, kind.model), skip):
        if one is not None:
            address = kind.name, prefix + id_of(one)
            if address in lists.origins:
                wrong.append(diagnostics.duplicate_id(document, id_node(item), id_of(one)))
                one = None
            else:
                lists.origins[address] = Origin(document, item)
        lists.problems.extend(wrong)
        if wrong or has_doubled_key(item):
            lists.flaws.append(UnreadEntry(kind.name, item, document))
        if kind.name == "section":
            below = _read_list(document, child(item, "sections"), kind, lists, prefix)
            entries += below if one is None else [replace(one, sections=below)]
        elif one is not None:
            entries.append(one)
    return tuple(entries)


def _may_stand_elsewhere(root: yaml.Node | None, key: str, known: Collection[str]) -> bool:
    """True if entries of a list may be in a place that is not read: under its key a second time, or a misspelt one."""
    if not isinstance(root, yaml.MappingNode):
        return root is not None
    names = [name.value for name, _ in root.value]
    return names.count(key) > 1 or (key not in names and any(name not in known for name in names))
