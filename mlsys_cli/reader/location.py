"""The places of the reader: what can be opened as a page."""

from typing import NamedTuple

from mlsys_cli.index.entry_records import Ref


class Location(NamedTuple):
    """An entry, or one of the pages that list entries."""

    kind: str
    ref: Ref | None = None


HOME = Location("home")
LISTS = {name: Location(name) for name in ("glossary", "tables", "figures", "sources")}
"""The pages that list entries, by their names."""


def location_of(ref: Ref) -> Location:
    """The place of an entry."""
    return Location(ref.kind, ref)
