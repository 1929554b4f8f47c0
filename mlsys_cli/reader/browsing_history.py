"""The pages that the reader has visited, to go back and forward in."""

from typing import NamedTuple

from mlsys_cli.reader.location import Location
from mlsys_cli.reader.page_layout import TOP, PagePosition


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

    def left_at(self, start: PagePosition, link: int) -> "BrowsingHistory":
        """The same with the place on the current page at which it was left."""
        visit = self.current._replace(start=start, link=link)
        return self._replace(visits=(*self.visits[: self.here], visit, *self.visits[self.here + 1 :]))

    def in_place(self, location: Location, link: int = -1) -> "BrowsingHistory":
        """The same with another place instead of the current one, and the link that is chosen there."""
        visit = Visit(location, link=link)
        return self._replace(visits=(*self.visits[: self.here], visit, *self.visits[self.here + 1 :]))

    def going_to(self, location: Location) -> "BrowsingHistory":
        """The history after a page was opened: what lay ahead is gone."""
        return BrowsingHistory((*self.visits[: self.here + 1], Visit(location)), self.here + 1)

    def moved(self, steps: int) -> "BrowsingHistory":
        """The history some visits further back (below 0) or forward, as far as it goes."""
        return self._replace(here=min(max(self.here + steps, 0), len(self.visits) - 1))
