"""What must not be lost, tried at full size: `python tests/losses.py` prints it, and exits 1 if anything was.

A writer is killed at random moments, writers write at once, and a large store is held against a small one. The tests
try the same with smaller numbers.
"""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

from mlsys_cli.study.day import DAY
from mlsys_cli.study.event import Event, new_event
from mlsys_cli.study.schedule import Memory, Schedule
from mlsys_cli.study.store import Store

KILLS = 200
WRITERS, ANSWERS = 2, 500
CARDS, REVIEWS = 20_000, 100_000
ROUNDS = 20
SEED = 1

_SCRIPT = Path(sys.executable).parent / "mlsys"

_BEGIN_REVIEW = """
import sys, time
from pathlib import Path
from mlsys_cli.study.day import today_at
from mlsys_cli.study.queue import AT_ONCE, in_order
from mlsys_cli.study.store import Store
store, today = Store(Path(sys.argv[1])), today_at(time.time_ns() // 1000)
cards = in_order(store.due(today, AT_ONCE), today.now, 1)
print(store.counts(today), len(cards), store.preview([*cards, "book:term:new:name"][0], today.now))
"""
"""What a review does before it asks for the first time."""


class Kept(NamedTuple):
    """How many answers were told as remembered, how many of them are there, and what SQLite says of the store."""

    told: int
    there: int
    integrity: str

    @property
    def ok(self) -> bool:
        """Whether nothing is lost."""
        return 0 < self.told == self.there and self.integrity == "ok"


def kill_writers(path: Path, kills: int, seed: int = SEED) -> Kept:
    """Kill one writer after the other with a signal that none can hear, at a random moment of its work."""
    chance = random.Random(seed)
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
    """What a store has of the answers that were told as remembered."""
    with closing(Store(path)) as store:
        there = {event.id for event in store.log()} & set(told)
        memory = store.cards()
        store.rebuild()
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
            print(answered.event.id, flush=True)


# --- a large store -----------------------------------------------------------------------------------------------


def learned(cards: int, reviews: int, now: int, seed: int = SEED) -> Iterator[Event]:
    """What somebody did who learned so many cards within six weeks, and is not behind."""
    chance, schedule = random.Random(seed), Schedule()
    left = reviews
    for number in range(cards):
        at, memory = now - chance.randrange(42 * DAY), None
        while at < now and left:
            grade = chance.choice((1, 3, 3, 3, 3, 3, 4))
            memory = schedule.after(memory, grade, at)
            yield new_event(at, "somewhere", "answer", f"book:term:term-{number}:name", {"grade": grade})
            left -= 1
            at = _next(memory, chance)


def _next(memory: Memory, chance: random.Random) -> int:
    return memory.due + chance.randrange(1, DAY)


def _ratio(small: Path, large: Path, *command: str) -> tuple[float, float]:
    """The seconds that a command takes with a small store, and how many times that it takes with a large one."""
    times: dict[Path, list[float]] = {small: [], large: []}
    for _ in range(ROUNDS + 1):
        for path, taken in times.items():
            env = os.environ | {"XDG_DATA_HOME": str(path)}
            started = time.perf_counter()
            line = [part.replace("STORE", str(path / "mlsys-cli/study.sqlite")) for part in command]
            subprocess.run(line, env=env, check=True, stdout=subprocess.PIPE)
            taken.append(time.perf_counter() - started)
    pairs = zip(times[large][1:], times[small][1:], strict=True)
    return median(times[small][1:]), median(one / other for one, other in pairs)


def main() -> int:
    """Try everything, print what was found, and return the exit code."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="mlsys-losses-") as directory:
        folder = Path(directory)
        fine = all([*_try_losses(folder), *_try_sizes(folder)])
    print("all is well" if fine else "something is lost")
    return 0 if fine else 1


def _try_losses(folder: Path) -> Iterator[bool]:
    killed = kill_writers(folder / "killed/study.sqlite", KILLS)
    print(f"{KILLS} kills: {killed.told} answers told, {killed.there} there, integrity {killed.integrity}")
    yield killed.ok
    both = write_at_once(folder / "both/study.sqlite", WRITERS, ANSWERS)
    print(f"{WRITERS} writers: {both.told} answers told, {both.there} there, integrity {both.integrity}")
    yield both.ok
    yield both.told == WRITERS * ANSWERS


def _try_sizes(folder: Path) -> Iterator[bool]:
    now = time.time_ns() // 1000
    for name, cards, reviews in (("small", 1, 1), ("large", CARDS, REVIEWS)):
        with closing(Store(folder / name / "mlsys-cli/study.sqlite")) as store:
            events = list(learned(cards, reviews, now))
            started = time.perf_counter()
            store.add(events)
            seconds = time.perf_counter() - started
            print(f"a {name} store: {len(events)} reviews of {cards} cards, imported in {seconds:.1f} s")
    small, large = folder / "small", folder / "large"
    for what, command in (("due", [str(_SCRIPT), "due"]), ("review", [sys.executable, "-c", _BEGIN_REVIEW, "STORE"])):
        seconds, ratio = _ratio(small, large, *command)
        print(
            f"the start of {what}: {seconds * 1000:.0f} ms, with the large store {ratio:.2f} times that (at most 1.2)"
        )
        yield ratio <= 1.2


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(main())
