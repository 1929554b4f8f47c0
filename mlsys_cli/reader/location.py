"""The places of the reader: what can be opened as a page."""

from typing import NamedTuple

from mlsys_cli.index.entry_records import Ref


class Location(NamedTuple):
    """An entry, or one of the pages that list entries.

    The `years` limit a timeline. A list shows what has the `words`, from the row with the number `start` on.
    """

    kind: str
    ref: Ref | None = None
    years: tuple[int, int] | None = None
    words: str = ""
    start: int = 0


FILTERED = ("glossary", "tables", "figures", "sources", "notes", "marks")
"""The lists that a filter makes shorter."""

HOME = Location("home")
LISTS = {name: Location(name) for name in ("timeline", *FILTERED)}
"""The pages that list entries, by their names."""


def location_of(ref: Ref) -> Location:
    """The place of an entry."""
    return Location(ref.kind, ref)
