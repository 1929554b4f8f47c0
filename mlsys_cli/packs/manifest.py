"""The manifest of a pack, a file beside its book: its source, its dates and its digest."""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from mlsys_cli.book.parse.load import PACK_FILE
from mlsys_cli.packs.installed import scan_packs, unknown_pack

_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """An installed pack. All but `name` is empty if its manifest is missing or damaged.

    It was fetched from `source`, which is of a `kind` (folder, zip or git). `commit` and `digest` identify its state,
    `added` and `updated` are dates and times in UTC, and `forced` tells that it was accepted with warnings.
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


def find_pack(directory: Path, name: str) -> Pack:
    """The installed pack of this name. Raises NotFoundError if there is none."""
    installed = scan_packs(directory)
    if name not in installed.names:
        raise unknown_pack(name, installed.names)
    return read_manifest(directory / name)


def write_manifest(pack: Pack, folder: Path) -> None:
    """Write the manifest of a pack into its folder."""
    text = json.dumps({"schema": 1, **asdict(pack)}, ensure_ascii=False, indent=2)
    with open(folder / PACK_FILE, "x", encoding="utf-8", errors="replace") as file:
        file.write(text + "\n")


def read_manifest(folder: Path) -> Pack:
    """The pack in a folder, as far as its manifest can be read; its content isn't trusted."""
    pack = Pack(name=folder.name)
    try:
        with open(os.open(folder / PACK_FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            found = json.loads(file.read(_LARGEST).decode("utf-8", "replace"))
    except (OSError, ValueError, RecursionError):
        return pack
    if not isinstance(found, dict):
        return pack
    if isinstance(found.get("chapters"), list):
        found["chapters"] = tuple(map(str, found["chapters"]))
    blank = {key: value for key, value in asdict(pack).items() if key != "name"}
    return replace(pack, **{key: found[key] for key in blank if type(found.get(key)) is type(blank[key])})
