"""The life of a learner: on most days they read two sections and review, and what they answer is their memory."""

import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from math import exp
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

from mlsys_cli.cli.main import main
from mlsys_cli.deck.plan import seconds_counted
from mlsys_cli.journal.days import today_at
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.journal.store import Store
from mlsys_cli.session.environment import Environment
from tests.simulation.generated_book import Book
from tests.simulation.memory import Learner, Trace

HALF_YEAR = 180
HOLIDAY = range(90, 100)
BUDGET = 600
"""The seconds of a day in the settings of a new learner."""

_DAY = 86_400
_FIRST_DAY = 1_795_000_000 // _DAY * _DAY
"""When the first day begins, in seconds since 1970."""

_STUDIED, _READING = 6 / 7, 5 / 7
"""The share of days on which the learner reviews, and the share of these on which they read."""

_SELDOM = 5
"""Of so many days, the learner asks on one how long the review will take."""

_SECONDS = {"recall": 8, "understand": 15, "apply": 35, "number": 60}
"""How long an answer takes, by its work."""

_TIMES = {Grade.AGAIN: 1.4, Grade.HARD: 1.3, Grade.GOOD: 1.0, Grade.EASY: 0.75}
"""How many times as long it takes, by its grade."""

_NEW, _FASTER, _FASTEST, _SCATTER = 1.3, 0.1, 0.6, 0.35
"""A new card takes longer. A text that was read before takes less each time, down to a limit; fresh numbers don't."""

_SLIPS = {"recall": 0.02, "understand": 0.03, "apply": 0.05, "number": 0.07}
"""How often an answer is wrong although the learner knows better."""

_GUESSES = {"recall": 0.0, "understand": 0.1, "apply": 0.1, "number": 0.0}
"""How often one is right although they don't know."""

_GRADES = {Grade.HARD: 0.1, Grade.GOOD: 0.8, Grade.EASY: 0.1}
"""How often a right answer gets a grade."""

_WRONG_EXPLAINED, _NEW_EXPLAINED, _EXPLAINED = 10, 6, 2
"""The seconds for reading an explanation."""

_REPLIES = {"recall": ("nonsense", "right"), "understand": ("f", "t"), "number": ("7", "42")}
"""What is typed as a wrong and as a right answer; a choice has its options in another order each time."""


class Answer(NamedTuple):
    """An answer: the work that it was, its grade, and its seconds without and with the explanation."""

    work: str
    grade: Grade
    answering: float
    seconds: float


class Day(NamedTuple):
    """A day of reviews: its seconds, those that counted before the last answer, and the minutes that were announced,
    which are 0 on most days.
    """

    seconds: float
    before_last: float
    announced: int


class Outcome(NamedTuple):
    """What became of a life: its days, the probability of recall of each card that was asked, and on how many days of
    study a card that was due had to wait at most.
    """

    learner: str
    days: list[Day]
    recalls: list[float]
    sections: int
    asked_sections: int
    longest_wait: int

    @property
    def remembered(self) -> float:
        """The number of cards that are remembered: the sum of the probabilities."""
        return sum(self.recalls)


class Life(io.TextIOBase):
    """A learner at the terminal: the stdin of the program, who also sees on the `screen` what it wrote.

    `seconds` is their clock, since 1970; `traces` are what they remember, and `answers` those of today.
    """

    def __init__(self, learner: Learner, works: list[str], chance: Random) -> None:
        self._learner, self._works, self._chance = learner, works, chance
        self.seconds = 0.0
        self.screen = io.StringIO()
        self.traces: dict[int, Trace] = {}
        self.answers: list[Answer] = []
        self._ungraded: Answer | None = None

    def isatty(self) -> bool:
        """Somebody is there."""
        return True

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # `input` gives no size
        """What the learner types after what they see."""
        seen = self.screen.getvalue()
        self.screen.seek(0)
        self.screen.truncate()
        if answer := self._ungraded:
            self._ungraded = None
            self.answers.append(answer)
            self.seconds += answer.seconds - answer.answering
            return f"{answer.grade.name.lower()}\n"
        return "\n" if "no more cards" in seen else f"{self._answer(seen)}\n"

    def _answer(self, seen: str) -> str:
        question, chance, day = int(re.findall(r"Question (\d+)\.", seen)[-1]), self._chance, self.seconds / _DAY
        work = self._works[question]
        if question not in self.traces:
            self.traces[question] = Trace(self._learner, chance)
        trace = self.traces[question]
        before = trace.answers
        is_known = chance.random() < trace.recall(day)
        is_right = is_known != (before > 0 and chance.random() < (_SLIPS if is_known else _GUESSES)[work])
        grade = chance.choices(list(_GRADES), list(_GRADES.values()))[0] if is_right else Grade.AGAIN
        trace.learn(grade, day)
        seconds = _SECONDS[work] * _TIMES[grade] * exp(chance.gauss(0, _SCATTER))
        seconds *= _NEW if not before else 1.0 if work == "number" else max(1 - _FASTER * before, _FASTEST)
        explaining = _WRONG_EXPLAINED if not is_right else _EXPLAINED if before else _NEW_EXPLAINED
        self._ungraded = Answer(work, grade, seconds, seconds + explaining)
        self.seconds += seconds
        if work in _REPLIES:
            return _REPLIES[work][is_right]
        return str(re.findall(rf"(\d)\. {'Right' if is_right else 'Bad'}", seen)[-1])


def live(learner: Learner, book: Book, home: Path, seed: int, days: int = HALF_YEAR) -> Outcome:
    """Live for some days. Reading and reviewing are commands, whose time is that of the simulated clock."""
    chance = Random(f"{learner.name} {seed}")
    life = Life(learner, book.works, chance)
    possible = [day for day in range(days) if day not in HOLIDAY]
    studied = sorted(chance.sample(possible, round(len(possible) * _STUDIED)))
    reading = set(chance.sample(studied, round(len(studied) * _READING)))
    reviewed: list[Day] = []
    waits: dict[str, int] = {}
    read = longest_wait = 0
    with _at_home(home), closing(Store(home / "data/mlsys-cli/study.sqlite")) as store:
        for day in studied:
            life.seconds = _FIRST_DAY + (day + 0.75) * _DAY + chance.uniform(-5400, 5400)
            for section in book.sections[read : read + 2] if day in reading else ():
                _run(life, "mark", "--read", section, "--content", str(book.folder))
                read += 1
            announced = 0
            if not day % _SELDOM:
                announced = json.loads(_run(life, "today", "--json", "--content", str(book.folder)))["minutes"]
            life.answers = []
            _run(life, "review", "--plain", "--content", str(book.folder), typing=True)
            if life.answers:
                counted = [seconds_counted(one.work, one.seconds) for one in life.answers]
                reviewed.append(Day(sum(one.seconds for one in life.answers), sum(counted[:-1]), announced))
            today = today_at(int(life.seconds * 1e6))
            left = [one.card for one in store.due(today) if one.last < today.start]
            waits = {card: waits.get(card, 0) + 1 for card in left}
            longest_wait = max(longest_wait, *waits.values(), 0)
    end = _FIRST_DAY / _DAY + days
    asked = {question % len(book.sections) for question in life.traces}
    recalls = [trace.recall(end) for trace in life.traces.values()]
    return Outcome(learner.name, reviewed, recalls, read, len(asked), longest_wait)


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
