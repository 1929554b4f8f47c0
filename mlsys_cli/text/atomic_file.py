"""Writing a file in one step, and never over one that somebody else wrote."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mlsys_cli.errors import OutputError


def replace(path: Path, data: bytes, ours: Callable[[Path], bool]) -> None:
    """Write a file so that it is either the old or the new one; an old one must be an export as well."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():  # such as /dev/stdout, which is written and not replaced
            path.write_bytes(data)
            return
        if path.exists() and not ours(path):
            raise OutputError(f"{path} is there, and is no export", ["remove it first, or choose another name"])
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(f"{path} can't be written: {error.strerror}") from error


def first_line(path: Path) -> str:
    """The beginning of a file's first line."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline(200)
