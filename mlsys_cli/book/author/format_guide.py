"""The guide for authors: the whole format on one page, with a book as an example."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from mlsys_cli.book.author.json_schema import SCHEMA_FILES, class_named
from mlsys_cli.book.key_help import keys_of
from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.page.blocks import Block, Code, DefinitionList, Heading, Paragraph, text_spans
from mlsys_cli.quiz.kinds.registry import question_kinds

EXAMPLE = Path(__file__).parents[2] / "guide" / "bread"
"""The folder of the example book in the guide."""

_TEXT = EXAMPLE.parent / "guide.md"
_MARK = re.compile(r"^(?:(#+) (.+)|\{keys (\w+)\}|\{(kinds of questions|example)\})$", re.MULTILINE)


def example_files() -> dict[str, str]:
    """The text of each file of the example, in the order in which an author needs them."""
    paths = sorted(EXAMPLE.rglob("*.yaml"), key=lambda path: SCHEMA_FILES.index(path.name))
    return {str(path.relative_to(EXAMPLE)): path.read_text(encoding="utf-8") for path in paths}


def guide() -> Iterator[Block]:
    """The blocks of the guide: Markdown with the tables of keys and the example inserted."""
    text, end = _TEXT.read_text(encoding="utf-8"), 0
    for mark in _MARK.finditer(text):
        yield from parse_prose(text[end : mark.start()])
        end = mark.end()
        signs, title, name, piece = mark.groups()
        if title:
            yield Heading(len(signs), title)
        elif name:
            yield from _keys(class_named(name))
        elif piece == "kinds of questions":
            for kind in question_kinds().values():
                yield from _keys(kind)
                for key, part in kind.PARTS.items():
                    yield from parse_prose(f"A {part.__name__.lower()}, in `{key}`:")
                    yield from _keys(part)
        elif piece == "example":
            for path, source in example_files().items():
                yield Heading(3, path)
                yield Code(source)
    yield from parse_prose(text[end:])


def _keys(entry_type: type[Any]) -> Iterator[Block]:
    """The keys of an entry, the required ones first. Keys that all questions have are not repeated."""
    inherited = {field.name for base in entry_type.__bases__ if is_dataclass(base) for field in fields(base)}
    own = [field for field in fields(entry_type) if field.name not in inherited]
    if needed := [_row(entry_type, field) for field in own if _is_needed(field)]:
        yield DefinitionList(tuple(needed))
    if rest := [_row(entry_type, field) for field in own if not _is_needed(field)]:
        yield Paragraph(text_spans("Optional:"))
        yield DefinitionList(tuple(rest))


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _row(entry_type: type[Any], field: "Field[Any]") -> tuple[str, Any]:
    key = field.name.rstrip("_")
    words = keys_of(entry_type)[key]
    values = [value for value in _values(get_type_hints(entry_type)[field.name]) if isinstance(value, str)]
    if len(values) == 1:
        return f"{key}: {values[0]}", text_spans(words)
    return key, text_spans(f"{words} One of {', '.join(values)}." if values else words)


def _values(hint: Any) -> tuple[Any, ...]:
    """The values that a type allows."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(value for one in get_args(hint) if one is not NoneType for value in _values(one))
