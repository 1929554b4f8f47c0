"""The first reading of a new reader, which is kept in the cache until they come back: looking makes no store."""

import os
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.journal.event import new_event
from mlsys_cli.journal.jsonl import read_lines, written_lines


class SectionRead(NamedTuple):
    """A section that was shown to a reader; or one of which they have seen no more than the beginning."""

    subject: str
    done: bool = True


def keep_first(path: Path, readings: Sequence[SectionRead], now: int) -> None:
    """Keep the first reading. A cache that can't be written keeps nothing."""
    device = os.urandom(4).hex()
    events = [
        new_event("read", subject, {} if done else {"done": False}, at=now, device=device) for subject, done in readings
    ]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in written_lines(events)), encoding="ascii")


def take_over(path: Path, store: Path) -> None:
    """Move the first reading to the store. A file that isn't an export, as anything in a cache may be, is deleted.

    Where the store can't be written nothing is moved: the next command that has more to remember will say so.
    """
    from mlsys_cli.journal.store import Store  # too slow to import for whoever has nothing to take over

    with suppress(OSError, OutputError, UnreadableError):
        events, _ = read_lines(path.read_bytes().decode("ascii", "replace").splitlines())
        with closing(Store(store)) as kept:
            kept.add(events)
        path.unlink(missing_ok=True)
