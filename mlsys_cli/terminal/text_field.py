"""A one-line text field."""

import unicodedata
from typing import NamedTuple

from rich.cells import cell_len, chop_cells
from rich.text import Text

from mlsys_cli.terminal.keyboard import Key

_LONGEST = 500


class Field(NamedTuple):
    """A text, and the index of the character under the cursor."""

    text: str = ""
    cursor: int = 0


def edited(field: Field, key: Key) -> Field:
    """The field after a key; the same if the key edits nothing."""
    text, at = field
    match key.name:
        case "text":
            kept = key.text[: max(_LONGEST - len(text), 0)]
            return Field(text[:at] + kept + text[at:], at + len(kept))
        case "backspace":
            start = _before(text, at)
            return Field(text[:start] + text[at:], start)
        case "delete":
            return Field(text[:at] + text[_after(text, at) :], at)
        case "left":
            return Field(text, _before(text, at))
        case "right":
            return Field(text, _after(text, at))
        case "home":
            return Field(text, 0)
        case "end":
            return Field(text, len(text))
        case "cut-rest":
            return Field(text[:at], at)
        case "cut-all":
            return Field(text[at:], 0)
        case "cut-word":
            start = len(text[:at].rstrip().rpartition(" ")[0])
            start += 1 if start else 0
            return Field(text[:start] + text[at:], start)
    return field


def _before(text: str, at: int) -> int:
    """The start of the character before a position, with its combining marks and joined signs."""
    at = max(at - 1, 0)
    while at > 0 and (_belongs(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return at


def _after(text: str, at: int) -> int:
    at = min(at + 1, len(text))
    while at < len(text) and (_belongs(text[at]) or text[at - 1] == "\u200d"):
        at += 1
    return at


def _belongs(character: str) -> bool:
    """True if a character is part of the one before it."""
    return bool(unicodedata.combining(character)) or character in "\u200d\ufe0f" or "🏻" <= character <= "🏿"


def field_line(field: Field, width: int) -> tuple[Text, int]:
    """The field as a line of at most `width` columns, and the column of the cursor, which is always visible."""
    text, at = field
    start = 0
    while cell_len(text[start:at]) >= width:
        start = _after(text, start)
    shown = text[start:] if cell_len(text[start:]) <= width else chop_cells(text[start:], width)[0]
    return Text.styled(shown, "picked"), cell_len(text[start:at])
