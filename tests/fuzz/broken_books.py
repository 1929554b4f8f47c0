"""Broken books by the thousand: `python -m tests.fuzz.broken_books --cases 20000 --seed 1` tries them.

Each case is real content with mistakes (see `mutations.py`), which the program is asked about (see `trial.py`). Each
command must answer within ten seconds of the processor and three gigabytes, with a documented exit code and places
that lie inside the files. A case is made from a number alone: `--seed N --cases 1` repeats one.
"""

import argparse
import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeAlias

ROOT = Path(__file__).parents[2]
SECONDS = 10
MEMORY = 3 * 1024**3


Running: TypeAlias = "dict[Any, tuple[BaseProcess, list[int], Connection[Any, Outcome]]]"
"""The processes by the end of their pipe, each with the cases that it has before it."""


class Outcome(NamedTuple):
    """The outcome of a case: its kinds of mutation, the exit codes, what is wrong, its time, and the memory so far."""

    seed: int
    kinds: tuple[str, ...]
    codes: tuple[int, ...]
    complaints: tuple[str, ...]
    seconds: float
    kilobytes: int


def main() -> int:
    """Try the cases, print what became of them, and return the exit code."""
    parser = argparse.ArgumentParser(description="Try broken books.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1, help="the number of the first case")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    started = time.perf_counter()
    outcomes: list[Outcome] = []
    for outcome in _try_all(range(given.seed, given.seed + given.cases), given.jobs):
        outcomes.append(outcome)
        for complaint in outcome.complaints:
            print(f"FAILED --seed {outcome.seed} ({', '.join(outcome.kinds)})\n  {complaint[:1500]}", flush=True)
        if len(outcomes) % 1000 == 0:
            print(f"fuzz: {len(outcomes)} cases, {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    _print(outcomes, time.perf_counter() - started)
    return 1 if any(outcome.complaints for outcome in outcomes) else 0


def _print(outcomes: list[Outcome], seconds: float) -> None:
    kinds = Counter(kind for outcome in outcomes for kind in outcome.kinds)
    codes = Counter(code for outcome in outcomes for code in outcome.codes)
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    print(f"{len(outcomes)} cases with {kinds.total()} mutations in {seconds:.0f} s")
    for kind, count in sorted(kinds.items()):
        print(f"  {kind:16} {count:6}")
    print("exit codes of", codes.total(), "commands:", ", ".join(f"{code}: {codes[code]}" for code in sorted(codes)))
    print(f"slowest case: {slowest.seconds:.1f} s of the processor (--seed {slowest.seed}: {', '.join(slowest.kinds)})")
    print(f"peak memory: {max(outcome.kilobytes for outcome in outcomes) / 1024:.0f} MiB")
    print(f"failed cases: {sum(bool(outcome.complaints) for outcome in outcomes)}")


# --- processes -----------------------------------------------------------------------------------------------------


def _try_all(seeds: range, jobs: int) -> Iterator[Outcome]:
    """The outcomes of the cases, as they come. A process that dies fails its case, and another one goes on."""
    shares = [list(seeds[job::jobs]) for job in range(jobs)]
    running: Running = {}
    for share in shares:
        _start(share, running)
    while running:
        for pipe in wait(list(running)):
            process, left, _ = running[pipe]
            try:
                outcome = running[pipe][2].recv()
            except EOFError:
                process.join()
                del running[pipe]
                if left:
                    died = f"the process died with exit code {process.exitcode}"
                    yield Outcome(left.pop(0), ("?",), (), (died,), 0, 0)
                    _start(left, running)
            else:
                left.pop(0)
                yield outcome


def _start(seeds: list[int], running: Running) -> None:
    if not seeds:
        return
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(seeds, theirs), daemon=True)
    process.start()
    theirs.close()
    running[ours] = (process, seeds, ours)


def _work(seeds: list[int], pipe: "Connection[Outcome, Any]") -> None:
    """Try some cases, one after the other."""
    from mlsys_cli.book.kinds import BUNDLED_BOOK
    from tests.fuzz.mutations import read_book

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_slow)
    signal.signal(signal.SIGPROF, _too_slow)
    book = read_book(BUNDLED_BOOK)
    with tempfile.TemporaryDirectory(prefix="mlsys-fuzz-") as directory:
        os.environ |= {"XDG_CACHE_HOME": f"{directory}/cache", "XDG_DATA_HOME": f"{directory}/data"}
        os.chdir(directory)
        gc.disable()  # as the program itself does
        for seed in list(seeds):
            pipe.send(_try(book, seed, Path(directory)))
            gc.collect()


class TooSlowError(BaseException):
    """The time of a case is up. Nothing but the trial may catch it."""


@contextmanager
def _watched() -> Iterator[None]:
    """Break off a command that takes too long."""
    _set_alarms(SECONDS)
    try:
        yield
    finally:
        _set_alarms(0)


def _set_alarms(seconds: int) -> None:
    """Ring after so many seconds of the processor, or six times as many of the clock, for what only waits."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 6 * seconds)


def _too_slow(*_: object) -> None:
    raise TooSlowError


def _try(book: dict[str, str], seed: int, directory: Path) -> Outcome:
    """Make a case in a folder of its own, ask the program about it, and delete it."""
    from tests.fuzz.mutations import make_case, write_files
    from tests.fuzz.trial import Trial

    case = make_case(book, seed)
    folder = directory / f"case-{seed}"
    folder.mkdir()
    write_files(case.files, folder)
    trial = Trial(folder, _watched)
    started = time.process_time()
    try:
        trial.run(Random(seed), case.untouched)
    except TooSlowError:
        trial.complaints.append(f"more than {SECONDS} s, in: mlsys {' '.join(trial.argv)}")
    seconds = time.process_time() - started
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(directory / "cache", ignore_errors=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Outcome(seed, case.kinds, tuple(trial.codes), tuple(trial.complaints), seconds, peak)


if __name__ == "__main__":
    sys.exit(main())
