"""What a new reader has read first: in the cache until they come back, as whoever only looks makes no other file."""

import os
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.journal.event import new_event
from mlsys_cli.journal.jsonl import read_lines, written_lines


class SectionRead(NamedTuple):
    """A section that was shown to a reader; or a place of which they have seen no more than the beginning."""

    subject: str
    done: bool = True


def keep_first(path: Path, readings: Sequence[SectionRead], now: int) -> None:
    """Keep what was read first. A cache that can't be written keeps nothing."""
    device = os.urandom(4).hex()
    events = [new_event(now, device, "read", subject, {} if done else {"done": False}) for subject, done in readings]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in written_lines(events)), encoding="ascii")


def take_over(path: Path, store: Path) -> None:
    """Move what was read first to the store. What is no export, as anything in a cache may be, is forgotten.

    Where the store can't be written nothing is moved: whoever has more to remember will be told.
    """
    from mlsys_cli.journal.store import Store  # with the schedule, for which nobody waits who reads first

    with suppress(OSError, OutputError, UnreadableError):
        events, _ = read_lines(path.read_bytes().decode("ascii", "replace").splitlines())
        with closing(Store(store)) as kept:
            kept.add(events)
        path.unlink(missing_ok=True)
