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
    before = max((stop for stop in _stops(text) if stop < at), default=0)
    after = min((stop for stop in _stops(text) if stop > at), default=len(text))
    match key.name:
        case "text":
            kept = key.text[: max(_LONGEST - len(text), 0)]
            return Field(text[:at] + kept + text[at:], at + len(kept))
        case "backspace":
            return Field(text[:before] + text[at:], before)
        case "delete":
            return Field(text[:at] + text[after:], at)
        case "left":
            return Field(text, before)
        case "right":
            return Field(text, after)
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


def _stops(text: str) -> list[int]:
    """The places where the cursor may stand: not between a character and its combining marks and joined signs."""
    stops = [0, len(text)]
    for at, character in enumerate(text[1:], start=1):
        is_mark = bool(unicodedata.combining(character)) or character in "\u200d\ufe0f" or "🏻" <= character <= "🏿"
        if not is_mark and text[at - 1] != "\u200d":
            stops.append(at)
    return sorted(stops)


def field_line(field: Field, width: int) -> tuple[Text, int]:
    """The field as a line of at most `width` columns, and the column of the cursor, which is always visible."""
    text, at = field
    start = next(stop for stop in _stops(text) if cell_len(text[stop:at]) < width)
    shown = text[start:] if cell_len(text[start:]) <= width else chop_cells(text[start:], width)[0]
    return Text.styled(shown, "picked"), cell_len(text[start:at])
