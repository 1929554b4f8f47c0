"""Where a book comes from: a folder, a zip file or a git repository, each read as files that nobody trusts."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.packs.untrusted_files import Member, choose_files, folder_members

_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:(//|:)")


class PackSource(NamedTuple):
    """What a book is fetched from: `folder`, `zip` or `git`, and its place."""

    kind: str
    place: str


class Fetched(NamedTuple):
    """The files of a book by their paths in it, and the commit that they are of, if there is one."""

    files: dict[str, Member]
    commit: str = ""


def source_of(given: str) -> PackSource:
    """What somebody means by the name of a source; raises if it can't be one."""
    from mlsys_cli.packs.git_source import URL

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
            f"nothing is fetched from {given[:80]!r}", ["a repository begins with https://, ssh://, git:// or file://"]
        )
    raise NotFoundError(f"there is no folder, zip file or git repository {given[:80]!r}")


@contextmanager
def fetched(source: PackSource, env: Mapping[str, str]) -> Iterator[Fetched]:
    """The files of a source, to be read as long as the context lasts."""
    if source.kind == "folder":
        yield Fetched(choose_files(folder_members(Path(source.place))))
    elif source.kind == "zip":
        from mlsys_cli.packs.zip_source import zip_members

        with zip_members(Path(source.place)) as members:
            yield Fetched(choose_files(members))
    else:
        from mlsys_cli.packs.git_source import cloned

        with cloned(source.place, env) as clone:
            yield Fetched(choose_files(clone.members), clone.commit)
