"""The installed packs. A lookup imports no more than this, and pays for one listing of a directory."""

import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.text.spelling import suggest

BUNDLED = "intro-to-mlsys"
"""The name of the book that comes with the program: its id."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
"""The names that a pack can have. It is the name of a folder, so it can't be a path or begin with a dot."""


class InstalledPacks(NamedTuple):
    """The folders of the packs by name, in reading order, and the names of the damaged ones."""

    books: Mapping[str, Path]
    damaged: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every pack, damaged or not."""
        return tuple(sorted([*self.books, *self.damaged]))


def scan_packs(directory: Path) -> InstalledPacks:
    """The packs in a directory; none if it doesn't exist or can't be read."""
    try:
        names = sorted(name for name in os.listdir(directory) if NAME.fullmatch(name))
    except OSError:
        return InstalledPacks({}, ())
    sound = {name: directory / name for name in names if _is_book(directory / name)}
    return InstalledPacks(sound, tuple(name for name in names if name not in sound))


def _is_book(folder: Path) -> bool:
    """True if this is a folder with a book.yaml, neither of them a link."""
    try:
        return stat.S_ISDIR(os.lstat(folder).st_mode) and stat.S_ISREG(os.lstat(folder / "book.yaml").st_mode)
    except OSError:
        return False


def choose_packs(names: Sequence[str], bundled: Path, installed: InstalledPacks) -> tuple[Path, ...]:
    """The folders of the books to read: the bundled one and every pack, or only the named ones."""
    books = {BUNDLED: bundled, **installed.books}
    for name in names:
        if name in installed.damaged:
            raise UnreadableError(f"the pack {name!r} is damaged", [f"'mlsys pack update {name}' fetches it again"])
        if name not in books:
            raise unknown_pack(name, tuple(books))
    return tuple(dict.fromkeys(books[name] for name in names or books))


def unknown_pack(name: str, known: Sequence[str]) -> NotFoundError:
    """The error for a pack that isn't installed, with the names that may have been meant."""
    near = suggest(name, known, 3) or known[:10]
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "'mlsys pack add' adds one"
    return NotFoundError(f"there is no pack {name[:60]!r}", [hint])


def check_name(name: str, kind: type[MlsysError] = UsageError) -> None:
    """Raise an error of this kind if a pack can't have this name."""
    if not NAME.fullmatch(name):
        hint = "a name consists of lower-case letters, digits and hyphens; --name gives another one"
        raise kind(f"a pack can't be called {name[:80]!r}", [hint])
    if name == BUNDLED:
        raise kind(f"{name!r} is the book that comes with the program", ["--name gives another name"])
