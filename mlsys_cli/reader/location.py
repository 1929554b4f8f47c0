"""The places of the reader: what can be opened as a page, pages as values, and the visits to them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Blocks, Heading, Paragraph, Spans, text_spans


class Location(NamedTuple):
    """An entry, from a paragraph on, or one of the pages that list entries.

    The `years` limit a timeline; it has a line for each event if it `is_brief`, and the events of all chapters if
    it `shows_all`. A list shows what has the words of the `query`, from the row with the number `start` on, and a
    table its columns from there on; a search and a comparison are made of their words. Of a command or an exhibit,
    `query` is what to run; of a question, it is the number of its result and the card. An entry that was opened
    from a filtered list has the words of the filter.
    """

    kind: str
    ref: Ref | None = None
    years: tuple[int, int] | None = None
    query: str = ""
    start: int = 0
    paragraph: int = 0
    is_brief: bool = False
    shows_all: bool = False


PLACE = "place"
"""The kind of a link to a page that isn't about an entry."""

MORE = f"{PLACE}:more"
"""The target of the link to the next page of a list."""

AT_HOME = {
    "Lists": ("timeline", "glossary", "tables", "figures", "sources"),
    "Try": ("labs", "exhibits", "calculators", "models", "machines"),
    "Yours": ("notes", "marks", "progress", "today", "paths"),
}
"""The pages that the home page names."""

OPENED = (
    *("section", "chapter", "term", "table", "figure", "event", "source"),
    *("model", "machine", "calculator", "exhibit"),
)
"""The kinds of entries that have a page, or a screen of their own."""

ASKED = ("chapter", "section", "term")
"""The kinds of entries whose pages have questions."""

PAGE_QUESTIONS = 3
"""The most questions that are asked on a page where the learner says no number."""

HOME = Location("home")
ANSWER = Location("answer")
"""The page that a command in the shell has made."""
RESULT = Location("result")
"""The page of the first result of questions or of an exhibit; the `query` of the others is a number."""

TIMELINE = Location("timeline")

_PLACES = {
    "home": ("where you are and what to do", ""),
    "timeline": ("all events on a line of years", ""),
    "glossary": ("all terms", "term"),
    "tables": ("all comparison tables", "table"),
    "figures": ("all figures", "figure"),
    "sources": ("all sources", "source"),
    "models": ("all models, with their numbers", "model"),
    "machines": ("all machines, with their numbers", "machine"),
    "labs": ("all that you can run, by chapter", ""),
    "exhibits": ("all small systems that you can run", "exhibit"),
    "calculators": ("all sums that you can ask", "calculator"),
    "notes": ("your notes", "note"),
    "marks": ("your bookmarks", "bookmark"),
    "today": ("what to do now", ""),
    "progress": ("what you have read and remember", ""),
    "paths": ("the ways through the book", ""),
    "config": ("your settings", ""),
}
NAMED = {name: (Location(name), about) for name, (about, _) in _PLACES.items()}
"""The places that have a name, each with what it shows."""

FILTERED = {name: row for name, (_, row) in _PLACES.items() if row}
"""The lists that a filter makes shorter, each with what is in its rows."""

ACTIONS = {
    "contents": (Location("contents"), "all chapters and sections"),
    "quiz": (Location("quiz"), "three questions on this page"),
    "review": (Location("review"), "the cards that are due"),
    "help": (Location("keys"), "all keys and what they do"),
    "quit": (Location("quit"), "leave the reader"),
}
"""What the reader does when their names are chosen."""


def location_of(ref: Ref) -> Location:
    """The place of an entry; an exhibit or a calculator is run."""
    return Location("run", query=ref.address) if ref.kind in ("exhibit", "calculator") else Location(ref.kind, ref)


class Destination(NamedTuple):
    """A row of a list to choose from, the place that it opens, words of it to show below, and a remark at its end.

    Others may be inside it, which are made when they are asked for.
    """

    title: str
    location: Location
    excerpt: Spans = ()
    remark: str = ""
    inside: "Callable[[], Sequence[Destination]]" = tuple


Finder: TypeAlias = Callable[[str], Sequence[Destination]]
"""Finds the destinations that some words mean."""


class ReaderPage(NamedTuple):
    """A page, with its title for the head line.

    Of a text to read, `minutes` is the time that it takes, and `length` the number of blocks before the sources;
    several `texts` may be on one page. On a list, the arrow keys go from row to row; `shown` says how many rows there
    are.
    """

    title: str
    blocks: Blocks
    minutes: int = 0
    length: int = 0
    is_list: bool = False
    shown: str = ""
    texts: Sequence[Ref] = ()

    def headed(self) -> "ReaderPage":
        """The page for a face without a head line: a list has its title and the number of its rows above it."""
        above = (Heading(1, self.title), *((Paragraph(text_spans(self.shown)),) if self.shown else ()))
        has_title = any(isinstance(block, Heading) for block in self.blocks)
        return self if has_title else self._replace(blocks=(*above, *self.blocks))


class PagePosition(NamedTuple):
    """A line of a page for any width: a part of it, and how many lines below the beginning of that it is."""

    part: int = 0
    row: int = 0


TOP = PagePosition()
"""The beginning of a page."""


class Visit(NamedTuple):
    """A page that was open: where on it the screen began, and the link that was chosen (-1 for none)."""

    location: Location
    start: PagePosition = TOP
    link: int = -1


class BrowsingHistory(NamedTuple):
    """Visits in order; `here` is the number of the current one."""

    visits: tuple[Visit, ...]
    here: int = 0

    @property
    def current(self) -> Visit:
        """The page that is open."""
        return self.visits[self.here]

    def in_place(self, location: Location, link: int = -1, start: PagePosition = TOP) -> "BrowsingHistory":
        """The same with another place instead of the current one, from a line on and with a link chosen."""
        visit = Visit(location, start, link)
        return self._replace(visits=(*self.visits[: self.here], visit, *self.visits[self.here + 1 :]))

    def going_to(self, location: Location) -> "BrowsingHistory":
        """The history after a page was opened: what lay ahead is gone."""
        return BrowsingHistory((*self.visits[: self.here + 1], Visit(location)), self.here + 1)

    def moved(self, steps: int) -> "BrowsingHistory":
        """The history some visits further back (below 0) or forward, as far as it goes."""
        return self._replace(here=min(max(self.here + steps, 0), len(self.visits) - 1))
