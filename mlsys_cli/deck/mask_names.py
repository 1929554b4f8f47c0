"""Names hidden in a text, so that they can be asked for."""

import re
from collections.abc import Iterable
from functools import lru_cache

HIDDEN = "[…]"
"""The text in the place of a hidden name."""


def mask_names(text: str, names: Iterable[str]) -> str:
    """The text with each of the names hidden wherever it occurs."""
    return _pattern(tuple(names)).sub(HIDDEN, text)


def has_name(text: str, names: Iterable[str]) -> bool:
    """True if one of the names occurs in a text."""
    return bool(_pattern(tuple(names)).search(text))


@lru_cache(256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the names as whole words, the longest first, perhaps in the plural."""
    parts = [_flexible(name) for name in sorted(names, key=len, reverse=True) if name.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?:e?s)?(?!\w)" if parts else r"(?!)", re.IGNORECASE)


def _flexible(name: str) -> str:
    """A pattern for a name in which a hyphen and a space are the same."""
    return r"[\s\-‐‑–]+".join(re.escape(word) for word in re.split(r"[\s\-‐‑–]+", name.strip()))
