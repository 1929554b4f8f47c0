"""Reading of a book's files, safe for a book that a stranger wrote."""

import os
import stat
import time
from functools import lru_cache
from pathlib import Path

from mlsys_cli.book.kinds import BOOK_FILES
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import parse

_LARGEST = 8 * 1024 * 1024
_TICK = 100_000_000
"""The nanoseconds within which a file may change again and keep its time of change."""


def read_document(path: Path, shown: str) -> tuple[Document, list[Problem]]:
    """Parse one file; `shown` is its path as the reader should see it."""
    try:
        if _leads_out(path):
            raise OSError(None, "a link that leads out of the book")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(None, "not a file")  # reading from a pipe would wait for ever
        if status.st_size > _LARGEST:
            raise OSError(None, f"larger than {_LARGEST // 1024 // 1024} MiB")
        fresh = time.time_ns() - status.st_mtime_ns < _TICK
        parsed = _parsed.__wrapped__ if fresh else _parsed
        document, problems = parsed(path, shown, status.st_size, status.st_mtime_ns)
    except OSError as error:
        document = Document(shown, "", None)
        return document, [diagnostics.unreadable_file(document, str(error.strerror))]
    return document, list(problems)


@lru_cache(16)
def _parsed(path: Path, shown: str, size: int, changed: int) -> tuple[Document, tuple[Problem, ...]]:
    """A file's document. Its size and time of change are asked for only to know one that was parsed before."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig")
        rest = error.object[error.start :].split(b"\n")[0].decode("utf-8", "replace")
        document = Document(shown, before + rest, None)
        return document, (diagnostics.not_utf_8(document, len(before)),)
    document, problems = parse(shown, text)
    return document, tuple(problems)


def _leads_out(path: Path) -> bool:
    """True if links take a file out of its book's folder. A stranger's book must read only itself."""
    book = path.parent if path.name in BOOK_FILES else path.parent.parent
    if not (path.is_symlink() or (path.parent != book and path.parent.is_symlink())):
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(book))
