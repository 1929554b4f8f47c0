"""Patrols go where crimes were recorded, and record crimes where they go."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.plots import Axis, Plot, Series


def outcomes(draws: int, start: int = 1) -> list[Fraction]:
    """The exact probability of each number of A among the draws from an urn that gets back two for each drawn."""
    chances = [Fraction(1)]
    for drawn in range(draws):
        after = [Fraction(0)] * (drawn + 2)
        for a, chance in enumerate(chances):
            share = Fraction(start + a, 2 * start + drawn)
            after[a + 1] += chance * share
            after[a] += chance * (1 - share)
        chances = after
    return chances


def days(
    chance: Chance, rates: Sequence[float], start: int, count: int, corrected: bool
) -> Iterator[tuple[str, list[int]]]:
    """Each day: where the patrol went, and the crimes recorded so far in A and B.

    If corrected, a crime is entered only with the share of patrols that the other place gets, so that being there
    often doesn't count for more.
    """
    recorded = [start, start]
    for _ in range(count):
        share = recorded[0] / sum(recorded)
        place, other = (0, 1 - share) if chance.random() < share else (1, share)
        is_found = chance.random() < rates[place]
        if is_found and (not corrected or chance.random() < other):
            recorded[place] += 1
        yield "AB"[place], [*recorded]


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    rates, number = (settings["rate-a"], settings["rate-b"]), settings["days"]
    true_share = rates[0] / sum(rates) if sum(rates) else 0.5
    curve = [(0.0, 0.5)]
    visits = 0
    walk = days(chance, rates, settings["start"], number, settings["correction"] == "yes")
    for day, (place, recorded) in enumerate(walk, 1):
        visits += place == "A"
        share = recorded[0] / sum(recorded)
        if day > 10 and day % max(1, number // 60) and day < number:
            continue
        curve.append((float(day), round(share, 4)))
        numbers = (
            Number("day", day),
            Number("recorded in A", recorded[0]),
            Number("recorded in B", recorded[1]),
            Number("share of A", round(share, 4)),
            Number("true share of A", round(true_share, 4)),
            Number("visits to A", visits),
        )
        found = f"of all that is recorded, {share:.0%} are in A; in truth {true_share:.0%}"
        words = f"Day {day}: the patrol went to {place}; {found}."
        yield Frame(words, numbers, (_plot(curve, true_share, number),))


def _plot(curve: Sequence[tuple[float, float]], true_share: float, count: int) -> Plot:
    truth = Series("crime", ((0.0, true_share), (float(count), true_share)))
    day, share = curve[-1]
    alt = f"The share of A among recorded crimes after {day:.0f} days: {share:.2f}; the truth is {true_share:.2f}."
    axes = Axis("day", low=0, high=count, is_whole=True), Axis("share of A", low=0, high=1)
    return Plot(alt, *axes, (Series("recorded", tuple(curve)), truth))


PROGRAM = Program(Steps(_frames), {"outcomes after nine days": lambda: [float(chance) for chance in outcomes(9)]})
