"""The documents of `--json`, and what they have in common: a JSON Schema a kind, made of many examples."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mlsys_cli.views.view import SCHEMA

NAMED_BY_THE_BOOK = (
    *("answers", "assumed", "cell_remarks", "cells", "cited_by", "counts", "facts", "from", "given", "key", "numbers"),
    *("reads", "setting", "settings", "units"),
)
"""The keys whose value has names of a book, an exhibit or a computer as keys."""

BEFORE = (
    ("note", "eliza", "ask her"),
    ("mark", "eliza"),
    ("card", "Front", "Back"),
    ("config", "new-per-day", "3"),
    ("mark", "--read", "intro/why"),
)
"""The commands by which a learner has notes, marks and cards before the documents are made."""

LINES: tuple[tuple[str, ...], ...] = (
    *((), ("toc",), ("toc", "intro"), ("read", "intro"), ("read", "intro/why", "intro/scale")),
    *(("timeline", "--all"), ("compare",), ("figure",), ("labs",), ("search", "perceptron"), ("search", "her")),
    *(("cite",), ("cite", "shannon1948"), ("list", "terms"), ("list", "questions"), ("figure", "ai-triangle")),
    *(("estimate",), ("estimate", "memory", "params=7B"), ("estimate", "memory", "params=1..4B")),
    *(("estimate", "training", "gpt-3", "on", "a100"), ("run",), ("run", "perceptron/and"), ("run", "coin-cell")),
    *(("define", "eliza, mycin"), ("define", "gpt-3"), ("define", "model:gpt-3"), ("define", "a100, h100")),
    *(("quiz", "intro", "-n", "40", "--seed", "1"), ("quiz", "intro", "--answers", "-n", "40", "--seed", "1")),
    *(("review", "--new", "3"), ("today",), ("progress",), ("path",), ("due",), ("notes",), ("marks",), ("card",)),
    *(("config",), ("config", "new-per-day"), ("doctor",), ("pack", "list"), ("check", "--rules")),
    *(("check", "--explain", "bad-id"), ("help", "content")),
)
"""The command lines whose documents are recorded, beside those for every entry of a kind."""

OF_ANOTHER_BOOK: tuple[tuple[str, ...], ...] = (
    *((), ("toc",), ("read", "leavening"), ("timeline",), ("compare",), ("figure",), ("labs",), ("search", "yeast")),
    *(("cite",), ("quiz", "-n", "30", "--answers"), ("today",), ("progress",), ("path",), ("define", "yeast")),
)
"""Command lines for the small book of the guide, which hasn't much of what a large one has."""

EVERY = {
    "terms": ("define", ""),
    "sections": ("read", ""),
    "tables": ("compare", ""),
    "figures": ("figure", ""),
    "sources": ("cite", ""),
    "models": ("define", "model:"),
    "machines": ("define", "machine:"),
}
"""The command that shows an entry of a kind, and what stands before its id."""


def kind_of(document: dict[str, Any]) -> str:
    """The kind of a document, by which its schema is known."""
    return str(document["kind"])


def schemas(documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The schema of each kind among some documents."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for document in documents:
        by_kind[kind_of(document)].append(document)
    return {
        kind: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{kind}, version {SCHEMA}",
            **_fixed(schema(examples), {"kind": kind, "schema": SCHEMA}),
        }
        for kind, examples in sorted(by_kind.items())
    }


def _fixed(made: dict[str, Any], values: dict[str, object]) -> dict[str, Any]:
    return {**made, "properties": made["properties"] | {key: {"const": value} for key, value in values.items()}}


def schema(examples: Sequence[Any]) -> dict[str, Any]:
    """The schema that fits some values. Nothing is said of what is null or empty in all of them."""
    types = sorted({_type(example) for example in examples})
    if types in ([], ["null"]):
        return {}
    made: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    if items := [item for example in examples if isinstance(example, list) for item in example]:
        made["items"] = schema(items)
    if objects := [example for example in examples if isinstance(example, dict)]:
        keys = dict.fromkeys(key for example in objects for key in example)
        made["properties"] = {key: _below(key, [example[key] for example in objects if key in example]) for key in keys}
        made["required"] = [key for key in keys if all(key in example for example in objects)]
    return made


def _below(key: str, examples: list[Any]) -> dict[str, Any]:
    """The schema of the values of a key."""
    if key not in NAMED_BY_THE_BOOK or not any(isinstance(example, dict) for example in examples):
        return schema(examples)
    if not all(isinstance(example, dict) for example in examples):
        return {}  # an answer to a question has many forms
    values = [value for example in examples for value in example.values()]
    return {"type": "object", "additionalProperties": schema(values)}


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def unrecorded(schema: Any, value: Any, path: str = "") -> Iterator[str]:
    """The keys of a value of which a schema says nothing."""
    match value:
        case list():
            for item in value:
                yield from unrecorded(schema.get("items", {}), item, path)
        case dict() if "properties" in schema:
            for key, below in value.items():
                if key not in schema["properties"]:
                    yield f"{path}.{key}"
                yield from unrecorded(schema["properties"].get(key, {}), below, f"{path}.{key}")
