"""Adding, updating and removing packs, each in one step that happens completely or not at all.

A book is fetched, copied beside the packs, checked, described in a manifest, and moved into its place.
"""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.check.checker import Progress, check_book, choose_rules
from mlsys_cli.book.kinds import PACK_FILE
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.packs.git_source import URL, FetchLimits, clone_repository, without_secret
from mlsys_cli.packs.installed import Pack, check_name, find_pack, scan_packs, write_manifest
from mlsys_cli.packs.transaction import LOCK_WAIT, REMOVED, REPLACED, STAGED, exit_on_termination, transaction
from mlsys_cli.packs.untrusted_files import Member, choose_files, folder_members, refusal
from mlsys_cli.text.counted import counted

_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:(//|:)")
_PROBLEMS_SHOWN = 20


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


class PackSource(NamedTuple):
    """The kind of a source (`folder`, `zip` or `git`), and its path or address."""

    kind: str
    location: str


def add(context: InstallContext, given: str, name: str = "") -> Pack:
    """Fetch a book, check it and install it."""
    source = parse_source(given)
    if name:
        check_name(name)
        _require_free(context.directory, name)
    with _staged(context, source) as (folder, pack):
        pack = pack._replace(name=name or pack.name)
        check_name(pack.name, MlsysError)
        _require_free(context.directory, pack.name)
        _move_into_place(folder, context.directory, pack)
    return pack


class Update(NamedTuple):
    """A pack that was fetched again; `kept` is the copy of the old one, if somebody had changed its files."""

    pack: Pack
    is_new: bool = True
    kept: Path | None = None


def update(context: InstallContext, name: str) -> Update:
    """Fetch a pack again. If the new version isn't valid, the old one stays; if that was changed here, a copy stays."""
    old = find_pack(context.directory, name)
    if not old.source:
        raise UnreadableError(f"the source of the pack {name!r} is unknown", ["remove the pack, and add it again"])
    with _staged(context, parse_source(old.source)) as (folder, new):
        find_pack(context.directory, name)  # it may have been removed meanwhile
        installed = scan_packs(context.directory).books.get(name)
        if installed and _has_same_files(folder, installed):
            return Update(old, is_new=False)
        new = new._replace(name=name, added=old.added or new.added, updated=new.added)
        kept = None
        if installed and old.digest and old.digest != _digest(installed):
            kept = context.directory / f"{name}.changed-{context.now:%Y-%m-%d-%H%M%S}"  # no name that a pack can have
            shutil.copytree(installed, kept, symlinks=True)
        _move_into_place(folder, context.directory, new)
    return Update(new, kept=kept)


def remove(context: InstallContext, name: str) -> Pack:
    """Remove a pack, which may be damaged, and return it."""
    pack = find_pack(context.directory, name)
    with exit_on_termination(), transaction(context.directory, context.lock_wait):
        find_pack(context.directory, name)
        os.rename(context.directory / name, context.directory / f"{REMOVED}{name}")
    return pack


def _require_free(directory: Path, name: str) -> None:
    if name in scan_packs(directory).names:
        raise MlsysError(
            f"the pack {name!r} already exists",
            [f"update it with 'mlsys pack update {name}', or choose another name with --name"],
        )


def _move_into_place(folder: Path, directory: Path, pack: Pack) -> None:
    """Make a staged folder a pack, replacing the one that may be there.

    If the process ends between the two renames, the old one comes back when the transaction ends, or in the next one.
    """
    write_manifest(pack, folder)
    target = directory / pack.name
    if os.path.lexists(target):
        os.rename(target, directory / f"{REPLACED}{pack.name}")
    os.rename(folder, target)


# --- fetching ----------------------------------------------------------------------------------------------------


def _is_bare_repository(folder: str) -> bool:
    """True for a folder that is itself a git repository, with no files to read."""
    return all(map(os.path.exists, (f"{folder}/HEAD", f"{folder}/objects", f"{folder}/refs")))


def parse_source(given: str) -> PackSource:
    """The source that an argument names. Raises UsageError or NotFoundError if it names none."""
    if given.startswith("-"):
        raise UsageError(f"a source can't begin with '-': {given[:80]!r}")
    if not _SCHEME.match(given):
        if _is_bare_repository(given):
            return PackSource("git", Path(os.path.abspath(given)).as_uri())
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
            f"a book can't be fetched from {given[:80]!r}",
            ["the URL of a repository must begin with https://, ssh://, git:// or file://"],
        )
    raise NotFoundError(f"there is no folder, zip file or git repository {given[:80]!r}")


@contextmanager
def _fetched(source: PackSource, context: InstallContext) -> Iterator[tuple[dict[str, Member], str]]:
    """The files of a book by their paths in it, readable as long as the context lasts, and their commit, if any."""
    if source.kind == "folder":
        yield choose_files(folder_members(Path(source.location))), ""
    elif source.kind == "zip":
        from mlsys_cli.packs.zip_source import zip_members

        with zip_members(Path(source.location)) as members:
            yield choose_files(members), ""
    else:
        with clone_repository(source.location, context.env, context.limits) as (members, commit):
            yield choose_files(members), commit


# --- copying and checking ----------------------------------------------------------------------------------------


@contextmanager
def _staged(context: InstallContext, source: PackSource) -> Iterator[tuple[Path, Pack]]:
    """A book copied into a folder beside the packs and checked, and the pack that it may become, named like the book.

    The transaction deletes the folder unless it becomes a pack. No file becomes executable.
    """
    with (
        exit_on_termination(),
        _fetched(source, context) as (files, commit),
        transaction(context.directory, context.lock_wait),
    ):
        folder = Path(tempfile.mkdtemp(prefix=STAGED, dir=context.directory))
        for path, member in files.items():
            _copy(member, folder / path)
        warnings = _count_warnings(folder, context.progress)
        loaded = load_book(folder)
        if loaded.flaws:  # it was sound a moment ago
            raise UnreadableError("the copy of the book can't be read")
        book = loaded.book
        yield (
            folder,
            Pack(
                name=book.id,
                title=book.title,
                kind=source.kind,
                source=without_secret(source.location),
                added=context.now.astimezone(UTC).isoformat(timespec="seconds"),
                commit=commit,
                digest=_digest(folder),
                chapters=tuple(chapter for part in book.parts for chapter in part.chapters),
                files=len(files),
                bytes=sum(member.size for member in files.values()),
                warnings=warnings,
            ),
        )


def _copy(member: Member, target: Path) -> None:
    """Copy a file, without reading more bytes than were declared and accepted."""
    target.parent.mkdir(exist_ok=True)
    left = member.size
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
        for chunk in member.read():
            left -= len(chunk)
            if left < 0:
                break
            file.write(chunk)
    if left:
        raise refusal("a file changed while it was read", member.path)


def _count_warnings(folder: Path, progress: Progress | None) -> int:
    """The number of warnings about a book. Raises if it has errors; matters of taste are its author's.

    Warnings that the book ignores don't count.
    """
    rules = choose_rules(folder, level="warning")
    problems = check_book(folder, progress, lambda problem: problem.rule in rules, is_pack=True)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        unreadable = any(problem.fatal for problem in errors)
        kind = UnreadableError if unreadable else MlsysError
        raise kind(f"the book has {counted(len(errors), 'error')} and isn't accepted", _lines(errors, folder))
    return len(problems)


def _lines(problems: Sequence[Problem], folder: Path) -> list[str]:
    """The first problems, a line each, with paths relative to the book."""
    lines = [
        f"{p.path.removeprefix(f'{folder}/')}:{p.line}:{p.column}: {p.rule}: {' '.join(p.message.split())[:300]}"
        for p in problems[:_PROBLEMS_SHOWN]
    ]
    return lines + ([f"and {len(problems) - len(lines)} more"] if len(problems) > len(lines) else [])


def _digest(folder: Path) -> str:
    """The digest of the files of a book, by which a copy that was changed is known."""
    digest = hashlib.sha256()
    paths = sorted(found.relative_to(folder).as_posix() for found in folder.rglob("*") if found.is_file())
    for path in paths:
        if path != PACK_FILE:
            content = (folder / path).read_bytes()
            digest.update(f"{path}\0{len(content)}\0".encode())
            digest.update(content)
    return f"sha256:{digest.hexdigest()}"


def _has_same_files(one: Path, other: Path) -> bool:
    """True if all files of a folder are the same in another one, and none of them is a link there."""
    try:
        return all(
            stat.S_ISREG(os.lstat(other / path).st_mode) and (one / path).read_bytes() == (other / path).read_bytes()
            for path in (found.relative_to(one) for found in one.rglob("*") if found.is_file())
        )
    except OSError:
        return False
