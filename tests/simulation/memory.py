"""The memory of a simulated learner: FSRS-6 in exact time, with parameters that the program doesn't know."""

from collections.abc import Mapping
from math import exp
from random import Random
from typing import NamedTuple

from fsrs.scheduler import DEFAULT_PARAMETERS

W: tuple[float, ...] = tuple(map(float, DEFAULT_PARAMETERS))

_DECAY = -W[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
_SAME_DAY = 0.5
"""The days below which an answer is a repeat on the same day."""


class Learner(NamedTuple):
    """A kind of learner: how long new cards last and reviews help, against the average, and the share of new cards
    that are answered wrong.
    """

    name: str
    first: float
    growth: float
    wrong: float


EASY = Learner("easy", first=2.0, growth=exp(0.25), wrong=0.10)
AVERAGE = Learner("average", first=1.0, growth=1.0, wrong=0.22)
FORGETFUL = Learner("forgetful", first=0.5, growth=exp(-0.35), wrong=0.38)
LEARNERS: Mapping[str, Learner] = {learner.name: learner for learner in (EASY, AVERAGE, FORGETFUL)}


class Trace:
    """The memory of one card, after so many `answers`. Four cards in a hundred are bad: they never stay."""

    def __init__(self, learner: Learner, chance: Random) -> None:
        bad = 0.3 if chance.random() < 0.04 else 1.0
        self._first = learner.first * bad * exp(chance.gauss(0, 0.4))
        self._growth = learner.growth * bad * exp(chance.gauss(0, 0.25))
        self._known_before = 1 - learner.wrong
        self._stability = self._difficulty = self._last = 0.0
        self.answers = 0

    def recall(self, day: float) -> float:
        """The probability that the card is known at a moment, in days."""
        if not self.answers:
            return self._known_before
        return float((1 + _FACTOR * max(day - self._last, 0) / self._stability) ** _DECAY)

    def learn(self, grade: int, day: float) -> None:
        """Take in an answer: the first one, or another."""
        if not self.answers:
            self._stability = W[grade - 1] * self._first
            self._difficulty = _within(_first_difficulty(grade))
        else:
            self._stability = max(self._after(grade, day), 0.001)
            change = -W[6] * (grade - 3) * (10 - self._difficulty) / 9
            self._difficulty = _within(W[7] * _first_difficulty(4) + (1 - W[7]) * (self._difficulty + change))
        self._last = day
        self.answers += 1

    def _after(self, grade: int, day: float) -> float:
        stability, difficulty = self._stability, self._difficulty
        if day - self._last < _SAME_DAY:
            gain = exp(W[17] * (grade - 3 + W[18])) * stability ** -W[19]
            return float(stability * (max(gain, 1.0) if grade > 1 else gain))
        forgotten = 1 - self.recall(day)
        if grade == 1:
            left = W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1) * exp(W[14] * forgotten)
            return float(min(left, stability / exp(W[17] * W[18])))
        more = exp(W[8]) * (11 - difficulty) * stability ** -W[9] * (exp(W[10] * forgotten) - 1)
        return float(stability * (1 + more * self._growth * {2: W[15], 4: W[16]}.get(grade, 1.0)))


def _first_difficulty(grade: int) -> float:
    return float(W[4] - exp(W[5] * (grade - 1)) + 1)


def _within(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)
