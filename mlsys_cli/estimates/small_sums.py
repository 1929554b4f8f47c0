"""Estimates of a few lines: moving data, waiting, speed-up, a battery, and where a model can run."""

from collections.abc import Iterator, Sequence
from math import isinf

from mlsys_cli.estimates.estimate_parts import Assumption, Estimate, Fit, Input, Known, Line
from mlsys_cli.estimates.working import published
from mlsys_cli.quantity.quantity import format_quantity, parse_quantity

MOVE = Estimate(
    "move",
    "Moving data",
    "the time to move data over a link",
    settings=(
        Input("size", "B", "the data"),
        Input("over", "B/s", "the rate of the link"),
        Input("use", "%", "share of the rate that is reached", "100%"),
        Input("delay", "ms", "time of one way", "0 ms", may_be_zero=True),
        Input("price", "$/GB", "price of moving"),
        Input("energy", "J/B", "energy of moving"),
    ),
    lines=lambda _: (
        Line("transfer", "transfer", "size / (over × use)", bound="at least"),
        Line("time", "time", "transfer + delay", bound="at least"),
        Line("money", "price", "size × price"),
        Line("joules", "energy of all", "size × energy"),
    ),
    curves=("time", "transfer"),
    subject="size",
    notes=(Assumption("a bit is an eighth of a byte; GB is 10⁹ bytes, and GiB 2³⁰"),),
    examples=("move 350GB over 10Gbit/s",),
)

WAITING = Estimate(
    "waiting",
    "Waiting",
    "requests that wait for a slow server, and queues",
    settings=(
        Input("servers", "", "servers that a request asks at once"),
        Input("slow", "%", "share of answers of one server that are slow", may_be_zero=True),
        Input("rate", "1/s", "requests that come", may_be_zero=True),
        Input("service", "s", "time that one request takes"),
    ),
    lines=lambda _: (
        Line("waiting", "requests that wait", "1 - (1 - slow)^servers", "%"),
        Line("utilisation", "utilisation", "rate × service", "%"),
        Line("time", "mean time with waiting", "service / (1 - utilisation)", must_be_positive=True),
        Line("median", "half are done within", "time × log(2)"),
        Line("tail", "99 of 100 are done within", "time × log(100)"),
        Line("inside", "requests inside", "rate × time"),
    ),
    curves=("waiting", "time"),
    notes=(
        Assumption("servers are slow independently of each other", ("waiting",)),
        Assumption("one server, requests at random times, and service times that vary as widely (M/M/1)", ("time",)),
        Assumption("the queue grows without end", ("utilisation",), ("time",)),
    ),
    sources=("dean2013",),
    examples=("waiting servers=100 slow=1%", "waiting rate=80/s service=10ms"),
    claims=(
        published(
            "waiting servers=100 slow=1%",
            "requests to 100 servers that wait",
            line="waiting",
            result="63 %",
            source="dean2013",
            tolerance=0.01,
        ),
    ),
)


def _speed_up(values: Known) -> Sequence[Line]:
    parallel, factor = values.get("parallel"), values.get("factor")
    lines = [Line("speed_up", "speed-up (Amdahl)", "1 / (1 - parallel + parallel / factor)")]
    if parallel and parallel.value < 1:
        lines.append(Line("limit", "with any factor", "1 / (1 - parallel)", bound="at most"))
    if factor and not isinf(factor.value):
        lines.append(Line("grown", "of a task that grows (Gustafson)", "1 - parallel + parallel × factor"))
    return [*lines, Line("after", "time after", "time / speed_up")]


SPEED_UP = Estimate(
    "speed-up",
    "Speed-up",
    "what a faster part gives the whole",
    settings=(
        Input("parallel", "%", "share of the time that gets faster", may_be_zero=True),
        Input("factor", "", "how many times faster that part gets", may_be_infinite=True),
        Input("time", "s", "time before"),
    ),
    lines=_speed_up,
    curves=("speed_up",),
    sources=("amdahl1967",),
    examples=("speed-up parallel=95% factor=16", "speed-up parallel=95% factor=infinite"),
)

BATTERY = Estimate(
    "battery",
    "Battery",
    "how long a battery lasts at a duty cycle",
    settings=(
        Input("capacity", "Wh", "energy of the battery"),
        Input("charge", "Ah", "charge of the battery, in place of its energy"),
        Input("voltage", "V", "voltage of the battery"),
        Input("active", "W", "power when awake"),
        Input("awake", "s", "time awake in each period"),
        Input("every", "s", "length of a period"),
        Input("duty", "%", "share of the time awake, in place of awake and every", "awake / every", may_be_zero=True),
        Input("sleep", "W", "power when asleep", "0 W", may_be_zero=True),
        Input("power", "W", "mean power, in place of a duty cycle"),
    ),
    lines=lambda _: (
        Line("capacity", "energy", "charge × voltage", "Wh"),
        Line("power", "mean power", "active × duty + sleep × (1 - duty)"),
        Line("power", "mean power", "active"),
        Line("life", "life", "capacity / power", bound="at most"),
        Line("budget", "power for a year", "capacity / 365.25 d"),
        Line("energy", "energy each time awake", "active × awake"),
    ),
    curves=("life",),
    notes=(Assumption("the battery gives all of its energy, and loses none by itself"),),
    examples=("battery charge=225mAh voltage=3V active=15mW awake=50ms every=10s sleep=3uW",),
)


_PLACES = {
    "cloud": {"ram": "1 TB", "latency": "20 ms", "power": "200 W", "network": "1 Mbit/s"},
    "edge": {"ram": "64 GB", "latency": "2 ms", "power": "5 W"},
    "mobile": {"ram": "8 GB", "power": "500 mW"},
    "tiny": {"ram": "512 KiB", "power": "0.1 mW"},
}
"""The most memory of each place, and the least of the others: orders of magnitude, not limits of one machine."""

_LIMITS = {
    "ram": "it has about",
    "latency": "its network alone takes about",
    "power": "it draws at least about",
    "network": "it needs a link of about",
}
"""What the limit of a setting is."""


def _obstacles(platform: str, values: Known) -> Iterator[str]:
    for name, text in _PLACES[platform].items():
        given, limit = values.get(name), parse_quantity(text)
        if given and (given.value > limit.value if name == "ram" else given.value < limit.value):
            shown = format_quantity(limit, binary="KiB" in text)
            yield f"{name}={format_quantity(given)}: {_LIMITS[name]} {shown}"


def _verdicts(values: Known) -> list[Fit]:
    fits = []
    for platform in _PLACES:
        against = [*_obstacles(platform, values)]
        words = f"{platform} is ruled out by {'; '.join(against)}" if against else f"{platform} remains"
        fits.append(Fit(not against, words))
    return fits


WHERE = Estimate(
    "where",
    "Where a model can run",
    "which of cloud, edge, mobile and tiny remain",
    settings=(
        Input("ram", "B", "memory that the model needs"),
        Input("latency", "s", "time within which an answer must be there"),
        Input("power", "W", "power that is there for it"),
        Input("network", "B/s", "link that can be relied on", may_be_zero=True),
    ),
    lines=lambda _: (
        Line("energy", "energy of an answer", "power × latency", bound="at most"),
        Line("needed", "memory needed", "ram"),
        Line("time", "time allowed", "latency"),
        Line("allowed", "power allowed", "power"),
        Line("link", "link", "network"),
    ),
    notes=(Assumption("orders of magnitude for a server, a box on site, a phone and a microcontroller"),),
    verdicts=_verdicts,
    one_is_enough=True,
    examples=("where ram=250kB latency=10ms power=5mW",),
)
