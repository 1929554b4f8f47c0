"""The JSON Schema of each of a book's files, made from its entries' classes: with it an editor completes and checks."""

from collections.abc import Sequence
from dataclasses import field, make_dataclass
from types import GenericAlias
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter

from mlsys_cli.book import model
from mlsys_cli.book.key_help import keys_of
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, KINDS
from mlsys_cli.book.model import ID_PATTERN
from mlsys_cli.quiz.kinds.registry import question_kinds, question_parts
from mlsys_cli.quiz.question import Question

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WORDS = {
    "book.yaml": "What a book says of itself, and the order of its chapters.",
    "references.yaml": "Every source of a book.",
    "models.yaml": "The models of a book, with their numbers.",
    "machines.yaml": "The machines of a book, with their numbers.",
    "exhibits.yaml": "Data of a book for exhibits of the program.",
    "synonyms.yaml": "What learners say for words of a book.",
    "chapter.yaml": "A chapter's head and its sections.",
    "glossary.yaml": "The terms of a chapter.",
    "timeline.yaml": "The eras and events of a chapter.",
    "tables.yaml": "The comparison tables of a chapter.",
    "figures.yaml": "The figures of a chapter, as data.",
    "quiz.yaml": "The questions of a chapter.",
}

_DEFAULT_KINDS = tuple(kind.id for kind in model.DEFAULT_KINDS)

SCHEMA_FILES = (*BOOK_FILES, *CHAPTER_FILES)
"""The files that have a schema, in the order in which an author needs them."""


def _file_type(file: str) -> type[Any]:
    """The dataclass of a whole file: the entry that it is, if it is one, and a list of each kind that it has."""
    any_question: Any = Annotated[Union[tuple(question_kinds().values())], Field(discriminator="kind")]  # noqa: UP007
    types = {**vars(model), "Question": any_question}
    kinds = [kind for kind in KINDS.values() if kind.file == file]
    heads = tuple(types[kind.model] for kind in kinds if not kind.key)
    keys = [(kind.key, GenericAlias(tuple, (types[kind.model], ...)), field(default=())) for kind in kinds if kind.key]
    return heads[0] if not keys else make_dataclass("File", keys, bases=heads, frozen=True, kw_only=True)


def file_schema(file: str, term_kinds: Sequence[str] = _DEFAULT_KINDS) -> dict[str, Any]:
    """The JSON Schema of one of a book's files, with the kinds of terms that the book has."""
    entry_type = _file_type(file)
    schema = TypeAdapter(entry_type).json_schema()
    definitions = {name: _described(below, class_named(name)) for name, below in schema.pop("$defs", {}).items()}
    if "Term" in definitions:
        definitions["Term"]["properties"]["kind"]["enum"] = list(term_kinds)
    named = {"$schema": DIALECT, **_described(schema, entry_type), "title": file, "description": _WORDS[file]}
    return {**named, "$defs": definitions} if definitions else named


def class_named(name: str) -> type[Any]:
    """The class of an entry or a part of one by its name, such as `Term` or `ChoiceQuestion`."""
    questions: list[type[Any]] = [Question, *question_kinds().values(), *question_parts().values()]
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
    return {**schema, "description": entry_type.__doc__, "properties": properties, "additionalProperties": False}
