"""Explanations of the keys of the format, as editors and the guide for authors show them."""

from dataclasses import fields, is_dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from mlsys_cli.book import model
from mlsys_cli.quiz.kinds.registry import question_kinds, question_parts


def all_keys() -> frozenset[str]:
    """Every key of the format, whatever noun has it."""
    nouns = [noun for noun in vars(model).values() if isinstance(noun, type) and is_dataclass(noun)]
    return frozenset(
        key for noun in (*nouns, *question_kinds().values(), *question_parts().values()) for key in keys_of(noun)
    )


def keys_of(noun: type[Any]) -> dict[str, str]:
    """The explanation of each key of a noun, in the order of its fields."""
    hints = get_type_hints(noun, include_extras=True)
    explained = {key: get_args(hint)[1] for key, hint in hints.items() if get_origin(hint) is Annotated}
    return {field.name: explained[field.name] for field in fields(noun) if field.name in explained}
