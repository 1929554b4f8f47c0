"""The JSON Schema of each of a book's files, made from the nouns: with it an editor completes and checks."""

from dataclasses import field, make_dataclass
from typing import Annotated, Any

from pydantic import Field

from mlsys_cli.book import model
from mlsys_cli.book.key_help import keys_of
from mlsys_cli.book.model import (
    ID_PATTERN,
    AnyQuestion,
    Book,
    ChapterHead,
    Era,
    Event,
    Figure,
    Section,
    Source,
    Table,
    Term,
)
from mlsys_cli.book.parse.entries import adapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_QUESTION = Annotated[AnyQuestion, Field(discriminator="kind")]


def _lists(name: str, bases: tuple[type[Any], ...] = (), **nouns: Any) -> type[Any]:
    """The type of a file that has a list of each of these nouns."""
    keys = [(key, tuple[noun, ...], field(default=())) for key, noun in nouns.items()]  # type: ignore[valid-type]
    return make_dataclass(name, keys, bases=bases, frozen=True, kw_only=True)


_FILES: dict[str, tuple[type[Any], str]] = {
    "book.yaml": (Book, "What a book says of itself, and the order of its chapters."),
    "references.yaml": (_lists("References", references=Source), "Every source of a book."),
    "chapter.yaml": (_lists("ChapterFile", (ChapterHead,), sections=Section), "A chapter's head and its sections."),
    "glossary.yaml": (_lists("Glossary", terms=Term), "The terms of a chapter."),
    "timeline.yaml": (_lists("Timeline", eras=Era, events=Event), "The eras and events of a chapter."),
    "tables.yaml": (_lists("Tables", tables=Table), "The comparison tables of a chapter."),
    "figures.yaml": (_lists("Figures", figures=Figure), "The figures of a chapter, as data."),
    "quiz.yaml": (_lists("Quiz", questions=_QUESTION), "The questions of a chapter."),
}

SCHEMA_FILES = tuple(_FILES)
"""The files that have a schema, in the order in which an author meets them."""


def file_schema(file: str) -> dict[str, Any]:
    """The JSON Schema of one of a book's files."""
    noun, words = _FILES[file]
    schema = adapter(noun).json_schema()
    definitions = {name: _described(below, getattr(model, name)) for name, below in schema.pop("$defs", {}).items()}
    named = {"$schema": DIALECT, **_described(schema, noun), "title": file, "description": words}
    return {**named, "$defs": definitions} if definitions else named


def whole_schema() -> dict[str, Any]:
    """One JSON Schema for all of a book's files: a file is one of them."""
    definitions: dict[str, Any] = {}
    for file in SCHEMA_FILES:
        schema = file_schema(file)
        definitions |= schema.pop("$defs", {})
        schema.pop("$schema")
        definitions[file] = schema
    return {
        "$schema": DIALECT,
        "title": "A file of an mlsys book",
        "anyOf": [{"$ref": f"#/$defs/{file}"} for file in SCHEMA_FILES],
        "$defs": definitions,
    }


def _described(schema: dict[str, Any], noun: type[Any]) -> dict[str, Any]:
    """The schema of a noun with the words for it and for its keys, and without room for other keys."""
    words = keys_of(noun)
    properties = {}
    for key, value in schema["properties"].items():
        below = {name: part for name, part in value.items() if name != "title"}
        if key in ("id", "key"):
            below["pattern"] = f"^{ID_PATTERN}$"
        properties[key] = {**below, "description": words[key]} if key in words else below
    return {**schema, "description": noun.__doc__, "properties": properties, "additionalProperties": False}
