"""The program as tests see it: a run, its result, its clock, and the least that a book must have."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from mlsys_cli.session.environment import read_clock

BOOK = {"book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc]}]\n"}
"""The least that a book must have, for a chapter called `gc`."""

CHAPTER = {
    "gc/chapter.yaml": "title: Garbage\nsummary: What is left over.\nsections:\n- {id: why, title: Why, body: So.}\n"
}


class Result(NamedTuple):
    """What a command did: its exit code, and what stood on stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on stdout."""
        return json.loads(self.out)


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
