"""`python -m tests.simulation [LIVES [DAYS]]`: three learners live half a year, or so many days, six times, or LIVES.

It exits with 1 if a day takes more than ten minutes and a card, if a card that is due waits for more than six days of
study, or, after half a year, if other numbers of cards are remembered than expected.
"""

import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean, median, quantiles

from tests.simulation.generated_book import write_book
from tests.simulation.life import BUDGET, HALF_YEAR, Outcome, live
from tests.simulation.memory import LEARNERS

PROCESSES = 2
LONGEST_WAIT = 6
EXPECTED = {"easy": 368, "average": 308, "forgetful": 226}
"""How many cards are remembered after half a year, in a simulation of the rule alone."""

TOLERANCE = 0.06


def main(lives: int = 6, days: int = HALF_YEAR) -> int:
    """Print a row for each learner; returns the exit code."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(PROCESSES) as pool:
        base = Path(folder)
        os.environ["XDG_CACHE_HOME"] = str(base / "cache")
        book = write_book(base / "book")
        live(LEARNERS["average"], book, base / "first", 0, days=2)  # which compiles the book
        coming = [
            pool.submit(live, learner, book, base / f"{learner.name}-{seed}", seed, days)
            for seed in range(lives)
            for learner in LEARNERS.values()
        ]
        found = []
        for one in coming:
            found.append(one.result())
            print(f"{found[-1].learner}: {found[-1].remembered:.0f} remembered", file=sys.stderr, flush=True)
    print("learner    min/day  90th  most  wait  cards  known  remembered  sections  announced  over budget")
    return max(_report([one for one in found if one.learner == name], days) for name in LEARNERS)


def _report(lives: list[Outcome], days: int) -> int:
    """Print the figures of a learner; returns 1 if one isn't reached."""
    name, studied = lives[0].learner, [day for life in lives for day in life.days]
    minutes = [day.seconds / 60 for day in studied]
    over = sum(day.before_last >= BUDGET for day in studied)
    wait = max(life.longest_wait for life in lives)
    cards, remembered = mean(len(life.recalls) for life in lives), mean(life.remembered for life in lives)
    known = mean(sum(recall > 0.9 for recall in life.recalls) for life in lives)
    share = sum(life.asked_sections for life in lives) / sum(life.sections for life in lives)
    ratio = median(day.seconds / 60 / day.announced for day in studied if day.announced)
    off = remembered / EXPECTED[name] - 1 if days == HALF_YEAR else 0.0
    shown = f"{off:+.1%}" if days == HALF_YEAR else "-"
    print(
        f"{name:9} {mean(minutes):8.1f} {quantiles(minutes, n=10)[-1]:5.1f} {max(minutes):5.1f} {wait:5} {cards:6.0f}"
        f" {known:6.0f} {remembered:5.0f} {shown:>5} {share:8.0%} {ratio:10.2f} {over:5} of {len(studied)}"
    )
    return int(over > 0 or wait > LONGEST_WAIT or abs(off) > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
