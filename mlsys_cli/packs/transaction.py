"""A change to the packs as a transaction: by one process at a time, atomic, and without leftovers."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from mlsys_cli.errors import MlsysError, UnreadableError

STAGED, REPLACED, REMOVED = ".new-", ".old-", ".gone-"
"""Prefixes of folders that aren't packs: one that isn't installed yet, the previous state of one, and a removed one."""

LOCK_WAIT = 10.0
"""The seconds to wait for another process that changes the packs."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def exit_on_termination() -> Iterator[None]:
    """Raise SystemExit, with the exit code that shells expect, on SIGTERM and SIGHUP, so that all is cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python lets no other thread handle signals
        return
    # One that is ignored stays ignored: `nohup` relies on it.
    handled = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in handled:
        signal.signal(number, _exit)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)


def _exit(number: int, frame: FrameType | None) -> None:
    for other in _SIGNALS:  # a second one must not interrupt the cleaning up
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + number)


@contextmanager
def transaction(directory: Path, lock_wait: float) -> Iterator[None]:
    """Change the packs while no other process does, and leave nothing in their directory but packs."""
    created = [folder for folder in (directory, *directory.parents) if not folder.exists()]
    try:
        with lock_packs(directory, lock_wait):
            try:
                _clean_up(directory)
                yield
            finally:
                _clean_up(directory)
                for folder in created:
                    with suppress(OSError):  # it has got a pack
                        folder.rmdir()
    except OSError as error:
        raise UnreadableError(f"the packs in {str(directory)!r} can't be changed ({error.strerror})") from error


@contextmanager
def lock_packs(directory: Path, wait: float) -> Iterator[None]:
    """Keep other processes from changing the packs; waits so many seconds for one that already does."""
    handle = _lock(directory, time.monotonic() + wait)
    try:
        yield
    finally:
        os.close(handle)


def _lock(directory: Path, deadline: float) -> int:
    """The handle of the locked directory. Its previous owner may have deleted it, so it is looked at again."""
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
                raise MlsysError("another mlsys is changing the packs", ["try again when it has finished"]) from None
            time.sleep(0.05)
        os.close(handle)


def _clean_up(directory: Path) -> None:
    """Delete the remains of an unfinished change, and restore a pack that was moved away and not replaced."""
    for path in list(directory.iterdir()):
        if path.name.startswith(REPLACED) and not os.path.lexists(directory / path.name.removeprefix(REPLACED)):
            os.rename(path, directory / path.name.removeprefix(REPLACED))
        elif path.name.startswith((STAGED, REPLACED, REMOVED)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
