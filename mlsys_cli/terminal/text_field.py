"""A line that is being typed."""

import unicodedata
from typing import NamedTuple

from mlsys_cli.page import Span
from mlsys_cli.render.wrapping import Line, cut, width_of
from mlsys_cli.terminal.keyboard import Key

_LONGEST = 500


class Field(NamedTuple):
    """A text, and before which of its characters the cursor stands."""

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
    """Where the character before a place begins, with the marks and joined signs that belong to it."""
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
    """Whether a character is part of the one before it."""
    return bool(unicodedata.combining(character)) or character in "\u200d\ufe0f" or "🏻" <= character <= "🏿"


def field_line(field: Field, width: int) -> tuple[Line, int]:
    """The field in a line of at most `width` columns, and the column of the cursor, which is always in sight."""
    text, at = field
    start = 0
    while width_of(text[start:at]) >= width:
        start = _after(text, start)
    shown, _ = cut(text[start:], width) if width_of(text[start:]) > width else (text[start:], "")
    return ((Span(shown, "picked"),) if shown else ()), width_of(text[start:at])
