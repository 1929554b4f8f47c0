"""Words as a shell reads them."""

import re

_SAFE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def quote(word: str) -> str:
    """A word quoted for a shell, as `shlex.quote` does, without the cost of importing it."""
    return word if _SAFE.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"
