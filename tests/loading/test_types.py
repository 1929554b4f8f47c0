"""Entries whose values have the right types are made without Pydantic, as Pydantic would make them."""

from copy import deepcopy
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from pydantic import TypeAdapter

from mlsys_cli.book import model
from mlsys_cli.book.author.format_guide import EXAMPLE
from mlsys_cli.book.kinds import BUNDLED_BOOK, KINDS
from mlsys_cli.book.parse.load import exact_reader, load_book, load_chapter
from mlsys_cli.book.parse.yaml_document import value_of
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS

ODD: list[Any] = [None, True, 0, -3, 2.5, "", "x", "7", "yes", [], ["a"], [1], [[1, 2]], [{"a": 1}], {}, {"a": "b"}]
ODD += [{"text": "x"}, [{"text": "x", "value": 1}], [{"id": "a", "name": "b"}], [{"words": "w", "formula": "1"}]]

TYPES = [
    getattr(model, kind.model)
    for kind in KINDS.values()
    if kind.name not in ("question", "column", "chapter", "exhibit")
]
TYPES += QUESTION_KINDS.values()


@pytest.fixture(scope="module")
def examples() -> dict[Any, dict[str, Any]]:
    """The values of an entry of each type."""
    origins: dict[Any, Any] = {}
    for book in (BUNDLED_BOOK, EXAMPLE):
        loaded = load_book(book, with_sources=True)
        origins |= loaded.origins
        for part in loaded.book.parts:
            for chapter in part.chapters:
                origins |= load_chapter(book / chapter).origins
    found: dict[Any, dict[str, Any]] = {}
    for (kind, _), origin in origins.items():
        value = value_of(origin.node) if origin.node is not None else {}
        entry_type = QUESTION_KINDS[value["kind"]] if kind == "question" else getattr(model, KINDS[kind].model)
        found.setdefault(entry_type, {name: part for name, part in value.items() if name != "sections"})
    return found


def parts_of(value: Any) -> Any:
    """A value with the types and fields of all records in it, of which some can't be compared themselves."""
    if isinstance(value, dict):
        return {name: parts_of(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [parts_of(part) for part in value]
    if not is_dataclass(value):
        return repr(value)  # True isn't 1 here
    return type(value), [(field.name, parts_of(getattr(value, field.name))) for field in fields(value)]


@pytest.mark.parametrize("entry_type", TYPES, ids=lambda entry_type: entry_type.__name__)
def test_what_is_read_without_pydantic_is_what_pydantic_reads(
    entry_type: Any, examples: dict[Any, dict[str, Any]]
) -> None:
    """Also with an odd value in any of the fields; what isn't read is left to Pydantic, which says what is wrong."""
    value, adapter = examples[entry_type], TypeAdapter(entry_type)
    assert parts_of(exact_reader(entry_type)(value)) == parts_of(adapter.validate_python(value))
    for field in fields(entry_type):
        for odd in ODD:
            changed = {**deepcopy(value), field.name: odd}
            try:
                entry = exact_reader(entry_type)(changed)
            except (TypeError, KeyError):
                continue
            assert parts_of(entry) == parts_of(adapter.validate_python(changed)), (field.name, odd)


@pytest.mark.parametrize(
    "value", [{}, {"id": "heap"}, {"id": 1, "name": "Heap", "kind": "k", "definition": "D."}, [], None]
)
def test_what_lacks_a_field_or_has_another_type_is_not_read(value: Any) -> None:
    with pytest.raises((TypeError, KeyError)):
        exact_reader(model.Term)(value)
