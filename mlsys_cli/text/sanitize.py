"""Characters that can't be written or stored as they are, because they could control a terminal or are half of one."""

import re

HARMFUL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
"""What XML forbids, surrogates, and control characters (of a terminal or text direction) except tab and line feed.

A pattern that is compiled where it is first needed: that takes a millisecond, and most texts have none of them.
"""


def harmless(text: str) -> str:
    """A text in which each character that could control a terminal is a replacement character."""
    return text if text.isprintable() else re.sub(HARMFUL, "\ufffd", text).replace("\t", " ")


def storable(text: str) -> str:
    """A text without lone surrogates, which a terminal can give and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
