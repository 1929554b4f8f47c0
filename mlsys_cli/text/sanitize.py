"""Characters that can't be written as they are: they could control a terminal, or stdout's encoding lacks them."""

import re
import unicodedata

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Surrogates, and control characters (of a terminal, or of text direction) except tab and line feed."""

_STAND_INS = {
    "-": "─━═–—‐‑−",
    "|": "│┃║▏▎▍┊╵╷",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯",
    "^": "▲↑",
    "v": "▼↓✓",
    "<": "◄←‹",
    ">": "►→›",
    "_": "▁▂▃",
    "#": "█▓▊▉▋▇",
    "=": "▒▌▄▅▆",
    ":": "░",
    "*": "•●",
    ".": "·…",
    "'": "‘’‚",
    '"': "“”„",
    "x": "×",
    "~": "≈",
}
_TABLE = {ord(character): stand_in for stand_in, characters in _STAND_INS.items() for character in characters}


def harmless(text: str) -> str:
    """A text in which each character that could control a terminal is a replacement character."""
    return HARMFUL.sub("\ufffd", text).replace("\t", " ")


def encodable(text: str, encoding: str) -> str:
    """The text as this encoding can hold it. Columns stay where they are."""
    if _holds(encoding, text):
        return text
    return "".join(c if _holds(encoding, c) else _stand_in(c, encoding) for c in text)


def _stand_in(character: str, encoding: str) -> str:
    from rich.cells import cell_len  # only a poor encoding has to measure

    stand_in = _TABLE.get(ord(character))
    if stand_in is None:
        base = unicodedata.normalize("NFKD", character)[:1]
        stand_in = base if base != character and _holds(encoding, base) else "?"
    width = cell_len(character)
    return stand_in.ljust(width, "?")[:width]


def _holds(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
