"""What is written down of a pack beside its book: where it came from, when, and which state of it."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from mlsys_cli.book.parse.load import PACK_FILE
from mlsys_cli.packs.installed import scan_packs, unknown

_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A book of somebody else's. All but `name` is empty where its note is missing or damaged.

    `kind` and `source` say what it was fetched from, `commit` and `digest` which state of it is here, and `forced`
    that it was accepted in spite of warnings.
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
    forced: bool = False


def find(directory: Path, name: str) -> Pack:
    """A pack by its name; raises NotFoundError where there is none."""
    shelf = scan_packs(directory)
    if name not in shelf.names:
        raise unknown(name, shelf.names)
    return read_note(directory / name)


def write_note(pack: Pack, folder: Path) -> None:
    """Write the note of a pack into its folder."""
    text = json.dumps({"schema": 1, **asdict(pack)}, ensure_ascii=False, indent=2)
    with open(folder / PACK_FILE, "x", encoding="utf-8", errors="replace") as file:
        file.write(text + "\n")


def read_note(folder: Path) -> Pack:
    """The note of the pack in a folder, as far as there is one; anybody may have written anything into it."""
    try:
        with open(os.open(folder / PACK_FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            found = json.loads(file.read(_LARGEST).decode("utf-8", "replace"))
    except (OSError, ValueError, RecursionError):
        return Pack(name=folder.name)
    blank = Pack(name=folder.name)
    if not isinstance(found, dict):
        return blank
    known: dict[str, Any] = {field.name: found.get(field.name) for field in fields(Pack) if field.name != "name"}
    known["chapters"] = tuple(map(str, known["chapters"])) if isinstance(known["chapters"], list) else None
    return Pack(name=folder.name, **{key: value for key, value in known.items() if _fits(value, getattr(blank, key))})


def _fits(value: object, default: object) -> bool:
    """Whether a value from outside is of the type that is expected."""
    return type(value) is type(default)
