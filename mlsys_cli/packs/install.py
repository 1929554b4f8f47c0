"""Adding, updating and removing packs, each in one step that either happens or does not."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.check.checker import Progress
from mlsys_cli.errors import MlsysError, UnreadableError
from mlsys_cli.packs.installed import check_name, scan_packs
from mlsys_cli.packs.manifest import Pack, find
from mlsys_cli.packs.sources import fetched, source_of
from mlsys_cli.packs.staging import described, require_sound, same_files, stage
from mlsys_cli.packs.transaction import GONE, changing, put


class InstallContext(NamedTuple):
    """What the outside world gives to a change: where the packs stand, the time, and whom to tell how far it is."""

    directory: Path
    now: datetime
    env: Mapping[str, str]
    progress: Progress | None = None


def add(around: InstallContext, given: str, name: str = "", force: bool = False) -> Pack:
    """Fetch a book, check it, and put it with the packs. With `force` warnings don't matter."""
    source = source_of(given)
    if name:
        check_name(name)
        _check_free(around.directory, name)
    with fetched(source, around.env) as found, changing(around.directory):
        folder = stage(around.directory, found)
        forced = require_sound(folder, around.progress, force)
        pack = described(folder, found, source, around.now, forced, name)
        _check_free(around.directory, pack.name)
        put(folder, around.directory / pack.name, pack)
    return pack


def update(around: InstallContext, name: str, force: bool = False) -> tuple[Pack, bool]:
    """Fetch a pack anew, and whether it has changed. If anything is wrong with the new one, the old one stays."""
    old = find(around.directory, name)
    if not old.source:
        raise UnreadableError(f"nobody knows where the pack {name!r} came from", ["remove it, and add it again"])
    source = source_of(old.source)
    with fetched(source, around.env) as found, changing(around.directory):
        folder = stage(around.directory, found)
        forced = require_sound(folder, around.progress, force or old.forced)
        find(around.directory, name)  # which somebody may have removed meanwhile
        if name in scan_packs(around.directory).books and same_files(found.files, folder, around.directory / name):
            return old, False
        new = described(folder, found, source, around.now, forced, name)
        new = replace(new, added=old.added or new.added, updated=new.added)
        put(folder, around.directory / name, new)
    return new, True


def remove(directory: Path, name: str) -> Pack:
    """Take a pack away, be it sound or not."""
    pack = find(directory, name)
    with changing(directory):
        find(directory, name)
        os.rename(directory / name, directory / f"{GONE}{name}")
    return pack


def _check_free(directory: Path, name: str) -> None:
    if name in scan_packs(directory).names:
        raise MlsysError(
            f"there is a pack {name!r} already", [f"'mlsys pack update {name}' renews it; --name gives another name"]
        )
