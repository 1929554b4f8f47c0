"""The program as tests see it: a run, its result, its clock and keys, and the least that a book must have."""

import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from mlsys_cli.session.environment import read_clock

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


Lines: TypeAlias = Sequence[str | Callable[[], object]]
"""Lines that a user types, and between them what happens before the next line is read."""

Run = Callable[..., Result]
MakeBook = Callable[..., Path]
SharedBook = Callable[[dict[str, str] | str], Path]


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


class ScriptedLines(io.TextIOBase):
    """The stdin of a user at a terminal who types these lines, each of which takes a second by a clock that was set."""

    def __init__(self, lines: Lines, clock: Clock) -> None:
        self._clock = clock
        self.waiting = list(lines)

    def isatty(self) -> bool:
        """A user is there."""
        return True

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # `input` gives no size
        """The next line."""
        if self._clock.now:
            self._clock.now += 1_000_000
        while self.waiting:
            line = self.waiting.pop(0)
            if isinstance(line, str):
                return f"{line}\n"
            line()
        raise AssertionError("the program waits for a line that the test does not type")
