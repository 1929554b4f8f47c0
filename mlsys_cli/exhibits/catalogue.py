"""The catalogue of exhibits, which knows their names without importing them."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Exhibit


class Entry(NamedTuple):
    """An exhibit in the catalogue: its name, title and year, if it has one, and how many minutes it takes."""

    name: str
    title: str
    year: int | None
    minutes: int = 3  # of a calculator; chosen, not measured

    @property
    def dated_title(self) -> str:
        """The title with the year, if there is one."""
        return f"{self.title} ({self.year})" if self.year else self.title


_ROWS = (
    Entry("eliza", "ELIZA", 1966, 6),
    Entry("student", "STUDENT", 1964, 5),
    Entry("mycin", "MYCIN", 1976, 6),
    Entry("perceptron", "The perceptron", 1958, 4),
    Entry("backpropagation", "Backpropagation", 1986, 6),
    Entry("spam", "A spam filter", 1998, 5),
    Entry("search", "Search in a game tree", 1975, 5),
    Entry("network", "A network that reads digits", 1989, 8),
    Entry("cascade", "Faces in a cascade", 2001, 5),
    Entry("kernel", "The kernel trick", 1992, 4),
    Entry("tree", "A decision tree", 1986, 4),
    Entry("neighbours", "Nearest neighbours", 1967, 4),
    Entry("logistic", "Logistic regression and Challenger", 1989, 3),
    Entry("drift", "A stream that drifts", 1986, 4),
    Entry("membership", "Who was in the data?", 2018, 3),
    Entry("fairness", "Three rules of fairness", 2016, 5),
    Entry("quantise", "Quantisation", 2018, 4),
    Entry("shrink", "A network shrinks", 2015, 6),
    Entry("attack", "Attacks on a network", 2015, 5),
    Entry("forget", "A network forgets", 1989, 4),
    Entry("attention", "Attention by hand", 2015, 5),
    Entry("serving", "A server of answers", 2022, 4),
    Entry("federated", "Federated learning", 2017, 5),
    Entry("private", "Private learning", 2016, 5),
    Entry("regression", "Four sets, one line", 1973, 3),
    Entry("feedback", "Patrols and their records", 2018, 4),
    Entry("alignment", "Columns that change together", 2008, 3),
    Entry("tape", "A tape that differentiates", 1970, 4),
    Entry("schedule", "A pipeline of stages", 2019, 5),
    Entry("systolic", "A systolic array", 1978, 3),
    Entry("optimiser", "Optimisers in a valley", 1964, 4),
    Entry("peek", "Peeking at a test", 1969, 3),
    Entry("dedup", "Near copies", 1997, 4),
    Entry("bpe", "Byte-pair encoding", 2016, 4),
)

CATALOGUE = {entry.name: entry for entry in _ROWS}
"""Every exhibit by its name, in the order in which they are listed."""


@cache
def load(name: str) -> Exhibit:
    """The exhibit of that name, which must be in the catalogue."""
    module = import_module(f"mlsys_cli.exhibits.{name}")
    from mlsys_cli.exhibits.words import exhibit_of  # most commands run no exhibit

    assert module.__file__
    return exhibit_of(module.PROGRAM, Path(module.__file__).with_name(f"{name}.yaml"))


def sources() -> set[str]:
    """The keys of all references on which exhibits rely."""
    exhibits = [load(name) for name in CATALOGUE]
    return {key for exhibit in exhibits for key in (*exhibit.sources, *(claim.source for claim in exhibit.claims))}


def addresses() -> Iterator[str]:
    """The names of all that can be run: each exhibit, then its presets (`perceptron/xor`)."""
    for name in CATALOGUE:
        yield name
        yield from (f"{name}/{preset.name}" for preset in load(name).presets)
