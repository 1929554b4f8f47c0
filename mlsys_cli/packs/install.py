"""Adding, updating and removing packs, each in one step that happens completely or not at all.

A book is fetched, copied beside the packs, checked, described in a manifest, and moved into its place.
"""

import codecs
import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from mlsys_cli.book.author.text_edits import Edit, edited, end_of_value, scalar, sound_document
from mlsys_cli.book.check.checker import Progress, check_book, choose_rules
from mlsys_cli.book.kinds import PACK_FILE
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.book.parse.source_file import child
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.packs.changes import Changes, changes
from mlsys_cli.packs.git_source import SILENCE, URL, read_repository, without_secret
from mlsys_cli.packs.installed import Pack, check_name, find_pack, scan_packs, write_manifest
from mlsys_cli.packs.untrusted_files import read_folder, read_zip
from mlsys_cli.text.english import counted, first_few
from mlsys_cli.text.spelling import did_you_mean

_STAGED, _REPLACED, _REMOVED = ".new-", ".old-", ".gone-"
"""Prefixes of folders that aren't packs, whose names don't begin with a dot.

They are for one that isn't installed yet, the previous state of one, and a removed one.
"""

_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:(//|:)")
"""The beginning of a URL, or of one of git's transports: `https://`, `ext::`."""

_PROBLEMS_SHOWN = 20  # as many as fit a screen


class InstallContext(NamedTuple):
    """The outside world of a change: the directory of the packs, the time, and who is told of the progress.

    `silence` is how many seconds to wait for a server that sends nothing.
    """

    directory: Path
    now: datetime
    env: Mapping[str, str]
    progress: Progress | None = None
    silence: float = SILENCE


def add(context: InstallContext, source_name: str, name: str = "", only: Sequence[str] = ()) -> Pack:
    """Fetch a book, check it and install it, with `only` some of its chapters if they are given."""
    source = parse_source(source_name)
    if name:
        check_name(name)
        _require_free(context.directory, name)
    with _staged(context, *source, tuple(only)) as (folder, pack):
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
    changes: Changes = Changes()


def update(context: InstallContext, name: str) -> Update:
    """Fetch a pack again. If the new version isn't valid, the old one stays; if that was changed here, a copy stays."""
    old = find_pack(context.directory, name)
    if not old.source:
        raise UnreadableError(f"the source of the pack {name!r} is unknown", ["remove the pack, and add it again"])
    with _staged(context, *parse_source(old.source), old.only) as (folder, new):
        find_pack(context.directory, name)  # it may have been removed meanwhile
        installed = scan_packs(context.directory).books.get(name)
        digest = _digest(installed) if installed else ""
        if digest == new.digest:
            return Update(old, is_new=False)
        new = new._replace(name=name, added=old.added or new.added, updated=new.added)
        kept = None
        if installed and old.digest and old.digest != digest:
            kept = context.directory / f"{name}.changed-{context.now:%Y-%m-%d-%H%M%S}"  # no name that a pack can have
            shutil.copytree(installed, kept, symlinks=True)
        changed = changes(installed, folder) if installed else Changes()
        _move_into_place(folder, context.directory, new)
    return Update(new, kept=kept, changes=changed)


def remove(context: InstallContext, name: str) -> Pack:
    """Remove a pack, which may be damaged, and return it."""
    pack = find_pack(context.directory, name)  # before the transaction, which makes the folder that it locks
    with transaction(context.directory):
        find_pack(context.directory, name)  # it may have been removed meanwhile
        os.rename(context.directory / name, context.directory / f"{_REMOVED}{name}")
    return pack


def _require_free(directory: Path, name: str) -> None:
    if name in scan_packs(directory).names:
        raise MlsysError(
            f"the pack {name!r} already exists",
            [f"update it with 'mlsys pack update {name}', or choose another name with --name"],
        )


# --- fetching --------------------------------------------------------------------------------------------------------


def parse_source(argument: str) -> tuple[str, str]:
    """The kind of the source that an argument names (folder, zip or git), and its path or address.

    Raises UsageError or NotFoundError if it names none.
    """
    if argument.startswith("-"):
        raise UsageError(f"a source can't begin with '-': {argument[:80]!r}")
    if not _SCHEME.match(argument):
        # A bare repository, which has no files to read.
        if all(os.path.exists(f"{argument}/{part}") for part in ("HEAD", "objects", "refs")):
            return "git", Path(os.path.abspath(argument)).as_uri()
        if os.path.isdir(argument):
            return "folder", os.path.abspath(argument)
        if os.path.isfile(argument):
            return "zip", os.path.abspath(argument)
        if os.path.lexists(argument):
            raise UsageError(f"{argument[:80]!r} is neither a folder nor a file")
    if URL.fullmatch(argument):
        return "git", argument
    if _SCHEME.match(argument):
        raise UsageError(
            f"a book can't be fetched from {argument[:80]!r}",
            ["the URL of a repository must begin with https://, ssh://, git:// or file://"],
        )
    raise NotFoundError(f"there is no folder, zip file or git repository {argument[:80]!r}")


def _fetch(kind: str, location: str, context: InstallContext) -> tuple[dict[str, bytes], str]:
    """The files of a book by their paths in it, and their commit, if any."""
    if kind == "git":
        return read_repository(location, context.env, context.silence)
    return (read_folder(Path(location)) if kind == "folder" else read_zip(Path(location))[0]), ""


def reduce_book(folder: Path, chapters: Sequence[str]) -> None:
    """Write into the book.yaml of a folder that the book has only some of its chapters; their files stay.

    Raises UsageError if it hasn't a chapter of that name, and UnreadableError if book.yaml can't be read.
    """
    path = folder / "book.yaml"
    document = sound_document(str(path), path.read_bytes().removeprefix(codecs.BOM_UTF8).decode())
    known = [name for part in load_book(folder).book.parts for name in part.chapters]
    for name in chapters:
        if name not in known:
            hint = did_you_mean(name, known) or f"its chapters are {', '.join(known)}"
            raise UsageError(f"the book has no chapter {name[:80]!r}", [hint])
    text, root, node = document.text, document.root, child(document.root, "chapters")
    names = f"[{', '.join(map(scalar, dict.fromkeys(chapters)))}]"
    if node is not None:
        edit = Edit(node.start_mark.index, end_of_value(text, node), names)
    else:
        assert isinstance(root, yaml.MappingNode)  # else the book would have no chapters
        start = root.start_mark.index
        first = f"chapters: {names}"
        is_flow = bool(root.flow_style)
        edit = Edit(start, start + is_flow, f"{{{first}, " if is_flow else f"{first}\n{' ' * root.start_mark.column}")
    path.write_text(edited(text, [edit]), encoding="utf-8")


# --- changing the packs ----------------------------------------------------------------------------------------------


@contextmanager
def _staged(context: InstallContext, kind: str, location: str, only: tuple[str, ...]) -> Iterator[tuple[Path, Pack]]:
    """A book copied into a folder beside the packs and checked, and the pack that it may become, named like the book.

    The transaction deletes the folder unless it becomes a pack. No file becomes executable.
    """
    files, commit = _fetch(kind, location, context)
    with transaction(context.directory):
        folder = Path(tempfile.mkdtemp(prefix=_STAGED, dir=context.directory))
        for path, content in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
        # If book.yaml can't be read, the check says why. A chapter that is missing may be one that is left out.
        if only and all(problem.rule == "missing-chapter" for problem in load_book(folder).problems if problem.fatal):
            reduce_book(folder, only)
        warnings = _count_warnings(folder, context.progress)
        loaded = load_book(folder)
        if loaded.flaws:  # it was sound a moment ago, but a disk may fail at any time
            raise UnreadableError("the copy of the book can't be read")
        book = loaded.book
        pack = Pack(
            name=book.id,
            title=book.title,
            kind=kind,
            source=without_secret(location),
            added=context.now.astimezone(UTC).isoformat(timespec="seconds"),
            commit=commit,
            digest=_digest(folder),
            chapters=tuple(chapter for part in book.parts for chapter in part.chapters),
            files=len(files),
            bytes=sum(map(len, files.values())),
            warnings=warnings,
            only=only,
            version=book.version,
        )
        yield folder, pack


@contextmanager
def transaction(directory: Path) -> Iterator[None]:
    """Change the packs while no other process does, and leave nothing in their directory but packs."""
    try:
        import fcntl
    except ModuleNotFoundError:  # on Windows, where a folder can't be opened either, two at once aren't kept apart
        fcntl = None  # type: ignore[assignment]  # mypy knows the module
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        # The folder around the packs is locked, as that stays when the last pack goes. The lock ends with the process.
        handle = os.open(directory.parent if fcntl else os.devnull, os.O_RDONLY)
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                directory.mkdir(exist_ok=True)
                _clean_up(directory)
                yield
            finally:
                _clean_up(directory)
                with suppress(OSError):  # it has packs
                    directory.rmdir()
        finally:
            os.close(handle)
    except OSError as error:
        raise UnreadableError(f"the packs in {str(directory)!r} can't be changed ({error.strerror})") from error


def _move_into_place(folder: Path, directory: Path, pack: Pack) -> None:
    """Make a staged folder a pack, replacing the one that may be there.

    If the process ends between the two renames, the old one comes back when the transaction ends, or in the next one.
    """
    write_manifest(pack, folder)
    target = directory / pack.name
    if os.path.lexists(target):
        os.rename(target, directory / f"{_REPLACED}{pack.name}")
    os.rename(folder, target)


def _clean_up(directory: Path) -> None:
    """Delete the remains of an unfinished change, and restore a pack that was moved away and not replaced."""
    for path in list(directory.glob(".*")):
        if path.name.startswith(_REPLACED) and not os.path.lexists(directory / path.name.removeprefix(_REPLACED)):
            os.rename(path, directory / path.name.removeprefix(_REPLACED))
        elif path.name.startswith((_STAGED, _REPLACED, _REMOVED)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


# --- checking --------------------------------------------------------------------------------------------------------


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
        for p in problems
    ]
    return first_few(lines, _PROBLEMS_SHOWN)


def _digest(folder: Path) -> str:
    """The digest of the files of a book, without links, by which a copy that was changed is known."""
    digest = hashlib.sha256()
    for path in sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode)
    ):
        if path != PACK_FILE:
            content = (folder / path).read_bytes()
            # With the length, so that no file's end can be taken for another file.
            digest.update(f"{path}\0{len(content)}\0".encode())
            digest.update(content)
    return f"sha256:{digest.hexdigest()}"
