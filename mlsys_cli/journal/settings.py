"""The learner's settings, in a TOML file that is written only when one is changed."""

import re
from collections.abc import Callable, Sequence
from datetime import time
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from mlsys_cli.errors import OutputError, UnreadableError, UsageError
from mlsys_cli.journal.days import DAY_STARTS
from mlsys_cli.text.spelling import either

_Number = TypeVar("_Number", int, float)

DEFAULT_RETENTION = 0.9
"""The default share of reviews that the learner should answer correctly."""


CARDS = ("written", "+terms", "all")
"""The choices of what a learner is asked: the questions of a book, also its terms, and also dates and tables."""


READERS = ("screen", "pager", "lines")
"""The choices of how to read on a terminal: on the whole screen, in a pager, or line by line."""


THEMES = ("dark", "light", "high-contrast", "terminal")
"""The choices of the colours on the whole screen; `terminal` are the sixteen that the terminal has."""


class Settings(NamedTuple):
    """The learner's settings. `day_starts` is a number of minutes after midnight.

    `cards` is one of `CARDS`, `reader` one of `READERS`, and `theme` one of `THEMES`. With `deeper`, the deeper parts
    of sections are open.
    """

    desired_retention: float = DEFAULT_RETENTION
    review_minutes: int = 10
    new_per_day: int = 20
    day_starts: int = DAY_STARTS
    remember_reading: bool = True
    cards: str = CARDS[1]
    reader: str = READERS[0]
    deeper: bool = False
    confidence: bool = False
    theme: str = THEMES[0]
    mouse: bool = True


class Setting(NamedTuple):
    """A setting. `parse` takes a TOML value or a typed text, and raises ValueError if it isn't allowed.

    `write` makes the value for TOML of a parsed one. Some have only a few `choices`.
    """

    about: str
    allowed: str
    parse: Callable[[Any], Any]
    write: Callable[[Any], float | str]
    choices: Sequence[str] = ()


def _share(value: Any) -> float:
    text = str(value).strip()
    share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    # To remember more costs many more reviews, and to remember less is no use of cards; chosen, not measured.
    return _within(round(share, 4), 0.7, 0.97)


def _whole(low: int, high: int) -> Callable[[Any], int]:
    # By way of a text, as `int` takes 1.0 and true.
    return lambda value: _within(int(str(value)), low, high)


def _minute(value: Any) -> int:
    text = value.strftime("%H:%M") if isinstance(value, time) else str(value)
    match = re.fullmatch(r"(\d{1,2})(?::(\d\d))?", text)  # 4 or 04:30
    if not match:
        raise ValueError("not a time of day")
    return _within(int(match[1]), 0, 23) * 60 + _within(int(match[2] or 0), 0, 59)


def _switch(about: str) -> Setting:
    """A setting that is on or off."""

    def parse(value: Any) -> bool:
        word = str(value).lower()
        if word not in ("on", "true", "yes", "off", "false", "no"):
            raise ValueError("neither on nor off")
        return word in ("on", "true", "yes")

    return Setting(about, "on or off", parse, lambda on: "on" if on else "off", ("on", "off"))


def _choice(about: str, choices: Sequence[str]) -> Setting:
    """A setting that is one of some words."""

    def parse(value: Any) -> str:
        for choice in choices:  # `+terms` may be written without its sign
            if str(value).lower().lstrip("+") == choice.lstrip("+"):
                return choice
        raise ValueError("no such choice")

    return Setting(about, either(choices), parse, str, choices)


def _within(value: _Number, low: float, high: float) -> _Number:
    if not low <= value <= high:
        raise ValueError("out of range")
    return value


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


SETTINGS = {
    "desired-retention": Setting(
        "the share of reviews to answer correctly", "a number from 0.7 to 0.97", _share, float
    ),
    "review-minutes": Setting("the minutes of reviews per day", "a number from 1 to 240", _whole(1, 240), int),
    "new-per-day": Setting("the most new cards per day", "a number from 0 to 1000", _whole(0, 1000), int),
    "day-starts": Setting("the time when a day begins", "a time from 00:00 to 23:59", _minute, _clock),
    "remember-reading": _switch("remember what you have read"),
    "cards": _choice("what you are asked: written questions, +terms, or all (also dates and tables)", CARDS),
    "reader": _choice("how to read: on the whole screen, in a pager, or line by line", READERS),
    "deeper": _switch("open the parts of sections that go deeper"),
    "confidence": _switch("say how sure you are before an answer is graded"),
    "theme": _choice("the colours on the whole screen: dark, light, high-contrast, or those of the terminal", THEMES),
    "mouse": _switch("use the mouse on the whole screen; off leaves it to the terminal, to select text"),
}
"""Every setting by its name in the file."""


def read_settings(path: Path) -> Settings:
    """The settings in a file, with defaults for those that it doesn't have; the file need not exist."""
    return _settings(_parsed(_text(path), path), path)


def chosen_settings(path: Path) -> frozenset[str]:
    """The names of the settings in a file."""
    return frozenset(_parsed(_text(path), path)) & SETTINGS.keys()


def change_setting(path: Path, name: str, value: str | None) -> Settings:
    """Write a setting into the file, or remove it; comments, order and other settings stay."""
    text = _text(path)
    before = _parsed(text, path)
    import tomlkit  # only to write: it takes 30 ms to import, and `tomllib` reads

    try:
        document = tomlkit.parse(text)
    except ValueError as error:  # what `tomllib` reads, but this library doesn't, as lists in a hundred lists
        raise OutputError(f"{name} can't be changed in {path}: edit the file by hand") from error
    if value is None:
        document.pop(name, None)
    else:
        try:
            document[name] = SETTINGS[name].write(SETTINGS[name].parse(value))
        except ValueError as error:
            raise UsageError(f"{name} can't be {value[:40]!r}", [f"use {SETTINGS[name].allowed}"]) from error
    changed = tomlkit.dumps(document)
    after = _parsed(changed, path)
    # The file is the learner's, and a fault of the library must not harm it.
    if {**before, name: 0} != {**after, name: 0}:
        raise OutputError(f"{name} can't be changed in {path}: edit the file by hand")
    settings = _settings(after, path)
    if changed != text:
        from mlsys_cli.text.atomic_file import write_file

        try:
            path.resolve().parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path} can't be written: {error.strerror}") from error
        write_file(path, changed.encode())
    return settings


# --- the file ----------------------------------------------------------------------------------------------------


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableError(f"{path}:{line}: the settings aren't valid UTF-8") from error
    except OSError as error:
        raise UnreadableError(f"the settings {path} can't be read: {error.strerror}") from error


def _parsed(text: str, path: Path) -> dict[str, Any]:
    if not text:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, position = str(error).partition(" (at ")
        at = ":".join(re.findall(r"\d+", position)) or str(text.count("\n") + 1)
        raise UnreadableError(f"{path}:{at}: the settings can't be read: {reason}", _EDIT) from error
    except ValueError as error:
        raise UnreadableError(f"{path}:1: the settings can't be read: a number has too many digits", _EDIT) from error
    except RecursionError as error:
        raise UnreadableError(f"{path}:1: the settings can't be read: they are too deeply nested", _EDIT) from error


_EDIT = ("edit the file, or delete it to use the defaults",)


def _settings(values: dict[str, Any], path: Path) -> Settings:
    settings: dict[str, Any] = {}
    for name in SETTINGS.keys() & values.keys():
        try:
            settings[name.replace("-", "_")] = SETTINGS[name].parse(values[name])
        except ValueError as error:
            lines = enumerate(_text(path).splitlines(), start=1)
            number, line = next((item for item in lines if item[1].strip(" \t\"'").startswith(name)), (1, ""))
            # As the file has it: Python refuses to write a number with too many digits.
            value = line.partition("=")[2].partition("#")[0].strip(" \t\"'")
            message = f"{path}:{number}: {name} can't be {value[:40]!r}"
            raise UnreadableError(message, [f"use {SETTINGS[name].allowed}"]) from error
    return Settings(**settings)
