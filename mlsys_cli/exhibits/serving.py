"""A server of a language model: requests that wait, and places of a batch that work or stay idle."""

import math
from bisect import bisect
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.blocks import Block, Code
from mlsys_cli.page.plots import Axis, Plot, Series, thinned
from mlsys_cli.text.english import counted

_COLUMNS, _A_FRAME = 32, 4
"""The columns of the picture, which fit into 40 characters, and those by which it grows from frame to frame."""
_ROWS = 16
"""The most places that the picture shows."""
_MARKS = "abcdefghijklmnopqrstuvwxyz"


class Arrival(NamedTuple):
    """When a request comes, in seconds, and the number of tokens of its answer."""

    comes: float
    tokens: int


class Stretch(NamedTuple):
    """Some steps of the server with the same requests in its places, by their numbers; None is an idle place.

    `waiting` is the length of the queue, `end` the time in seconds, and `latencies` those of the requests that are
    done then.
    """

    steps: int
    places: tuple[int | None, ...]
    waiting: int
    end: float
    latencies: tuple[float, ...]


def drawn(count: int, rate: float, mean: float, chance: Chance) -> Iterator[Arrival]:
    """Requests that come by chance at a rate a second, all at once if it is infinite, with answers of any length."""
    comes = 0.0
    for _ in range(count):
        comes -= math.log(1 - chance.random()) / rate
        yield Arrival(comes, max(1, math.ceil(-mean * math.log(1 - chance.random()))))


def serve(requests: Iterable[Arrival], slots: int, base: float, extra: float, *, is_static: bool) -> Iterator[Stretch]:
    """The work of a server whose steps take a base time, and an extra one for each place that works, in seconds.

    A static batch takes new requests when all its answers are done, a continuous one whenever a place is free.
    """
    coming, queue = deque(enumerate(requests)), deque[tuple[int, Arrival]]()
    numbers: list[int | None] = [None] * slots
    left, came = [0] * slots, [0.0] * slots
    time = 0.0
    while coming or queue or any(left):
        while coming and coming[0][1].comes <= time:
            queue.append(coming.popleft())
        free = [] if is_static and any(left) else [place for place in range(slots) if not left[place]]
        for place in free[: len(queue)]:
            numbers[place], (came[place], left[place]) = queue.popleft()
        active = [tokens for tokens in left if tokens]
        if not active:
            time = coming[0][1].comes
            continue
        step, steps = base + extra * len(active), min(active)
        if coming and len(active) < slots and not is_static:  # the next one finds a place before an answer is done
            steps = min(steps, max(1, math.ceil((coming[0][1].comes - time) / step)))
        time += steps * step
        done = [place for place in range(slots) if left[place] == steps]
        yield Stretch(steps, tuple(numbers), len(queue), time, tuple(time - came[place] for place in done))
        left = [max(0, tokens - steps) for tokens in left]
        for place in done:
            numbers[place] = None


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    slots, mean, count = settings["slots"], settings["mean"], settings["requests"]
    has_enough = settings["arrivals"] == "always"
    requests = drawn(count, math.inf if has_enough else settings["rate"], mean, chance)
    times = settings["base"] / 1000, settings["extra"] / 1000
    stretches = [*serve(requests, slots, *times, is_static=settings["kind"] == "static")]
    starts = [*accumulate((stretch.steps for stretch in stretches), initial=0)]
    wide = max(1, round(mean / 8))  # steps that a column of the picture stands for
    middle = starts[-1] // 2  # where the queue has its usual length
    columns = [stretches[bisect(starts, at) - 1] for at in range(middle, starts[-1], wide)][:_COLUMNS]
    for shown in range(_A_FRAME, len(columns), _A_FRAME):
        now = columns[shown - 1]
        working = slots - now.places.count(None)
        idle = sum(column.places.count(None) for column in columns[:shown])
        numbers = (
            Number("step", middle + shown * wide),
            Number("working", working),
            Number("waiting", now.waiting, label="requests that wait"),
            Number("slots busy", round(1 - idle / (slots * shown), 3), label="share of places busy so far"),
        )
        words = f"Step {middle + shown * wide:,}: {working} of {slots} places at work"
        words += f", and {counted(now.waiting, 'request')} in the queue."
        yield Frame(words, numbers, (_chart(columns[:shown], wide),))
    yield _end(stretches, columns, wide, settings)


def _end(stretches: Sequence[Stretch], columns: Sequence[Stretch], wide: int, settings: Settings) -> Frame:
    """The frame after all requests."""
    slots = settings["slots"]
    steps, end = sum(stretch.steps for stretch in stretches), stretches[-1].end
    busy = sum(stretch.steps * (slots - stretch.places.count(None)) for stretch in stretches) / (slots * steps)
    done = [(stretch.end, latency) for stretch in stretches for latency in stretch.latencies]
    ordered = sorted(latency for _, latency in done)
    numbers = [
        Number("slots busy", round(busy, 4), label="share of places busy"),
        Number("requests a second", round(len(done) / end, 3)),
        Number("tokens a second", round(busy * slots * steps / end, 1)),
        Number("longest queue", max(stretch.waiting for stretch in stretches)),
    ]
    for percent in (50, 99):
        late = ordered[math.ceil(percent / 100 * len(ordered)) - 1]
        numbers.append(Number(f"p{percent}", round(late, 3), "s", f"{percent} % done after"))
    words = f"{busy:.1%} of the places worked; {len(done) / end:.2f} requests a second were served"
    words += f", and the slowest hundredth took more than {late:.1f} s."
    return Frame(words, tuple(numbers), (_chart(columns, wide), _latencies(done)))


def _chart(columns: Sequence[Stretch], wide: int) -> Block:
    """The places as rows, and a letter for each request that is in one; a dot is idle."""
    rows = zip(*(column.places[:_ROWS] for column in columns), strict=True)
    marks = ("".join("." if number is None else _MARKS[number % len(_MARKS)] for number in row) for row in rows)
    scale = f"place, and {counted(wide, 'step')} a sign"
    return Code("\n".join([scale, *(f"{place:>2} {row}" for place, row in enumerate(marks, 1))]))


def _latencies(done: Sequence[tuple[float, float]]) -> Plot:
    alt = f"The time from a request to its answer, for {len(done):,} answers in the order in which they were done."
    points = tuple((round(at, 2), round(latency, 2)) for at, latency in thinned(done, 120))
    return Plot(alt, Axis("time", "s", low=0), Axis("latency", "s", low=0), (Series("answers", points, joined=False),))


PROGRAM = Program(Steps(_frames))
