"""What happened, as it is logged and exchanged. An event never changes; another one can undo it."""

import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mlsys_cli.book.kinds import CARDED
from mlsys_cli.journal.card_ids import parse_card, thing_of
from mlsys_cli.journal.days import LATEST

_ID = re.compile("[0-9a-f]{32}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LONGEST_SUBJECT = 500
_LONGEST_DATA = 1_000_000


class JournalEvent(NamedTuple):
    """Something that the learner did: `at` is microseconds since 1970 in UTC, `data` a JSON object."""

    id: str
    at: int
    device: str
    kind: str
    subject: str
    data: str = "{}"

    @property
    def values(self) -> dict[str, Any]:
        """The data by its keys."""
        values: dict[str, Any] = json.loads(self.data)
        return values

    @property
    def thing(self) -> str:
        """What it is about; for a card, what that and its siblings are about."""
        return thing_of(self.subject)


def new_event(at: int, device: str, kind: str, subject: str, values: Mapping[str, Any] | None = None) -> JournalEvent:
    """An event that no machine has yet; ValueError if it makes no sense."""
    return checked_event([f"{max(at, 0) // 1000:012x}{os.urandom(10).hex()}", at, device, kind, subject, values or {}])


def checked_event(fields: list[Any]) -> JournalEvent:
    """The event that some JSON values are, in the order of its fields; ValueError says what is wrong with them."""
    if len(fields) != len(JournalEvent._fields):
        raise ValueError(f"an event has {len(JournalEvent._fields)} fields, not {len(fields)}")
    id, at, device, kind, subject, values = fields
    _hold(isinstance(id, str) and _ID.fullmatch(id), "its id isn't 32 hexadecimal digits")
    _hold(_is_whole(at) and 0 <= at < LATEST, "its time isn't a number of microseconds between 1970 and 2200")
    for name, text in (("device", device), ("subject", subject)):
        _hold(isinstance(text, str) and len(text) <= _LONGEST_SUBJECT, f"its {name} isn't a short text")
        _hold(not _CONTROL.search(text) and _is_unicode(text), f"its {name} has a control character")
    _hold(isinstance(kind, str) and kind in _CHECKS, f"there is no kind {str(kind)[:40]!r} of event")
    _hold(isinstance(values, dict), "its data isn't an object")
    _CHECKS[kind](subject, values)
    return JournalEvent(id, at, device, kind, subject, _written(values))


def _hold(holds: object, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_unicode(text: str) -> bool:
    """Whether a text has no half characters, which no file can hold."""
    return not re.search("[\ud800-\udfff]", text)


def _written(values: dict[str, Any]) -> str:
    """The data as JSON, always the same for the same values."""
    try:
        text = json.dumps(values, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError("its data is no JSON") from error
    _hold(len(text) <= _LONGEST_DATA, f"its data is longer than {_LONGEST_DATA} characters")
    _hold(_is_unicode(text), "its data has half a character")
    return text


# --- what each kind of event must have ---------------------------------------------------------------------------


def _check_answer(subject: str, values: dict[str, Any]) -> None:
    parse_card(subject)
    _hold(_is_whole(values.get("grade")) and 1 <= values["grade"] <= 4, "its grade isn't 1, 2, 3 or 4")
    _hold(isinstance(values.get("right"), bool | None), "'right' isn't true or false")
    seconds, retention = values.get("seconds", 0), values.get("retention", 0.9)
    _hold(_is_number(seconds) and 0 <= seconds < 1e9, "its seconds aren't a number")
    _hold(_is_number(retention) and 0.5 <= retention <= 0.999, "its retention isn't between 0.5 and 0.999")
    _hold(isinstance(values.get("typed", ""), str), "what was typed isn't a text")


def _check_undo(subject: str, values: dict[str, Any]) -> None:
    _hold(_ID.fullmatch(subject), "what it undoes isn't the id of an event")


def _check_thing(subject: str, values: dict[str, Any]) -> None:
    parts = subject.split(":")
    _hold(len(parts) >= 3 and all(parts[:3]), f"{subject[:80]!r} isn't a thing of a book")


def _check_asked(subject: str, values: dict[str, Any]) -> None:
    _check_thing(subject, values)
    _hold(subject.split(":")[1] in CARDED, f"there are no cards of {subject[:80]!r}")


def _check_note(subject: str, values: dict[str, Any]) -> None:
    _check_thing(subject, values)
    _hold(isinstance(values.get("text"), str), "a note has a text")
    note = values.get("note")
    _hold(note is None or (isinstance(note, str) and _ID.fullmatch(note)), "the note that it changes has no such id")


def _check_read(subject: str, values: dict[str, Any]) -> None:
    _check_thing(subject, values)
    _hold(isinstance(values.get("done", True), bool), "'done' isn't true or false")


def _check_parameters(subject: str, values: dict[str, Any]) -> None:
    numbers = values.get("values")
    _hold(isinstance(numbers, list) and len(numbers) in (0, 21), "parameters are 21 numbers, or none")
    _hold(all(_is_number(number) and 0 <= number <= 100 for number in numbers or ()), "a parameter is out of bounds")
    _hold(subject == "", "parameters are those of all cards")


def _check_reset(subject: str, values: dict[str, Any]) -> None:
    _hold(subject == "", "a reset concerns all cards")


def _check_quiz(subject: str, values: dict[str, Any]) -> None:
    """A quiz tells what its command wants to know again."""


_CHECKS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "answer": _check_answer,
    "undo": _check_undo,
    "forget": _check_asked,
    "suspend": _check_asked,
    "unsuspend": _check_asked,
    "read": _check_read,
    "note": _check_note,
    "mark": _check_thing,
    "unmark": _check_thing,
    "quiz": _check_quiz,
    "parameters": _check_parameters,
    "reset": _check_reset,
}
