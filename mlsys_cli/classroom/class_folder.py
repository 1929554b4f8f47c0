"""A class: a folder with the answers of each learner in a file of its own, which no journal ever reads."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from itertools import count, groupby
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from mlsys_cli.errors import MlsysError, NotFoundError, OutputError, UnreadableError, UsageError
from mlsys_cli.journal.card_ids import is_own
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.jsonl import has_only_answers, learner_of, read_lines, written_lines
from mlsys_cli.text.atomic_file import read_text_file, replace_files
from mlsys_cli.text.sanitize import harmless

_KEPT = ("grade", "right", "unknown", "answer", "typed", "confidence")
_NAME = re.compile(r"""(?![ .-])[^/\\:*?"<>|]{1,60}""")  # the name of a file on every system
_PSEUDONYM = re.compile(r"Learner \d+")
_MOST_BYTES = 200_000_000  # years of study


def tidy_name(name: str) -> str:
    """The name of a learner with each letter as one character, as macOS parts an é in two, and with single spaces."""
    return " ".join(normalize("NFC", harmless(name)).split())


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


class ClassMember(NamedTuple):
    """The ids of a learner, and their answers and flags."""

    ids: frozenset[str]
    events: list[JournalEvent]

    def is_same(self, other: "ClassMember") -> bool:
        """True if they have an id or an event in common."""
        return bool(self.ids & other.ids or {e.id for e in self.events} & {e.id for e in other.events})


class ClassFolder:
    """A class in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def learners(self) -> dict[str, ClassMember]:
        """The learners by their names. Raises UnreadableError."""
        paths = sorted(path for path in self.folder.glob("[!.]*.jsonl") if path.is_file() and not path.is_symlink())
        return {path.stem: read_member(path) for path in paths}

    def add(self, path: Path, name: str = "") -> tuple[str, int]:
        """Add the study data of a learner, in memory until `save`; returns their name and the number of new events.

        A learner who is there already keeps the name. Raises MlsysError if another one has it.
        """
        new, name = read_member(path), tidy_name(name)
        own = next((other for other, learner in self.learners.items() if learner.is_same(new)), "")
        if name and not _NAME.fullmatch(name):
            hint = """take at most 60 characters, not / \\ : * ? " < > |, and none of . - at the beginning"""
            raise UsageError(f"a learner can't be called {name[:60]!r}", [hint])
        if not own and name and self.known_as(name):
            raise MlsysError(f"the class has another {name}", ["choose another name with --as"])
        name = own or name or next(filter(self._is_free, map("Learner {}".format, count(1))))
        old = self.learners.get(name, ClassMember(frozenset(), []))
        merged = {event.id: event for event in (*old.events, *new.events)}
        events = sorted(merged.values(), key=lambda event: (event.at, event.id))
        self.learners[name] = ClassMember(old.ids | new.ids, events)
        return name, len(merged) - len(old.events)

    def save(self, names: Iterable[str]) -> None:
        """Write the files of some learners: all of them, or none. Raises OutputError."""
        contents: dict[Path, bytes] = {}
        for name in names:
            learner = self.learners[name]
            lines = written_lines(learner.events, sorted(learner.ids), has_only_answers=True)
            contents[self._file(name)] = "".join(f"{line}\n" for line in lines).encode("ascii")
        replace_files(contents, folder_mode=0o700)

    def known_as(self, name: str) -> str:
        """A learner's name as the class has it; empty if it has none."""
        return next((other for other in self.learners if other.casefold() == tidy_name(name).casefold()), "")

    def forget(self, names: Sequence[str]) -> list[str]:
        """Delete the files of some learners, and return their names. Raises NotFoundError before any is deleted."""
        own = [self.known_as(name) for name in names]
        if "" in own:
            missing = names[own.index("")]
            raise NotFoundError(
                f"the class has no {missing[:60]!r}; nobody was forgotten", ["'mlsys class' lists the learners"]
            )
        for name in own:
            try:
                if _PSEUDONYM.fullmatch(name):
                    self._mark(name).touch(0o600)
                self._file(name).unlink(missing_ok=True)  # as a name may be given twice
            except OSError as error:
                raise OutputError(f"{self._file(name)} can't be deleted: {error.strerror}") from error
        with suppress(OSError):  # others are there
            self.folder.rmdir()
        return own

    def _is_free(self, pseudonym: str) -> bool:
        return pseudonym not in self.learners and not self._mark(pseudonym).exists()

    def _mark(self, pseudonym: str) -> Path:
        """An empty file that says that a learner who had this name was forgotten, so that it isn't given to another."""
        return self.folder / f".{pseudonym}"

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.jsonl"


def read_member(path: Path) -> ClassMember:
    """The learner of a file, of which only the answers are kept. Raises UnreadableError."""
    lines = read_text_file(path, _MOST_BYTES).split("\n")
    events, bad = read_lines(lines)
    if bad:
        places = [f"{path}:{line}: {reason}" for line, reason in bad[:5]]
        raise UnreadableError(f"{path} can't be read", places)
    return ClassMember(frozenset(learner_of(lines)), events if has_only_answers(lines) else only_answers(events))
