"""The projections: cards, counted answers, notes, marks and reading, as they follow from the log and nothing else.

So all machines with the same log agree. An event of the log that isn't valid is left out, and stays where it is.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from mlsys_cli.journal.card_ids import entry_subject, subject_parts
from mlsys_cli.journal.event import JournalEvent, event_json, valid_events
from mlsys_cli.journal.journal_schema import COUNT_QUARTERS, PROJECTION_VERSION, PROJECTIONS, QUARTER
from mlsys_cli.journal.scheduler import REST, Schedule, Step
from mlsys_cli.journal.settings import DEFAULT_RETENTION
from mlsys_cli.journal.study_records import READ
from mlsys_cli.page.anchors import Part, share_of

_OF_ENTRY = "= :entry or ({0} > :entry || ':' and {0} < :entry || ';')"
"""The condition that a column has an entry or one of its cards.

`;` follows `:` in ASCII: all that begins with `book:term:heap:` lies between the two, where an index finds it. `like`
would take the `_` and `%` of an id for wildcards, and use no index.
"""


def apply_events(db: sqlite3.Connection, events: Iterable[JournalEvent]) -> None:
    """Recompute everything that depends on new events."""
    entries: set[str] = set()
    for event in events:
        changed: Iterable[JournalEvent] = [event]
        if event.kind == "undo":  # one that isn't here yet will be known as undone when it comes
            changed = valid_events(db.execute("select * from event where id = ?", (event.subject,)))
        for other in changed:
            if other.kind in ("reset", "parameters"):
                rebuild(db)
                return
            entries.add(other.entry)
    _project(db, entries)


_INSERT_STEP = f"insert into step values ({','.join('?' * len(Step._fields))})"

_BEFORE_ANSWER = """
select
  exists (select 1 from renaming where :entry in (old, new))
    or exists (select 1 from suspension where subject in (:card, :entry)),
  exists (select 1 from effective_event where kind = 'parameters'),
  step.*
from (select 1) left join (select * from step where card = :card order by at desc, event desc limit 1) step
"""
"""Whether other events decide about a card too, whether its schedule has parameters, and its last step.

One statement, since an answer is stored while the learner waits.
"""


def add_answer(db: sqlite3.Connection, event: JournalEvent) -> Step | None:
    """Add an answer that is later than all other events about its entry; returns its step.

    Returns None, and changes nothing, if the entry had another id or is suspended, or its card is: what follows then
    depends on more events than the last step, so the answer has to be applied as any other event.
    """
    card, entry = event.subject, event.entry
    others, has_parameters, *row = db.execute(_BEFORE_ANSWER, {"card": card, "entry": entry}).fetchone()
    if others:
        return None
    schedule = _schedule(db) if has_parameters else Schedule()
    (step,) = replay(card, [event], schedule, Step(*row) if row[0] else None)
    db.execute(_INSERT_STEP, step)
    _write_card(db, step, entry, step.due)
    # The quarter is counted again, as the sum of its probabilities is to be the same to the last bit as in a rebuild.
    db.execute(COUNT_QUARTERS, {"quarters": f"[{event.at // QUARTER}]"})
    return step


def rebuild(db: sqlite3.Connection) -> None:
    """Recompute all projections."""
    for table in PROJECTIONS:
        db.execute(f"delete from {table}")
    db.execute("update meta set projection_version = ?", (PROJECTION_VERSION,))
    _project(db, {entry_subject(subject) for (subject,) in db.execute("select distinct subject from effective_event")})


def follow_renaming(db: sqlite3.Connection, renamed: Mapping[str, str], books: Collection[str]) -> None:
    """Count what is known of former subjects for those that some books have now, and of no others of these books."""
    followed = dict(db.execute("select old, new from renaming").fetchall())
    new = {old: subject for old, subject in renamed.items() if followed.get(old) != subject}
    gone = [old for old in followed if old not in renamed and subject_parts(old)[0] in books]
    db.executemany("insert or replace into renaming values (?, ?)", new.items())
    db.executemany("delete from renaming where old = ?", [(old,) for old in gone])
    changed = {*new, *gone}
    _project(db, {*changed, *new.values(), *(followed[old] for old in changed & followed.keys())})


def _project(db: sqlite3.Connection, entries: Iterable[str]) -> None:
    renamed = dict(db.execute("select old, new from renaming").fetchall())
    former: dict[str, list[str]] = defaultdict(list)
    for old, new in renamed.items():
        former[new].append(old)
    schedule = _schedule(db)
    changed: set[int] = set()
    for entry in sorted({renamed.get(entry, entry) for entry in entries}):
        events: list[JournalEvent] = []
        for name in (entry, *former[entry]):
            changed |= _quarters(db, name)
            for table, column in (("step", "card"), ("card", "card"), ("suspension", "subject")):
                db.execute(f"delete from {table} where {column} {_OF_ENTRY.format(column)}", {"entry": name})
            for table in ("reading_position", "mark", "note"):
                db.execute(f"delete from {table} where subject = ?", (name,))
            query = f"select * from effective_event where subject {_OF_ENTRY.format('subject')}"
            of_name = valid_events(db.execute(query, {"entry": name}).fetchall())
            events += [event.about(renamed) for event in of_name if event.entry == name]
        events.sort(key=lambda event: (event.at, event.id))
        _project_cards(db, entry, events, schedule)
        reads = [event for event in events if event.kind == "read"]
        if reads:
            share = share_of(part for event in reads for part in parts_read(event))
            position = (entry, reads[-1].at, share >= READ, share, reads[-1].values.get("paragraph", 0))
            db.execute("insert into reading_position values (?, ?, ?, ?, ?)", position)
        marks = {anchor_json(event): event for event in events if event.kind in ("mark", "unmark")}
        marked = ((entry, anchor, event.at) for anchor, event in marks.items() if event.kind == "mark")
        db.executemany("insert into mark values (?, ?, ?)", marked)
        notes = sorted((event for event in events if event.kind == "note"), key=note_of)
        for note, group in groupby(notes, note_of):
            versions = list(group)
            if text := versions[-1].values["text"]:
                anchor = next(filter(None, map(anchor_json, versions)), "")
                row = (note, entry, versions[0].at, versions[-1].at, text, anchor)
                db.execute("insert into note values (?, ?, ?, ?, ?, ?)", row)
        changed |= _quarters(db, entry)
    quarters = json.dumps(sorted(changed))
    db.execute("delete from quarter where number in (select value from json_each(?))", (quarters,))
    db.execute(COUNT_QUARTERS, {"quarters": quarters})


def _schedule(db: sqlite3.Connection) -> Schedule:
    """The schedule with the parameters that were set last."""
    rows = db.execute("select * from effective_event where kind = 'parameters' order by at desc, id desc")
    return Schedule(next((event.values["values"] for event in valid_events(rows)), ()))


def _quarters(db: sqlite3.Connection, entry: str) -> set[int]:
    """The quarters of an hour in which there were answers about an entry."""
    query = f"select distinct at / {QUARTER} from step where card {_OF_ENTRY.format('card')}"
    return {number for (number,) in db.execute(query, {"entry": entry})}


def _project_cards(db: sqlite3.Connection, entry: str, events: Sequence[JournalEvent], schedule: Schedule) -> None:
    decisions = {event.subject: event for event in events if event.kind in ("suspend", "unsuspend")}
    for subject, event in decisions.items():
        of_entry = decisions.get(entry, event)
        if event.kind == "suspend" and (of_entry.at, of_entry.id) <= (event.at, event.id):
            db.execute("insert into suspension values (?, ?)", (subject, event.at))
    rests = {event.subject: event.at for event in events if event.kind == "rest"}
    for card in sorted({event.subject for event in events if event.kind == "answer"}):
        mine = [event for event in events if event.kind in ("answer", "forget") and event.subject in (card, entry)]
        own = [decisions[subject] for subject in {entry, card} if subject in decisions]
        latest = max(own, key=lambda event: (event.at, event.id), default=None)
        suspended = latest is not None and latest.kind == "suspend"
        steps = replay(card, mine, schedule)
        db.executemany(_INSERT_STEP, steps)
        last = steps[-1]
        rested = rests.get(card, 0)
        is_resting = rested > max(last.at, latest.at if latest else 0) and last.due is not None
        due = None if suspended else rested + REST if is_resting else last.due
        _write_card(db, last, entry, due, suspended=suspended)


def _write_card(db: sqlite3.Connection, last: Step, entry: str, due: int | None, *, suspended: bool = False) -> None:
    """Write what is known of a card after its last step."""
    counts = last.reps, last.lapses, last.stability, last.difficulty
    row = (last.card, due, last.at, last.state, last.first, *counts, suspended, entry if entry != last.card else None)
    db.execute("insert or replace into card values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def parts_read(event: JournalEvent) -> Iterator[Part]:
    """The parts of a section that were on the screen; all of one that was read, and none of one only known as begun."""
    if event.values.get("done", True):  # the usual event says nothing more: the section was read to its end
        yield 0.0, 1.0
    else:
        yield from ((start, end) for start, end in event.values.get("parts", ()))


def note_of(event: JournalEvent) -> str:
    """The id of the note that an event writes, which is that of the event by which it was begun."""
    return str(event.values.get("note") or event.id)


def anchor_json(event: JournalEvent) -> str:
    """The anchor of a mark or note as JSON, always the same text for the same place; empty for an entry as a whole."""
    return event_json(event.values["anchor"]) if "anchor" in event.values else ""


def replay(card: str, events: Iterable[JournalEvent], schedule: Schedule, last: Step | None = None) -> list[Step]:
    """Each step of a card after its `last` one through answers and forgettings, which come sorted by time and id."""
    steps: list[Step] = []
    for event in events:
        if event.kind == "answer":
            retention = event.values.get("retention", DEFAULT_RETENTION)
            last = schedule.after(last, event.values["grade"], event.at, retention)._replace(card=card, event=event.id)
        elif last is not None and last.grade:
            last = Step(card=card, at=event.at, event=event.id, grade=0)
        else:
            continue  # there was nothing to forget
        steps.append(last)
    return steps
