"""Messages about values of the wrong type, in terms that authors know instead of Pydantic's Python types.

A complaint is a message, which says what the value must be, and a hint, which says how to write it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any, TypeAlias

import yaml

from mlsys_cli.book.model import (
    BookPart,
    Cell,
    CheckSettings,
    Column,
    ExampleStep,
    FigureAxis,
    FigureMark,
    FigureSeries,
    Part,
    Row,
    Stated,
    TermKind,
    WorkedExample,
)
from mlsys_cli.book.number_fields import FIELDS
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.quiz.kinds.registry import question_parts
from mlsys_cli.text.spelling import did_you_mean
from mlsys_cli.text.wording import month_named

Complaint: TypeAlias = tuple[str, str]

PARTS: dict[str, type[Any]] = {
    "parts": BookPart,
    "kinds": TermKind,
    "check": CheckSettings,
    "columns": Column,
    "nodes": Part,
    "rows": Row,
    "cells": Cell,
    **dict.fromkeys(FIELDS, Stated),
    "examples": WorkedExample,
    "steps": ExampleStep,
    "x": FigureAxis,
    "y": FigureAxis,
    "series": FigureSeries,
    "marks": FigureMark,
}
"""The classes of parts of entries, by their key; the parts of questions are not among them."""

ITEMS = "begin each item with '- '"
"""The hint that says how to write a list."""

MOST_HINTS = 100
"""The largest number of suggestions in one place: thousands of unknown names are not typos."""

_WANTED = {
    **dict.fromkeys(("string_type", "string_unicode"), "must be a text"),
    "tuple_type": "must be a list",
    **dict.fromkeys(("dict_type", "dataclass_type"), "must be keys with values (`key: value`)"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "must be a whole number"),
    "int_parsing_size": "must be a number with fewer digits",
    **dict.fromkeys(("float_type", "float_parsing"), "must be a number"),
    "finite_number": "must be a finite number",
    **dict.fromkeys(("bool_type", "bool_parsing"), "must be true or false"),
}
"""What a value must be, by the type of Pydantic's error."""
_OF_IDS = ("chapters", "ignore", "needs", "see_also", "sources", "terms")
_OF_NUMBERS = ("at", "range", "values")
_SIMPLE = re.compile(r"[^\W_]([^\[\]{}:#\"'\n]*[^\[\]{}:#\"'\s])?")
"""A text that can be put in brackets without quotes."""

_GROUPED = re.compile(r"-?\d{1,3}([, ]\d{3})+(\.\d+)?")
"""A number with its thousands set apart."""

_NUMBERS = re.compile(r"-?[\d.]+(, *-?[\d.]+)+")
"""Numbers with commas between them."""

_LONGEST = 60
_EXCERPT = 200


def complaint(document: Document, node: yaml.Node | None, path: tuple[str | int, ...], detail: Any) -> Complaint:
    """The complaint about the value at a path, from Pydantic's."""
    kind, given, name = detail["type"], detail["input"], place_name(path)
    if kind == "literal_error":
        expected = re.findall(r"'([^']*)'|(\d+)", detail["ctx"]["expected"])
        return allowed_words(name, [int(number) if number else word for word, number in expected], given)
    if given is None:
        return f"{name} is empty", ""
    if kind not in _WANTED:
        return f"{name}: {detail['msg']}", ""
    if kind.startswith("int_") and detail["loc"][-1] == "int":
        kind = "float_type"  # it is one of several types, of which a fraction is another
    hint = ""
    if kind == "dataclass_type":
        hint = f"the keys are {', '.join(sorted(part_keys(path)))}"
    elif kind == "dict_type":
        hint = (
            "use the names in the formula as keys" if path[-1:] == ("given",) else "use the ids of the columns as keys"
        )
    elif kind == "tuple_type":
        hint = _list_hint(path, given)
    elif kind.startswith(("int_", "float_")):
        return unfit(f"{name} {_WANTED[kind]}", given)
    elif kind == "string_type" and node is not None:
        start = node.start_mark.index
        hint = _text_hint(path, document.text[start : start + _EXCERPT])
        if document.text[:start].rstrip(" ").endswith(":\n"):
            hint = f"write `{path[-1]}: |` if the lines below it are its text"
    return f"{name} {_WANTED[kind]}", hint


def unfit(message: str, given: Any) -> Complaint:
    """The complaint about what isn't a number, perhaps since its thousands are set apart."""
    is_grouped = isinstance(given, str) and _GROUPED.fullmatch(given)
    return message, f"write {re.sub('[, ]', '', given)}" if is_grouped else ""


_SINGULARS = {"aliases": "alias", "series": "series"}


def place_name(path: tuple[str | int, ...]) -> str:
    """The name of the value at a path, counting from one: 'spring' of 'cells' of row 2."""
    names: list[str] = []
    steps = list(path)
    while steps:
        step = steps.pop()
        if isinstance(step, str):
            names.append(repr(step))
        elif steps and isinstance(steps[-1], str) and steps[-1].endswith("s"):
            several = str(steps.pop())
            names.append(f"{_SINGULARS.get(several) or several.removesuffix('s')} {step + 1}")
        else:
            names.append(f"item {step + 1}")
    return " of ".join(names)


def allowed_words(name: str, known: Sequence[str | int], given: Any) -> Complaint:
    """The complaint about a value that isn't one of the allowed words, with the nearest of them."""
    *most, last = map(repr, known)
    choice = f"{', '.join(most)} or {last}" if most else last
    if isinstance(known[0], int):
        choice = f"a number from {known[0]} to {known[-1]}"
    if given is None or given == "":
        return f"{name} is empty; it must be {choice}", ""
    words = [one for one in known if isinstance(one, str)]
    hint = did_you_mean(given, words) if isinstance(given, str) else ""
    if known == list(range(1, 13)) and isinstance(given, str) and (month := month_named(given)):
        hint = f"write {month}"
    return f"{name} must be {choice}", hint


def no_keys(what: str, given: Any) -> Complaint:
    """The complaint about an entry that isn't a mapping."""
    if given is None:
        return f"this entry is empty; write the keys of {what}", ""
    joined = isinstance(given, str) and re.match(r"(\w+):(\S.*)", given[:_LONGEST])
    hint = f"a space is missing after the colon: write `{joined[1]}: {joined[2]}`" if joined else ""
    return f"this must be {what}, written as keys and values (`key: value`)", hint


def nearest_key(key: str, known: Collection[str]) -> str:
    """A hint that suggests the nearest key, or lists all of them."""
    if key[:1].isspace():
        return "it begins with a space that isn't an ordinary one: indent with the spaces of the space bar"
    return did_you_mean(key, sorted(known)) or f"the keys are {', '.join(sorted(known))}"


def surplus_hint(holder: yaml.Node | None, key: yaml.Node | None, known: Collection[str]) -> str:
    """The hint for an unknown key, which is misspelt, or part of the text before it."""
    if not isinstance(key, yaml.ScalarNode):
        return nearest_key("", known)
    pairs = holder.value if isinstance(holder, yaml.MappingNode) else []
    for (_, before), (name, value) in pairwise(pairs):
        follows_text = isinstance(before, yaml.ScalarNode) and not before.style
        # Nothing follows the rest of a text after a comma, not even a colon.
        if name is key and follows_text and value.start_mark.index == value.end_mark.index == key.end_mark.index:
            return "if it belongs to the text before the comma, put quotes around that text"
        if name is key and isinstance(before, yaml.ScalarNode) and before.style in ("|", ">") and " " in key.value:
            return "if it belongs to the text above, indent it as deep as that"
    return nearest_key(str(key.value), known)


def part_keys(path: tuple[str | int, ...]) -> list[str]:
    """The keys of the part at a path within an entry."""
    parts = PARTS | question_parts()
    entry_type = next((parts[step] for step in reversed(path) if isinstance(step, str) and step in parts), None)
    return [field.name.rstrip("_") for field in fields(entry_type)] if entry_type else []


def _list_hint(path: tuple[str | int, ...], given: Any) -> str:
    """The hint for a list that was written without brackets or dashes."""
    if path[:1] == ("edges",):
        return "write the edges as a list: [[from, to], [from, to]]"
    if path[-1:] == ("points",):
        return "write the points as a list: [[1, 2], [2, 4]]"
    if (
        not path
        or path[-1] in PARTS | question_parts()
        or not isinstance(given, str | int | float)
        or isinstance(given, bool)
    ):
        return ITEMS
    text = str(given)
    if _NUMBERS.fullmatch(text) and (path[-1] in _OF_NUMBERS or isinstance(path[-1], int)):
        return f"write [{text}]"
    if len(text) > _LONGEST or not _SIMPLE.fullmatch(text) or ("," in text and path[-1] not in _OF_IDS):
        return ITEMS  # a comma may belong to a name
    if text[0].isdigit() and path[-1] not in _OF_NUMBERS:
        text = f'"{text}"'
    return f"write [[{text}]]" if path == ("gaps",) else f"write [{text}]"


def _text_hint(path: tuple[str | int, ...], written: str) -> str:
    """The hint for a text that YAML reads as a list or as keys."""
    if path and isinstance(path[-1], int) and written.startswith("["):
        return "remove the extra pair of brackets, or put quotes around the text"
    if written.startswith(("[", "{")):
        return f"put it in quotes: in YAML, a text can't begin with {written[0]}"
    if re.match(r"[^\s-][^\n]*:\s", written):
        return "put quotes around a text that contains a colon followed by a space"
    return ""
