"""Clicks on the keys that a screen names: a click on `t contents` is the key t."""

import re
from itertools import takewhile

from rich.cells import cell_len
from textual.events import Key

from mlsys_cli.reader.key_bindings import NAMED_SIGNS

_BETWEEN = " · "
_RANGE = re.compile(r"\w-\w")  # 1-9
_WITH_CTRL = re.compile(r"(?:Ctrl-|\^)([A-Z])")  # Ctrl-R, ^R


def key_at(line: str, column: int) -> Key | None:
    """The key that a line such as `t contents · ] next` names at a column; None if there is none.

    Of several keys for one thing, such as `+ - zoom`, it is the one at the column, or else the first.
    """
    start = 0
    for part in line.split(_BETWEEN):
        words = [(start + cell_len(part[: word.start()]), word[0]) for word in re.finditer(r"\S+", part)]
        if words and words[0][0] <= column < start + cell_len(part.rstrip()):
            there = next(word for begin, word in reversed(words) if begin <= column)
            return _key(there) or _key(words[0][1])
        start += cell_len(part + _BETWEEN)
    return None


def signs_of(item: str) -> str:
    """The keys with which a text such as `+ - zoom` or `a-d answer` begins."""
    return " ".join(takewhile(lambda word: _key(word) or _RANGE.fullmatch(word), item.split(" ")))


def _key(sign: str) -> Key | None:
    """The key with a sign on the keyboard; None for other words."""
    if with_ctrl := _WITH_CTRL.fullmatch(sign):
        return Key(f"ctrl+{with_ctrl[1].lower()}", None)
    name = NAMED_SIGNS.get(sign, sign if len(sign) == 1 else "")
    return Key(name, sign if len(sign) == 1 and sign.isascii() else None) if name else None
