"""Published results of estimates."""

from mlsys_cli.claims import Claim
from mlsys_cli.estimates.catalogue import load
from mlsys_cli.estimates.request import Request, read_settings, split_words
from mlsys_cli.estimates.working import work_out


def published(asked: str, words: str, *, line: str, result: str, source: str, tolerance: float = 0.0) -> Claim:
    """The claim that what is asked, such as `memory params=175B`, has a result such as `350 GB` in one of its lines."""
    number, _, unit = result.partition(" ")

    def ours() -> float:
        name, *settings = asked.split()
        estimate = load(name)
        given, _ = read_settings(estimate, split_words(settings).settings)
        value = work_out(Request(estimate, given)).value(line)
        assert value is not None
        return value.within(unit)

    return Claim(f"{words} ({unit})", float(number), ours, source, tolerance)
