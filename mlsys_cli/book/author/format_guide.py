"""The format of a book for authors: the guide on one page, with a book as an example, and JSON Schemas for editors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, Field, field, fields, make_dataclass
from inspect import get_annotations
from pathlib import Path
from types import GenericAlias, NoneType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pydantic

from mlsys_cli.book import model
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, IMPORTED, KINDS
from mlsys_cli.book.model import ID_PATTERN
from mlsys_cli.book.parse.diagnostics import keys_of, parts, parts_of
from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.page.blocks import Block, Code, DefinitionList, Heading, Paragraph, text_spans
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.quiz.question import Question

EXAMPLE = Path(__file__).parents[2] / "guide" / "bread"
"""The folder of the example book in the guide."""

# A heading, or a line that is filled in: "{keys Term}", "{kinds of questions}", "{example}".
_MARK = re.compile(r"^(?:(#+) (.+)|\{keys (\w+)\}|\{(kinds of questions|example)\})$", re.MULTILINE)


def example_files() -> dict[str, str]:
    """The text of each file of the example, in the order in which an author needs them."""
    paths = sorted(EXAMPLE.rglob("*.yaml"), key=lambda path: SCHEMA_FILES.index(path.name))
    return {str(path.relative_to(EXAMPLE)): path.read_text(encoding="utf-8") for path in paths}


def guide(file: str = "guide.md") -> Iterator[Block]:
    """The blocks of a guide: Markdown with the tables of keys and the example inserted."""
    text, end = EXAMPLE.with_name(file).read_text(encoding="utf-8"), 0
    for mark in _MARK.finditer(text):
        yield from parse_prose(text[end : mark.start()])
        end = mark.end()
        signs, title, name, piece = mark.groups()
        if title:
            yield Heading(len(signs), title)
        elif name:
            yield from _keys(class_named(name))
        elif piece == "kinds of questions":
            for kind in QUESTION_KINDS.values():
                yield from _keys(kind)
                for key, part in parts_of(kind):
                    yield from parse_prose(f"A {part.__name__.lower()}, in `{key}`:")
                    yield from _keys(part)
        elif piece == "example":
            for path, source in example_files().items():
                yield Heading(3, path)
                yield Code(source, "yaml")
    yield from parse_prose(text[end:])


def _keys(entry_type: type[Any]) -> Iterator[Block]:
    """The keys of an entry, the required ones first. Keys that all questions have are not repeated."""
    annotated = get_annotations(entry_type)
    own = [field for field in fields(entry_type) if field.name in annotated]
    if needed := [_row(entry_type, field) for field in own if _is_needed(field)]:
        yield DefinitionList(tuple(needed))
    if rest := [_row(entry_type, field) for field in own if not _is_needed(field)]:
        yield Paragraph(text_spans("Optional:"))
        yield DefinitionList(tuple(rest))


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _row(entry_type: type[Any], field: "Field[Any]") -> tuple[str, Any]:
    key = field.name.rstrip("_")  # authors write `from`, no name in Python
    words = keys_of(entry_type)[key]
    values = [value for value in _values(get_type_hints(entry_type)[field.name]) if isinstance(value, str)]
    if len(values) == 1:
        return f"{key}: {values[0]}", text_spans(words)
    return key, text_spans(f"{words} One of {', '.join(values)}." if values else words)


def _values(hint: Any) -> tuple[Any, ...]:
    """The values that a type allows."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(value for argument in get_args(hint) if argument is not NoneType for value in _values(argument))


# --- JSON Schema -----------------------------------------------------------------------------------------------------


DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WORDS = {
    "book.yaml": "What a book says of itself, and the order of its chapters.",
    "references.yaml": "Every source of a book.",
    "models.yaml": "The models of a book, with their numbers.",
    "machines.yaml": "The machines of a book, with their numbers.",
    "exhibits.yaml": "Data of a book for exhibits of the program.",
    "synonyms.yaml": "What learners say for words of a book.",
    "calculators.yaml": "The calculators of a book or a chapter.",
    "chapter.yaml": "A chapter's head and its sections.",
    "glossary.yaml": "The terms of a chapter.",
    "timeline.yaml": "The eras and events of a chapter.",
    "tables.yaml": "The comparison tables of a chapter.",
    "figures.yaml": "The figures of a chapter, as data.",
    "quiz.yaml": "The questions of a chapter.",
}

_DEFAULT_KINDS = tuple(kind.id for kind in model.DEFAULT_KINDS)

SCHEMA_FILES = tuple(dict.fromkeys((*BOOK_FILES, *CHAPTER_FILES)))
"""The files that have a schema, in the order in which an author needs them."""


_ENTRIES = (Question, *(getattr(model, kind.model) for kind in KINDS.values() if kind.name != "question"))
_ORIGIN = {
    "title": "Imported",
    "description": "Where `mlsys import` has it from. It keeps the entry up to date until you change it.",
    "type": "object",
    "properties": {
        "format": {"type": "string", "description": "The format of the file, such as csv."},
        "from": {"type": "string", "description": "The name of the file."},
        "id": {"type": "string", "description": "Its id in the file."},
        "hash": {"type": "string", "description": "A digest of what was imported."},
    },
    "required": ["format", "from", "id", "hash"],
    "additionalProperties": False,
}


def _file_type(file: str) -> type[Any]:
    """The dataclass of a whole file: the entry that it is, if it is one, and a list of each kind that it has."""
    # `|` takes no list of types.
    any_question: Any = Annotated[Union[tuple(QUESTION_KINDS.values())], pydantic.Field(discriminator="kind")]  # noqa: UP007
    types = {**vars(model), "Question": any_question}
    kinds = [kind for kind in KINDS.values() if kind.file == file]
    heads = tuple(types[kind.model] for kind in kinds if not kind.key)
    # `tuple[types[kind.model], ...]`, which mypy takes only with the name of a class
    keys = [(kind.key, GenericAlias(tuple, (types[kind.model], ...)), field(default=())) for kind in kinds if kind.key]
    return heads[0] if not keys else make_dataclass("File", keys, bases=heads, frozen=True, kw_only=True)


def file_schema(file: str, term_kinds: Sequence[str] = _DEFAULT_KINDS) -> dict[str, Any]:
    """The JSON Schema of one of a book's files, with the kinds of terms that the book has."""
    entry_type = _file_type(file)
    schema = pydantic.TypeAdapter(entry_type).json_schema()
    definitions = {name: _described(below, class_named(name)) for name, below in schema.pop("$defs", {}).items()}
    if "Term" in definitions:
        definitions["Term"]["properties"]["kind"]["enum"] = list(term_kinds)
    named = {"$schema": DIALECT, **_described(schema, entry_type), "title": file, "description": _WORDS[file]}
    return {**named, "$defs": definitions} if definitions else named


def class_named(name: str) -> type[Any]:
    """The class of an entry or a part of one by its name, such as `Term` or `ChoiceQuestion`."""
    questions: list[type[Any]] = [Question, *QUESTION_KINDS.values(), *parts().values()]
    named = {entry_type.__name__: entry_type for entry_type in questions} | vars(model)
    entry_type: type[Any] = named[name]
    return entry_type


def whole_schema(term_kinds: Sequence[str] = _DEFAULT_KINDS) -> dict[str, Any]:
    """One JSON Schema for all of a book's files: a file is one of them."""
    definitions: dict[str, Any] = {}
    for file in SCHEMA_FILES:
        schema = file_schema(file, term_kinds)
        definitions |= schema.pop("$defs", {})
        schema.pop("$schema")
        definitions[file] = schema
    return {
        "$schema": DIALECT,
        "title": "A file of an mlsys book",
        "anyOf": [{"$ref": f"#/$defs/{file}"} for file in SCHEMA_FILES],
        "$defs": definitions,
    }


def _described(schema: dict[str, Any], entry_type: type[Any]) -> dict[str, Any]:
    """The schema of an entry with the words for it and for its keys, and without room for other keys."""
    words = keys_of(entry_type)
    properties = {}
    for key, value in schema["properties"].items():
        below = {name: part for name, part in value.items() if name != "title"}
        if key in ("id", "key"):
            below["pattern"] = f"^{ID_PATTERN}$"
        properties[key] = {**below, "description": words[key]} if key in words else below
    if issubclass(entry_type, _ENTRIES):
        properties[IMPORTED] = _ORIGIN
    return {**schema, "description": entry_type.__doc__, "properties": properties, "additionalProperties": False}
