"""Entries made from YAML nodes; each mistake in them becomes a problem with a place.

Pydantic checks the types, over the plain dataclasses of `book.model`. Only this module and `json_schema` import it.
"""

from collections.abc import Collection, Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, reduce
from typing import Any, TypeVar, cast, get_origin, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError

from mlsys_cli.book.model import Problem, Section, Table
from mlsys_cli.book.parse import diagnostics, type_errors
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import child, descend, id_in, key_node, value_of
from mlsys_cli.quiz.kinds.registry import question_kinds
from mlsys_cli.quiz.question import Question
from mlsys_cli.text.sanitize import harmless

Entry = TypeVar("Entry")

_MOST_CELLS = 100_000
_MAY_BE_EMPTY = {"id", "key", "alt", "venue"}
"""The first three have rules of their own, and not all that can be cited has appeared somewhere."""

_MOST_PROBLEMS = 10_000
_YAML_SURPRISES = (bool, int, float)
_ABSENT = ("missing", "missing_argument", "missing_keyword_only_argument")
_SURPLUS = "unexpected_keyword_argument"
for _part in type_errors.PARTS.values():
    # Pydantic would overlook unknown keys in the parts of an entry; those of the entry itself are looked for below.
    _part.__pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read_entry(
    document: Document, node: yaml.Node, entry_type: type[Entry], skip: tuple[str, ...] = ()
) -> tuple[Entry | None, list[Problem]]:
    """One entry from a mapping node. Unknown keys are reported and left out; with a wrong or missing value it is None.

    The keys in `skip` are known, but are read elsewhere.
    """
    if not isinstance(node, yaml.MappingNode):
        return None, [diagnostics.wrong_type(document, node, *type_errors.no_keys(_one(entry_type), value_of(node)))]
    if entry_type is Question:
        return _read_question(document, node, skip)
    value = value_of(node)
    unknown = _unknown_keys(document, node, value, entry_type, skip)
    for key in skip:
        value.pop(key, None)
    one, mistyped = _validated(document, node, value, entry_type)
    wrong = [] if one is None else list(_wrong_values(document, node, value, one))
    return (None if wrong else one), [*unknown, *mistyped, *wrong]


def _read_question(document: Document, node: yaml.MappingNode, skip: tuple[str, ...]) -> tuple[Any, list[Problem]]:
    """A question, which is an entry of the type that its `kind` names."""
    given, kinds = child(node, "kind"), question_kinds()
    if isinstance(given, yaml.ScalarNode) and given.value in kinds:
        return read_entry(document, node, kinds[given.value], skip)
    if given is None:
        known = (*skip, *(field.name for kind in kinds.values() for field in fields(kind)))
        unknown = _unknown_keys(document, node, value_of(node), Question, known)
        return None, [*unknown, diagnostics.missing_field(document, node, f"{_this('question', node)} has no 'kind'")]
    complaint = type_errors.allowed_words("'kind'", list(kinds), value_of(given))
    return None, [diagnostics.wrong_type(document, given, *complaint)]


def _unknown_keys(
    document: Document, node: yaml.MappingNode, value: dict[str, Any], entry_type: Any, skip: tuple[str, ...]
) -> list[Problem]:
    """The problems of the keys that an entry can't have, which are deleted from its value."""
    known = {*skip, *(field.name for field in fields(entry_type))}
    problems: list[Problem] = []
    for name, _ in node.value:
        key = harmless(name.value) if isinstance(name, yaml.ScalarNode) else ""
        if key in value and key not in known:
            hint = type_errors.surplus_hint(node, name, known) if len(problems) < type_errors.MOST_HINTS else ""
            problems.append(diagnostics.unknown_key(document, name, f"{_one(entry_type)} has no {key!r}", hint))
            del value[key]
    return problems


def _validated(
    document: Document, node: yaml.MappingNode, value: dict[str, Any], entry_type: type[Entry]
) -> tuple[Entry | None, list[Problem]]:
    """The entry made from a value, without unknown keys in its parts; None if another value is wrong or missing."""
    adapter: TypeAdapter[Entry] = _adapter(cast(Any, entry_type))
    try:
        return adapter.validate_python(value), []
    except ValidationError as error:
        # Of a value that may be of several types each type complains; the first of them is heard, but not about keys.
        heard = [detail for detail in error.errors(include_url=False) if not _expects_no_keys(detail)]
    details = {_path(node, detail): detail for detail in reversed(heard)}
    problems = [
        _problem(document, node, _title(entry_type), path, details[path], hinted=number < type_errors.MOST_HINTS)
        for number, path in enumerate(reversed(details))
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
    for field, given in value.items():
        if isinstance(given, bool) and getattr(entry, field) is not given:  # Pydantic takes `yes` for the year 1
            message, hint = f"{field!r} must be a number", "YAML reads this as true or false"
            yield diagnostics.wrong_type(document, child(node, field), message, hint)
    if isinstance(entry, Question):
        for field, must in entry.wrong_types():
            if field in value:
                complaint = type_errors.unfit(f"{field!r} {must}", value[field])
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
        for number, part in enumerate(getattr(entry, name)):
            if is_dataclass(part):
                yield from _empty_texts(document, descend(node, (name, number)), part)


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
            one, wrong = read_entry(document, item, entry_type, skip)
            mistakes += len(wrong)
            yield one, item, wrong
    elif node is not None:
        message = f"this must be a list of {_title(entry_type)}s"
        yield None, node, [diagnostics.wrong_type(document, node, message, type_errors.ITEMS)]


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
            hint = type_errors.nearest_key(key.value, keys) if len(problems) < type_errors.MOST_HINTS else ""
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
        found = child(below, step)
        if found is not None:
            path.append(step)
            below = found
    if detail["type"] in _ABSENT or child(below, last) is not None:
        path.append(last)
    return tuple(path)


def _problem(
    document: Document, node: yaml.Node, title: str, path: tuple[str | int, ...], detail: Any, hinted: bool
) -> Problem:
    """A problem in our words from an error of Pydantic, at the value that it is about."""
    kind, given = detail["type"], detail["input"]
    if kind in _ABSENT:
        part = f"{type_errors.place_name(path[:-1])} of " if len(path) > 1 else ""
        message = f"{part}{_this(title, node)} has no {path[-1]!r}"
        return diagnostics.missing_field(document, descend(node, path[:-1]), message)
    if kind == _SURPLUS:
        holder = descend(node, path[:-1])
        key = key_node(holder, str(path[-1]))
        hint = type_errors.surplus_hint(holder, key, type_errors.part_keys(path[:-1])) if hinted else ""
        return diagnostics.unknown_key(document, key, f"{type_errors.place_name(path[:-1])} has no {path[-1]!r}", hint)
    target = descend(node, path)
    wants_text = kind == "string_type" or (kind == "literal_error" and "'" in detail["ctx"]["expected"])
    if isinstance(given, _YAML_SURPRISES) and wants_text:
        read_as = "true or false" if isinstance(given, bool) else "a number"
        return diagnostics.yaml_surprise(document, target, type_errors.place_name(path), read_as)
    return diagnostics.wrong_type(document, target, *type_errors.complaint(document, target, path, detail))


def _this(title: str, node: yaml.Node) -> str:
    """An entry in words: this term 'heap'."""
    return f"this {title} {id_in(node)!r}" if id_in(node) else f"this {title}"
