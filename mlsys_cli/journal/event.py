"""Events: the records of the log. An event never changes; another one can undo it."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from typing import Any, NamedTuple, TypeAlias

from mlsys_cli.book.kinds import CARDED
from mlsys_cli.journal.card_ids import entry_subject, is_own, parse_card, renamed_subject
from mlsys_cli.journal.days import LATEST
from mlsys_cli.journal.study_records import READ
from mlsys_cli.page.anchors import Part, share_of

_ID = re.compile("[0-9a-f]{32}")  # as `uuid` writes it
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")  # line breaks too: no name has one
# Limits for imported files, which may come from anybody; what the program logs itself is far below them.
_LONGEST_SUBJECT = 500
_LONGEST_DATA = 1_000_000
_DEEPEST = 20
"""The most lists and objects that may be nested in the data of an event: Python's decoder gives up at about 1,000."""


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

    def about(self, renamed: Mapping[str, str]) -> "JournalEvent":
        """The event about the same entry by the id that it has now."""
        return self._replace(subject=renamed_subject(self.subject, renamed))

    @property
    def data(self) -> str:
        """The values as JSON, always the same text for the same values."""
        return event_json(self.values)

    def fields(self) -> dict[str, Any]:
        """The event as it is exported."""
        return dict(zip(FIELDS, self, strict=True))


def event_json(values: Mapping[str, Any]) -> str:
    """Some values as JSON, always the same text for the same values."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


FIELDS = ("id", "at", "device", "kind", "subject", "data")
"""The fields of an event in the store and in an export."""


def new_event(
    kind: str, subject: str, values: Mapping[str, Any] | None = None, *, at: int, device: str
) -> JournalEvent:
    """An event that happens now. Raises ValueError if it isn't valid."""
    # Milliseconds first, as in a ULID: new events are added at the end of the index of ids.
    event_id = f"{max(at, 0) // 1000:012x}{os.urandom(10).hex()}"
    return checked_event((event_id, at, device, kind, subject, dict(values or {})))


def reading_values(parts: Sequence[Part] = (), paragraph: int = 0) -> dict[str, Any]:
    """The data of an event that says which parts of a section were on the screen, or that it isn't known which."""
    if share_of(parts) >= READ:
        return {}
    return {
        "done": False,
        **({"parts": [[round(share, 3) for share in part] for part in parts]} if parts else {}),
        **({"paragraph": paragraph} if paragraph else {}),
    }


def checked_event(fields: Sequence[Any]) -> JournalEvent:
    """The event with these fields, of which the last one is its values. Raises ValueError with the first mistake."""
    event = _with_valid_fields(fields)
    try:
        text = event.data
    except (ValueError, TypeError) as error:
        raise ValueError("its data isn't JSON") from error
    _require(len(text) <= _LONGEST_DATA, f"its data is longer than {_LONGEST_DATA} characters")
    _require(_is_unicode(text), "its data isn't valid Unicode")
    return event


def stored_event(row: Sequence[Any]) -> JournalEvent:
    """The event in a row of the log. Raises ValueError if it isn't valid, as after a fault of the disk."""
    *head, data = row
    _require(_is_unicode(data), "its data isn't UTF-8 text")
    return _with_valid_fields((*head, parse_json(data)))


def valid_events(rows: Iterable[Sequence[Any]]) -> Iterator[JournalEvent]:
    """The events in some rows of the log, without those that aren't valid."""
    for row in rows:
        with suppress(ValueError):
            yield stored_event(row)


def _with_valid_fields(fields: Sequence[Any]) -> JournalEvent:
    event_id, at, device, kind, subject, values = fields
    _require(isinstance(event_id, str) and _ID.fullmatch(event_id), "its id isn't 32 hexadecimal digits")
    _require(_number(0, LATEST - 1, int)(at), "its time isn't a number of microseconds between 1970 and 2200")
    for name, text in (("device", device), ("subject", subject)):
        _require(isinstance(text, str) and len(text) <= _LONGEST_SUBJECT, f"its {name} isn't a short text")
        _require(not _CONTROL.search(text) and _is_unicode(text), f"its {name} has a control character")
    _require(isinstance(kind, str) and kind in _KINDS, f"there is no kind {str(kind)[:40]!r} of event")
    _require(isinstance(values, dict), "its data isn't an object")
    _require(_is_shallow(values, _DEEPEST), "its data is too deeply nested")
    _check_subject(kind, subject)
    for name, is_valid, complaint in _FIELDS.get(kind, ()):
        if name in values or name in _NEEDED:
            _require(is_valid(values.get(name)), complaint)
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


def _is_unicode(text: str) -> bool:
    """True if a text has no lone surrogates, which can't be stored."""
    return not re.search("[\ud800-\udfff]", text)


def _is_shallow(value: object, levels: int) -> bool:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return children is None or (levels > 0 and all(_is_shallow(child, levels - 1) for child in children))


def _check_subject(kind: str, subject: str) -> None:
    if kind == "answer":
        parse_card(subject)
    elif kind == "card":
        _require(is_own(subject) and parse_card(subject), f"{subject[:80]!r} isn't an own card")
    elif kind == "undo":
        _require(_ID.fullmatch(subject), "the event to undo isn't an id")
    elif kind in ("parameters", "reset"):
        _require(not subject, f"{'parameters' if kind == 'parameters' else 'a reset'} must apply to all cards")
    elif kind != "quiz":
        parts = subject.split(":")
        _require(len(parts) >= 3 and all(parts[:3]), f"{subject[:80]!r} isn't an entry of a book")
        _require(kind != "trial" or parts[1] == "exhibit", f"{subject[:80]!r} isn't an exhibit")
        if kind in ("forget", "rest", "suspend", "unsuspend", "flag", "unflag"):
            _require(parts[1] in CARDED or is_own(subject), f"there are no cards of {subject[:80]!r}")


# --- the data of each kind of event ------------------------------------------------------------------------------

_Check: TypeAlias = Callable[[Any], object]


def _number(low: float, high: float, kinds: Any = (int, float)) -> _Check:
    return lambda value: isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high


_is_count = _number(0, 1_000_000, int)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _is_flags(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_flag, value))


def _is_parts(value: Any) -> bool:
    is_share = _number(0, 1)
    return isinstance(value, list) and all(
        isinstance(part, list) and len(part) == 2 and all(map(is_share, part)) and part[0] <= part[1] for part in value
    )


def _is_anchor(value: Any) -> object:
    return (
        isinstance(value, dict)
        and _is_count(value.get("paragraph"))
        and _is_text(value.get("beginning"))
        and _is_text(value.get("words", ""))
    )


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_parameters(value: Any) -> bool:
    return isinstance(value, list) and len(value) in (0, 21)  # FSRS has 21; none are its own again


def _texts(*names: str) -> Iterator[tuple[str, _Check, str]]:
    """The checks of some fields that are texts."""
    return ((name, _is_text, f"{name!r} isn't text") for name in names)


_ANCHOR = ("anchor", _is_anchor, "its anchor isn't a place in a text")

_FIELDS: dict[str, tuple[tuple[str, _Check, str], ...]] = {
    "answer": (
        ("grade", _number(1, 4, int), "its grade isn't 1, 2, 3 or 4"),
        ("right", _is_flag, "'right' isn't true or false"),
        ("seconds", _number(0, 1e9), "its seconds aren't a number"),
        ("spent", _number(0, 1e9), "the seconds spent on it aren't a number"),
        # More than the settings allow now, so that those of other versions are read.
        ("retention", _number(0.5, 0.999), "its retention isn't between 0.5 and 0.999"),
        *_texts("work", "typed", "confidence"),
    ),
    "read": (
        ("done", _is_flag, "'done' isn't true or false"),
        ("parts", _is_parts, "'parts' isn't a list of parts from 0 to 1"),
        ("paragraph", _is_count, "'paragraph' isn't a number"),
    ),
    "card": (
        ("front", _is_text, "a card needs a front"),
        ("back", _is_text, "a card needs a back"),
        *_texts("about"),
    ),
    "mark": (_ANCHOR,),
    "unmark": (_ANCHOR,),
    "note": (
        _ANCHOR,
        ("text", _is_text, "a note needs a text"),
        ("note", lambda value: value is None or (_is_text(value) and _ID.fullmatch(value)), "the note isn't an id"),
    ),
    "quiz": (
        *((name, _is_count, f"{name!r} isn't a number of questions") for name in ("asked", "answered", "right")),
        *((name, _is_names, f"{name!r} isn't a list of names") for name in ("cards", "kinds", "levels")),
        ("rights", _is_flags, "'rights' isn't a list of results"),
        ("seed", _number(-inf, inf, int), "its seed isn't a whole number"),
        ("generated", _is_flag, "'generated' isn't true or false"),
    ),
    "trial": (
        *_texts("preset", "guess", "reached"),
        ("result", lambda value: isinstance(value, str | int | float | None), "the result isn't a value"),
    ),
    "path": (*_texts("path"),),
    "parameters": (
        ("values", _is_parameters, "parameters must be 21 numbers, or none"),
        # 100 is the largest bound of any parameter in FSRS; the scheduler clamps each to its own.
        ("values", lambda value: all(map(_number(0, 100), value)), "a parameter is out of bounds"),
    ),
}
"""The fields that the data of each kind of event may have, with a check and what to say of a value that fails it.
"""

_KINDS = {*_FIELDS, "undo", "forget", "rest", "suspend", "unsuspend", "flag", "unflag", "reset"}

_NEEDED = ("grade", "text", "values", "front", "back", "path")
"""The fields that no event of their kind may lack."""
