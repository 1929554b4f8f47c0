"""A change to the packs in one step: by one at a time, all or nothing, and with nothing left behind."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlsys_cli.errors import MlsysError, UnreadableError
from mlsys_cli.packs.manifest import Pack, write_note

NEW, OLD, GONE = ".new-", ".old-", ".gone-"
"""How the name of a folder begins that isn't a pack yet, that was one until its new one came, and that was removed."""

_PATIENCE = 10.0


def put(new: Path, target: Path, pack: Pack) -> None:
    """Let a finished folder become the pack, in the place of one that may be there.

    If it ends between the two steps, the old one is put back when the change ends, or at the next one.
    """
    write_note(pack, new)
    if os.path.lexists(target):
        os.rename(target, target.with_name(f"{OLD}{target.name}"))
    os.rename(new, target)


@contextmanager
def changing(directory: Path) -> Iterator[None]:
    """Be the only one who changes the packs, and leave nothing behind but packs."""
    made = [folder for folder in (directory, *directory.parents) if not folder.exists()]
    try:
        with locked(directory):
            try:
                _tidy(directory)
                yield
            finally:
                _tidy(directory)
                for folder in made:
                    with suppress(OSError):  # it isn't empty, because a pack came into it
                        folder.rmdir()
    except OSError as error:
        raise UnreadableError(f"the packs in {str(directory)!r} can't be changed ({error.strerror})") from error


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Wait a while until nobody else changes the packs, and keep others waiting as long as the context lasts."""
    handle = _lock(directory, time.monotonic() + _PATIENCE)
    try:
        yield
    finally:
        os.close(handle)


def _lock(directory: Path, deadline: float) -> int:
    """The handle of the directory, locked. Whoever had it before may have taken the directory away, being empty."""
    import fcntl

    while True:
        directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(directory, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(directory) and os.path.samestat(os.fstat(handle), os.stat(directory)):
                return handle
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(handle)
                raise MlsysError("another mlsys is changing the packs", ["try again when it has ended"]) from None
            time.sleep(0.05)
        os.close(handle)


def _tidy(directory: Path) -> None:
    """Take away what a change has left behind that was killed, and put back an old pack whose new one never came."""
    for path in list(directory.iterdir()):
        if path.name.startswith(OLD) and not os.path.lexists(directory / path.name.removeprefix(OLD)):
            os.rename(path, directory / path.name.removeprefix(OLD))
        elif path.name.startswith((NEW, OLD, GONE)):
            _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
