"""The folder of the book that the user works in, and files and folders that are theirs alone.

A cache may be where others can write, as in /tmp, and trusts no other. Cached output is found by these functions, so
this file imports only what Python has loaded when it starts. Windows has neither owners nor modes of files; there the
caches are in a folder that only their user can write to.
"""

import os
from stat import S_IFDIR, S_IFMT, S_IFREG


def book_around(folder: str) -> str | None:
    """The nearest folder with a book.yaml, at a folder or above it."""
    while not os.path.isfile(f"{folder}/book.yaml"):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def working_book() -> str | None:
    """The book around the working directory, which may have been deleted."""
    try:
        return book_around(os.getcwd())
    except OSError:
        return None


def is_inside(folder: str | os.PathLike[str], path: str | os.PathLike[str]) -> bool:
    """True if a path stays in a folder, wherever links in it lead."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    return real == root or real.startswith(os.path.join(root, ""))


NO_LINK_OR_PIPE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""The flags with which opening a link fails, and opening a pipe doesn't wait for its other end; none on Windows."""


def read_own_file(path: str | os.PathLike[str]) -> bytes | None:
    """The content of a file; None if it isn't there, is a link or a pipe, or others than this user can write to it."""
    try:
        with open(path, "rb", 0, opener=_open) as file:
            return file.read() if _is_own(os.fstat(file.fileno()), S_IFREG) else None
    except OSError:
        return None


def is_own_file(path: str | os.PathLike[str]) -> bool:
    """True if there is a file at a path, and no link, that only this user can write to."""
    return _is_at(path, S_IFREG)


def is_own_folder(path: str | os.PathLike[str]) -> bool:
    """True if there is a folder at a path, and no link, that only this user can write to."""
    return _is_at(path, S_IFDIR)


def make_own_folder(path: str | os.PathLike[str]) -> None:
    """Make a folder for this user alone, unless it is there. Raises OSError, also if others can write to it."""
    os.makedirs(path, 0o700, exist_ok=True)
    if not is_own_folder(path):
        raise PermissionError(f"{path} is a link, or others can write to it")


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | NO_LINK_OR_PIPE)


def _is_at(path: str | os.PathLike[str], kind: int) -> bool:
    try:
        return _is_own(os.lstat(path), kind)
    except OSError:
        return False


def _is_own(status: os.stat_result, kind: int) -> bool:
    """True for a file or folder, by its `kind`, that belongs to this user, and that nobody else can write to."""
    if not hasattr(os, "geteuid"):  # on Windows, whose bits of the mode say nothing of other users
        return S_IFMT(status.st_mode) == kind
    # The kind, and the two bits that let the group and all others write.
    return status.st_mode & 0o170022 == kind and status.st_uid == os.geteuid()
