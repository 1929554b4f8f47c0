"""An answer while it is being given: what is chosen or typed so far."""

from typing import NamedTuple

EMPTY = -1
"""Stands for a left side that has no right one yet."""


class Draft(NamedTuple):
    """An unfinished answer. Places are those that are shown, from 0.

    `picks` are places in the order in which they were chosen, or for each left side that of its right one.
    `texts` are what is typed, one for each field, of which `focus` is the one where the cursor is.
    """

    picks: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    focus: int = 0

    def toggle(self, place: int) -> "Draft":
        """The draft with a place chosen, or no longer chosen if it was."""
        others = tuple(one for one in self.picks if one != place)
        return self._replace(picks=others if place in self.picks else (*self.picks, place))

    def write(self, text: str) -> "Draft":
        """The draft with another text in the field that has the focus."""
        return self._replace(texts=tuple(text if n == self.focus else one for n, one in enumerate(self.texts)))

    @property
    def typed(self) -> str:
        """The text of the field that has the focus."""
        return self.texts[self.focus] if self.texts else ""
