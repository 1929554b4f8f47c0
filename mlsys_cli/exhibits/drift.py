"""A stream whose rule changes twice, and a learner with and without an alarm."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

Case: TypeAlias = tuple[str, str, str]

CASES: tuple[Case, ...] = tuple(
    product(("small", "medium", "large"), ("red", "green", "blue"), ("square", "circular", "triangular"))
)
"""The 27 descriptions: size, colour and shape."""
CONCEPTS: tuple[Callable[[Case], bool], ...] = (
    lambda case: case[0] == "small" and case[1] == "red",
    lambda case: case[1] == "green" or case[2] == "circular",
    lambda case: case[0] in {"medium", "large"},
)
"""The three rules of STAGGER, which hold one after the other."""
_NAMES = ("small and red", "green or circular", "medium or large")
_LEAST, _LEVEL = 30, 3.0
"""The examples before the first alarm, and the deviations that are a drift, as Gama and others chose them."""
_WINDOW = 20
"""The examples over which the curve of mistakes is averaged."""


class Bayes:
    """Naive Bayes that counts as it goes, and can forget everything."""

    def __init__(self) -> None:
        self._classes: Counter[bool] = Counter()
        self._values: Counter[tuple[bool, str]] = Counter()

    def guess(self, case: Case) -> bool:
        """The more probable of the two answers; false if they are equal."""
        scores = [self._score(case, answer) for answer in (True, False)]
        return scores[0] > scores[1]

    def learn(self, case: Case, answer: bool) -> None:
        """Count one more case."""
        self._classes[answer] += 1
        self._values.update((answer, value) for value in case)

    def _score(self, case: Case, answer: bool) -> float:
        seen = self._classes[answer]
        chances = math.prod((self._values[answer, value] + 1) / (seen + 3) for value in case)
        return round((seen + 1) * chances, 12)


class Alarm:
    """DDM: warns when the rate of errors is two deviations above its least, and calls a drift at three."""

    def __init__(self, level: float) -> None:
        self._level = level
        self._seen = self._errors = 0
        self._least = (math.inf, 0.0, 0.0)

    def add(self, is_wrong: bool) -> str:
        """The meaning of the next answer, right or wrong: `drift`, `warning` or nothing."""
        self._seen += 1
        self._errors += is_wrong
        rate = self._errors / self._seen
        deviation = math.sqrt(rate * (1 - rate) / self._seen)
        if self._seen < _LEAST:
            return ""
        if rate + deviation < self._least[0]:
            self._least = (rate + deviation, rate, deviation)
        _, lowest, spread = self._least
        if rate + deviation > lowest + self._level * spread:
            return "drift"
        return "warning" if rate + deviation > lowest + (self._level - 1) * spread else ""


class Watched(NamedTuple):
    """The outcome of one example: the concept, whether each learner was wrong, and the signal of the alarm."""

    concept: int
    plain_wrong: bool
    alarmed_wrong: bool
    signal: str


def watch(chance: Chance, length: int, level: float) -> Iterator[Watched]:
    """A stream with a change after each third, seen by two learners, of which one starts anew at each alarm.

    After an alarm it learns first from the examples since the warning.
    """
    plain, alarmed, alarm = Bayes(), Bayes(), Alarm(level)
    recent: list[tuple[Case, bool]] = []
    for place in range(length):
        concept = place * 3 // length
        case = chance.choice(CASES)
        truth = CONCEPTS[concept](case)
        plain_wrong, alarmed_wrong = (learner.guess(case) != truth for learner in (plain, alarmed))
        signal = alarm.add(alarmed_wrong)
        recent = [*recent, (case, truth)] if signal else []
        if signal == "drift":
            alarmed, alarm = Bayes(), Alarm(level)
            for old, answer in recent[:-1]:
                alarmed.learn(old, answer)
            recent = []
        for learner in (plain, alarmed):
            learner.learn(case, truth)
        yield Watched(concept, plain_wrong, alarmed_wrong, signal)


def true_of(concept: int) -> int:
    """Of how many of the 27 descriptions a concept is true."""
    return sum(map(CONCEPTS[concept], CASES))


def agreeing(first: int, other: int) -> int:
    """On how many of the 27 descriptions two concepts agree."""
    return sum(CONCEPTS[first](case) == CONCEPTS[other](case) for case in CASES)


def _notices_every_change() -> bool:
    streams = (watch(Chance(seed), 300, _LEVEL) for seed in range(20))
    return all({1, 2} <= {item.concept for item in stream if item.signal == "drift"} for stream in streams)


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    length = settings["length"]
    seen: list[Watched] = []
    alarms: list[int] = []
    for place, now in enumerate(watch(chance, length, settings["level"]), 1):
        seen.append(now)
        alarms += [place] if now.signal == "drift" else []
        begins = place > 1 and now.concept != seen[-2].concept
        if not (begins or now.signal == "drift" or place % max(10, length // 60) == 0 or place == length):
            continue
        agree = agreeing(now.concept - 1, now.concept) if now.concept else len(CASES)
        numbers = (
            Number("example", place),
            Number("errors with the alarm", sum(item.alarmed_wrong for item in seen)),
            Number("errors without", sum(item.plain_wrong for item in seen)),
            Number("alarms", len(alarms)),
            Number("concept", now.concept + 1, label="rule"),
            Number("true of 27", true_of(now.concept), label="rule true for, of 27 descriptions"),
            Number("agree with the one before", agree, label="same answer as by the rule before, of 27"),
        )
        yield Frame(_words(place, now, begins), numbers, (_plot(seen, alarms, length),))


def _words(index: int, now: Watched, begins: bool) -> str:
    if now.signal == "drift":
        return f"Example {index}: the alarm. One learner forgets what it knew, and starts anew."
    if begins:
        return f"Example {index}: from here on the rule is '{_NAMES[now.concept]}'. Nobody tells the learners."
    return f"Example {index}: the rule is '{_NAMES[now.concept]}'."


def _plot(seen: Sequence[Watched], alarms: Sequence[int], length: int) -> Plot:
    curves = []
    learners = {"without alarm": [now.plain_wrong for now in seen], "with alarm": [now.alarmed_wrong for now in seen]}
    for name, wrongs in learners.items():
        places = range(0, len(wrongs), max(1, length // 100))
        rates = ((place + 1, wrongs[max(0, place - _WINDOW + 1) : place + 1]) for place in places)
        curves.append(Series(name, tuple((at, round(sum(part) / len(part), 3)) for at, part in rates)))
    alt = f"Errors among the last {_WINDOW} of {len(seen)} examples, without and with the alarm."
    marks = tuple(PlotMark(at, 0.9, "alarm") for at in alarms[:6])
    return Plot(alt, Axis("example", low=0, high=length), Axis("errors", low=0, high=1), tuple(curves), marks)


PROGRAM = Program(
    Steps(_frames),
    {
        "true of 27": lambda: [true_of(number) for number in range(3)],
        "notices every change": _notices_every_change,
    },
)
