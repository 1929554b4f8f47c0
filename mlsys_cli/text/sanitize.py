"""Text from outside that can't command a terminal."""

import re

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters (of a terminal, or of the direction of writing) but for tab and line feed, and half characters."""


def harmless(text: str) -> str:
    """A text without the characters that could command a terminal; each is shown as a replacement character."""
    return HARMFUL.sub("\ufffd", text).replace("\t", " ")
