"""Removal of characters by which text from outside could control a terminal."""

import re

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters (of a terminal, or of the direction of writing) but for tab and line feed, and surrogates."""


def harmless(text: str) -> str:
    """A text in which each character that could control a terminal is a replacement character."""
    return HARMFUL.sub("\ufffd", text).replace("\t", " ")
