"""Who was in the data? A model that remembers gives its members away."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.page.blocks import Table
from mlsys_cli.page.plots import Axis, Plane, PlanePoint


class Person(NamedTuple):
    """A place in a square, and an answer that mostly depends on the side of a line."""

    x: float
    y: float
    answer: bool


def people(chance: Chance, count: int, noise: float) -> list[Person]:
    """Random persons, some of whose answers are flipped."""
    drawn = []
    for _ in range(count):
        x, y = chance.random(), chance.random()
        drawn.append(Person(x, y, (x + y > 1) != (chance.random() < noise)))
    return drawn


def answer(members: Sequence[Person], k: int, person: Person) -> bool:
    """The majority of the k nearest members; a tie is no."""
    nearest = sorted(members, key=lambda other: math.hypot(other.x - person.x, other.y - person.y))[:k]
    return 2 * sum(other.answer for other in nearest) > len(nearest)


def called_members(members: Sequence[Person], others: Sequence[Person], k: int) -> list[float]:
    """The shares of members and of others on whom the model is right, and whom the attack calls members."""
    groups = ([answer(members, k, person) == person.answer for person in group] for group in (members, others))
    return [sum(right) / len(right) for right in groups]


def _result(settings: Settings, chance: Chance) -> Frame:
    k, number, noise = settings["k"], settings["people"], settings["noise"]
    members, others = people(chance, number, noise), people(chance, number, noise)
    right_on_members, right_on_others = called_members(members, others, k)
    advantage = right_on_members - right_on_others  # over a coin: true alarms less false ones
    numbers = (
        Number("right on members", round(right_on_members, 4)),
        Number("right on others", round(right_on_others, 4)),
        Number("gap", round(advantage, 4)),
        Number("advantage", round(advantage, 4)),
        Number("attack right", round((1 + advantage) / 2, 4)),
    )
    words = (
        f"With k = {k} the model is right on {right_on_members:.0%} of its members and on"
        f" {right_on_others:.0%} of others: the attack is right in {(1 + advantage) / 2:.0%} of all cases."
    )
    points = tuple(
        PlanePoint(round(person.x, 4), round(person.y, 4), side, answer(members, k, person) != person.answer)
        for side, group in enumerate((members, others))
        for person in group
    )
    alt = f"{number} members and {number} others; wrong are those about whom the model is wrong."
    axes = Axis("x", low=0, high=1), Axis("y", low=0, high=1)
    right = (("members", round(number * right_on_members)), ("others", round(number * right_on_others)))
    rows = tuple((name, str(count), str(number - count)) for name, count in right)
    table = Table(("of", "model right: called members", "model wrong: called others"), rows)
    return Frame(words, numbers, (table, Plane(alt, *axes, ("member", "other"), points)))


def _advantage_in_games(seed: int, games: int) -> tuple[float, float]:
    """The advantage in games, where a coin chooses a member or another and the attack says which; and the gap."""
    chance = Chance(seed)
    members, others = people(chance, 100, 0.3), people(chance, 100, 0.3)
    won = 0
    is_right = {person: answer(members, 5, person) == person.answer for person in (*members, *others)}
    for _ in range(games):
        is_member = chance.random() < 0.5
        won += is_right[chance.choice(members if is_member else others)] == is_member
    of_members, of_others = called_members(members, others, 5)
    return 2 * won / games - 1, of_members - of_others


def _gains_the_gap() -> bool:
    return all(abs(gained - gap) < 0.03 for gained, gap in (_advantage_in_games(seed, 10_000) for seed in range(5)))


PROGRAM = Program(Dials(_result), {"gains the gap": _gains_the_gap})
