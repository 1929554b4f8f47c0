"""Normalized names, so that different spellings of a name are found."""

import unicodedata

_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
"""The ASCII characters that stand between words."""


def without_accents(text: str) -> str:
    """A text without accents and apostrophes, in lower case."""
    text = text.translate(_APOSTROPHES)  # before one of them is taken apart, into a space and a mark
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.casefold()


def words_of(text: str) -> list[str]:
    """The words of a name, without case, accents, apostrophes, hyphens and a plural s."""
    folded = without_accents(text)
    spaced = folded.translate(_GAPS) if folded.isascii() else "".join(c if c.isalnum() else " " for c in folded)
    return [_singular(word) for word in spaced.split()]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def normalize_name(text: str) -> str:
    """The key that all spellings of a name have in common. A name of signs alone, such as `!`, is its own key."""
    return "".join(words_of(text)) or text.strip().encode(errors="replace").decode()
