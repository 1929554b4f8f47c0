"""The log as lines of JSON: a header, then an event a line, by time and id. The same log is always the same file."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.errors import OutputError
from mlsys_cli.journal.event import FIELDS, JournalEvent, checked_event, parse_json

if TYPE_CHECKING:  # too slow to import for whoever only reads or writes lines
    from mlsys_cli.journal.database import Database


FORMAT = "mlsys-study"
_LEARNER = re.compile("[0-9a-f]{16}")  # docs/decisions/learner-id.md
VERSION = 1
"""The version of the lines. A program reads those of its own version and of all before."""


class BadLine(NamedTuple):
    """A line of a file that can't be read, and the reason."""

    line: int
    reason: str


def written_lines(
    events: Sequence[JournalEvent], learner: Sequence[str] = (), *, has_only_answers: bool = False
) -> Iterator[str]:
    """The lines of some events, which come sorted. They are ASCII, so that no encoding on the way can harm them."""
    more = {**({"learner": learner} if learner else {}), **({"only": "answers"} if has_only_answers else {})}
    yield json.dumps({"format": FORMAT, "version": VERSION, **more, "events": len(events)})
    for event in events:
        yield json.dumps(event.fields(), separators=(",", ":"))


def is_header(line: str) -> bool:
    """True if a line is, or begins as, the first one of an export, which alone has spaces after its colons."""
    return line.startswith(f'{{"format": "{FORMAT}"')


def learner_of(lines: Sequence[str]) -> tuple[str, ...]:
    """The ids of the learner whose export some lines are; none if the export is older than these ids."""
    with suppress(ValueError):
        names = _object(lines[0]).get("learner", []) if lines else []
        return tuple(name for name in names if isinstance(name, str) and _LEARNER.fullmatch(name))
    return ()


def has_only_answers(lines: Sequence[str]) -> bool:
    """True for an export of answers alone, which a class can read, and no journal: its events have other ids."""
    with suppress(ValueError):
        return bool(lines) and _object(lines[0]).get("only") == "answers"
    return False


def read_lines(lines: Sequence[str]) -> tuple[list[JournalEvent], list[BadLine]]:
    """The events of some lines, and the lines that can't be read."""
    header, *rest = [*lines, ""]
    try:
        count = _announced(header)
    except ValueError as error:
        return [], [BadLine(1, str(error))]
    events: list[JournalEvent] = []
    bad: list[BadLine] = []
    by_id: dict[str, JournalEvent] = {}
    for number, line in enumerate(rest, start=2):
        if not line.strip():
            continue
        try:
            value = _object(line)
            if missing := [field for field in FIELDS if field not in value]:
                raise ValueError(f"it has no {missing[0]!r}")
            event = checked_event([value[field] for field in FIELDS])
            if by_id.setdefault(event.id, event) != event:
                raise ValueError(f"another event of this file has the id {event.id}")
            events.append(event)
        except ValueError as error:
            bad.append(BadLine(number, str(error)))
    if not bad and len(events) != count:
        bad.append(BadLine(len(lines), f"the file has {len(events)} events instead of {count}: part of it is missing"))
    return events, bad


def _announced(header: str) -> int:
    """The number of events that a header announces."""
    values = _object(header)
    if values.get("format") != FORMAT:
        raise ValueError("this isn't the header of a file from 'mlsys export study'")
    version, count = values.get("version"), values.get("events")
    if not isinstance(version, int) or version < 1:
        raise ValueError("its version isn't a number")
    if version > VERSION:
        raise ValueError(f"it was written by a newer mlsys (version {version}); upgrade mlsys")
    if not isinstance(count, int):
        raise ValueError("the number of events is missing")
    return count


def _object(line: str) -> dict[str, Any]:
    value = parse_json(line)
    if not isinstance(value, dict):
        raise ValueError("it isn't a JSON object")
    return value


def learner_ids(store: "Database") -> tuple[str, ...]:
    """The ids of a store's learner; none as long as nothing was exported or imported."""
    return tuple(name for (name,) in store.rows("select id from learner order by id"))


def identify(store: "Database") -> tuple[str, ...]:
    """The ids of a store's learner, of which one is made for the first export of any event."""
    if not learner_ids(store) and store.rows("select 1 from event limit 1"):
        with suppress(OutputError), store.transaction() as db:  # a store that can't be written is exported without
            # Unless another process was faster.
            db.execute("insert into learner select ? where not exists (select 1 from learner)", (os.urandom(8).hex(),))
    return learner_ids(store)


def add_ids(store: "Database", ids: Sequence[str]) -> None:
    """Know the learner by some more ids from now on, if there is a store."""
    if not {*ids} <= {*learner_ids(store)} and store.rows("select 1 from event limit 1"):
        with store.transaction() as db:
            db.executemany("insert or ignore into learner values (?)", [(name,) for name in ids])


def has_any(store: "Database", events: Iterable[JournalEvent]) -> bool:
    """True if one of these events of another machine is in a store already."""
    ids = json.dumps([event.id for event in events])
    return bool(store.rows("select 1 from event where id in (select value from json_each(:ids))", ids=ids))
