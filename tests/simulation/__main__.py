"""`python -m tests.simulation`: three learners live half a year several times; exits 1 if a figure isn't reached."""

import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean, median, quantiles

from tests.simulation.generated_book import write_book
from tests.simulation.life import BUDGET, HalfYear, live
from tests.simulation.memory import LEARNERS

LIVES = 6
PROCESSES = 2
EXPECTED = {"easy": 368, "average": 308, "forgetful": 226}
"""How many cards are remembered on the last day, as a simulator of the rule alone has found."""

TOLERANCE = 0.06


def main() -> int:
    """Print a row for each learner; returns the exit code."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(PROCESSES) as pool:
        base = Path(folder)
        os.environ["XDG_CACHE_HOME"] = str(base / "cache")
        book = write_book(base / "book")
        live(LEARNERS["average"], book, base / "first", 0, days=2)  # which compiles the book
        lives = [
            pool.submit(live, learner, book, base / f"{learner.name}-{seed}", seed)
            for seed in range(int(sys.argv[1]) if sys.argv[1:] else LIVES)
            for learner in LEARNERS.values()
        ]
        found = []
        for one in lives:
            found.append(one.result())
            print(f"{found[-1].learner}: {found[-1].remembered:.0f} remembered", file=sys.stderr, flush=True)
    print("learner    min/day  90th  most  cards  known  remembered  sections  announced  over budget")
    return max(_report(name, [one for one in found if one.learner == name]) for name in LEARNERS)


def _report(name: str, lives: list[HalfYear]) -> int:
    """Print the figures of a learner; returns 1 if one isn't reached."""
    days = [day for life in lives for day in life.days]
    over = [day for day in days if day.before_last >= BUDGET]
    minutes = [day.seconds / 60 for day in days]
    remembered = mean(life.remembered for life in lives)
    known = mean(sum(recall > 0.9 for recall in life.recalls) for life in lives)
    ratio = median(day.seconds / 60 / day.announced for day in days if day.announced)
    cards, sections = mean(len(life.recalls) for life in lives), sum(life.sections for life in lives)
    share = sum(life.asked_sections for life in lives) / sections
    print(
        f"{name:9} {mean(minutes):8.1f} {quantiles(minutes, n=10)[-1]:5.1f} {max(minutes):5.1f} {cards:6.0f}"
        f" {known:6.0f} {remembered:4.0f} of {EXPECTED[name]} {share:9.0%} {ratio:10.2f} {len(over):5} of {len(days)}"
    )
    return int(bool(over) or abs(remembered / EXPECTED[name] - 1) > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
