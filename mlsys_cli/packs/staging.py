"""A book on its way to becoming a pack: copied beside the others, checked, and described."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from mlsys_cli.book.check.checker import Progress, check_book
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.errors import MlsysError, UnreadableError
from mlsys_cli.packs.git_source import without_secret
from mlsys_cli.packs.installed import check_name
from mlsys_cli.packs.manifest import Pack
from mlsys_cli.packs.sources import Fetched, PackSource
from mlsys_cli.packs.transaction import STAGED
from mlsys_cli.packs.untrusted_files import LARGEST_FILE, MOST_BYTES, refusal

_PROBLEMS_SHOWN = 20


def stage(directory: Path, fetched: Fetched) -> Path:
    """Copy a book into a folder beside the packs, which the transaction deletes unless it becomes one of them.

    The bytes that are really read are counted, and no file becomes executable.
    """
    folder = Path(tempfile.mkdtemp(prefix=STAGED, dir=directory))
    total = 0
    for path, member in fetched.files.items():
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        size = 0
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
            for chunk in member.read():
                size += len(chunk)
                if size > LARGEST_FILE:
                    raise refusal(f"a file is larger than {LARGEST_FILE >> 20} MiB", path)
                if total + size > MOST_BYTES:
                    raise refusal(f"its files are larger than {MOST_BYTES >> 20} MiB together")
                file.write(chunk)
        total += size
    return folder


def require_sound(folder: Path, progress: Progress | None, force: bool) -> bool:
    """Raise if a book has mistakes, or warnings that aren't forced; returns True if it has warnings."""
    problems = check_book(folder, progress)
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        unreadable = any(problem.fatal for problem in errors)
        kind = UnreadableError if unreadable else MlsysError
        raise kind(f"the book has {_count(errors, 'mistake')} and isn't accepted", _lines(errors, folder))
    if problems and not force:
        lines = _lines(problems, folder)
        raise MlsysError(f"the book has {_count(problems, 'warning')}; --force accepts it with them", lines)
    return bool(problems)


def _count(problems: Sequence[Problem], word: str) -> str:
    return f"{len(problems)} {word}{'s' if len(problems) != 1 else ''}"


def _lines(problems: Sequence[Problem], folder: Path) -> list[str]:
    """The first problems, a line each, with paths relative to the book."""
    lines = [
        f"{p.path.removeprefix(f'{folder}/')}:{p.line}:{p.column}: {p.rule}: {' '.join(p.message.split())[:300]}"
        for p in problems[:_PROBLEMS_SHOWN]
    ]
    return lines + ([f"and {len(problems) - len(lines)} more"] if len(problems) > len(lines) else [])


def describe_book(
    folder: Path, fetched: Fetched, source: PackSource, *, name: str, now: datetime, forced: bool
) -> Pack:
    """The pack that a staged book becomes, called `name` or else like the book's id."""
    loaded = load_book(folder)
    book = loaded.book
    if loaded.flaws:  # it was sound a moment ago
        raise UnreadableError("the copy of the book can't be read again")
    name = name or book.id
    check_name(name, MlsysError)
    return Pack(
        name=name,
        title=book.title,
        kind=source.kind,
        source=without_secret(source.location),
        added=now.astimezone(UTC).isoformat(timespec="seconds"),
        commit=fetched.commit,
        digest=_digest(folder, fetched.files),
        chapters=tuple(chapter for part in book.parts for chapter in part.chapters),
        files=len(fetched.files),
        bytes=sum((folder / path).stat().st_size for path in fetched.files),
        forced=forced,
    )


def has_same_files(paths: Iterable[str], one: Path, other: Path) -> bool:
    """True if these files are the same in two folders, and none of them is a link in the second."""
    try:
        return all(
            stat.S_ISREG(os.lstat(other / path).st_mode) and (one / path).read_bytes() == (other / path).read_bytes()
            for path in paths
        )
    except OSError:
        return False


def _digest(folder: Path, paths: Iterable[str]) -> str:
    """A digest that two books share only if all their files are the same."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path}\0{(folder / path).stat().st_size}\0".encode())
        digest.update((folder / path).read_bytes())
    return f"sha256:{digest.hexdigest()}"
