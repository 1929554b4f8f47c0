"""Half a year of a learner: on most days they read two sections and review, and what they answer is their memory."""

import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from math import exp
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

from mlsys_cli.cli.main import main
from mlsys_cli.deck.plan import seconds_counted
from mlsys_cli.session.environment import Environment
from tests.simulation.generated_book import Book
from tests.simulation.memory import Learner, Trace

DAYS = 180
HOLIDAY = range(90, 100)
BUDGET = 600
"""The seconds of a day in the settings of a new learner."""

_MORNING = 1_795_000_000_000_000 // 86_400_000_000 * 86_400
"""The first day, in seconds since 1970."""

_SECONDS = {"recall": 8, "understand": 15, "apply": 35, "number": 60}
"""How long an answer takes, by its work."""

_SLIPS = {"recall": 0.02, "understand": 0.03, "apply": 0.05, "number": 0.07}
"""How often an answer is wrong although the learner knows better."""

_LUCK = 0.1
"""How often a choice is right although they don't know."""

_HARD, _EASY = 0.12, 0.18
"""How often a right answer is graded as hard or easy."""

_EXPLAINED = {"wrong": 10.0, "new": 6.0, "known": 2.0}
"""The seconds for reading an explanation."""


_SELDOM = 5
"""Of so many days, the learner asks on one how long the review will take."""


class Day(NamedTuple):
    """A day of reviews: its seconds, those that counted before the last answer, its answers, and the minutes that were
    announced, which are 0 on most days.
    """

    seconds: float
    before_last: float
    answers: int
    announced: int


class HalfYear(NamedTuple):
    """What became of half a year: its days, and the probability of recall of each card that was asked."""

    learner: str
    days: list[Day]
    recalls: list[float]
    sections: int
    asked_sections: int

    @property
    def remembered(self) -> float:
        """The number of cards that are remembered: the sum of the probabilities."""
        return sum(self.recalls)


class Life(io.TextIOBase):
    """A learner at the terminal: the stdin of the program, who also sees on the `screen` what it wrote.

    `seconds` is their clock, since 1970; `traces` are what they remember, and `answers` the seconds of each answer of
    today, of which so many `counted`.
    """

    def __init__(self, learner: Learner, works: list[str], chance: Random) -> None:
        self._learner, self._works, self._chance = learner, works, chance
        self.seconds = 0.0
        self.screen = io.StringIO()
        self.traces: dict[int, Trace] = {}
        self._repeats: dict[int, int] = {}
        self.answers: list[float] = []
        self.counted: list[float] = []
        self._grade = self._work = ""
        self._explaining = 0.0

    def isatty(self) -> bool:
        """Somebody is there."""
        return True

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        """What the learner types after what they see."""
        seen = self.screen.getvalue()
        self.screen.seek(0)
        self.screen.truncate()
        if self._grade:
            self.answers[-1] += self._explaining
            self.seconds += self._explaining
            self.counted.append(seconds_counted(self._work, self.answers[-1]))
            grade, self._grade = self._grade, ""
            return f"{grade}\n"
        return "\n" if "no more cards" in seen else f"{self._answer(seen)}\n"

    def _answer(self, seen: str) -> str:
        number = int(re.findall(r"Question (\d+)\.", seen)[-1])
        chance, self._work = self._chance, self._works[number]
        work = self._work
        is_new = number not in self.traces
        trace = self.traces.setdefault(number, Trace(self._learner, chance))
        day = self.seconds / 86_400
        knows = chance.random() > (self._learner.wrong if is_new else 1 - trace.recall(day))
        right = knows
        if not is_new and knows:
            right = chance.random() >= _SLIPS[work]
        elif not is_new and work in ("understand", "apply"):
            right = chance.random() < _LUCK
        grade = chance.choices(("hard", "good", "easy"), (_HARD, 1 - _HARD - _EASY, _EASY))[0] if right else "again"
        known = {"again": 1, "hard": 2, "good": 3, "easy": 4}[grade] if knows == right else 3 if knows else 1
        trace.learn(known, day)
        before = self._repeats.get(number, 0)
        self._repeats[number] = before + 1
        seconds = _SECONDS[work] * {"again": 1.4, "hard": 1.3, "easy": 0.75}.get(grade, 1.0)
        seconds *= 1.3 if is_new else 1.0 if work == "number" else max(0.6, 1 - 0.1 * before)
        seconds *= exp(chance.gauss(0, 0.35))
        self.seconds += seconds
        self.answers.append(seconds)
        self._grade = grade
        self._explaining = _EXPLAINED["known" if right and not is_new else "new" if right else "wrong"]
        match work:
            case "recall":
                return "right" if right else "nonsense"
            case "understand":
                return "t" if right else "f"
            case "number":
                return "42" if right else "7"
        return str(re.findall(rf"(\d)\. {'Right' if right else 'Bad'}", seen)[-1])


def live(learner: Learner, book: Book, home: Path, seed: int, days: int = DAYS) -> HalfYear:
    """Live for some days. Reading and reviewing are commands, whose time is that of the simulated clock."""
    chance = Random(f"{learner.name} {seed}")
    life = Life(learner, book.works, chance)
    studied: list[Day] = []
    read = 0
    with _at_home(home):
        for day in range(days):
            if day in HOLIDAY or chance.random() < 1 / 7:
                continue
            life.seconds = _MORNING + day * 86_400 + 18 * 3600 + chance.uniform(-5400, 5400)
            if chance.random() < 5 / 7:
                for section in book.sections[read : read + 2]:
                    _run(life, "mark", "--read", section, "--content", str(book.folder))
                read += 2
            announced = 0
            if not day % _SELDOM:
                today = json.loads(_run(life, "today", "--json", "--content", str(book.folder)))
                announced = today["minutes"]
            life.answers, life.counted = [], []
            _run(life, "review", "--plain", "--content", str(book.folder), typing=True)
            if life.answers:
                studied.append(Day(sum(life.answers), sum(life.counted[:-1]), len(life.answers), announced))
    end = (_MORNING + days * 86_400) / 86_400
    asked = {book.places[number] for number in life.traces}
    return HalfYear(learner.name, studied, [trace.recall(end) for trace in life.traces.values()], read, len(asked))


def _run(life: Life, *argv: str, typing: bool = False) -> str:
    """Run a command; returns what it wrote. A learner who is `typing` sees it at once."""
    life.screen.seek(0)
    life.screen.truncate()
    errors = io.StringIO()
    environment = Environment(
        clock=lambda: int(life.seconds * 1e6),
        stopwatch=lambda: life.seconds,
        size=(80, 24) if typing else None,
    )
    stdin = life if typing else io.StringIO()
    with redirect_stdout(life.screen), redirect_stderr(errors), patch("sys.stdin", stdin):
        code = main(list(argv), environment)
    if code:
        raise AssertionError(f"{argv} ended with {code}: {errors.getvalue()}")
    return life.screen.getvalue()


@contextmanager
def _at_home(home: Path) -> Iterator[None]:
    folders = {f"XDG_{name.upper()}_HOME": str(home / name) for name in ("data", "config")}
    with patch.dict(os.environ, folders):
        yield
