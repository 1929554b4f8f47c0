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


_, *_ROWS = Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines()

CATALOGUE = {
    name: Entry(name, title, int(year), int(minutes))
    for name, title, year, minutes in (row.split("\t") for row in _ROWS)
}
"""Every exhibit by its name, in the order in which they are listed."""


@cache
def load(name: str) -> Exhibit:
    """The exhibit of that name, which must be in the catalogue."""
    is_package = Path(__file__).with_name(name).is_dir()
    module = import_module(f"mlsys_cli.exhibits.{name}.{name}_exhibit" if is_package else f"mlsys_cli.exhibits.{name}")
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
