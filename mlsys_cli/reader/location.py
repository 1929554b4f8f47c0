"""The places of the reader: what can be opened as a page."""

from typing import NamedTuple

from mlsys_cli.index.entry_records import Ref


class Location(NamedTuple):
    """An entry, from a paragraph on, or one of the pages that list entries.

    The `years` limit a timeline; it has a line for each event if it `is_brief`, and the events of all chapters if it
    `shows_all`. A list shows what has the `words`, from the row with the number `start` on, and a table its columns
    from there on; a search and a comparison are made of their words. An entry that was opened from a filtered list has
    the words of the filter.
    """

    kind: str
    ref: Ref | None = None
    years: tuple[int, int] | None = None
    query: str = ""
    start: int = 0
    paragraph: int = 0
    is_brief: bool = False
    shows_all: bool = False


MORE = "place:more"
"""The target of the link to the next page of a list."""

AT_HOME = ("timeline", "glossary", "tables", "figures", "sources", "notes", "marks")
"""The lists that the home page names."""

FILTERED = (*AT_HOME[1:], "models", "machines", "exhibits")
"""The lists that a filter makes shorter."""

OPENED = ("section", "chapter", "term", "table", "figure", "event", "source", "model", "machine", "exhibit")
"""The kinds of entries that have a page, or a screen of their own."""

HOME = Location("home")
ANSWER = Location("answer")
"""The page that a command in the shell has made."""

LISTS = {name: Location(name) for name in ("timeline", *FILTERED)}
"""The pages that list entries, by their names."""

NAMED = {
    "home": (HOME, "where you are and what to do"),
    "timeline": (LISTS["timeline"], "all events on a line of years"),
    "glossary": (LISTS["glossary"], "all terms"),
    "tables": (LISTS["tables"], "all comparison tables"),
    "figures": (LISTS["figures"], "all figures"),
    "sources": (LISTS["sources"], "all sources"),
    "models": (LISTS["models"], "all models, with their numbers"),
    "machines": (LISTS["machines"], "all machines, with their numbers"),
    "exhibits": (LISTS["exhibits"], "all small systems that you can run"),
    "notes": (LISTS["notes"], "your notes"),
    "marks": (LISTS["marks"], "your bookmarks"),
    "today": (Location("today"), "what to do now"),
    "progress": (Location("progress"), "what you have read and remember"),
    "config": (Location("config"), "your settings"),
}
"""The places that have a name, each with what it shows."""

ACTIONS = {
    "contents": (Location("contents"), "all chapters and sections"),
    "quiz": (Location("quiz"), "three questions on this page"),
    "review": (Location("review"), "the cards that are due"),
    "help": (Location("keys"), "all keys and what they do"),
    "quit": (Location("quit"), "leave the reader"),
}
"""What the reader does when their names are chosen."""


def location_of(ref: Ref) -> Location:
    """The place of an entry; an exhibit is run."""
    return Location("run", query=ref.address) if ref.kind == "exhibit" else Location(ref.kind, ref)
