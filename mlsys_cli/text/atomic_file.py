"""Whole files: read as text, and written so that a reader sees the old file or the new one, also after a crash."""

import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from time import time

from mlsys_cli.errors import OutputError, UnreadableError

_ABANDONED = 3600
"""The seconds after which the temporary file of a process that was killed may be deleted."""


@contextmanager
def replacing(path: Path, *, mode: int = 0o666, is_cache: bool = False) -> Iterator[Path]:
    """An empty temporary file beside `path`, which takes its place unless the block raises.

    A symbolic link stays one, an old file's permissions are kept, `mode` is for a new one, and the data is on the disk
    at the end. A file of a cache takes the place of whatever is there, is the user's alone, and may be lost. Raises
    OSError.
    """
    target = path if is_cache else Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
    try:
        temporary.touch(0o600 if is_cache else mode, exist_ok=False)
        yield temporary
        if not is_cache:
            with suppress(FileNotFoundError):
                temporary.chmod(S_IMODE(target.stat().st_mode))
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_file(path: Path, data: bytes, *, is_ours: Callable[[Path], bool] | None = None, mode: int = 0o666) -> None:
    """Write a file in one step; `mode` is for a new one. An old one for which `is_ours` is false is left alone.

    Raises OutputError.
    """
    try:
        if path.exists() and not path.is_file():  # such as /dev/stdout, which is written and not replaced
            path.write_bytes(data)
            return
        if is_ours and path.exists() and not is_ours(path):
            raise OutputError(f"{path} already exists and isn't an export", ["delete it first, or choose another name"])
        with replacing(path, mode=mode) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}") from error


def encoded_like(old: bytes, text: str) -> bytes:
    """A text in UTF-8, with a byte order mark if the old content of its file has one."""
    return text.encode("utf-8-sig" if old.startswith(BOM_UTF8) else "utf-8")


def replace_files(contents: Mapping[Path, bytes], *, folder_mode: int = 0o777) -> None:
    """Write several files, new ones or over others: all of them, or none. Raises OutputError.

    Their folders are made if needed, with `folder_mode`.
    """
    old: dict[Path, bytes | None] = {}
    try:
        for path in contents:
            path.parent.mkdir(folder_mode, parents=True, exist_ok=True)
        old = {path: path.read_bytes() if path.exists() else None for path in contents}
        with ExitStack() as stack:  # each takes its place at the end, unless one of those before it couldn't
            for path, data in contents.items():
                stack.enter_context(replacing(path)).write_bytes(data)
    except OSError as error:
        for path, before in old.items():
            with suppress(OSError):
                if before is None:
                    path.unlink()
                elif path.read_bytes() != before:
                    path.write_bytes(before)
        raise OutputError(f"{error.filename} can't be written: {error.strerror}", ["nothing was changed"]) from error


def delete_abandoned(path: Path) -> None:
    """Delete the temporary files that killed processes have left next to a file."""
    for left in path.parent.glob(f".{path.name}.*.tmp"):
        with suppress(OSError):
            if left.stat().st_mtime < time() - _ABANDONED:
                left.unlink()


def first_line(path: Path) -> str:
    """The beginning of a file's first line."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline(200)


def read_text_file(path: Path | str, most_bytes: int | None = None) -> str:
    """The text of a file without a byte order mark. Raises UnreadableError, also if it has more than `most_bytes`."""
    try:
        return read_bytes(path, most_bytes).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"{path}:{line}: this isn't valid UTF-8", ["save the file as UTF-8"]) from error


def read_bytes(path: Path | str, most_bytes: int | None = None) -> bytes:
    """The bytes of a file. Raises UnreadableError, also if it has more than `most_bytes`."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(-1 if most_bytes is None else most_bytes + 1)  # a device may have no end
    except (OSError, ValueError) as error:  # the second for a name that no file can have
        raise UnreadableError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}") from error
    if most_bytes is not None and len(content) > most_bytes:
        raise UnreadableError(f"{path} is larger than {most_bytes // 1_000_000} MB")
    return content
