"""Trials that try to lose answers: `python -m tests.fuzz.data_loss` runs them at full size, and exits 1 on a loss.

Writers and reviews are killed at random moments, write at once, and a large store is held against an empty one. The
tests try the same with smaller numbers.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli.journal.days import DAY, today_at
from mlsys_cli.journal.event import JournalEvent, new_event
from mlsys_cli.journal.scheduler import Schedule
from mlsys_cli.journal.store import Store
from tests.support.journal import rebuild_projections

if TYPE_CHECKING:  # imported where it is needed: as a script this file must first say where the tests are
    from tests.support.review_typist import Typist

KILLS = 200
WRITERS, ANSWERS = 2, 500
CARDS, REVIEWS = 20_000, 100_000
ROUNDS = 20
SEED = 1

STATEMENTS = 3_000

_SCRIPT = Path(sys.executable).parent / "mlsys"


class Kept(NamedTuple):
    """The number of answers acknowledged and the number stored, with the result of SQLite's integrity check."""

    told: int
    there: int
    integrity: str

    @property
    def ok(self) -> bool:
        """True if nothing is lost."""
        return 0 < self.told == self.there and self.integrity == "ok"

    def __str__(self) -> str:
        return f"{self.told} answers told, {self.there} there, integrity {self.integrity}"


def kill_writers(path: Path, kills: int, seed: int = SEED) -> Kept:
    """Kill one writer after the other with a signal that none can hear, at a random moment of its work."""
    chance = Random(seed)
    told: list[str] = []
    for _ in range(kills):
        with _writer(path, 1_000_000, "once") as process:
            assert process.stdout is not None
            told.append(process.stdout.readline().strip())
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            # The last line may be cut: then it was not told.
            told += [line.strip() for line in process.stdout if line.endswith("\n")]
    return kept(path, told)


def write_at_once(path: Path, writers: int, answers: int) -> Kept:
    """Let several processes answer at the same time; the first of them makes the store."""
    processes = [_writer(path, answers, f"writer-{number}") for number in range(writers)]
    told: list[str] = []
    for process in processes:
        out, _ = process.communicate(timeout=600)
        assert process.returncode == 0
        told += out.split()
    return kept(path, told)


def kept(path: Path, told: Sequence[str]) -> Kept:
    """Count the acknowledged answers that a store has."""
    with closing(Store(path)) as store:
        there = {event.id for event in store.log()} & set(told)
        memory = store.cards()
        rebuild_projections(store)
        assert store.cards() == memory, "what is remembered doesn't follow from the log"
    with closing(sqlite3.connect(path)) as db:
        (integrity,) = db.execute("pragma integrity_check").fetchone()
    return Kept(len(told), len(there), integrity)


def _writer(path: Path, answers: int, name: str) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, "write", str(path), str(answers), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def write(path: Path, answers: int, name: str) -> None:
    """Answer cards, and tell the id of each answer once it is remembered."""
    with closing(Store(path)) as store:
        for number in range(answers):
            answered = store.answer(f"book:question:{name}-{number % 100}", 3, time.time_ns() // 1000)
            print(answered.event, flush=True)


# --- reviews on a terminal ---------------------------------------------------------------------------------------


def kill_reviews(book: Path, folder: Path, env: Mapping[str, str], kills: int, seed: int = SEED) -> Kept:
    """Kill one review after the other at a random moment; what the screen had told as remembered must be there."""
    from tests.support.review_typist import Typist

    chance, told = Random(seed), list[str]()
    for _ in range(kills):
        review = Typist(book, {**env, "XDG_DATA_HOME": str(folder)}, "--new", "100000")
        review.begin()
        review.answer(chance.uniform(0, 0.3))
        review.kill()
        told += review.told
    return kept_cards(folder / "mlsys-cli/study.sqlite", told)


def review_at_once(book: Path, folder: Path, env: Mapping[str, str], reviews: int, answers: int) -> Kept:
    """Let several reviews go on at the same time, until each has had so many answers."""
    from tests.support.review_typist import Typist

    options = ("--new", "100000", "-n", str(answers))
    env = {**env, "XDG_DATA_HOME": str(folder)}
    typists = [Typist(book, env, *options) for _ in range(reviews)]
    with ThreadPoolExecutor(reviews) as pool:
        list(pool.map(_review_to_the_end, typists))
    told = [card for typist in typists for card in typist.told]
    return kept_cards(folder / "mlsys-cli/study.sqlite", told)


def _review_to_the_end(typist: "Typist") -> None:
    typist.begin()
    typist.answer()
    assert typist.finish() == 0, typist.complaint


def kept_cards(path: Path, told: Sequence[str]) -> Kept:
    """Count the cards acknowledged as answered that a store has, each as often as it was acknowledged."""
    with closing(Store(path)) as store:
        answers = Counter(event.subject for event in store.events("answer"))
    there = sum(min(number, answers[card]) for card, number in Counter(told).items())
    return kept(path, [])._replace(told=len(told), there=there)


# --- a large store -----------------------------------------------------------------------------------------------


def learned(cards: int, reviews: int, now: int, seed: int = SEED) -> Iterator[JournalEvent]:
    """The events of a learner who learned this many cards within six weeks and is not behind."""
    from tests.support.review_typist import card_of

    chance, schedule = Random(seed), Schedule()
    left = reviews
    for number in range(cards):
        at, step = now - chance.randrange(42 * DAY), None
        while at < now and left:
            grade = chance.choice((1, 3, 3, 3, 3, 3, 4))
            step = schedule.after(step, grade, at)
            yield new_event("answer", card_of(number), {"grade": grade}, at=at, device="somewhere")
            left -= 1
            at = (step.due or at) + chance.randrange(1, DAY)


def _ratio(small: Path, large: Path, measure: Callable[[Path], float]) -> tuple[float, float]:
    """The seconds that an action takes with a small store, and the ratio of a large store to that."""
    times: dict[Path, list[float]] = {small: [], large: []}
    for _ in range(ROUNDS + 1):
        for path, taken in times.items():
            taken.append(measure(path))
    pairs = zip(times[large][1:], times[small][1:], strict=True)
    return median(times[small][1:]), median(one / other for one, other in pairs)


def _due(data: Path) -> float:
    started = time.perf_counter()
    env = os.environ | {"XDG_DATA_HOME": str(data)}
    subprocess.run([str(_SCRIPT), "due"], env=env, check=True, stdout=subprocess.PIPE)
    return time.perf_counter() - started


def main() -> int:
    """Try everything, print what was found, and return the exit code."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("MLSYS_PLAIN", None)
    with tempfile.TemporaryDirectory(prefix="mlsys-losses-") as directory:
        folder = Path(directory)
        os.environ |= {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("cache", "config")}
        fine = all([*_try_losses(folder), *_try_sizes(folder)])
    print("nothing was lost" if fine else "answers were lost")
    return 0 if fine else 1


def _try_losses(folder: Path) -> Iterator[bool]:
    from tests.support.review_typist import write_statements

    killed = kill_writers(folder / "killed/study.sqlite", KILLS)
    print(f"{KILLS} kills of a writer: {killed}")
    yield killed.ok
    both = write_at_once(folder / "both/study.sqlite", WRITERS, ANSWERS)
    print(f"{WRITERS} writers at once: {both}")
    yield both.ok
    yield both.told == WRITERS * ANSWERS
    book = write_statements(folder / "statements", STATEMENTS)
    killed = kill_reviews(book, folder / "killed-reviews", os.environ, KILLS)
    print(f"{KILLS} kills of 'mlsys review': {killed}")
    yield killed.ok
    both = review_at_once(book, folder / "both-reviews", os.environ, WRITERS, ANSWERS)
    print(f"{WRITERS} of 'mlsys review' at once: {both}")
    yield both.ok
    yield both.told == WRITERS * ANSWERS


def _try_sizes(folder: Path) -> Iterator[bool]:
    from tests.support.review_typist import Typist, write_statements

    now = time.time_ns() // 1000
    book = write_statements(folder / "large-book", CARDS)
    for name, cards, reviews, days in (("empty", 0, 0, 0), ("large", CARDS, REVIEWS, 0), ("late", CARDS, REVIEWS, 60)):
        with closing(Store(folder / name / "mlsys-cli/study.sqlite")) as store:
            events = list(learned(cards, reviews, now - days * DAY))
            started = time.perf_counter()
            store.add(events)
            seconds = time.perf_counter() - started
            due = len(store.due(today_at(now)))
            print(f"{name}: {len(events)} reviews of {cards} cards, {due} due, imported in {seconds:.1f} s")

    def review(data: Path) -> float:
        typist = Typist(book, os.environ | {"XDG_DATA_HOME": str(data)})
        seconds = typist.begin()
        typist.kill()
        return seconds

    for what, measure in (("due", _due), ("review", review)):
        for name in ("large", "late"):
            seconds, ratio = _ratio(folder / "empty", folder / name, measure)
            milliseconds = f"{seconds * 1000:.0f} ms"
            print(f"the start of {what}: {milliseconds}, with the {name} store {ratio:.2f} times that (at most 1.2)")
            yield ratio <= 1.2


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(main())
