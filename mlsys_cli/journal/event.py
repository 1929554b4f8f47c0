"""Events: the records of the log. An event never changes; another one can undo it."""

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mlsys_cli.book.kinds import CARDED
from mlsys_cli.journal.card_ids import entry_subject, parse_card
from mlsys_cli.journal.days import LATEST

_ID = re.compile("[0-9a-f]{32}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LONGEST_SUBJECT = 500
_LONGEST_DATA = 1_000_000
_DEEPEST = 20
"""The most lists and objects that may be nested in the data of an event."""

_MOST_QUESTIONS = 1_000_000


class JournalEvent(NamedTuple):
    """An action of the learner: `at` is microseconds since 1970 in UTC, `values` are its data."""

    id: str
    at: int
    device: str
    kind: str
    subject: str
    values: dict[str, Any]

    @property
    def entry(self) -> str:
        """The entry that the event is about; for a card, the one that it was made of."""
        return entry_subject(self.subject)

    @property
    def data(self) -> str:
        """The values as JSON, always the same text for the same values."""
        return json.dumps(self.values, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))

    def fields(self) -> dict[str, Any]:
        """The event as it is exported."""
        *head, values = self
        return {**dict(zip(FIELDS, head, strict=False)), "data": values}


FIELDS = ("id", "at", "device", "kind", "subject", "data")
"""The fields of an event in the store and in an export."""


def new_event(
    kind: str, subject: str, values: Mapping[str, Any] | None = None, *, at: int, device: str
) -> JournalEvent:
    """An event that happens now. Raises ValueError if it isn't valid."""
    event_id = f"{max(at, 0) // 1000:012x}{os.urandom(10).hex()}"
    return checked_event((event_id, at, device, kind, subject, dict(values or {})))


def checked_event(fields: Sequence[Any]) -> JournalEvent:
    """The event with these fields, of which the last one is its values. Raises ValueError with the first mistake."""
    event = _with_valid_fields(fields)
    _check_data(event)
    return event


def stored_event(row: Sequence[Any]) -> JournalEvent:
    """The event in a row of the log. Raises ValueError if it isn't valid, as after a fault of the disk."""
    *head, data = row
    _require(_is_unicode(data), "its data isn't UTF-8 text")
    return _with_valid_fields((*head, parse_json(data)))


def _with_valid_fields(fields: Sequence[Any]) -> JournalEvent:
    event_id, at, device, kind, subject, values = fields
    _require(isinstance(event_id, str) and _ID.fullmatch(event_id), "its id isn't 32 hexadecimal digits")
    _require(_is_whole(at) and 0 <= at < LATEST, "its time isn't a number of microseconds between 1970 and 2200")
    for name, text in (("device", device), ("subject", subject)):
        _require(isinstance(text, str) and len(text) <= _LONGEST_SUBJECT, f"its {name} isn't a short text")
        _require(not _CONTROL.search(text) and _is_unicode(text), f"its {name} has a control character")
    _require(isinstance(kind, str) and kind in _CHECKS, f"there is no kind {str(kind)[:40]!r} of event")
    _require(isinstance(values, dict), "its data isn't an object")
    _require(_is_shallow(values, _DEEPEST), "its data is too deeply nested")
    _CHECKS[kind](subject, values)
    return JournalEvent(id=event_id, at=at, device=device, kind=kind, subject=subject, values=values)


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises ValueError, also for numbers that JSON doesn't have."""
    try:
        return _DECODER.decode(text)
    except RecursionError as error:
        raise ValueError("it is too deeply nested") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it isn't JSON: {error.msg} at column {error.colno}") from error
    except ArithmeticError as error:
        raise ValueError(str(error)) from error
    except ValueError as error:  # which Python explains in words for programmers
        raise ValueError("it has a number with too many digits") from error


def _refuse(constant: str) -> None:
    raise ArithmeticError(f"{constant} is not a number in JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def _require(holds: object, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_unicode(text: str) -> bool:
    """True if a text has no lone surrogates, which can't be stored."""
    return not re.search("[\ud800-\udfff]", text)


def _is_shallow(value: object, levels: int) -> bool:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return children is None or (levels > 0 and all(_is_shallow(child, levels - 1) for child in children))


def _check_data(event: JournalEvent) -> None:
    try:
        text = event.data
    except (ValueError, TypeError) as error:
        raise ValueError("its data isn't JSON") from error
    _require(len(text) <= _LONGEST_DATA, f"its data is longer than {_LONGEST_DATA} characters")
    _require(_is_unicode(text), "its data isn't valid Unicode")


# --- the data of each kind of event ------------------------------------------------------------------------------


def _check_answer(subject: str, values: dict[str, Any]) -> None:
    parse_card(subject)
    _require(_is_whole(values.get("grade")) and 1 <= values["grade"] <= 4, "its grade isn't 1, 2, 3 or 4")
    _require(isinstance(values.get("right"), bool | None), "'right' isn't true or false")
    seconds, retention = values.get("seconds", 0), values.get("retention", 0.9)
    _require(_is_number(seconds) and 0 <= seconds < 1e9, "its seconds aren't a number")
    _require(_is_number(retention) and 0.5 <= retention <= 0.999, "its retention isn't between 0.5 and 0.999")
    _require(isinstance(values.get("typed", ""), str), "the typed answer isn't text")


def _check_undo(subject: str, values: dict[str, Any]) -> None:
    _require(_ID.fullmatch(subject), "the event to undo isn't an id")


def _check_entry(subject: str, values: dict[str, Any]) -> None:
    parts = subject.split(":")
    _require(len(parts) >= 3 and all(parts[:3]), f"{subject[:80]!r} isn't an entry of a book")


def _check_asked(subject: str, values: dict[str, Any]) -> None:
    _check_entry(subject, values)
    _require(subject.split(":")[1] in CARDED, f"there are no cards of {subject[:80]!r}")


def _check_note(subject: str, values: dict[str, Any]) -> None:
    _check_entry(subject, values)
    _require(isinstance(values.get("text"), str), "a note needs a text")
    note = values.get("note")
    _require(note is None or (isinstance(note, str) and _ID.fullmatch(note)), "the note to change isn't an id")


def _check_read(subject: str, values: dict[str, Any]) -> None:
    _check_entry(subject, values)
    _require(isinstance(values.get("done", True), bool), "'done' isn't true or false")


def _check_parameters(subject: str, values: dict[str, Any]) -> None:
    numbers = values.get("values")
    _require(isinstance(numbers, list) and len(numbers) in (0, 21), "parameters must be 21 numbers, or none")
    _require(all(_is_number(number) and 0 <= number <= 100 for number in numbers or ()), "a parameter is out of bounds")
    _require(subject == "", "parameters must apply to all cards")


def _check_reset(subject: str, values: dict[str, Any]) -> None:
    _require(subject == "", "a reset must apply to all cards")


def _check_quiz(subject: str, values: dict[str, Any]) -> None:
    for name in ("asked", "answered", "right"):
        number = values.get(name, 0)
        _require(_is_whole(number) and 0 <= number <= _MOST_QUESTIONS, f"{name!r} isn't a number of questions")
    for name in ("cards", "kinds", "levels"):
        _require(_is_texts(values.get(name, [])), f"{name!r} isn't a list of names")
    _require(_is_whole(values.get("seed", 0)), "its seed isn't a whole number")
    _require(isinstance(values.get("generated"), bool | None), "'generated' isn't true or false")


_CHECKS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "answer": _check_answer,
    "undo": _check_undo,
    "forget": _check_asked,
    "suspend": _check_asked,
    "unsuspend": _check_asked,
    "read": _check_read,
    "note": _check_note,
    "mark": _check_entry,
    "unmark": _check_entry,
    "quiz": _check_quiz,
    "parameters": _check_parameters,
    "reset": _check_reset,
}
