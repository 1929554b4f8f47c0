"""Which of cloud, edge, mobile and tiny remain for a model, and which limit rules out the others."""

from collections.abc import Iterator

from mlsys_cli.estimates.estimate_parts import Assumption, Estimate, Fit, Input, Known, Line
from mlsys_cli.quantity.quantity import parse_quantity, written

PLACES = {
    "cloud": {"memory": "1 TB", "round_trip": "20 ms", "least_power": "200 W", "link": "1 Mbit/s"},
    "edge": {"memory": "64 GB", "round_trip": "2 ms", "least_power": "5 W"},
    "mobile": {"memory": "8 GB", "round_trip": "0 s", "least_power": "500 mW"},
    "tiny": {"memory": "512 KiB", "round_trip": "0 s", "least_power": "0.1 mW"},
}
"""What each place has or takes at least: orders of magnitude, not limits of one machine."""


def _obstacles(place: str, known: Known) -> Iterator[str]:
    has = {name: parse_quantity(text) for name, text in PLACES[place].items()}
    if "ram" in known and known["ram"].value > has["memory"].value:
        yield f"ram={written(known['ram'])}: it has about {written(has['memory'], binary=place == 'tiny')}"
    if "latency" in known and known["latency"].value < has["round_trip"].value:
        yield f"latency={written(known['latency'])}: its network alone takes about {written(has['round_trip'])}"
    if "power" in known and known["power"].value < has["least_power"].value:
        yield f"power={written(known['power'])}: it draws at least about {written(has['least_power'])}"
    if "network" in known and place == "cloud" and known["network"].value < has["link"].value:
        yield f"network={written(known['network'])}: it needs a link of about {written(has['link'])}"


def _verdicts(known: Known) -> list[Fit]:
    found = []
    for place in PLACES:
        against = [*_obstacles(place, known)]
        words = f"{place} is ruled out by {'; '.join(against)}" if against else f"{place} remains"
        found.append(Fit(not against, words))
    return found


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
