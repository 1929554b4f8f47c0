"""The sources of books: folders, zip files and git repositories, each read as untrusted files."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.packs.git_source import URL, FetchLimits, clone_repository
from mlsys_cli.packs.untrusted_files import Member, choose_files, folder_members

_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:(//|:)")


class PackSource(NamedTuple):
    """The kind of a source (`folder`, `zip` or `git`), and its path or address."""

    kind: str
    location: str


class Fetched(NamedTuple):
    """The files of a book by their paths in it, and their commit, if they come from git."""

    files: dict[str, Member]
    commit: str = ""


def parse_source(given: str) -> PackSource:
    """The source that an argument names. Raises UsageError or NotFoundError if it names none."""
    if given.startswith("-"):
        raise UsageError(f"a source can't begin with '-': {given[:80]!r}")
    if not _SCHEME.match(given):
        if os.path.isdir(given):
            return PackSource("folder", os.path.abspath(given))
        if os.path.isfile(given):
            return PackSource("zip", os.path.abspath(given))
        if os.path.lexists(given):
            raise UsageError(f"{given[:80]!r} is neither a folder nor a file")
    if URL.fullmatch(given):
        return PackSource("git", given)
    if _SCHEME.match(given):
        raise UsageError(
            f"books can't be fetched from {given[:80]!r}",
            ["the address of a repository begins with https://, ssh://, git:// or file://"],
        )
    raise NotFoundError(f"there is no folder, zip file or git repository {given[:80]!r}")


@contextmanager
def fetch(source: PackSource, env: Mapping[str, str], limits: FetchLimits) -> Iterator[Fetched]:
    """The book of a source, readable as long as the context lasts."""
    if source.kind == "folder":
        yield Fetched(choose_files(folder_members(Path(source.location))))
    elif source.kind == "zip":
        from mlsys_cli.packs.zip_source import zip_members

        with zip_members(Path(source.location)) as members:
            yield Fetched(choose_files(members))
    else:
        with clone_repository(source.location, env, limits) as clone:
            yield Fetched(choose_files(clone.members), clone.commit)
