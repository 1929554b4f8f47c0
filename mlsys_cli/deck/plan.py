"""The plan of a review: which cards fit into the minutes of a day, and the order in which they are asked.

It is a function of values alone: neither chance nor the clock decides, so that two machines with one log agree.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, groupby
from math import inf
from operator import attrgetter
from typing import NamedTuple

USUAL_SECONDS = {"recall": 18.0, "understand": 25.0, "apply": 45.0, "number": 70.0}
"""The seconds that a question takes with its explanation, by the work that it is, as long as there are few answers.

A question of the bundled book has 22 to 56 words, which are read in 6 to 14 seconds; the rest was chosen, not measured.
"""

_ENOUGH = 5
"""The fewest answers that tell how long a learner takes; chosen, not measured."""

_LAST = 15
"""The number of the last answers of a kind that tell it: few, so that it follows one who becomes faster.

Chosen, not measured.
"""

_MOST_TIMES = 3
"""How many times the usual seconds an answer counts at most: who takes longer does something else meanwhile.

Chosen, not measured.
"""

_AGAIN = 1.1
"""The share of its time that a card takes once more if it isn't recalled: above 1, as some aren't recalled then either.

Chosen, not measured.
"""

_NEW = 1.4
"""How many times longer a new card takes: it is read for the first time, and often comes again.

Chosen, not measured. Simulated learners take 1.3 times as long for a first answer.
"""


class PlannedCard(NamedTuple):
    """A card that may be asked: so many seconds it takes, and for so many days it has been due."""

    card: str
    seconds: float
    days: int = 0


class Plan(NamedTuple):
    """The cards to ask: those that are due and new ones, each in their order, and all of them in the `queue`.

    `waiting` is the number of due cards for which there is no time, and `left` the seconds that are still free; below 0
    if the last card takes longer than that. `lacks_new` is true if there is room for more new cards than there are.
    """

    due: tuple[PlannedCard, ...] = ()
    new: tuple[PlannedCard, ...] = ()
    queue: tuple[str, ...] = ()
    waiting: int = 0
    left: float = 0.0
    lacks_new: bool = False

    @property
    def seconds(self) -> float:
        """The seconds that all of it takes."""
        return sum(card.seconds for card in (*self.due, *self.new))


def work_of(kind: str, level: str) -> str:
    """The work that a question is, of those in `USUAL_SECONDS`: a number that isn't only recalled is calculated."""
    return "number" if kind == "number" and level != "recall" else level


def seconds_counted(work: str, seconds: float) -> float:
    """The seconds of an answer, as far as they count: nobody thinks for an hour about one, but many leave the room.

    Work that the log doesn't name, or that only another version knows, counts like applying; chosen, not measured.
    """
    return min(seconds, _MOST_TIMES * USUAL_SECONDS.get(work, USUAL_SECONDS["apply"]))


def seconds_by_work(answers: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The seconds that an answer takes, by its work; `answers` are the last ones with their seconds, the last first.

    Those of 0 seconds weren't measured.
    """
    taken: dict[str, list[float]] = {work: [] for work in USUAL_SECONDS}
    for work, seconds in answers:
        if seconds and work in taken and len(taken[work]) < _LAST:
            taken[work].append(seconds_counted(work, seconds))
    return {
        work: sum(times) / len(times) if len(times) >= _ENOUGH else USUAL_SECONDS[work] for work, times in taken.items()
    }


def cost(seconds: float, recall: float | None) -> float:
    """The seconds that a card takes today, with its repeats: of a new one, or of one with a probability of recall."""
    return seconds * (_NEW if recall is None else 1 + _AGAIN * (1 - recall))


def plan_cards(
    day: date,
    due: Iterable[PlannedCard],
    new: Iterable[PlannedCard],
    *,
    seconds: float,
    most_new: int,
    most: int | None = None,
    asked: tuple[int, int] = (0, 0),
) -> Plan:
    """The plan of a day on which so many seconds are left, and so many new cards may be asked.

    `most` limits the number of cards in place of the seconds. The longest due come first, and new ones, in their order,
    only once nothing due waits. `asked` are the numbers of cards asked already today, due and new: what is left of a
    plan after some cards is the rest of it.
    """
    waiting = sorted(due, key=attrgetter("days"), reverse=True)
    groups = groupby(waiting, attrgetter("days"))  # of which only those for which there is time are mixed
    mixed_due = chain.from_iterable(sorted(cards, key=lambda card: mixed(f"{day} {card.card}")) for _, cards in groups)
    places, room = (inf, seconds) if most is None else (most, inf)
    asked_due, room = _first_fitting(mixed_due, places, room)
    # New cards come only once nothing due waits. They are made one by one, so no more are taken than there is room for.
    waits, places = len(waiting) - len(asked_due), places - len(asked_due)
    asked_new, room = _first_fitting(() if waits else new, min(most_new, places), room)
    lacks_new = not waits and len(asked_new) < min(most_new, places) and room > 0
    left = seconds - sum(card.seconds for card in (*asked_due, *asked_new))
    queue = _spread(asked_due, asked_new, asked)
    return Plan(asked_due, asked_new, queue, waits, left=left, lacks_new=lacks_new)


def _first_fitting(cards: Iterable[PlannedCard], most: float, seconds: float) -> tuple[tuple[PlannedCard, ...], float]:
    """The first cards for which there is room, and the seconds left; the last card may take longer than these."""
    taken: list[PlannedCard] = []
    coming = iter(cards)
    while seconds > 0 and len(taken) < most and (card := next(coming, None)):
        taken.append(card)
        seconds -= card.seconds
    return tuple(taken), seconds


def _spread(due: Sequence[PlannedCard], new: Sequence[PlannedCard], asked: tuple[int, int]) -> tuple[str, ...]:
    """The cards with the new ones spread evenly among the due ones, a due one first.

    Each has its place among all cards of the day, also those that were asked already.
    """
    due_before, new_before = asked
    every_due, every_new = due_before + len(due), new_before + len(new)
    positions = [((due_before + index) / every_due, 1, card.card) for index, card in enumerate(due)]
    positions += [((new_before + index + 1) / (every_new + 1), 0, card.card) for index, card in enumerate(new)]
    return tuple(card for *_, card in sorted(positions))


def mixed(text: str) -> bytes:
    """A key that sorts ids in an order without a relation to the book, which never changes."""
    import hashlib

    return hashlib.blake2b(text.encode(), digest_size=8).digest()
