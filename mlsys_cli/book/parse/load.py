"""Loading of a book's folder. Invalid content never raises: valid entries are kept, the rest is reported.

Pydantic checks the types of an entry that `exact_reader` doesn't take, over the plain dataclasses of `book.model`. Only
this module and the JSON Schemas import it.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache, lru_cache, partial, reduce
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml

from mlsys_cli.book import model
from mlsys_cli.book.kinds import (
    BOOK_FILES,
    BOOK_KINDS,
    CHAPTER_FILES,
    EVERYWHERE,
    IMPORTED,
    KINDS,
    KINDS_BY_FILE,
    PACK_FILE,
    EntryKind,
    Steps,
)
from mlsys_cli.book.model import Book, BookExhibit, BookPart, Chapter, ChapterHead, Problem, Section, Source
from mlsys_cli.book.parse import diagnostics, source_file
from mlsys_cli.book.parse.diagnostics import MOST_HINTS
from mlsys_cli.book.parse.source_file import Document, child, descend, has_doubled_key, id_in, id_node
from mlsys_cli.book.parse.yaml_document import read_document, value_of
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.quiz.question import Question
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import did_you_mean

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
    """The files of a book itself, and their problems; its parts are without the chapters that are `left_out`."""

    book: Book
    left_out: tuple[str, ...]
    references: tuple[Source, ...]
    models: tuple[model.Model, ...]
    machines: tuple[model.Machine, ...]
    exhibits: tuple[BookExhibit, ...]
    calculators: tuple[model.Calculator, ...]
    synonyms: tuple[model.Synonyms, ...]
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

    Without book.yaml each folder with a chapter.yaml or chapter.md is a chapter.
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
    names = dict.fromkeys(name for part in book.parts for name in part.chapters if _FOLDER.fullmatch(name))
    kept = names.keys() & book.chapters if book.chapters else names.keys()
    parts = (replace(part, chapters=tuple(filter(kept.__contains__, part.chapters))) for part in book.parts)
    lists = _joined([_read_lists(folder, file) for file in BOOK_FILES[1:]] if with_sources else [])
    return LoadedBook(
        book=replace(book, parts=tuple(part for part in parts if part.chapters or not book.chapters)),
        left_out=tuple(name for name in names if name not in kept and _is_chapter(folder, name)),
        **{kind.key: lists.entries.get(kind.key, ()) for kind in BOOK_KINDS},
        problems=(*problems, *lists.problems, *missing),
        flaws=(*flaws, *lists.flaws),
        origins={("book", book.id): Origin(document, document.root)} | lists.origins,
    )


def load_exhibits(folder: Path) -> tuple[BookExhibit, ...]:
    """The data that a book has for exhibits of the program, as far as they can be read."""
    return _read_lists(folder, KINDS["exhibit"].file).entries.get("exhibits", ())


def load_calculators(folder: Path) -> tuple[model.Calculator, ...]:
    """The calculators of a book and its chapters, as far as they can be read."""
    names = ["", *(name for part in load_book(folder).book.parts for name in part.chapters)]
    files = [file for name in dict.fromkeys(names) if os.path.exists(file := folder / name / EVERYWHERE)]
    return _calculators_in(tuple((file.parent, file.stat().st_mtime_ns) for file in files))


@lru_cache(2)  # those of the book that is being compiled, for each of its chapters, and of the bundled one
def _calculators_in(folders: tuple[tuple[Path, int], ...]) -> tuple[model.Calculator, ...]:
    files = (_read_lists(folder, EVERYWHERE) for folder, _ in folders)
    return tuple(item for file in files for item in file.entries.get("calculators", ()))


def load_chapter(folder: Path, files: Collection[str] = CHAPTER_FILES, only: Addresses | None = None) -> LoadedChapter:
    """Read some files of a chapter's folder, and of their entries `only` some, if these are given.

    Without a head that can be read, the folder's name is the title.
    """
    name = harmless(folder.name)
    has_head = any(file.startswith("chapter.") for file in files)
    head, top = _load_head(folder, name, only) if has_head else (None, _Lists({}, [], [], {}))
    lists = _joined([top, *(_read_lists(folder, file, only) for file in CHAPTER_FILES[1:] if file in files)])
    chapter = Chapter(id=name, head=head or ChapterHead(title=name, summary=""), **lists.entries)
    return LoadedChapter(chapter, tuple(lists.problems), tuple(lists.flaws), lists.origins)


def _load_head(folder: Path, name: str, only: Addresses | None) -> tuple[ChapterHead | None, _Lists]:
    """The head of a chapter, and its sections with the problems of the file."""
    document, problems = read_document(folder / (file := source_file.files_of_chapter(folder)[0]), f"{folder}/{file}")
    flaws = [UnreadEntry("section", None)] if problems and document.root is None else []
    lists = _Lists({}, problems or _emptiness(document), flaws, {("chapter", name): Origin(document, document.root)})
    head = None
    if document.root is not None:
        head, wrong = read_entry(document, document.root, ChapterHead, skip=("sections",))
        lists.problems.extend(wrong)
        lists.flaws.extend([UnreadEntry("chapter", document.root)] if wrong else [])
        if _may_stand_elsewhere(document.root, "sections", _CHAPTER_KEYS):
            lists.flaws.append(UnreadEntry("section", document.root))
    nodes = child(document.root, "sections")
    lists.entries["sections"] = _read_list(document, nodes, KINDS["section"], lists, only=only, prefix=f"{name}/")
    return head, lists


def _joined(files: Sequence[_Lists]) -> _Lists:
    """The lists of several files, which have different keys."""
    return _Lists(
        {key: entries for file in files for key, entries in file.entries.items()},
        [problem for file in files for problem in file.problems],
        [flaw for file in files for flaw in file.flaws],
        {address: origin for file in files for address, origin in file.origins.items()},
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
    listed = [name for part in book.parts for name in part.chapters]
    for index, name in enumerate(book.chapters):
        if name not in listed:
            node = descend(document.root, ("chapters", index))
            message = f"the parts of the book have no chapter {name!r}"
            problems.append(document.problem(node, "missing-chapter", message, did_you_mean(name, listed), fatal=True))
    folders = cache(partial(_chapter_folders, folder))  # looked for only where a chapter is missing
    for part_number, part in enumerate(book.parts):
        for index, name in enumerate(part.chapters):
            node = descend(document.root, ("parts", part_number, "chapters", index))
            if book.chapters and name not in book.chapters:
                pass  # whether it is there or not
            elif not _is_chapter(folder, name):
                hint = did_you_mean(name.partition("/")[0], folders()) if len(problems) < MOST_HINTS else ""
                problems.append(diagnostics.missing_chapter(document, node, name, hint))
            elif name in seen:
                problems.append(diagnostics.duplicate_id(document, node, name))
            seen.add(name)
    return problems


def _is_chapter(folder: Path, name: str) -> bool:
    return bool(_FOLDER.fullmatch(name)) and source_file.is_chapter(folder / name)


def _chapter_folders(folder: Path) -> list[str]:
    return sorted({path.parent.name for path in folder.glob("*/chapter.*") if source_file.is_chapter(path.parent)})


def _read_lists(folder: Path, name: str, only: Addresses | None = None) -> _Lists:
    """The lists of one of a folder's files, which need not be there."""
    if not os.path.exists(folder / name):
        return _Lists({}, [], [], {})
    document, problems = read_document(folder / name, f"{folder}/{name}")
    lists = _lists_of(document, name, only)
    is_unread = problems and document.root is None
    unread = [UnreadEntry(kind.name, None) for kind in KINDS_BY_FILE[name] if is_unread]
    return lists._replace(problems=problems + lists.problems, flaws=unread + lists.flaws)


@lru_cache(16)
def _lists_of(document: Document, name: str, only: Addresses | None) -> _Lists:
    """The lists of a file; not to be changed."""
    keys = [kind.key for kind in KINDS_BY_FILE[name]]
    lists = _Lists({}, read_top(document, keys), [], {})
    for kind in KINDS_BY_FILE[name]:
        if _may_stand_elsewhere(document.root, kind.key, keys):
            lists.flaws.append(UnreadEntry(kind.name, document.root))
        lists.entries[kind.key] = _read_list(document, child(document.root, kind.key), kind, lists, only)
    return lists


def _read_list(
    document: Document, node: yaml.Node | None, kind: EntryKind, lists: _Lists, only: Addresses | None, prefix: str = ""
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

_MAY_BE_EMPTY = {"id", "key", "alt", "edges", "venue"}
"""All but the last have rules of their own, and not all that can be cited has appeared somewhere."""

_MOST_PROBLEMS = 10_000
"""The problems of a list after which reading stops; `countless-mistakes` names it.

A hundred thousand empty entries have four problems each, which took more than ten seconds, and nobody reads them.
"""


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter  # imported only if a type is wrong

    return TypeAdapter(kind)


def read_entry(
    document: Document, node: yaml.Node, entry_type: type[Entry], skip: tuple[str, ...] = ()
) -> tuple[Entry | None, list[Problem]]:
    """One entry from a mapping node. Unknown keys are reported and left out; with a wrong or missing value it is None.

    The keys in `skip` are known, but are read elsewhere. So is `imported`, which no reader sees.
    """
    skip = (*skip, IMPORTED)
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
    kind_node, kinds = child(node, "kind"), QUESTION_KINDS
    if isinstance(kind_node, yaml.ScalarNode) and kind_node.value in kinds:
        return read_entry(document, node, kinds[kind_node.value], skip)
    if kind_node is None:
        keys = (*skip, *(field.name for kind in kinds.values() for field in fields(kind)))
        unknown = _unknown_keys(document, node, value_of(node), Question, keys)
        return None, [*unknown, _question_without("kind", document, node)]
    complaint = diagnostics.allowed_words("'kind'", list(kinds), value_of(kind_node))
    return None, [diagnostics.wrong_type(document, kind_node, *complaint)]


def _question_without(key: str, document: Document, node: yaml.MappingNode) -> Problem:
    return diagnostics.missing_field(document, node, f"{diagnostics.this('question', node)} has no {key!r}")


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
    with suppress(TypeError, KeyError):  # the casts: for mypy, a type with a type variable can't be a key of a cache
        return cast(Entry, exact_reader(cast(Any, entry_type))(value)), []
    from pydantic import ValidationError

    adapter = _adapter(cast(Any, entry_type))
    try:
        return adapter.validate_python(value), []
    except ValidationError as error:
        # Of a value that may be of several types each type complains; the first of them is heard, but not about keys.
        heard = [detail for detail in error.errors(include_url=False) if not _expects_no_keys(detail)]
    details = {_path(node, detail): detail for detail in reversed(heard)}
    problems = [*diagnostics.value_problems(document, node, entry_type, _title(entry_type), [*details.items()][::-1])]
    surplus = [detail["loc"] for detail in details.values() if detail["type"] == diagnostics.SURPLUS]
    if len(surplus) < len(details):
        return None, problems
    for *steps, last in surplus:
        del reduce(_below, steps, value)[last]
    return adapter.validate_python(value), problems


def _wrong_values(document: Document, node: yaml.MappingNode, value: dict[str, Any], entry: Any) -> Iterator[Problem]:
    """The problems of values that Pydantic accepts, although no entry may have them."""
    yield from _empty_texts(document, node, entry)
    for field, given_value in value.items():
        if isinstance(given_value, bool) and getattr(entry, field) is not given_value:  # Pydantic reads `yes` as 1
            message, hint = f"{field!r} must be a number", "YAML reads this as true or false"
            yield diagnostics.wrong_type(document, child(node, field), message, hint)
    if isinstance(entry, Question):
        for field, must in entry.wrong_types():
            if field in value:
                complaint = diagnostics.unfit(f"{field!r} {must}", value[field])
                yield diagnostics.wrong_type(document, child(node, field), *complaint)
            else:
                yield _question_without(field, document, node)
    if isinstance(entry, model.Table) and len(entry.columns) * len(entry.rows) > _MOST_CELLS:
        message = f"{len(entry.columns)} columns × {len(entry.rows)} rows is more than {_MOST_CELLS:,} cells"
        yield diagnostics.wrong_type(document, child(node, "columns"), message)


def _below(value: Any, step: Any) -> Any:
    """The value below a key or index; the value itself if that is the name of a type, which Pydantic puts between."""
    return value[step] if isinstance(value, list) or step in value else value


def _expects_no_keys(detail: Any) -> bool:
    """True if Pydantic complains that a cell, which may be a text or have keys, is no text though it has keys."""
    return detail["loc"][-1] == "str" and "cells" in detail["loc"] and isinstance(detail["input"], dict)


def _empty_texts(document: Document, node: yaml.Node | None, entry: Any) -> Iterator[Problem]:
    """The problems of texts without a visible character: of those that an entry or a part of it needs, or in a list."""
    values: list[tuple[Steps, Any]] = [((name,), getattr(entry, name)) for name in _required(entry.__class__)]
    for steps, value in values:  # to which those of each list are added
        if isinstance(value, tuple):
            values += [((*steps, index), part) for index, part in enumerate(value)]
        elif is_dataclass(value):
            yield from _empty_texts(document, descend(node, steps), value)
        elif isinstance(value, str) and not value.strip():
            message = f"{diagnostics.place_name(steps)} is empty"
            yield diagnostics.missing_field(document, descend(node, steps), message, "it needs a word")


@cache
def _required(entry_type: Any) -> list[str]:
    """The fields of an entry that are texts without a default, or lists."""
    optional = _MAY_BE_EMPTY | ({"body"} if entry_type is Section else set())  # which may have only what is below it
    types = get_type_hints(entry_type)
    texts = [field.name for field in fields(entry_type) if types[field.name] is str and field.default is MISSING]
    lists = [name for name, hint in types.items() if get_origin(hint) is tuple]
    return [name for name in (*texts, *lists) if name not in optional]


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
    names = {"BookExhibit": "exhibit", "BookPart": "part", "BookPath": "path", "ChapterHead": "chapter"}
    names |= {"CalculatorRecord": "calculator", "Part": "figure node", "WorkedExample": "example"}
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
    if detail["type"] in diagnostics.ABSENT or child(below, last) is not None:
        path.append(last)
    return tuple(path)


# --- entries whose values have exactly the right types ---------------------------------------------------------------
# Those of a sound book have. Pydantic explains what is wrong with the others. To import it and to build its validators
# takes 0.1 s, half as much as a look-up after an edit may take in all. What is taken here, Pydantic takes as well, and
# makes the same of it (docs/decisions/exact-types.md).


Reader = Callable[[Any], Any]
"""Makes a value of a type from one of YAML. Raises TypeError or KeyError if it isn't exactly of the type."""


@cache
def exact_reader(hint: Any) -> Reader:
    """The reader of a type: a dataclass, or a type that the fields of one have."""
    kind, parts = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return partial(_exact_record, hint)
    if kind in (Union, UnionType):
        # A whole number stays one where both are possible, as with Pydantic.
        return partial(_exact_first, tuple(map(exact_reader, sorted(parts, key=lambda part: part is float))))
    if kind is Literal:
        return partial(_exact_word, {(part.__class__, part): part for part in parts})
    if kind is tuple and parts[1:] == (...,):
        return partial(_exact_list, exact_reader(parts[0]))
    if kind is dict and parts[0] is str:
        return partial(_exact_mapping, exact_reader(parts[1]))
    if hint is float:
        return _exact_float
    if hint in (str, int, bool, NoneType):
        return partial(_exact_plain, hint)
    return _refused


@cache
def _fields_of(record: Any) -> tuple[dict[str, tuple[str, Reader]], frozenset[str]]:
    """The fields of a dataclass by their keys, each with its reader; and the keys that must be there."""
    hints = get_type_hints(record)
    keys = {field.name.rstrip("_"): field for field in fields(record)}  # authors write `from`, no name in Python
    required = [key for key, f in keys.items() if f.default is MISSING and f.default_factory is MISSING]
    return {key: (f.name, exact_reader(hints[f.name])) for key, f in keys.items()}, frozenset(required)


def _exact_record(record: Any, value: Any) -> Any:
    readers, required = _fields_of(record)
    if not required <= _exact_plain(dict, value).keys():
        raise TypeError
    read = [(readers[key], item) for key, item in value.items()]
    return record(**{name: reader(item) for (name, reader), item in read})


def _exact_first(readers: tuple[Reader, ...], value: Any) -> Any:
    for read in readers:
        try:
            return read(value)
        except (TypeError, KeyError):
            continue
    raise TypeError


def _exact_word(values: dict[tuple[type, Any], Any], value: Any) -> Any:
    return values[value.__class__, value]


def _exact_list(read: Reader, value: Any) -> Any:
    return tuple(map(read, _exact_plain(list, value)))


def _exact_mapping(read: Reader, value: Any) -> Any:
    return {key: read(item) for key, item in _exact_plain(dict, value).items()}


def _exact_plain(kind: type, value: Any) -> Any:
    if value.__class__ is not kind:
        raise TypeError
    return value


def _exact_float(value: Any) -> Any:
    return float(value) if value.__class__ is int else _exact_plain(float, value)


def _refused(value: Any) -> Any:
    raise TypeError
