"""The records that the store returns."""

from datetime import date
from typing import NamedTuple

from mlsys_cli.page.anchors import Anchor


class DueCard(NamedTuple):
    """A card that is due today; `due` is the moment, `state` and `stability` are those of its memory.

    `last` is when it was last answered.
    """

    card: str
    due: int
    state: int
    last: int = 0
    stability: float = 0.0


class Counts(NamedTuple):
    """The numbers of cards that were asked for the first time today, and that were asked at all."""

    new: int = 0
    asked: int = 0


class Standing(NamedTuple):
    """The standing of a card in a review. A new one that is `barred` has to wait for a sibling."""

    due: bool = False
    suspended: bool = False
    state: int = 0
    reps: int = 0
    barred: bool = False

    @property
    def new(self) -> bool:
        """True if it may be asked as a new one."""
        return not self.state and not self.suspended and not self.barred


class StudiedCard(NamedTuple):
    """A card that was ever answered. One with the state 0 was forgotten on purpose, and is new again.

    `due` is None if it is new or suspended; `first` and `last` are when it was first and last answered.
    """

    card: str
    due: int | None
    last: int
    state: int
    first: int | None
    reps: int
    lapses: int
    stability: float
    difficulty: float
    suspended: bool


class Rest(NamedTuple):
    """A card that was forgotten too often: since when it rests and `until` when, or None if it is set aside."""

    card: str
    since: int
    until: int | None = None


READ = 0.95
"""The share of a section from which on it counts as read: another width of the screen leaves small gaps."""


class ReadingPosition(NamedTuple):
    """A section that was read, or begun: how much of it was on the screen, and the paragraph where its reader stopped.

    The share is 0 where it isn't known, as of a chapter and in a pager that doesn't tell.
    """

    subject: str
    at: int
    done: bool
    share: float
    paragraph: int


class Mark(NamedTuple):
    """An entry, or the place in its text with an `anchor`, that the learner wants to find again."""

    subject: str
    at: int
    anchor: Anchor | None = None


class Note(NamedTuple):
    """A note about an entry, or a place in its text; the `ordinal` is the number by which the learner names it."""

    ordinal: int
    id: str
    subject: str
    at: int
    changed: int
    text: str
    anchor: Anchor | None = None


class Trial(NamedTuple):
    """A run of an exhibit by the learner; the guess and the result are empty where nothing was asked.

    `reached` is the command that runs it with the first settings that reached its goal.
    """

    exhibit: str
    at: int
    preset: str = ""
    guess: str = ""
    result: int | float | str | bool | None = None
    reached: str = ""


class DayCount(NamedTuple):
    """The answers of a day: how many there were, and how many of them were recalled (graded better than again)."""

    date: date
    answers: int
    right: int


class Forecast(NamedTuple):
    """A day and the number of known cards that fall due on it; those that are late count for the first of some days."""

    date: date
    due: int


class Retention(NamedTuple):
    """The reviews of learned cards on a later day than the last: how many were recalled, and how many should have been.

    A card was recalled if it was graded better than again; whether the answer itself was right is another matter, which
    `answers` of the reviews tell. `predicted` is the sum of the probabilities of recall.
    """

    reviews: int
    right: int
    predicted: float
    answers: int = 0
    answers_right: int = 0

    @property
    def measured_share(self) -> float | None:
        """The share that was recalled."""
        return self.right / self.reviews if self.reviews else None

    @property
    def predicted_share(self) -> float | None:
        """The share that should have been recalled."""
        return self.predicted / self.reviews if self.reviews else None


class Imported(NamedTuple):
    """The result of an import: the events of the file, and how many of them were new."""

    events: int
    new: int
