"""Where the packs stand, and which there are. A lookup imports no more than this, and pays for one listing."""

import os
import re
import stat
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError, UsageError

BUNDLED = "intro-to-mlsys"
"""What the book that comes with the program is called: its id."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
"""What a pack can be called. It is the name of a folder, so that it can't be a path or begin with a dot."""


class InstalledPacks(NamedTuple):
    """The folders of the packs by name, in the order in which they are read, and the names of those that are broken."""

    books: Mapping[str, Path]
    damaged: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every pack that is there, broken or not."""
        return tuple(sorted([*self.books, *self.damaged]))


def packs_directory() -> Path:
    """The directory of the packs; one that can't be made, where nobody knows the user's home."""
    from platformdirs import user_data_path

    try:
        return user_data_path("mlsys-cli", appauthor=False).absolute() / "packs"
    except RuntimeError:
        return Path(os.devnull) / "mlsys-cli"


def scan_packs(directory: Path) -> InstalledPacks:
    """What stands in the directory of the packs; nothing if there is none, or if it can't be looked into."""
    try:
        names = sorted(name for name in os.listdir(directory) if NAME.fullmatch(name))
    except OSError:
        return InstalledPacks({}, ())
    sound = {name: directory / name for name in names if _is_book(directory / name)}
    return InstalledPacks(sound, tuple(name for name in names if name not in sound))


def _is_book(folder: Path) -> bool:
    """Whether this is a folder with a book.yaml, neither of them a link to something elsewhere."""
    try:
        return stat.S_ISDIR(os.lstat(folder).st_mode) and stat.S_ISREG(os.lstat(folder / "book.yaml").st_mode)
    except OSError:
        return False


def choose_packs(names: Sequence[str], bundled: Path, shelf: InstalledPacks) -> tuple[Path, ...]:
    """The folders of the books to be read: the bundled one and then every pack, or only those that are named."""
    books = {BUNDLED: bundled, **shelf.books}
    for name in names:
        if name in shelf.damaged:
            raise UnreadableError(f"the pack {name!r} is damaged", [f"'mlsys pack update {name}' fetches it anew"])
        if name not in books:
            raise unknown(name, tuple(books))
    return tuple(dict.fromkeys(books[name] for name in names or books))


def unknown(name: str, known: Sequence[str]) -> NotFoundError:
    """The error for a pack that isn't there, with the names that were perhaps meant."""
    near = get_close_matches(name, known, 3) or known[:10]
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "'mlsys pack add' adds one"
    return NotFoundError(f"there is no pack {name[:60]!r}", [hint])


def check_name(name: str, kind: type[MlsysError] = UsageError) -> None:
    """Raise if a pack can't have this name."""
    if not NAME.fullmatch(name):
        hint = "a name has small letters, digits and hyphens; --name gives another one"
        raise kind(f"a pack can't be called {name[:80]!r}", [hint])
    if name == BUNDLED:
        raise kind(f"{name!r} is the book that comes with the program", ["--name gives another name"])
