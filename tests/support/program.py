"""The program as tests see it: a run, its result, its clock and keys, and the least that a book must have."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from mlsys_cli.session.environment import read_clock
from mlsys_cli.terminal.keyboard import Key, keys_in

BOOK = {"book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc]}]\n"}
"""The least that a book must have, for a chapter called `gc`."""

CHAPTER = {
    "gc/chapter.yaml": "title: Garbage\nsummary: What is left over.\nsections:\n- {id: why, title: Why, body: So.}\n"
}


class Result(NamedTuple):
    """The result of a command: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on stdout."""
        return json.loads(self.out)


def without_levels(result: Result) -> Result:
    """The result of `mlsys check` without the level at the end of each line."""
    return result._replace(out=re.sub(r" \[(error|warning|style)\]$", "", result.out, flags=re.MULTILINE))


Keys: TypeAlias = str | Sequence[str | Callable[[], object]]
"""Keys as a terminal sends them, and between them what happens before the next key is read."""

Run = Callable[..., Result]
MakeBook = Callable[..., Path]


class Clock:
    """The clock of this test's commands: the real one, until `now` (microseconds since 1970) is set.

    It goes on by `step` after each look at it.
    """

    now = 0
    step = 0

    def read(self) -> int:
        """The time of a command."""
        if not self.now:
            return read_clock()
        self.now += self.step
        return self.now - self.step


class ScriptedKeys:
    """A user at the keyboard who types these keys, each of which takes a second by a clock that was set."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._clock = clock
        self.waiting: list[Key | Callable[[], object]] = []
        for part in [keys] if isinstance(keys, str) else keys:
            self.waiting += keys_in(part)[0] if isinstance(part, str) else [part]

    def read(self) -> Key:
        """The next key."""
        if self._clock.now:
            self._clock.now += 1_000_000
        while self.waiting:
            key = self.waiting.pop(0)
            if isinstance(key, Key):
                return key
            key()
        raise AssertionError("the program waits for a key that the test does not type")
