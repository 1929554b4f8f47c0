"""The installed packs, each with its manifest. A lookup imports no more than this, and lists one directory."""

import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.kinds import PACK_FILE
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.text.own_files import NO_LINK_OR_PIPE, read_own_file
from mlsys_cli.text.spelling import suggest

BUNDLED = "intro-to-mlsys"
"""The name of the book that comes with the program: its id."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
"""The names that a pack can have. It is the name of a folder, so it can't be a path or begin with a dot."""

CURRENT_FILE = ".current"
"""The file beside the packs with the name of the book that is read where none is named; empty if all are."""

_LARGEST_MANIFEST = 64 * 1024  # bytes, of which one has some hundreds; chosen, not measured


class Pack(NamedTuple):
    """An installed pack, as the manifest beside its book describes it. All but `name` is empty if that is damaged.

    Its `version` is that of the book. It was fetched from `source`, which is of a `kind` (folder, zip or git). `commit`
    and `digest` identify its state, `added` and `updated` are dates and times in UTC, and `warnings` is the number of
    warnings about it. If it was added with `only` some chapters, it stays so reduced when it is updated.
    """

    name: str
    title: str = ""
    kind: str = ""
    source: str = ""
    added: str = ""
    updated: str = ""
    commit: str = ""
    digest: str = ""
    chapters: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    warnings: int = 0
    only: tuple[str, ...] = ()
    version: str = ""


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
    sound: dict[str, Path] = {}
    for name in names:
        folder = directory / name
        with suppress(OSError):  # a sound one is a folder with a book.yaml, neither of them a link
            if stat.S_ISDIR(os.lstat(folder).st_mode) and stat.S_ISREG(os.lstat(folder / "book.yaml").st_mode):
                sound[name] = folder
    return InstalledPacks(sound, tuple(name for name in names if name not in sound))


def choose_packs(names: Sequence[str], bundled: Path, installed: InstalledPacks) -> tuple[Path, ...]:
    """The folders of the books to read: the bundled one and every pack, or only the named ones."""
    books = {BUNDLED: bundled, **installed.books}
    for name in names:
        if name in installed.damaged:
            raise UnreadableError(f"the pack {name!r} is damaged", [f"'mlsys pack update {name}' fetches it again"])
        if name not in books:
            raise unknown_pack(name, tuple(books))
    return tuple(dict.fromkeys(books[name] for name in names or books))


def current_book(directory: Path, installed: InstalledPacks) -> tuple[str, ...]:
    """The name of the book that was chosen on the shelf; none if all are read, or if it isn't there any more."""
    name = (read_own_file(directory / CURRENT_FILE) or b"").decode("utf-8", "replace").strip()
    return (name,) if name in (BUNDLED, *installed.names) else ()


def unknown_pack(name: str, names: Sequence[str]) -> NotFoundError:
    """The error for a pack that isn't installed, with similar names."""
    near = suggest(name, names, 3)  # chosen, not measured
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "'mlsys pack list' lists the packs"
    return NotFoundError(f"there is no pack {name[:60]!r}", [hint])


def check_name(name: str, kind: type[MlsysError] = UsageError) -> None:
    """Raise an error of this kind if a pack can't have this name."""
    if not NAME.fullmatch(name):
        hint = "use lower-case letters, digits and hyphens; --name sets another name"
        raise kind(f"a pack can't be called {name[:80]!r}", [hint])
    if name == BUNDLED:
        raise kind(f"{name!r} is the name of the bundled book", ["choose another name with --name"])


def find_pack(directory: Path, name: str) -> Pack:
    """The installed pack of this name. Raises NotFoundError if there is none."""
    installed = scan_packs(directory)
    if name not in installed.names:
        raise unknown_pack(name, installed.names)
    return read_manifest(directory / name)


def write_manifest(pack: Pack, folder: Path) -> None:
    """Write the manifest of a pack into its folder."""
    text = json.dumps({"schema": 1, **pack._asdict()}, ensure_ascii=False, indent=2)
    # A path on Linux may have bytes that are no text, which become "?".
    with open(folder / PACK_FILE, "x", encoding="utf-8", errors="replace") as file:
        file.write(text + "\n")


def read_manifest(folder: Path) -> Pack:
    """The pack in a folder, as far as its manifest can be read; its content isn't trusted."""
    pack = Pack(folder.name)
    try:
        with open(os.open(folder / PACK_FILE, os.O_RDONLY | NO_LINK_OR_PIPE), "rb") as file:
            manifest = json.loads(file.read(_LARGEST_MANIFEST).decode("utf-8", "replace"))
    except (OSError, ValueError, RecursionError):
        return pack
    if not isinstance(manifest, dict):
        return pack
    for key in ("chapters", "only"):
        if isinstance(manifest.get(key), list):
            manifest[key] = tuple(map(str, manifest[key]))
    blank = Pack._field_defaults  # whose types are compared, as `isinstance` would take true for a number
    return pack._replace(**{key: manifest[key] for key in blank if type(manifest.get(key)) is type(blank[key])})
