"""Loading of a book's folder. Invalid content never raises: valid entries are kept, the rest is reported.

Pydantic checks the types of an entry that `exact_types` doesn't take, over the plain dataclasses of `book.model`. Only
this module and the JSON Schemas import it.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache, lru_cache, partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, cast, get_origin, get_type_hints
from zlib import crc32

import yaml

from mlsys_cli.book import model
from mlsys_cli.book.kinds import BOOK_FILES, BOOK_KINDS, CHAPTER_FILES, KINDS, KINDS_BY_FILE, PACK_FILE, EntryKind
from mlsys_cli.book.model import (
    Book,
    BookExhibit,
    BookPart,
    Chapter,
    ChapterHead,
    Machine,
    Model,
    Problem,
    Section,
    Source,
    Synonyms,
    Table,
)
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.diagnostics import MOST_HINTS
from mlsys_cli.book.parse.exact_types import exact_reader
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import (
    child,
    descend,
    has_doubled_key,
    id_in,
    id_node,
    key_node,
    read_document,
    value_of,
)
from mlsys_cli.quiz.kinds.registry import question_kinds
from mlsys_cli.quiz.question import Question
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import did_you_mean

if TYPE_CHECKING:  # imported if a type is wrong
    from pydantic import TypeAdapter

_CHAPTER_KEYS = (*(field.name for field in fields(ChapterHead)), "sections")
_FOLDER = re.compile(r"[\w-][^/\\:]*")
"""The name of a chapter's folder, directly inside the book's folder: not a path."""


class Origin(NamedTuple):
    """The file and the node that an entry was read from."""

    document: Document
    node: yaml.Node | None


Addresses: TypeAlias = frozenset[tuple[str, str]]
"""The kind and the id of some entries; a section's id has its chapter's before it."""

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
    references: tuple[Source, ...]
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
    entries = {key: items for file in files for key, items in file.entries.items()}
    return LoadedBook(
        book=replace(book, parts=tuple(parts)),
        **{kind.key: entries.get(kind.key, ()) for kind in BOOK_KINDS},
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


def load_chapter(folder: Path, files: Collection[str] = CHAPTER_FILES, only: Addresses | None = None) -> LoadedChapter:
    """Read some files of a chapter's folder, and of their entries `only` some, if these are given.

    Without a head that can be read, the folder's name is the title.
    """
    name = harmless(folder.name)
    head, top = None, _Lists({}, [], [], {})
    sections: tuple[Section, ...] = ()
    if "chapter.yaml" in files:
        head, top, sections = _load_head(folder, name, only)
    lists = [top, *(_read_lists(folder, file, only) for file in CHAPTER_FILES[1:] if file in files)]
    entries = {key: items for file in lists for key, items in file.entries.items()}
    return LoadedChapter(
        Chapter(id=name, head=head or ChapterHead(title=name, summary=""), sections=sections, **entries),
        problems=tuple(problem for file in lists for problem in file.problems),
        flaws=tuple(flaw for file in lists for flaw in file.flaws),
        origins={address: origin for file in lists for address, origin in file.origins.items()},
    )


def _load_head(
    folder: Path, name: str, only: Addresses | None
) -> tuple[ChapterHead | None, _Lists, tuple[Section, ...]]:
    """The head of a chapter with its problems, and its sections."""
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
    return (
        head,
        top,
        _read_list(document, child(document.root, "sections"), KINDS["section"], top, only=only, prefix=f"{name}/"),
    )


class EntryNode(NamedTuple):
    """An entry as it stands in a file: its kind, its id, that of what it is in, and a digest of all that it says."""

    kind: str
    slug: str
    parent: str
    digest: int


def nodes_of_chapter(folder: Path, file: str) -> list[EntryNode] | None:
    """The entries in a file of a chapter, in their order; None if there is a problem, which may hide some."""
    document, problems = read_document(folder / file, f"{folder}/{file}")
    if problems:
        return None
    name = harmless(folder.name)
    return [
        node
        for kind in KINDS_BY_FILE[file]
        for node in _nodes_below(child(document.root, kind.key), kind.name, name if kind.name == "section" else "")
    ]


def _nodes_below(node: yaml.Node | None, kind: str, parent: str) -> Iterator[EntryNode]:
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        slug = id_in(item)
        if kind == "section":
            slug = f"{parent.partition('/')[0]}/{slug}"
        yield EntryNode(kind, slug, parent, digest_of(item))
        if kind == "section":
            yield from _nodes_below(child(item, "sections"), kind, slug)


def digest_of(node: yaml.Node) -> int:
    """A number that is another one if anything in a node has another value. Comments and spaces don't count."""
    text = repr(value_of(node)).encode("utf-8", "surrogatepass")
    return crc32(text) << 31 | len(text)


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
        for index, name in enumerate(part.chapters):
            node = descend(document.root, ("parts", part_number, "chapters", index))
            if not (_FOLDER.fullmatch(name) and os.path.isfile(folder / name / "chapter.yaml")):
                hint = did_you_mean(name, folders()) if len(problems) < MOST_HINTS else ""
                problems.append(diagnostics.missing_chapter(document, node, name, hint))
            elif name in seen:
                problems.append(diagnostics.duplicate_id(document, node, name))
            seen.add(name)
    return problems


def _chapter_folders(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob("*/chapter.yaml"))


def _read_lists(folder: Path, name: str, only: Addresses | None = None) -> _Lists:
    """The lists of one of a folder's files, which need not be there."""
    if not os.path.exists(folder / name):
        return _Lists({}, [], [], {})
    document, problems = read_document(folder / name, f"{folder}/{name}")
    lists = _lists_of(document, name, only)
    unread = (
        [UnreadEntry(kind.name, None) for kind in KINDS_BY_FILE[name]] if problems and document.root is None else []
    )
    return lists._replace(problems=problems + lists.problems, flaws=unread + lists.flaws)


@lru_cache(16)
def _lists_of(document: Document, name: str, only: Addresses | None) -> _Lists:
    """The lists of a file; not to be changed."""
    keys = [kind.key for kind in KINDS_BY_FILE[name]]
    lists = _Lists({}, read_top(document, keys), [], {})
    for kind in KINDS_BY_FILE[name]:
        if _may_stand_elsewhere(document.root, kind.key, keys):
            lists.flaws.append(UnreadEntry(kind.name, document.root))
        lists.entries[kind.key] = _read_list(document, child(document.root, kind.key), kind, lists, only=only)
    return lists


def _read_list(
    document: Document,
    node: yaml.Node | None,
    kind: EntryKind,
    lists: _Lists,
    only: Addresses | None,
    prefix: str = "",
) -> tuple[Any, ...]:
    """The entries of a list that can be kept: of several with one id the first. Links put the prefix before their ids.

    A section that can't be kept takes nothing with it: its subsections move up.
    """
    entries: list[Any] = []
    skip = ("sections",) if kind.name == "section" else ()
    if only is not None and isinstance(node, yaml.SequenceNode):
        wanted = [item for item in node.value if (kind.name, prefix + id_in(item)) in only]
        node = yaml.SequenceNode(node.tag, wanted, node.start_mark, node.end_mark)
    for entry, item, wrong in read_items(document, node, getattr(model, kind.model), skip):
        if entry is not None:
            address = kind.name, prefix + id_of(entry)
            if address in lists.origins:
                wrong.append(diagnostics.duplicate_id(document, id_node(item), id_of(entry)))
                entry = None
            else:
                lists.origins[address] = Origin(document, item)
        lists.problems.extend(wrong)
        if wrong or has_doubled_key(item):
            lists.flaws.append(UnreadEntry(kind.name, item, document))
        if kind.name == "section":
            below = _read_list(document, child(item, "sections"), kind, lists, only=only, prefix=prefix)
            entries += below if entry is None else [replace(entry, sections=below)]
        elif entry is not None:
            entries.append(entry)
    return tuple(entries)


def _may_stand_elsewhere(root: yaml.Node | None, key: str, keys: Collection[str]) -> bool:
    """True if entries of a list may be in a place that is not read: under its key a second time, or a misspelt one."""
    if not isinstance(root, yaml.MappingNode):
        return root is not None
    names = [name.value for name, _ in root.value]
    return names.count(key) > 1 or (key not in names and any(name not in keys for name in names))


# --- single entries --------------------------------------------------------------------------------------------------

Entry = TypeVar("Entry")

_MOST_CELLS = 100_000
"""The cells of a table: a few lines of YAML with many columns and rows could ask for millions of empty ones."""

_MAY_BE_EMPTY = {"id", "key", "alt", "venue"}
"""The first three have rules of their own, and not all that can be cited has appeared somewhere."""

_MOST_PROBLEMS = 10_000
"""The problems of a list after which reading stops, so that they fit the memory; `countless-mistakes` names it."""

_YAML_SURPRISES = (bool, int, float)
_ABSENT = ("missing", "missing_argument", "missing_keyword_only_argument")
_SURPLUS = "unexpected_keyword_argument"
for _part in diagnostics.PARTS.values():
    # Pydantic would overlook unknown keys in the parts of an entry; those of the entry itself are looked for below.
    _part.__pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}


@cache
def _adapter(kind: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def read_entry(
    document: Document, node: yaml.Node, entry_type: type[Entry], skip: tuple[str, ...] = ()
) -> tuple[Entry | None, list[Problem]]:
    """One entry from a mapping node. Unknown keys are reported and left out; with a wrong or missing value it is None.

    The keys in `skip` are known, but are read elsewhere.
    """
    if not isinstance(node, yaml.MappingNode):
        return None, [diagnostics.wrong_type(document, node, *diagnostics.no_keys(_one(entry_type), value_of(node)))]
    if entry_type is Question:
        return _read_question(document, node, skip)
    value = value_of(node)
    unknown = _unknown_keys(document, node, value, entry_type, skip)
    for key in skip:
        value.pop(key, None)
    entry, mistyped = _validated(document, node, value, entry_type)
    wrong = [] if entry is None else list(_wrong_values(document, node, value, entry))
    return (None if wrong else entry), [*unknown, *mistyped, *wrong]


def _read_question(document: Document, node: yaml.MappingNode, skip: tuple[str, ...]) -> tuple[Any, list[Problem]]:
    """A question, which is an entry of the type that its `kind` names."""
    kind_node, kinds = child(node, "kind"), question_kinds()
    if isinstance(kind_node, yaml.ScalarNode) and kind_node.value in kinds:
        return read_entry(document, node, kinds[kind_node.value], skip)
    if kind_node is None:
        keys = (*skip, *(field.name for kind in kinds.values() for field in fields(kind)))
        unknown = _unknown_keys(document, node, value_of(node), Question, keys)
        return None, [*unknown, diagnostics.missing_field(document, node, f"{_this('question', node)} has no 'kind'")]
    complaint = diagnostics.allowed_words("'kind'", list(kinds), value_of(kind_node))
    return None, [diagnostics.wrong_type(document, kind_node, *complaint)]


def _unknown_keys(
    document: Document, node: yaml.MappingNode, value: dict[str, Any], entry_type: Any, skip: tuple[str, ...]
) -> list[Problem]:
    """The problems of the keys that an entry can't have, which are deleted from its value."""
    keys = {*skip, *(field.name for field in fields(entry_type))}
    problems: list[Problem] = []
    for name, _ in node.value:
        key = harmless(name.value) if isinstance(name, yaml.ScalarNode) else ""
        if key in value and key not in keys:
            hint = diagnostics.surplus_hint(node, name, keys) if len(problems) < diagnostics.MOST_HINTS else ""
            problems.append(diagnostics.unknown_key(document, name, f"{_one(entry_type)} has no {key!r}", hint))
            del value[key]
    return problems


def _validated(
    document: Document, node: yaml.MappingNode, value: dict[str, Any], entry_type: type[Entry]
) -> tuple[Entry | None, list[Problem]]:
    """The entry made from a value, without unknown keys in its parts; None if another value is wrong or missing."""
    with suppress(TypeError, KeyError):
        return cast(Entry, exact_reader(cast(Any, entry_type))(value)), []
    from pydantic import ValidationError

    adapter: TypeAdapter[Entry] = _adapter(cast(Any, entry_type))
    try:
        return adapter.validate_python(value), []
    except ValidationError as error:
        # Of a value that may be of several types each type complains; the first of them is heard, but not about keys.
        heard = [detail for detail in error.errors(include_url=False) if not _expects_no_keys(detail)]
    details = {_path(node, detail): detail for detail in reversed(heard)}
    problems = [
        _problem(document, node, _title(entry_type), path, details[path], hinted=index < diagnostics.MOST_HINTS)
        for index, path in enumerate(reversed(details))
    ]
    surplus = [detail["loc"] for detail in details.values() if detail["type"] == _SURPLUS]
    if len(surplus) < len(details):
        return None, problems
    for *steps, last in surplus:
        del reduce(_below, steps, value)[last]
    return adapter.validate_python(value), problems


def _wrong_values(document: Document, node: yaml.MappingNode, value: dict[str, Any], entry: Any) -> Iterator[Problem]:
    """The problems of values that Pydantic accepts, although no entry may have them."""
    yield from _empty_texts(document, node, entry)
    for field, given_value in value.items():
        if (
            isinstance(given_value, bool) and getattr(entry, field) is not given_value
        ):  # Pydantic takes `yes` for the year 1
            message, hint = f"{field!r} must be a number", "YAML reads this as true or false"
            yield diagnostics.wrong_type(document, child(node, field), message, hint)
    if isinstance(entry, Question):
        for field, must in entry.wrong_types():
            if field in value:
                complaint = diagnostics.unfit(f"{field!r} {must}", value[field])
                yield diagnostics.wrong_type(document, child(node, field), *complaint)
            else:
                yield diagnostics.missing_field(document, node, f"{_this('question', node)} has no {field!r}")
    if isinstance(entry, Table) and len(entry.columns) * len(entry.rows) > _MOST_CELLS:
        message = f"{len(entry.columns)} columns × {len(entry.rows)} rows is more than {_MOST_CELLS:,} cells"
        yield diagnostics.wrong_type(document, child(node, "columns"), message)


def _below(value: Any, step: Any) -> Any:
    """The value below a key or index; the value itself if that is the name of a type, which Pydantic puts between."""
    return value[step] if isinstance(value, list) or step in value else value


def _expects_no_keys(detail: Any) -> bool:
    """True if Pydantic complains that a cell, which may be a text or have keys, is no text though it has keys."""
    return detail["loc"][-1] == "str" and "cells" in detail["loc"] and isinstance(detail["input"], dict)


def _empty_texts(document: Document, node: yaml.Node | None, entry: Any) -> Iterator[Problem]:
    """The problems of texts that an entry or a part of it must have, and that have no visible character."""
    texts, lists = _required_texts(entry.__class__)
    for name in texts:
        if not getattr(entry, name).strip():
            yield diagnostics.missing_field(document, descend(node, (name,)), f"{name!r} is empty")
    for name in lists:
        for index, part in enumerate(getattr(entry, name)):
            if is_dataclass(part):
                yield from _empty_texts(document, descend(node, (name, index)), part)


@cache
def _required_texts(entry_type: Any) -> tuple[list[str], list[str]]:
    """The fields of an entry that are texts without a default, and those that are lists."""
    optional = _MAY_BE_EMPTY | ({"body"} if entry_type is Section else set())  # which may have only what is below it
    types = get_type_hints(entry_type)
    texts = [field.name for field in fields(entry_type) if types[field.name] is str and field.default is MISSING]
    lists = [name for name, hint in types.items() if get_origin(hint) is tuple]
    return [name for name in texts if name not in optional], lists


def read_items(
    document: Document, node: yaml.Node | None, entry_type: type[Entry], skip: tuple[str, ...] = ()
) -> Iterator[tuple[Entry | None, yaml.Node, list[Problem]]]:
    """The entry of each item of a list, or None if it can't be used; its node, and its problems."""
    if isinstance(node, yaml.SequenceNode):
        mistakes = 0
        for item in node.value:
            if mistakes > _MOST_PROBLEMS:
                yield None, node, [diagnostics.countless_mistakes(document, item)]
                return
            entry, wrong = read_entry(document, item, entry_type, skip)
            mistakes += len(wrong)
            yield entry, item, wrong
    elif node is not None:
        message = f"this must be a list of {_title(entry_type)}s"
        yield None, node, [diagnostics.wrong_type(document, node, message, diagnostics.ITEMS)]


def read_top(document: Document, keys: Collection[str]) -> list[Problem]:
    """The problems of a file's top level, which must be a mapping with no key but the given ones."""
    if document.root is None:
        return []
    if not isinstance(document.root, yaml.MappingNode):
        names = " and ".join(f"'{key}:'" for key in keys)
        return [diagnostics.wrong_type(document, document.root, f"this file must have {names} at the top level")]
    problems: list[Problem] = []
    for key, _ in document.root.value:
        if isinstance(key.value, str) and key.value not in keys:
            hint = diagnostics.nearest_key(key.value, keys) if len(problems) < diagnostics.MOST_HINTS else ""
            problems.append(diagnostics.unknown_key(document, key, f"this file has no {key.value!r}", hint))
    return problems


def _title(entry_type: type[Any]) -> str:
    if issubclass(entry_type, Question):
        return "question"
    names = {"BookExhibit": "exhibit", "BookPart": "part", "ChapterHead": "chapter"}
    names |= {"Part": "figure node", "WorkedExample": "example"}
    return names.get(entry_type.__name__, entry_type.__name__.lower())


def _one(entry_type: type[Any]) -> str:
    title = _title(entry_type)
    return f"an {title}" if title[0] in "aeiou" else f"a {title}"


def _path(node: yaml.Node, detail: Any) -> tuple[str | int, ...]:
    """The keys and indices that lead to the value at fault; Pydantic puts the names of types between them."""
    path: list[str | int] = []
    *steps, last = detail["loc"]
    below: yaml.Node | None = node
    for step in steps:
        child_node = child(below, step)
        if child_node is not None:
            path.append(step)
            below = child_node
    if detail["type"] in _ABSENT or child(below, last) is not None:
        path.append(last)
    return tuple(path)


def _problem(
    document: Document, node: yaml.Node, title: str, path: tuple[str | int, ...], detail: Any, hinted: bool
) -> Problem:
    """A problem in our words from an error of Pydantic, at the value that it is about."""
    kind, value = detail["type"], detail["input"]
    if kind in _ABSENT:
        part = f"{diagnostics.place_name(path[:-1])} of " if len(path) > 1 else ""
        message = f"{part}{_this(title, node)} has no {path[-1]!r}"
        return diagnostics.missing_field(document, descend(node, path[:-1]), message)
    if kind == _SURPLUS:
        holder = descend(node, path[:-1])
        key = key_node(holder, str(path[-1]))
        hint = diagnostics.surplus_hint(holder, key, diagnostics.part_keys(path[:-1])) if hinted else ""
        return diagnostics.unknown_key(document, key, f"{diagnostics.place_name(path[:-1])} has no {path[-1]!r}", hint)
    target = descend(node, path)
    wants_text = kind == "string_type" or (kind == "literal_error" and "'" in detail["ctx"]["expected"])
    if isinstance(value, _YAML_SURPRISES) and wants_text:
        read_as = "true or false" if isinstance(value, bool) else "a number"
        return diagnostics.yaml_surprise(document, target, diagnostics.place_name(path), read_as)
    return diagnostics.wrong_type(document, target, *diagnostics.complaint(document, target, path, detail))


def _this(title: str, node: yaml.Node) -> str:
    """An entry in words: this term 'heap'."""
    return f"this {title} {id_in(node)!r}" if id_in(node) else f"this {title}"
