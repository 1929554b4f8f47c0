"""Peeking: tests of two versions that are looked at again and again, and stopped at the first success."""

import math
from collections.abc import Iterator, Sequence

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.page.plots import Axis, Plot, Series
from mlsys_cli.text.english import counted

RATE = 0.1
"""The share of visitors who buy with the old version."""
_PROMISED = 0.05
"""The share of false winners of a test with one look, beyond 1.96."""


def scores(looks: int, drift: float, chance: Chance) -> list[float]:
    """The score z of a test after each look.

    A look has as many new visitors as the one before, who move the sum by a normal number of variance 1 and mean
    `drift`; z is the sum over the root of the looks.
    """
    total = 0.0
    seen: list[float] = []
    for look in range(1, looks + 1):
        total += drift + chance.normal()
        seen.append(total / math.sqrt(look))
    return seen


def drift_of(difference: float, visitors: int) -> float:
    """By how much a look moves the sum on average, if so many see each version and the new one sells so much more."""
    return difference * math.sqrt(visitors / (2 * RATE * (1 - RATE)))


def stop_of(test: Sequence[float], limit: float) -> int:
    """The look at which a test is first beyond the limit on either side; 0 if it never is."""
    return next((look for look, z in enumerate(test, 1) if abs(z) > limit), 0)


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    looks, limit, count = settings["looks"], settings["limit"], settings["trials"]
    drift = drift_of(settings["difference"], settings["visitors"])
    tests = [scores(looks, drift, chance) for _ in range(count)]
    stops = [stop_of(test, limit) for test in tests]
    # The first test that looked well for a while is shown; else one that stopped at once, else the first.
    shown = next((n for least in (looks / 2, 0) for n, stop in enumerate(stops) if stop > least), 0)
    seen = tests[shown][: stops[shown] or looks]
    for look, z in enumerate(seen, 1):
        numbers = Number("look", look), Number("z", round(z, 4)), Number("limit", limit)
        verdict = "so the test stops with a winner" if abs(z) > limit else "so it goes on"
        where = "beyond" if abs(z) > limit else "within"
        words = f"Test {shown + 1}, look {look}: z is {z:.2f}, {where} {limit:g}, {verdict}."
        yield Frame(words, numbers, _path(seen[:look], looks, limit))
    name = "winners" if settings["difference"] else "false winners"
    winners = [stop for stop in stops if stop]
    share, at_last = len(winners) / count, sum(abs(test[-1]) > limit for test in tests) / count
    spent = sum(stop or looks for stop in stops) / count * settings["visitors"]
    found = (
        Number(name, round(share, 4), text=f"{share:.1%}"),
        Number("at the last look alone", round(at_last, 4), text=f"{at_last:.1%}"),
        Number("tests", count),
        Number("visitors", round(spent), "of each version, on average"),
    )
    words = (
        f"Of {count:,} tests {len(winners):,} found a winner at one of {counted(looks, 'look')}"
        f"{'' if settings['difference'] or not winners else ', and each of these is false'}."
    )
    yield Frame(words, found, _growth(winners, looks, count, name))


def _path(seen: Sequence[float], looks: int, limit: float) -> Blocks:
    """The score after each look, between its limits."""
    alt = f"z after each look: {seen[-1]:.2f} at look {len(seen)}; the limits are {limit:g} and -{limit:g}."
    series = (
        Series("z", ((0.0, 0.0), *((float(look), round(z, 4)) for look, z in enumerate(seen, 1)))),
        Series("upper limit", ((0.0, limit), (looks, limit))),
        Series("lower limit", ((0.0, -limit), (looks, -limit))),
    )
    reach = max(limit, *map(abs, seen)) * 1.2
    return (Plot(alt, Axis("look", low=0, high=looks, is_whole=True), Axis("z", low=-reach, high=reach), series),)


def _growth(winners: Sequence[int], looks: int, count: int, name: str) -> Blocks:
    """The share of tests with a winner by how often one has looked, beside the promised one."""
    shares = [round(sum(stop <= look for stop in winners) / count, 4) for look in range(1, looks + 1)]
    alt = f"The share of tests with a winner by the number of looks: {shares[0]:.1%} to {shares[-1]:.1%}."
    points = tuple((float(look), share) for look, share in enumerate(shares, 1))
    promised = Series(f"{_PROMISED:.0%}", ((0.0, _PROMISED), (looks, _PROMISED)))
    axes = Axis("looks", low=0, is_whole=True), Axis(name, low=0)
    return (Plot(alt, *axes, (Series(name, points), promised)),)


PROGRAM = Program(Steps(_frames))
