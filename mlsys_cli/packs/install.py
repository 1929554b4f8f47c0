"""Adding, updating and removing packs, each in one step that happens completely or not at all."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.check.checker import Progress
from mlsys_cli.errors import MlsysError, UnreadableError
from mlsys_cli.packs.git_source import FetchLimits
from mlsys_cli.packs.installed import check_name, scan_packs
from mlsys_cli.packs.manifest import Pack, find_pack
from mlsys_cli.packs.sources import fetch, parse_source
from mlsys_cli.packs.staging import describe_book, has_same_files, require_sound, stage
from mlsys_cli.packs.termination import exit_on_termination
from mlsys_cli.packs.transaction import LOCK_WAIT, REMOVED, move_into_place, transaction


class InstallContext(NamedTuple):
    """The outside world of a change: the directory of the packs, the time, and who is told of the progress.

    `lock_wait` is how many seconds to wait for another process that changes the packs.
    """

    directory: Path
    now: datetime
    env: Mapping[str, str]
    progress: Progress | None = None
    limits: FetchLimits = FetchLimits()
    lock_wait: float = LOCK_WAIT


def add(context: InstallContext, given: str, name: str = "", force: bool = False) -> Pack:
    """Fetch a book, check it and install it. With `force` its warnings are accepted."""
    source = parse_source(given)
    if name:
        check_name(name)
        _require_free(context.directory, name)
    with (
        exit_on_termination(),
        fetch(source, context.env, context.limits) as fetched,
        transaction(context.directory, context.lock_wait),
    ):
        folder = stage(context.directory, fetched)
        forced = require_sound(folder, context.progress, force)
        pack = describe_book(folder, fetched, source, name=name, now=context.now, forced=forced)
        _require_free(context.directory, pack.name)
        move_into_place(folder, context.directory / pack.name, pack)
    return pack


def update(context: InstallContext, name: str, force: bool = False) -> tuple[Pack, bool]:
    """Fetch a pack again; returns it and whether it has changed. If the new state isn't sound, the old one stays."""
    old = find_pack(context.directory, name)
    if not old.source:
        raise UnreadableError(f"the source of the pack {name!r} isn't known", ["remove it, and add it again"])
    source = parse_source(old.source)
    with (
        exit_on_termination(),
        fetch(source, context.env, context.limits) as fetched,
        transaction(context.directory, context.lock_wait),
    ):
        folder = stage(context.directory, fetched)
        forced = require_sound(folder, context.progress, force or old.forced)
        find_pack(context.directory, name)  # it may have been removed meanwhile
        installed = scan_packs(context.directory).books
        if name in installed and has_same_files(fetched.files, folder, installed[name]):
            return old, False
        new = describe_book(folder, fetched, source, name=name, now=context.now, forced=forced)
        new = replace(new, added=old.added or new.added, updated=new.added)
        move_into_place(folder, context.directory / name, new)
    return new, True


def remove(context: InstallContext, name: str) -> Pack:
    """Remove a pack, sound or damaged; returns what it was."""
    pack = find_pack(context.directory, name)
    with exit_on_termination(), transaction(context.directory, context.lock_wait):
        find_pack(context.directory, name)
        os.rename(context.directory / name, context.directory / f"{REMOVED}{name}")
    return pack


def _require_free(directory: Path, name: str) -> None:
    if name in scan_packs(directory).names:
        raise MlsysError(
            f"there is a pack {name!r} already", [f"'mlsys pack update {name}' updates it; --name gives another name"]
        )
