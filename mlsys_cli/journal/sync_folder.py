"""A folder that another program keeps the same on all devices of a learner, such as Syncthing, Dropbox, rsync or git.

Each device adds files of events to it. What is in a file never changes, and its name says which device has written it
and what is in it: so no two devices write the same file, and a file that has not arrived as a whole is recognized
(docs/decisions/files-to-sync.md).
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.jsonl import add_ids, identify, is_header, learner_of, read_lines, written_lines
from mlsys_cli.journal.store import Store
from mlsys_cli.text.atomic_file import delete_abandoned, replacing
from mlsys_cli.text.own_files import NO_LINK_OR_PIPE

_OURS = re.compile("mlsys-([0-9a-f]{8})-([0-9a-f]{16})")
"""How the name of a file begins that this program has written: the device, and the digest of what is in the file."""

_LARGEST = 200_000_000
"""The size in bytes above which a file isn't read: over 500,000 events; chosen, not measured."""


class SyncFile(NamedTuple):
    """A file that is whole: the device that has written it, if its name says so, its learner's ids, and its events."""

    name: str
    device: str
    learner: tuple[str, ...]
    events: Mapping[str, JournalEvent]


class Ignored(NamedTuple):
    """A file that is left alone, and the reason. It may be read the next time, as one that has not arrived yet."""

    name: str
    reason: str


class Synced(NamedTuple):
    """The events that a device has received, and how many it has sent: in a `file`, whose name is empty if none."""

    received: tuple[JournalEvent, ...]
    sent: int
    file: str
    ignored: tuple[Ignored, ...]

    @property
    def devices(self) -> int:
        """The number of devices whose events were received."""
        return len({event.device for event in self.received})


def read_folder(folder: Path) -> tuple[list[SyncFile], list[Ignored]]:
    """The files of events in a folder, and the other ones. Hidden files are those of the programs that carry it."""
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        hint = "it must be there already, so that nothing is written beside a disk that isn't mounted"
        raise UnreadableError(f"the folder {folder} can't be read: {error.strerror}", [hint]) from error
    files: list[SyncFile] = []
    ignored: list[Ignored] = []
    for name in names:
        try:
            files.append(_read(folder / name))
        except FileNotFoundError:  # as another process has just deleted it
            continue
        except ValueError as error:
            ignored.append(Ignored(name, str(error)))
        except OSError as error:
            ignored.append(Ignored(name, error.strerror or str(error)))
    return files, ignored


def learners(files: Iterable[SyncFile]) -> list[tuple[tuple[str, ...], list[SyncFile]]]:
    """The files of each learner with the ids that these have in common, directly or through another file."""
    groups: list[tuple[set[str], list[SyncFile]]] = []
    for file in files:
        ids, of_learner = {*file.learner}, [file]
        for group in [group for group in groups if group[0] & ids]:
            groups.remove(group)
            ids, of_learner = ids | group[0], group[1] + of_learner
        groups.append((ids, of_learner))
    return [(tuple(sorted(ids)), of_learner) for ids, of_learner in groups]


def synchronize(store: Store, folder: Path, files: Sequence[SyncFile], now: int) -> Synced:
    """Take in the events of some files of a folder, and write those that none of them has; `now` is microseconds.

    It can be interrupted at any moment, and then be done again.
    """
    log = {event.id: event for event in store.log()}
    sound, ignored = _consistent(files, log)
    of_files = {event_id: event for file in sound for event_id, event in file.events.items()}
    since = _last_reset([*log.values(), *of_files.values()], now)
    received = [event for event in of_files.values() if event.id not in log and (event.at, event.id) >= since]
    try:
        store.add(received)
    except ValueError as error:  # with an event of this store that is damaged
        raise UnreadableError(f"{folder} can't be synced; nothing was changed", [str(error)]) from error
    add_ids(store.database, sorted({name for file in sound for name in file.learner}))
    missing = [event for event in log.values() if event.id not in of_files and (event.at, event.id) >= since]
    learner = identify(store.database)
    devices = store.database.rows("select device from meta")
    own = [_counting(file, since) for file in sound if (file.device,) in devices]
    written = ""
    if missing or (learner and not any({*learner} <= {*file.learner} for file in sound)):
        written = _write(store, folder, missing, learner, own)
    _delete_repeated(folder, own)
    return Synced(tuple(received), len(missing), written, tuple(ignored))


def _read(path: Path) -> SyncFile:
    """The events of a file. Raises ValueError with the reason why it isn't read, and OSError."""
    if path.suffix != ".jsonl":
        raise ValueError("it isn't a file of events")
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_LINK_OR_PIPE)) as stream:
        status = os.fstat(stream.fileno())
        if not S_ISREG(status.st_mode):
            raise ValueError("it isn't a regular file")
        if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
            raise ValueError("it belongs to another user")
        if status.st_size > _LARGEST:
            raise ValueError(f"it is larger than {_LARGEST // 1_000_000} MB")
        data = stream.read()
    ours = _OURS.match(path.name)
    if ours and ours[2] != _digest(data):
        raise ValueError("it has not arrived completely, or is damaged")
    lines = data.decode("utf-8-sig", "surrogateescape").split("\n")  # a line that isn't UTF-8 is a bad one
    if not is_header(lines[0]):
        raise ValueError("it isn't a file of events")
    events, bad = read_lines(lines)
    if bad:
        raise ValueError(f"line {bad[0].line}: {bad[0].reason}")
    return SyncFile(path.name, ours[1] if ours else "", learner_of(lines), {event.id: event for event in events})


def _digest(data: bytes) -> str:
    # A carrier may have changed the ends of lines, as git does on Windows.
    return sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:16]


def _consistent(files: Iterable[SyncFile], log: Mapping[str, JournalEvent]) -> tuple[list[SyncFile], list[Ignored]]:
    """The files without those that differ from the log, or from one before, in an event of the same id."""
    events, sound, ignored = dict(log), list[SyncFile](), list[Ignored]()
    for file in files:
        differing = [event.id for event in file.events.values() if _differ(events.get(event.id, event), event)]
        if differing:
            ignored.append(Ignored(file.name, f"its event {differing[0]} differs from the one known with this id"))
        else:
            sound.append(file)
            events |= file.events
    return sound, ignored


def _differ(first: JournalEvent, second: JournalEvent) -> bool:
    return first is not second and (first[:-1], first.data) != (second[:-1], second.data)


def _last_reset(events: Iterable[JournalEvent], now: int) -> tuple[int, str]:
    """When the log was last started anew: what came before isn't exchanged, so that it doesn't come back.

    One that a wrong clock has put far ahead is passed over, as the journal undoes it.
    """
    events = list(events)
    undone = {event.subject for event in events if event.kind == "undo"}
    resets = (event for event in events if event.kind == "reset" and event.id not in undone)
    return max(((event.at, event.id) for event in resets if event.at <= now + DAY), default=(-1, ""))


def _counting(file: SyncFile, since: tuple[int, str]) -> SyncFile:
    """A file without the events before the last reset."""
    events = {event.id: event for event in file.events.values() if (event.at, event.id) >= since}
    return file._replace(events=events)


def _write(
    store: Store, folder: Path, missing: Iterable[JournalEvent], learner: Sequence[str], own: Sequence[SyncFile]
) -> str:
    """Write some events to a new file, with those of each own file that has no more; returns its name.

    So the files of a device, each more than twice as large as the next, stay few, and no event is written often.
    """
    events = {event.id: event for event in missing}
    for file in sorted(own, key=lambda file: len(file.events)):
        if len(file.events) <= len(events):
            events |= file.events
    in_order = sorted(events.values(), key=lambda event: (event.at, event.id))
    data = "".join(f"{line}\n" for line in written_lines(in_order, learner)).encode("ascii")
    ((device,),) = store.database.rows("select device from meta")
    path = folder / f"mlsys-{device}-{_digest(data)}.jsonl"
    try:
        with replacing(path, mode=0o600) as temporary:  # notes are private
            temporary.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}", ["what was received is stored"]) from error
    return path.name


def _delete_repeated(folder: Path, own: Sequence[SyncFile]) -> None:
    """Delete the own files of which another one has every event, and what killed processes have left.

    The other one was there before, so that it has had the time from one run to the next to reach other devices.
    """
    by_size = sorted(own, key=lambda file: (len(file.events), -len(file.name), file.name))  # a copy has a longer name
    for number, file in enumerate(by_size):
        if any(
            file.events.keys() <= other.events.keys()
            for other in by_size[number + 1 :]
            if {*file.learner} <= {*other.learner}
        ):
            with suppress(OSError):
                (folder / file.name).unlink()
    delete_abandoned(folder / "mlsys-*")
