"""Entries made of values whose types are exactly right, which those of a sound book are.

Pydantic explains what is wrong with the others. To import it and to build its validators takes 0.1 s, half as much as a
look-up after an edit may take in all. What is taken here, Pydantic takes as well, and makes the same of it
(docs/decisions/exact-types.md).
"""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Reader = Callable[[Any], Any]
"""Makes a value of a type from one of YAML. Raises TypeError or KeyError if it isn't exactly of the type."""


@cache
def exact_reader(hint: Any) -> Reader:
    """The reader of a type: a dataclass, or a type that the fields of one have."""
    kind, parts = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return partial(_read_record, hint)
    if kind in (Union, UnionType):
        # A whole number stays one where both are possible, as with Pydantic.
        return partial(_read_first, tuple(map(exact_reader, sorted(parts, key=lambda part: part is float))))
    if kind is Literal:
        return partial(_read_one_of, {(part.__class__, part): part for part in parts})
    if kind is tuple and parts[1:] == (...,):
        return partial(_read_list, exact_reader(parts[0]))
    if kind is dict and parts[0] is str:
        return partial(_read_mapping, exact_reader(parts[1]))
    if hint is float:
        return _read_float
    if hint in (str, int, bool, NoneType):
        return partial(_read_plain, hint)
    return _refuse


@cache
def _fields_of(record: Any) -> tuple[dict[str, tuple[str, Reader]], frozenset[str]]:
    """The fields of a dataclass by their keys, each with its reader; and the keys that must be there."""
    hints = get_type_hints(record)
    keys = {field.name.rstrip("_"): field for field in fields(record)}  # authors write `from`, no name in Python
    required = [key for key, f in keys.items() if f.default is MISSING and f.default_factory is MISSING]
    return {key: (f.name, exact_reader(hints[f.name])) for key, f in keys.items()}, frozenset(required)


def _read_record(record: Any, value: Any) -> Any:
    readers, required = _fields_of(record)
    if value.__class__ is not dict or not required <= value.keys():
        raise TypeError
    read = [(readers[key], item) for key, item in value.items()]
    return record(**{name: reader(item) for (name, reader), item in read})


def _read_first(readers: tuple[Reader, ...], value: Any) -> Any:
    for read in readers:
        try:
            return read(value)
        except (TypeError, KeyError):
            continue
    raise TypeError


def _read_one_of(values: dict[tuple[type, Any], Any], value: Any) -> Any:
    return values[value.__class__, value]


def _read_list(read: Reader, value: Any) -> Any:
    if value.__class__ is not list:
        raise TypeError
    return tuple(map(read, value))


def _read_mapping(read: Reader, value: Any) -> Any:
    if value.__class__ is not dict:
        raise TypeError
    return {key: read(item) for key, item in value.items()}


def _read_plain(kind: type, value: Any) -> Any:
    if value.__class__ is not kind:
        raise TypeError
    return value


def _read_float(value: Any) -> Any:
    if value.__class__ is int:
        return float(value)
    return _read_plain(float, value)


def _refuse(value: Any) -> Any:
    raise TypeError
