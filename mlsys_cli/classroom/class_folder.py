"""A class: a folder with the answers of each learner in a file of its own, which no journal ever reads."""

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from itertools import count, groupby
from pathlib import Path

from mlsys_cli.errors import MlsysError, NotFoundError, OutputError, UnreadableError, UsageError
from mlsys_cli.journal.card_ids import is_own
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.jsonl import has_only_answers, learner_of, read_lines, written_lines
from mlsys_cli.text.atomic_file import read_text_file, write_file

_KEPT = ("grade", "right", "unknown", "answer", "typed", "confidence")
_NAME = re.compile(r"\w[\w .,'’()-]{0,59}")
_MOST_BYTES = 200_000_000  # years of study


def only_answers(events: Iterable[JournalEvent]) -> list[JournalEvent]:
    """The answers and flags that count, in their order and with their days, without times of day and all else.

    What was undone is left out, and so are the learner's own cards. Ids begin with the time, so each becomes another
    one: the same for the same event, so that an answer is known again.
    """
    events = sorted(events, key=lambda event: (event.at, event.id))
    undone = {event.subject for event in events if event.kind == "undo"}
    counting = [event for event in events if event.id not in undone]
    start = max((index + 1 for index, event in enumerate(counting) if event.kind == "reset"), default=0)
    kept = (e for e in counting[start:] if e.kind in ("answer", "flag", "unflag") and not is_own(e.subject))
    return [
        event._replace(
            id=blake2b(event.id.encode(), digest_size=16).hexdigest(),
            at=day * DAY + number,
            device="",
            values={name: event.values[name] for name in _KEPT if name in event.values},
        )
        for day, group in groupby(kept, key=lambda event: event.at // DAY)
        for number, event in enumerate(group)
    ]


class ClassFolder:
    """The learners of a class by their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def names(self) -> list[str]:
        """The names of all learners."""
        return sorted(path.stem for path in self.folder.glob("*.jsonl") if not path.is_symlink())

    def events(self, name: str) -> tuple[frozenset[str], list[JournalEvent]]:
        """The ids of a learner, and their answers. Raises UnreadableError."""
        return _read(self.folder / f"{name}.jsonl")

    def add(self, path: Path, name: str = "") -> tuple[str, int]:
        """Add the study data of a learner, and return their name and the number of new events.

        A learner who is there already keeps the name. Raises MlsysError if another one has it.
        """
        ids, events = _read(path)
        known = {other: self.events(other) for other in self.names}
        own = next((other for other, learner in known.items() if _is_same(learner, (ids, events))), "")
        if name and not _NAME.fullmatch(name):
            raise UsageError(
                f"a learner can't be called {name[:60]!r}", ["use letters, digits, spaces and . , ' ( ) -"]
            )
        if not own and name.casefold() in (other.casefold() for other in known):
            raise MlsysError(f"the class has another {name}", ["choose another name with --as"])
        name = own or name or next(name for number in count(1) if (name := f"Learner {number}") not in known)
        old_ids, old = known.get(name, (frozenset(), []))
        merged = {event.id: event for event in (*old, *events)}
        ordered = sorted(merged.values(), key=lambda event: (event.at, event.id))
        text = "".join(f"{line}\n" for line in written_lines(ordered, sorted(ids | old_ids), has_only_answers=True))
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self.folder} can't be made: {error.strerror}") from error
        write_file(self.folder / f"{name}.jsonl", text.encode("ascii"))
        return name, len(merged) - len(old)

    def forget(self, name: str) -> str:
        """Delete a learner's file, and return the name. Raises NotFoundError."""
        own = next((other for other in self.names if other.casefold() == name.casefold()), "")
        if not own:
            raise NotFoundError(f"the class has no {name[:60]!r}", ["'mlsys class' lists the learners"])
        path = self.folder / f"{own}.jsonl"
        try:
            path.unlink()
        except OSError as error:
            raise OutputError(f"{path} can't be deleted: {error.strerror}") from error
        with suppress(OSError):  # others are there
            self.folder.rmdir()
        return own


def _is_same(
    first: tuple[frozenset[str], list[JournalEvent]], other: tuple[frozenset[str], list[JournalEvent]]
) -> bool:
    """True if two files have an id of a learner or an event in common."""
    return bool(first[0] & other[0]) or bool({event.id for event in first[1]} & {event.id for event in other[1]})


def _read(path: Path) -> tuple[frozenset[str], list[JournalEvent]]:
    """The ids of a learner, and their answers."""
    lines = read_text_file(path, _MOST_BYTES).split("\n")
    events, bad = read_lines(lines)
    if bad:
        places = [f"{path}:{line}: {reason}" for line, reason in bad[:5]]
        raise UnreadableError(f"{path} can't be read", places)
    return frozenset(learner_of(lines)), events if has_only_answers(lines) else only_answers(events)
