"""Statistics of a learner: cards retained, days of study, and how well the schedule predicts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from mlsys_cli.journal.study_records import DayCount, Retention, StudiedCard

RETAINED_DAYS = 21
"""The stability in days from which a card counts as retained: that long after its last review it is still known with a
probability of 90 %. (It is where Anki calls a card mature, and measures intervals: docs.ankiweb.net/stats.html.)"""

ENOUGH = 20
"""The fewest reviews for which the share of right answers is meaningful."""

LEAST = 512
"""The number of reviews from which on the optimiser learns; those count that come on a later day than the last."""


class Tally(NamedTuple):
    """The numbers of cards that are retained, being learned, forgotten (failed, and not retained since), and new."""

    retained: int = 0
    learning: int = 0
    forgotten: int = 0
    new: int = 0

    @property
    def seen(self) -> int:
        """The number of cards that were ever asked, and not forgotten on purpose."""
        return self.retained + self.learning + self.forgotten


def tally(cards: Iterable[str], studied: Mapping[str, StudiedCard]) -> Tally:
    """The numbers of some cards in each state."""
    return Tally(**Counter(_state(studied.get(card)) for card in cards))


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of some tallies."""
    return Tally(*map(sum, zip(Tally(), *tallies, strict=True)))


def _state(card: StudiedCard | None) -> str:
    """The field of a tally in which a card is counted."""
    if card is None or not card.state:
        return "new"
    if card.stability >= RETAINED_DAYS:
        return "retained"
    return "forgotten" if card.lapses else "learning"


class Streaks(NamedTuple):
    """The numbers of days in a row with answers: up to today (or yesterday, as today isn't over), and at most."""

    current: int
    longest: int


def streaks_of(days: Sequence[DayCount], today: date) -> Streaks:
    """The streaks of days with answers; the days come sorted."""
    longest = length = 0
    last = None
    for day in days:
        length = length + 1 if last is not None and day.date - last == timedelta(days=1) else 1
        longest, last = max(longest, length), day.date
    current = length if last is not None and today - last <= timedelta(days=1) else 0
    return Streaks(current, longest)


def margin(retention: Retention) -> float:
    """The distance that the measured share may have from the predicted one by chance, in 95 of 100 cases."""
    share = retention.predicted_share
    if share is None:
        return 1.0
    return 1.96 * sqrt(max(share * (1 - share), 0.0) / retention.reviews)
