"""Characters that can't be written as they are: they could control a terminal, or stdout's encoding lacks them."""

import re
import unicodedata

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Surrogates, and control characters (of a terminal, or of text direction) except tab and line feed."""

_STAND_INS = """
-─━═–—‐‑− |│┃║▏▎▍┊╵╷ +┌┐└┘├┤┬┴┼╭╮╰╯ ^▲↑ v▼↓✓ <◄←‹ >►→› _▁▂▃ #█▓▊▉▋▇■ =▒▌▄▅▆ :░ *•◆ O● o○ D□ X✖ x×✕ t✚✛ .·… '‘’‚ "“”„ ~≈
"""
"""Of each group, the first character stands for the others."""
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_BRAILLE = 0x2800
_DOTTED = re.compile("[\u2800-\u28ff]")
_UPPER, _LOWER, _LEFT, _RIGHT = 0x1B, 0xE4, 0x47, 0xB8
"""The dots in the upper and lower half of a braille cell, and in its left and right column."""

_TABLE = {character: group[0] for group in _STAND_INS.split() for character in group[1:]}


def harmless(text: str) -> str:
    """A text in which each character that could control a terminal is a replacement character."""
    return text if text.isprintable() else HARMFUL.sub("\ufffd", text).replace("\t", " ")


def storable(text: str) -> str:
    """A text without lone surrogates, which a terminal can give and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def without_braille(text: str) -> str:
    """The text for a terminal whose font has no braille, in which plots are drawn. Columns stay where they are."""
    return _DOTTED.sub(lambda found: _dots(ord(found[0]) - _BRAILLE), text)


def encodable(text: str, encoding: str, *, has_braille: bool = True) -> str:
    """The text as this encoding can hold it, and perhaps without braille. Columns stay where they are."""
    text = text if has_braille else without_braille(text)
    if _holds(encoding, text):
        return text
    # Without its superscripts a power of ten would be another number.
    text = _POWER.sub(lambda power: f"1e{power[1].translate(_SUPERSCRIPTS)}", text)
    return "".join(c if _holds(encoding, c) else _stand_in(c, encoding) for c in text)


def _stand_in(character: str, encoding: str) -> str:
    from rich.cells import cell_len  # only a poor encoding has to measure

    if 0 <= ord(character) - _BRAILLE < 0x100:
        return _dots(ord(character) - _BRAILLE)
    stand_in = _TABLE.get(character)
    if stand_in is None:
        base = unicodedata.normalize("NFKD", character)[:1]
        stand_in = base if base != character and _holds(encoding, base) else "?"
    width = cell_len(character)
    return stand_in.ljust(width, "?")[:width]


def _dots(dots: int) -> str:
    """The character that looks most like the dots of a braille cell, which are parts of lines."""
    left, right = dots & _LEFT, dots & _RIGHT
    if not dots:
        return " "
    if dots.bit_count() > 5:
        return "#"
    if not (left and right):
        return "|" if dots & _UPPER and dots & _LOWER else "'" if dots & _UPPER else "."
    if not dots & _LOWER:
        return '"' if dots & 0x12 == 0 else "-"
    if not dots & _UPPER:
        return "_" if dots & 0x24 == 0 else "-"
    rises = left & _UPPER == 0 and right & _LOWER == 0
    falls = left & _LOWER == 0 and right & _UPPER == 0
    return "/" if rises else "\\" if falls else "+"


def _holds(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
