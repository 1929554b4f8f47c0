"""The learner's store: their log, their cards, and how well they remember."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys_cli.errors import NotFoundError, UnreadableError
from mlsys_cli.journal import study_queries
from mlsys_cli.journal import study_records as records
from mlsys_cli.journal.card_ids import entry_subject, is_directed, renamed_subject, subject_parts
from mlsys_cli.journal.database import Database
from mlsys_cli.journal.days import LATEST, Today, today_at
from mlsys_cli.journal.settings import DEFAULT_RETENTION
from mlsys_cli.journal.study_queries import latest_answer_time, times_of
from mlsys_cli.page.anchors import Anchor, anchor_of
from mlsys_cli.text.sanitize import storable

if TYPE_CHECKING:  # a prompt that asks what is due needs neither the log nor a schedule
    from mlsys_cli.journal.event import JournalEvent
    from mlsys_cli.journal.own_cards import OwnCards
    from mlsys_cli.journal.scheduler import Grade, Schedule, Step
    from mlsys_cli.journal.study_history import StudyHistory
    from mlsys_cli.journal.writer import Writer


_WITH_EVENTS = """
select value from json_each(:subjects) where exists (
  select 1 from event where subject = value or (subject > value || ':' and subject < value || ';')
)
"""
"""Those of some entries about which, or about whose cards, there are events."""


class Store:
    """A learner's store. Its file is opened for the first query, and created with the first change.

    `now` is always microseconds since 1970. What a method remembers is on the disk when it returns.
    """

    def __init__(self, database: Database | Path) -> None:
        self.database = database if isinstance(database, Database) else Database(database)

    @property
    def path(self) -> Path:
        """The file, which need not exist."""
        return self.database.path

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def follow(self, subjects: Mapping[str, str], books: Collection[str]) -> None:
        """Count by the ids that the entries of some books have now: `subjects` are the former ones with the present."""
        followed = {old: new for old, new in self._renamed().items() if subject_parts(old)[0] in books}
        rows = self.database.rows(_WITH_EVENTS, subjects=json.dumps(list(subjects))) if subjects else []
        needed = {old: subjects[old] for (old,) in rows}
        if followed != needed:
            from mlsys_cli.journal.projections import follow_renaming

            self.database.derive(lambda db: follow_renaming(db, needed, books))

    def _renamed(self) -> dict[str, str]:
        """The former and present subjects by which the store counts."""
        return dict(self.database.rows("select old, new from renaming"))

    @property
    def is_empty(self) -> bool:
        """True if nothing is remembered."""
        return not self.database.rows("select 1 from effective_event limit 1")

    @cached_property
    def _writer(self) -> "Writer":
        from mlsys_cli.journal.writer import Writer

        return Writer(self.database)

    @cached_property
    def past(self) -> "StudyHistory":
        """The answers so far, and how well and how fast they were given."""
        from mlsys_cli.journal.study_history import StudyHistory

        return StudyHistory(self.database)

    @cached_property
    def own(self) -> "OwnCards":
        """The cards that the learner wrote."""
        from mlsys_cli.journal.own_cards import OwnCards

        return OwnCards(self.database, self._writer)

    # --- cards ---------------------------------------------------------------------------------------------------

    def counts(self, today: Today) -> records.Counts:
        """The numbers of cards that were new today, and that were asked today."""
        rows = self.database.rows(study_queries.COUNTS, **times_of(today))
        return records.Counts(*rows[0]) if rows else records.Counts()

    def due(self, today: Today) -> tuple[records.DueCard, ...]:
        """The cards that are due today, the longest due first."""
        rows = self.database.rows(f"select * from ({study_queries.DUE}) order by due, card", **times_of(today))
        return tuple(records.DueCard(*row) for row in rows)

    def upcoming(self, today: Today, cards: Iterable[str] | None = None) -> records.Forecast | None:
        """The next day after today on which some cards, or any, are due; None if there is none."""
        values = {"cards": _listed(cards), **times_of(today)}
        rows = self.database.rows(study_queries.NEXT, **values)
        if not rows or rows[0][0] is None:
            return None
        day = today_at(rows[0][0], today.starts)
        ((number,),) = self.database.rows(study_queries.DUE_BY, until=day.end, **values)
        return records.Forecast(day.date, number)

    def standing(self, card: str, today: Today) -> records.Standing:
        """The standing of a card: due, new or suspended."""
        about = {"card": card, "entry": entry_subject(card), "directed": is_directed(card)}
        rows = self.database.rows(study_queries.STANDING, **about, **times_of(today))
        return records.Standing(*rows[0]) if rows else records.Standing()

    def cards(self, books: Iterable[str] | None = None) -> tuple[records.StudiedCard, ...]:
        """Every card, of some books or of all, that was ever answered."""
        within = "" if books is None else "join json_each(:books) on card > value || ':' and card < value || ';'"
        fields = ", ".join(records.StudiedCard._fields)
        rows = self.database.rows(f"select {fields} from card {within} order by card", books=_listed(books))
        return tuple(records.StudiedCard._make((*values, bool(suspended))) for *values, suspended in rows)

    def knows(self, subject: str) -> bool:
        """True if it is a card that was ever answered, or an entry with such a card."""
        # `;` follows `:` in ASCII. The range of what is no subject, such as `intro-to-mlsys:term`, has cards, too.
        rows = self.database.rows(
            "select card from card where card = :subject or (card > :subject || ':' and card < :subject || ';')",
            subject=storable(subject),
        )
        return any(subject in (card, entry_subject(card)) for (card,) in rows)

    def totals(self) -> tuple[int, int]:
        """The numbers of cards that were ever answered, and of those that are suspended."""
        rows = self.database.rows("select count(*), (select count(*) from card where suspended) from card")
        return rows[0] if rows else (0, 0)

    def history(self, card: str = "", until: int = LATEST) -> "tuple[Step, ...]":
        """The steps of a card, or of all cards, by time."""
        from mlsys_cli.journal.scheduler import Step

        which = "where card = :card and at <= :until" if card else ""
        rows = self.database.rows(f"select * from step {which} order by at, event", card=card, until=until)
        return tuple(map(Step._make, rows))

    def cards_at_rest(self, now: int) -> tuple[records.Rest, ...]:
        """The cards that rest, and those set aside as they were forgotten too often, the first ones first."""
        from mlsys_cli.journal.scheduler import REST

        cards = {card.card: card for card in self.cards()}
        rests: dict[str, records.Rest] = {}
        for event in (*self.events("rest"), *self.events("suspend")):
            card = cards.get(event.subject)
            # With an answer it follows from that; without one the learner has set the card aside.
            if card is None or "answer" not in event.values or event.at < card.last:
                continue
            if event.kind == "suspend" and card.suspended:
                rests[card.card] = records.Rest(card.card, event.at)
            elif event.kind == "rest" and card.due == event.at + REST > now:
                rests[card.card] = records.Rest(card.card, event.at, card.due)
        return tuple(sorted(rests.values(), key=lambda rest: (rest.since, rest.card)))

    def rested_since(self, card: str) -> int | None:
        """Since when a card has rested that was not asked since then; None if it has not."""
        last = self.history(card)[-1:]
        rests = [event.at for event in self.events("rest") if event.subject == card and last and event.at > last[0].at]
        return rests[-1] if rests else None

    def suspended_among(self, cards: Sequence[str]) -> frozenset[str]:
        """Those of some cards that are not to be asked, whether they were ever answered or not."""
        return frozenset(card for card, (_, suspended, _) in self._states(cards, _NEVER).items() if suspended)

    def new_among(self, cards: Sequence[str], today: Today) -> list[str]:
        """Those of some cards that may be asked today as new ones: never asked, or forgotten on purpose.

        Of siblings it is the first, and none if one was asked today, is due, or has to be known before the other.
        """
        first: dict[str, str] = {}
        for card, (state, suspended, barred) in self._states(cards, today).items():
            if not (state or suspended or barred):
                first.setdefault(entry_subject(card), card)
        return list(first.values())

    def _states(self, cards: Sequence[str], today: Today) -> dict[str, tuple[int, bool, bool]]:
        """The state of each card, True if it is suspended, and True if it has to wait for a sibling."""
        unknown = dict.fromkeys(cards, (0, False, False))
        asked = json.dumps([(card, entry_subject(card), is_directed(card)) for card in cards])
        rows = self.database.rows(study_queries.STATES, cards=asked, **times_of(today))
        return unknown | {card: (state, bool(suspended), bool(barred)) for card, state, suspended, barred in rows}

    # --- reading, marks and notes --------------------------------------------------------------------------------

    def reading_positions(self) -> tuple[records.ReadingPosition, ...]:
        """The sections that were read or begun, the last one first."""
        fields = ", ".join(records.ReadingPosition._fields)
        rows = self.database.rows(f"select {fields} from reading_position order by at desc, subject")
        return tuple(records.ReadingPosition(subject, at, bool(done), *more) for subject, at, done, *more in rows)

    def sections_read(self) -> frozenset[str]:
        """The sections that were read."""
        return frozenset(position.subject for position in self.reading_positions() if position.done)

    def marks(self) -> tuple[records.Mark, ...]:
        """The marks, the last one first."""
        rows = self.database.rows("select subject, at, anchor from mark order by at desc, subject, anchor")
        return tuple(records.Mark(subject, at, _anchor(anchor)) for subject, at, anchor in rows)

    def is_marked(self, subject: str) -> bool:
        """True if an entry as a whole is marked."""
        return any(mark.subject == subject and mark.anchor is None for mark in self.marks())

    def flags(self) -> tuple[records.Mark, ...]:
        """The cards that are flagged as bad questions, the last one first."""
        events = sorted((*self.events("flag"), *self.events("unflag")), key=lambda event: (event.at, event.id))
        last = {event.subject: event for event in events}.values()
        flags = (records.Mark(event.subject, event.at) for event in last if event.kind == "flag")
        return tuple(sorted(flags, key=lambda flag: (-flag.at, flag.subject)))

    def notes(self, subject: str = "") -> tuple[records.Note, ...]:
        """The notes about an entry, or about any, in the order in which they were begun."""
        rows = self.database.rows(
            "select coalesce(number, 0), id, subject, at, changed, text, anchor from note"
            " left join note_number on note_number.note = note.id where :subject in ('', subject) order by at, id",
            subject=subject,
        )
        return tuple(records.Note._make((*values, storable(text), _anchor(anchor))) for *values, text, anchor in rows)

    # --- the log -------------------------------------------------------------------------------------------------

    def events(self, kind: str) -> "tuple[JournalEvent, ...]":
        """The events of a kind that count, by time."""
        events = self._events("select * from effective_event where kind = :kind order by at, id", kind=kind)
        renamed = self._renamed()
        return tuple(event.about(renamed) for event in events)

    def log(self) -> "tuple[JournalEvent, ...]":
        """Every event, also those that were undone, by time."""
        return tuple(self._events("select * from event order by at, id"))

    def invalid_events(self) -> list[tuple[str, str]]:
        """The ids of the events that this program can't read, each with the reason. They stay in the file."""
        from mlsys_cli.journal.event import stored_event

        invalid = []
        for row in self.database.rows("select * from event order by at, id"):
            try:
                stored_event(row)
            except ValueError as error:
                invalid.append((str(row[0])[:40], str(error)))
        return invalid

    def check(self) -> None:
        """Raise UnreadableError with the first fault of the store: of the file, or of an event in it."""
        for (fault,) in self.database.rows("pragma quick_check(1)"):
            if fault != "ok":
                raise UnreadableError(f"the store {self.path} is damaged: {fault}")
        if faults := self.invalid_events():
            event_id, reason = faults[0]
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise UnreadableError(f"the store {self.path} has an event that can't be read, {event_id}{more}: {reason}")

    def _events(self, query: str, **values: object) -> "Iterator[JournalEvent]":
        from mlsys_cli.journal.event import valid_events

        return valid_events(self.database.rows(query, **values))

    # --- remembering ---------------------------------------------------------------------------------------------

    def answer(
        self,
        card: str,
        grade: "Grade | int",
        now: int,
        *,
        right: bool | None = None,
        seconds: float = 0.0,
        typed: str = "",
        retention: float = DEFAULT_RETENTION,
        more: Mapping[str, Any] | None = None,
    ) -> "Step":
        """Remember an answer, and schedule the card so that `retention` of such answers will be right.

        `right` is whether the answer itself was, whatever the grade; `more` is kept beside it. Returns the card's step.
        """
        values: dict[str, Any] = {**(more or {}), "grade": int(grade)}
        if right is not None:
            values["right"] = right
        if seconds > 0:
            values["seconds"] = round(seconds, 3)
        if typed:
            values["typed"] = storable(typed)
        if retention != DEFAULT_RETENTION:
            values["retention"] = retention
        return self._writer.answer(now, card, values)

    def undo(self, event_id: str, now: int) -> None:
        """Take back an event."""
        if not self.database.rows("select 1 from effective_event where id = :id", id=event_id):
            raise NotFoundError(f"there is no event {event_id[:40]!r} to undo")
        self._writer.undo(now, event_id)

    def forget(self, subjects: Iterable[str], now: int) -> int:
        """Make cards new again, or all cards of entries; returns how many cards were remembered."""
        wanted = set(subjects)
        learned = self.database.rows("select card from card where state > 0 order by card")
        cards = [card for (card,) in learned if card in wanted or entry_subject(card) in wanted]
        if cards:
            self._writer.append_each(now, "forget", cards)
        return len(cards)

    def unforget(self, subjects: Iterable[str], now: int) -> int:
        """Take back that cards, or all cards of entries, were last forgotten; returns how many they are."""
        wanted = set(subjects)
        forgotten = self.database.rows("select subject, id from effective_event where kind = 'forget' order by at, id")
        renamed = self._renamed()
        cards = ((renamed_subject(subject, renamed), event_id) for subject, event_id in forgotten)
        last = {card: event_id for card, event_id in cards if card in wanted or entry_subject(card) in wanted}
        if last:
            self._writer.append_each(now, "undo", last.values())
        return len(last)

    def suspend(self, subjects: Sequence[str], now: int, undo: bool = False) -> None:
        """Stop asking cards, or all cards of entries; or ask them again."""
        self._writer.append_each(now, "unsuspend" if undo else "suspend", subjects)

    def reset(self, now: int) -> Path:
        """Forget everything, on other machines as well; returns the copy that is kept."""
        return self._writer.reset(now)

    def read(self, section: str, now: int, values: Mapping[str, Any] | None = None) -> None:
        """Remember that a section was read, or as much of it as the values of the event say (see `reading_values`).

        It isn't remembered again if it was among those that were read last, and nothing is new.
        """
        positions = self.reading_positions()
        last = [position for position in positions if position.subject == section and position.at == positions[0].at]
        if not last or not (last[0].done or self._last_reading(section) == values):
            self._writer.append(now, "read", section, values)

    def _last_reading(self, section: str) -> dict[str, Any]:
        """The data of the event by which a section was read last."""
        return [event.values for event in self.events("read") if event.subject == section][-1]

    def unread(self, sections: Iterable[str], now: int) -> int:
        """Take back that some sections were read or begun; returns how many they are."""
        wanted = set(sections)
        events = [event for event in self.events("read") if event.subject in wanted]
        if events:
            self._writer.append_each(now, "undo", [event.id for event in events])
        return len({event.subject for event in events})

    def mark(self, subject: str, now: int, undo: bool = False, anchor: Anchor | None = None) -> "JournalEvent":
        """Mark an entry, or a place in its text, to find it again; or take the mark away."""
        return self._writer.append(now, "unmark" if undo else "mark", subject, _anchor_values(anchor))

    def flag(self, card: str, now: int, undo: bool = False) -> None:
        """Flag a card as a bad question, or no longer."""
        self._writer.append(now, "unflag" if undo else "flag", card)

    def write_note(self, subject: str, text: str, now: int, anchor: Anchor | None = None) -> records.Note:
        """Add a note about an entry, or a place in its text."""
        event, number = self._writer.note(now, subject, {"text": storable(text), **_anchor_values(anchor)})
        return records.Note(
            number, event.id, subject, at=event.at, changed=event.at, text=storable(text), anchor=anchor
        )

    def change_note(self, note: records.Note, text: str, now: int) -> None:
        """Write another text for a note; an empty one deletes it."""
        self._writer.append(now, "note", note.subject, {"text": storable(text), "note": note.id})

    def finish_quiz(self, subject: str, values: Mapping[str, Any], now: int) -> None:
        """Remember how a quiz about an entry, or about everything, went."""
        self._writer.append(now, "quiz", subject, values)

    def trials(self) -> "Mapping[str, records.Trial]":
        """The last trial of each exhibit, the latest first, with the first settings that reached the goal in any."""
        last: dict[str, records.Trial] = {}
        for event in reversed(self.events("trial")):
            name = event.subject.removeprefix(_EXHIBIT)
            values = {key: event.values[key] for key in ("preset", "guess", "result") if key in event.values}
            trial = last.setdefault(name, records.Trial(name, event.at, **values))
            last[name] = trial._replace(reached=event.values.get("reached") or trial.reached)
        return last

    def try_exhibit(self, trial: records.Trial) -> None:
        """Remember a trial."""
        values = {"preset": trial.preset, "guess": trial.guess, "result": trial.result, "reached": trial.reached}
        values = {key: value for key, value in values.items() if value not in ("", None)}
        self._writer.append(trial.at, "trial", f"{_EXHIBIT}{trial.exhibit}", values)

    def chosen_paths(self) -> dict[str, str]:
        """The id of the path that was chosen last in each book, by the book as a subject."""
        return {event.subject: event.values["path"] for event in self.events("path")}

    def choose_path(self, book: str, path: str, now: int) -> None:
        """Remember the path that was chosen in a book."""
        self._writer.append(now, "path", book, {"path": path})

    def set_parameters(self, values: Sequence[float], now: int) -> None:
        """Schedule all cards again with other parameters; with none, with those of FSRS itself."""
        self._writer.append(now, "parameters", "", {"values": list(values)})

    def add(self, events: "Sequence[JournalEvent]") -> records.Imported:
        """Add the events of another machine that aren't here yet. Raises ValueError if one differs from a known one."""
        return self._writer.add(events)

    # --- the schedule and how well it goes -----------------------------------------------------------------------

    def schedule(self) -> "Schedule":
        """The schedule by which cards are asked."""
        from mlsys_cli.journal.scheduler import Schedule

        last = self.events("parameters")[-1:]
        return Schedule(last[0].values["values"] if last else ())

    def preview(self, card: str, now: int, retention: float = DEFAULT_RETENTION) -> "tuple[int | None, ...]":
        """The moments at which a card would be due after each of the four grades; None if it would be suspended."""
        from mlsys_cli.journal.scheduler import REST, Grade, Remedy, remedy_of

        # A wrong clock may have put an answer later than that.
        steps = list(self.history(card, latest_answer_time(now)))
        schedule = self.schedule()
        after = [schedule.after(steps[-1] if steps else None, grade, now, retention) for grade in Grade]
        dues = {Remedy.NONE: after[0].due, Remedy.REST: now + REST, Remedy.SUSPEND: None}
        return (dues[remedy_of([*steps, after[0]])], *(step.due for step in after[1:]))


_EXHIBIT = "@mlsys:exhibit:"
"""The beginning of the subject of an exhibit, which belongs to no book."""

_NEVER = Today(0, date.min, 0, 0)
"""A day on which nothing happened, for what doesn't depend on the day."""


def _listed(names: Iterable[str] | None) -> str | None:
    """Some names as the queries take them."""
    return None if names is None else json.dumps(list(names))


def _anchor(stored: str) -> Anchor | None:
    return anchor_of(json.loads(stored)) if stored else None


def _anchor_values(anchor: Anchor | None) -> dict[str, Any]:
    return {"anchor": anchor.values()} if anchor else {}
