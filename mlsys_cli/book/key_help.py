"""Explanations of the keys of the format, as editors and the guide for authors show them."""

from dataclasses import fields, is_dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from mlsys_cli.book import model
from mlsys_cli.quiz.kinds.registry import question_kinds, question_parts


def all_keys() -> frozenset[str]:
    """All keys of the format, of any entry."""
    classes = [one for one in vars(model).values() if isinstance(one, type) and is_dataclass(one)]
    classes += [*question_kinds().values(), *question_parts().values()]
    return frozenset(key for one in classes for key in keys_of(one))


def keys_of(entry_type: type[Any]) -> dict[str, str]:
    """The explanation of each key of an entry, in the order of its fields. The key `from` is the field `from_`."""
    hints = get_type_hints(entry_type, include_extras=True)
    explained = {key: get_args(hint)[1] for key, hint in hints.items() if get_origin(hint) is Annotated}
    return {field.name.rstrip("_"): explained[field.name] for field in fields(entry_type) if field.name in explained}
