"""Entries as the YAML that an author would write."""

import json
import re
from collections.abc import Mapping
from textwrap import indent
from typing import Any

from mlsys_cli.book.author.text_edits import scalar

_LONGEST = 90
"""The characters of a text or a list that stands on the line of its key."""

_BLOCK = re.compile(
    r"(?! )(?:[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff](?<! \n))*(?<! )"
)
"""A text that a block can have as it is: it doesn't begin with a space, and no line ends in one."""


def entry_yaml(fields: Mapping[str, Any]) -> str:
    """The lines of an entry, without the dash before it."""
    return "".join(_key_and_value(key, value) for key, value in fields.items())


def _key_and_value(key: str, value: Any) -> str:
    value = value.rstrip("\n") if isinstance(value, str) else value  # that of a block ends a line
    if isinstance(value, str) and ("\n" in value or len(value) > _LONGEST) and _BLOCK.fullmatch(value):
        mark = "|" if "\n" in value else "|-"  # no line break behind a title, an address or a key
        return f"{key}: {mark}\n{indent(value, '  ')}\n"
    on_a_line = _on_a_line(value)
    if isinstance(value, list) and (any(isinstance(item, dict) for item in value) or len(on_a_line) > _LONGEST):
        return f"{key}:\n{''.join(map(_item, value))}"
    return f"{key}: {on_a_line}\n"


def _item(value: Any) -> str:
    """An item of a list: on a line, but for a section, which has a text or other sections."""
    if isinstance(value, dict) and value.keys() & {"body", "sections"}:
        return f"  - {indent(entry_yaml(value), '    ')[4:]}"
    return f"  - {_on_a_line(value)}\n"


def _on_a_line(value: Any) -> str:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{scalar(str(key))}: {_on_a_line(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_on_a_line, value))}]"
    # YAML takes 1e-05 for a text: a number with an exponent needs a point.
    return re.sub(r"^(-?\d+)e", r"\1.0e", json.dumps(value, ensure_ascii=False))
